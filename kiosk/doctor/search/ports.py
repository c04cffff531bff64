"""Where a device may hang: USB interfaces of class 7 and serial lines, with what the kernel knows of each.

Asked is sysfs and nothing else, so looking disturbs no device: interfaces by bInterfaceClass, maker, product and serial
number from the USB device around them, the IEEE 1284 id from usblp. A port's `path` is the name that stays: the link
of our udev rules, by-id where the device has a serial number (two CH340 adapters share one name there), by-path where
it has none. `Places` says where /dev and /sys are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

NETWORK_PORT = 9100
_PRINTER = "07"  # bInterfaceClass
_SERIAL = ("ttyUSB*", "ttyACM*", "ttyAMA*")
_PI = "serial[0-9]"  # a Pi's own name of the line on its header


@dataclass(frozen=True)
class Places:
    dev: Path = Path("/dev")
    sys: Path = Path("/sys")


@dataclass(frozen=True)
class Port:
    """`kind` as printer.kind, or keyboard; `path`: the stable name, `node`: the kernel's; `vendor`, `usb_product`: USB
    ids of a printer that no kernel driver took (kind "usb"); `ieee`: its IEEE 1284 id by key (MFG, MDL, …)."""

    kind: str
    path: str
    node: str = ""
    maker: str = ""
    product: str = ""
    number: str = ""
    vendor: int = 0
    usb_product: int = 0
    ieee: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What the port calls its device, "" for a plain line."""
        maker, model = self.ieee.get("MFG", self.maker), self.ieee.get("MDL", self.product)
        return model if model.upper().startswith(maker.upper()) else f"{maker} {model}".strip()


def given(path: str) -> Port:
    """A port that somebody named: usblp devices are files, input devices keyboards, an address is one of the network,
    two USB ids are a printer's as this module names it, all else is a serial line."""
    if found := re.fullmatch(r"([0-9.]+\.[0-9]+)(?::([0-9]+))?", path):
        return Port("network", f"{found[1]}:{found[2] or NETWORK_PORT}")
    if found := re.fullmatch(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})", path):
        return Port("usb", path.lower(), vendor=int(found[1], 16), usb_product=int(found[2], 16))
    kind = "file" if re.search(r"/lp\d*$", path) or "usblp" in path else "serial"
    return Port("keyboard" if "/input/" in path else kind, path, path)


def printer_ports(places: Places) -> list[Port]:
    """Every place where a printer may hang, a device only once; those that say so of themselves first."""
    return [*_class_7(places), *serial_ports(places, "printer")]


def serial_ports(places: Places, role: str) -> list[Port]:
    """Every serial line; `role`: whose name of our rules is taken (printer, scanner)."""
    nodes = [node for pattern in (*_SERIAL, _PI) for node in sorted(places.dev.glob(pattern))]
    once = {node.resolve(): node for node in reversed(nodes)}
    return [_serial(places, node, role) for node in sorted(once.values())]


def _serial(places: Places, node: Path, role: str) -> Port:
    port = _described(Port("serial", "", str(node)), places.sys / "class/tty" / node.name / "device")
    return replace(port, path=stable(places, node, role, numbered=bool(port.number)))


def stable(places: Places, node: Path, role: str, numbered: bool) -> str:
    """The name to write down for a device: what a replugging, or another device before it, does not change."""
    by_id, by_path = (places.dev / "serial" / by for by in ("by-id", "by-path"))
    folders = (by_id, by_path) if numbered else (by_path,)
    links = [*sorted((places.dev / "kiosk").glob(f"{role}-*")), *(p for f in folders for p in sorted(f.glob("*")))]
    return str(next((link for link in links if link.resolve() == node.resolve()), node))


def _class_7(places: Places) -> Iterator[Port]:
    """USB printers, and what stands in /dev/usb without a word in sysfs."""
    seen = set[str]()
    for interface in sorted(places.sys.glob("bus/usb/devices/*:*")):
        if _read(interface / "bInterfaceClass") == _PRINTER:
            port = _usb_printer(places, interface)
            seen.add(port.node)
            yield port
    for node in sorted(places.dev.glob("usb/lp*")):
        if str(node) not in seen:
            yield Port("file", stable(places, node, "printer", numbered=False), str(node))


def _usb_printer(places: Places, interface: Path) -> Port:
    """Through usblp where it took the printer, else by its USB ids."""
    names = sorted(path.name for path in interface.glob("usbmisc/lp*"))
    node = places.dev / "usb" / names[0] if names else None
    port = _described(Port("usb", ""), interface)
    if node is None or not node.exists():
        return replace(port, path=f"{port.vendor:04x}:{port.usb_product:04x}")
    path = stable(places, node, "printer", numbered=bool(port.number))
    return replace(port, kind="file", path=path, node=str(node))


def _described(port: Port, interface: Path) -> Port:
    """With the words of the USB device around an interface; a line of the board itself has none."""
    around = interface.resolve()
    usb = next((folder for folder in (around, *around.parents) if (folder / "idVendor").is_file()), None)
    if usb is None:
        usb = interface.parent / interface.name.partition(":")[0]
    return replace(
        port,
        maker=_read(usb / "manufacturer"),
        product=_read(usb / "product"),
        number=_read(usb / "serial"),
        vendor=int(_read(usb / "idVendor") or "0", 16),
        usb_product=int(_read(usb / "idProduct") or "0", 16),
        ieee=ieee_1284(_read(interface / "ieee1284_id")),
    )


def _read(path: Path) -> str:
    """An attribute; "" where there is none."""
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""


_LONG = {"MANUFACTURER": "MFG", "MODEL": "MDL", "SERIALNUMBER": "SN", "SERN": "SN"}


def ieee_1284(text: str) -> dict[str, str]:
    """`MFG:EPSON;MDL:TM-T20II;CLS:PRINTER;` by key, long keys (MANUFACTURER, MODEL) as short ones."""
    pairs = (part.partition(":") for part in text.split(";") if ":" in part)
    return {_LONG.get(key.strip().upper(), key.strip().upper()): value.strip() for key, _, value in pairs}
