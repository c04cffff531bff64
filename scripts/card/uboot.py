"""Debian's U-Boot for the Pi, made deaf and dumb towards the header and the keyboard: changed bytes, no other build.

As it comes it waits two seconds for a key and then stays at its prompt until the power goes; a byte on the header's
UART (a printer that reports itself, a loose wire), a key or a barcode is one, and Ctrl-C among them ends its script.
And what it says goes out there, onto a printer's paper. So no serial line has a driver (the names that it looks for in
the device tree are made ones that no tree has, and so nothing is said before the environment is read either), USB is
never started, input comes from nowhere, and a start that failed is tried again instead of waiting for somebody to type.

Sources: U-Boot 2025.01's autoboot.c (bootdelay -2: no key is looked for), console.c, serial-uclass.c (without a device
the line is silent), lists.c (what is named and has no driver), rpi.env (the variables).
"""

LOOKED_FOR = (
    *(b"brcm,bcm2835-aux-uart", b"brcm,bcm2835-pl011", b"arm,pl011"),  # the serial lines of all boards
    b"stdout-path",  # which line to speak on; one without a driver is taken all the same, and it crashes
)
ENVIRONMENT: dict[bytes, bytes | None] = {
    b"bootdelay": b"-2",
    b"preboot": None,  # starts PCI and USB, which takes seconds and hears keyboards
    b"bootcmd": b"bootflow scan; reset",
    b"boot_targets": b"mmc",
    b"stdin": b"nulldev",
    b"stdout": b"vidconsole",  # the screen alone, for who looks why nothing starts
    b"stderr": b"vidconsole",
}
"""Its built-in variables as the kiosk has them; None: without it."""


class Unknown(ValueError):
    """This U-Boot is another one than we know; says what was not found just once."""


def quiet(binary: bytes) -> bytes:
    """The same program, of the same size. Raises Unknown."""
    for name in LOOKED_FOR:
        binary = _replaced(binary, b"\0" + name + b"\0", b"\0" + name[:-1] + b"-\0")
    start, end = _environment(binary)
    block = b"\0".join(_changed(binary[start:end].split(b"\0"))) + b"\0"
    if len(block) > end - start + 1:
        raise Unknown(f"its environment has {end - start + 1} bytes, ours {len(block)}")
    return binary[:start] + block.ljust(end - start + 1, b"\0") + binary[end + 1 :]


def _replaced(binary: bytes, old: bytes, new: bytes) -> bytes:
    _once(binary, old)
    return binary.replace(old, new)


def _once(binary: bytes, wanted: bytes) -> int:
    if (found := binary.count(wanted)) != 1:
        raise Unknown(f"{wanted!r} is {found} times in u-boot.bin, not once")
    return binary.index(wanted)


def _environment(binary: bytes) -> tuple[int, int]:
    """Where the variables begin, and their end: NAME=VALUE with a zero byte after each, and one more after the last."""
    start = _once(binary, b"\0bootcmd=") + 1  # the first of them (include/env_default.h)
    return start, binary.index(b"\0\0", start)


def _changed(lines: list[bytes]) -> list[bytes]:
    """Raises Unknown when a variable that is to change is not there just once."""
    names = [line.partition(b"=")[0] for line in lines]
    if missing := [name.decode() for name in ENVIRONMENT if names.count(name) != 1]:
        raise Unknown(f"not once in the environment of u-boot.bin: {', '.join(missing)}")
    pairs = ((name, ENVIRONMENT.get(name, line.partition(b"=")[2])) for name, line in zip(names, lines, strict=True))
    return [name + b"=" + value for name, value in pairs if value is not None]
