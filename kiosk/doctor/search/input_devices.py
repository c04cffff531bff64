"""Input devices (evdev) as sysfs tells them: what they can report, and the names that stay.

Looking opens and grabs nothing. A name that stays is the link of our udev rules, else of systemd's (by-id, by-path);
the number of /dev/input/event3 is another device's after the next plugging.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.scanner.keys import NEEDED
from kiosk.doctor.search.ports import Places, Port

_NO_PATH = Path()


@dataclass(frozen=True)
class Device:
    """The kernel's `node`, the name to write down, what it calls itself; `about`: its folder in sysfs."""

    node: Path
    path: str
    name: str
    about: Path = _NO_PATH


def input_devices(places: Places, role: str) -> Iterator[Device]:
    """Those that are there, by number; `role`: whose name of our rules is taken (touch, scanner)."""
    for folder in sorted(places.sys.glob("class/input/event*"), key=lambda path: int(path.name[5:])):
        node, about = places.dev / "input" / folder.name, folder / "device"
        if node.exists():
            yield Device(node, _named(places, node, role), _words(about / "name"), about)


def keyboards(places: Places) -> list[Port]:
    """Whatever has the keys of a keyboard, and a name that stays: a scanner may be among them."""
    found = [d for d in input_devices(places, "scanner") if bits(d.about / "capabilities/key") & _KEYS == _KEYS]
    return [Port("keyboard", d.path, str(d.node), product=d.name) for d in found if d.path != str(d.node)]


_KEYS = sum(1 << code for code in NEEDED)


def _named(places: Places, node: Path, role: str) -> str:
    ours = places.dev / "kiosk" / role
    if ours.exists() and ours.resolve() == node.resolve():
        return str(ours)
    links = sorted((places.dev / "input").glob("by-*/*event*"))
    return str(next((link for link in links if link.resolve() == node.resolve()), node))


def bits(path: Path) -> int:
    """A bitmap of sysfs: words of 64 bits in hex, the highest first, as on every 64-bit kernel."""
    value = 0
    for word in _words(path).split():
        value = value << 64 | int(word, 16)
    return value


def _words(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
