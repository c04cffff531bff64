"""Clocks that a test sets, and a journal on one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.calendar.moment import ClockSource, Moment
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file
from tests.core.office import MORNING

SOURCE = "/H55/92/08/000/k1"


@dataclass
class TestClock:
    """Stands still until somebody sets `wall_ms` or `mono_ms`; `known`: it was synchronised."""

    __test__ = False

    wall_ms: int = MORNING
    mono_ms: int = 0
    boot_id: str = "boot"
    known: bool = True

    def wall(self) -> int:
        return self.wall_ms

    def mono(self) -> int:
        return self.mono_ms

    def source(self) -> ClockSource:
        return "synchronised" if self.known else "unknown"

    def boot(self) -> str:
        return self.boot_id

    def rtc_name(self) -> str:
        return ""

    def passes(self, ms: int) -> None:
        self.wall_ms, self.mono_ms = self.wall_ms + ms, self.mono_ms + ms


class Ticking(TestClock):
    """Goes on by a second with each look."""

    def mono(self) -> int:
        self.passes(1000)
        return self.mono_ms


class Told(TestClock):
    """As somebody else tells the moment."""

    def __init__(self, moment: Callable[[], Moment]) -> None:
        super().__init__()
        self._moment = moment

    def wall(self) -> int:
        return self._moment().wall

    def mono(self) -> int:
        return self._moment().mono

    def source(self) -> ClockSource:
        clock = self._moment().clock
        return clock if clock == "synchronised" or clock == "rtc" or clock == "set" else "unknown"

    def boot(self) -> str:
        return self._moment().boot


def opened(path: Path, moment: Callable[[], Moment], source: str = SOURCE) -> Journal:
    return open_file(path, source, Told(moment))
