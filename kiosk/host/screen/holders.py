"""Who else draws on the panel, and how to end it: a desktop that somebody installed, a splash that does not go.

One program at a time may set modes on a graphics card. Whoever has a card open is seen in /proc (as root: of all
programs), and a desktop that comes with the next start by systemd's link to it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC, SYSTEMD = Path("/proc"), Path("/etc/systemd/system")
_CARD = re.compile(r"/dev/dri/card\d+")
_OURS = ("kiosk", "systemd", "systemd-logind")  # the last two hold a card for somebody else
_DESKTOP = "systemctl disable --now {unit} && systemctl set-default multi-user.target"
_MANAGERS = ("lightdm", "gdm", "gdm3", "sddm", "lxdm", "xdm", "greetd", "nodm")
_SESSIONS = ("labwc", "wayfire", "Xorg", "Xwayland", "weston", "cage", "sway", "kwin_wayland", "gnome-shell", "mutter")
_END: Mapping[str, str] = {
    **{name: _DESKTOP.format(unit=name) for name in _MANAGERS},
    **{name: _DESKTOP.format(unit="display-manager") for name in _SESSIONS},
    "plymouthd": "plymouth quit; for good: take the word splash out of cmdline.txt",
}
"""By the name of the program (at most 15 letters, proc(5)): what ends it, for good where that can be said."""


@dataclass(frozen=True)
class Holder:
    """A program that draws, or a service that will: its name and what ends it."""

    name: str
    end: str

    def __str__(self) -> str:
        return f"{self.name}: {self.end}"


def holders(proc: Path = PROC, systemd: Path = SYSTEMD) -> list[Holder]:
    """Those that have a card open now, then a desktop that begins with each start; each name once."""
    found = dict[str, Holder]()
    for holder in (*_open_now(proc), *_at_start(systemd)):
        found.setdefault(holder.name, holder)
    return list(found.values())


def _open_now(proc: Path) -> Iterator[Holder]:
    for one in sorted((p for p in proc.glob("[0-9]*") if p.name != str(os.getpid())), key=lambda path: int(path.name)):
        name = _name(one)
        if name and name not in _OURS and _has_card(one / "fd"):
            yield Holder(name, _END.get(name, f"kill {one.name}"))


def _name(program: Path) -> str:
    """ "": it has ended meanwhile."""
    try:
        return (program / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _has_card(files: Path) -> bool:
    """False where this user may not look."""
    try:
        return any(_CARD.fullmatch(str(file.readlink())) for file in files.iterdir())
    except OSError:
        return False


def _at_start(systemd: Path) -> Iterator[Holder]:
    """systemd's alias of the desktop's own unit."""
    link = systemd / "display-manager.service"
    if link.is_symlink():
        name = link.readlink().stem
        yield Holder(name, _END.get(name, _DESKTOP.format(unit=name)))
