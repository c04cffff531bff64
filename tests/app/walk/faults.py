"""What befalls the cabinet's wires while people stand before it. Each is undone by the same act, later."""

import errno
import os
import random
from collections.abc import Callable

from drivers.simulated.printer.personality import STATES
from drivers.simulated.wires import SimulatedScanner
from tests.app.walk.cabinet import Cabinet, until


def paper(room: Cabinet, dice: random.Random) -> None:
    """Out, open, jammed, nearly out, silent, or well again."""
    if room.wires.printer.path.is_symlink():
        room.wires.printer.set_state(dice.choice((*STATES, "ok", "ok")))


def cable(room: Cabinet, dice: random.Random) -> None:
    printer = room.wires.printer
    printer.unplug() if printer.path.is_symlink() else printer.plug()


def screen(room: Cabinet, dice: random.Random) -> None:
    """Another program draws, or the monitor is gone."""
    error = OSError(errno.EACCES, os.strerror(errno.EACCES))
    calls = ("Dirty", "Crtc", "map")
    room.wires.card.raises = {} if room.wires.card.raises else dict.fromkeys(dice.sample(calls, 2), error)


def player(room: Cabinet, dice: random.Random) -> None:
    room.wires.plays(dice.choice(("exit 0", "exit 0", "exit 1", "")))


def panel(room: Cabinet, dice: random.Random) -> None:
    far = room.wires.panel
    far.unplug() if far.path.exists() else far.plug()


def scanner(room: Cabinet, dice: random.Random) -> None:
    """Pulled in the middle of a code, or back."""
    if room.scanner_there:
        os.write(room.wires.scanner._fd, b"v0000")
        room.wires.scanner.unplug()
        (room.folder / "scanner").unlink()
    else:
        room.wires.scanner = SimulatedScanner(room.folder / "scanner")
    room.scanner_there = not room.scanner_there


def pins(room: Cabinet, dice: random.Random) -> None:
    """The chip goes, or is back and heard again."""
    lines = room.wires.lines
    lines.gone = not lines.gone
    if not lines.gone:
        until(room.hears_all, "the chip's lines")


def pace(room: Cabinet, dice: random.Random) -> None:
    """Frames and commits take long, or not."""
    room.frame_ms, room.disk_ms = dice.choice((0, 30, 400, 1_500)), dice.choice((0, 30, 900))


FAULTS: tuple[Callable[[Cabinet, random.Random], None], ...] = (
    paper, paper, cable, screen, player, panel, scanner, pins, pace, pace,
)  # fmt: skip
