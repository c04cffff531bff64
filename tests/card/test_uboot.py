"""U-Boot's program as the card has it: what is changed in Debian's, and that nothing else is."""

import pytest

from scripts.card import uboot

LINES = (
    b"bootcmd=bootflow scan", b"bootdelay=2", b"baudrate=115200", b"preboot=pci enum; usb start;",
    b"boot_targets=mmc usb pxe dhcp", b"scriptaddr=0x02400000", b"stdin=serial,usbkbd", b"stdout=serial,vidconsole",
    b"stderr=serial,vidconsole",
)  # fmt: skip
NAMES = b"\0".join((b"", *uboot.LOOKED_FOR, b""))
CODE, TAIL = b"code: bootdelay=%d\n\0" + NAMES, b"0123456789ABCDEF\0"


def program(lines: tuple[bytes, ...] = LINES, code: bytes = CODE) -> bytes:
    return code + b"\0" + b"\0".join(lines) + b"\0\0" + TAIL


def variables(binary: bytes) -> dict[str, str]:
    start = binary.index(b"\0bootcmd=") + 1
    pairs = binary[start : binary.index(b"\0\0", start)].split(b"\0")
    return dict(pair.decode().split("=", 1) for pair in pairs)


def test_no_key_is_waited_for_and_none_is_heard() -> None:
    """No second for somebody who types, no keyboard started, no input but what is nothing."""
    told = variables(uboot.quiet(program()))
    assert told["bootdelay"] == "-2" and told["stdin"] == "nulldev" and "preboot" not in told
    assert not any("usb" in value or "serial" in value for value in told.values())


def test_no_start_ends_at_a_prompt() -> None:
    """A card that did not answer once is asked again."""
    assert variables(uboot.quiet(program()))["bootcmd"].endswith("; reset")


def test_no_serial_line_has_a_driver() -> None:
    """Whatever the device tree names, before the environment is read and after."""
    changed = uboot.quiet(program())
    assert not any(b"\0" + name + b"\0" in changed for name in uboot.LOOKED_FOR)


def test_all_else_is_as_it_came() -> None:
    """Same size; other variables, code and what lies behind the variables are untouched."""
    before, after = program(), uboot.quiet(program())
    assert len(before) == len(after) and after.endswith(b"\0\0" + TAIL)
    assert variables(after)["baudrate"] == "115200" and variables(after)["scriptaddr"] == "0x02400000"
    assert after[: after.index(b"\0\0")].startswith(b"code: bootdelay=%d\n")


@pytest.mark.parametrize(
    "other",
    [
        program(LINES[1:]),
        program((*LINES, b"bootdelay=3")),
        program(tuple(line for line in LINES if not line.startswith(b"preboot"))),
        program(code=CODE + NAMES),
        program(code=b"code\0"),
        program(tuple(line.partition(b"=")[0] + b"=" for line in LINES)),
        b"",
    ],
    ids=["no command", "a delay twice", "no preboot", "names twice", "no names", "no room", "nothing"],
)
def test_another_uboot_is_refused(other: bytes) -> None:
    """A program that we do not know is never changed by guess: the build ends."""
    with pytest.raises(uboot.Unknown):
        uboot.quiet(other)
