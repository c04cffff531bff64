"""Ratings pressed at a kiosk, one after the other in a thread: how long each commit takes, when the city has each."""

import threading
import time
from collections.abc import Callable

from kiosk.config.load import load
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.journal.bell import Bell
from kiosk.journal.opening import open_journal
from scripts.benchmarks.drain.site import Site
from scripts.benchmarks.office_day import RULES
from scripts.benchmarks.timing import timed

EVERY_S = 0.1


class Presses:
    """`site`: its kiosk's journal is written as the touch app writes it."""

    def __init__(self, site: Site) -> None:
        config = load(site.config)
        self._site, self._journal = site, open_journal(config)
        self._bell = Bell(site.folder / "run", "presses", self._journal.path)
        self.commits, self.latencies = list[float](), list[float]()
        self._at, self._stop = dict[int, float](), threading.Event()
        self._threads = [threading.Thread(target=act) for act in (self._presses, self._looks)]

    def press(self) -> None:
        """One, and nobody looks for it."""
        self.commits.append(timed(self._commit))
        self._bell.ring()

    def _commit(self) -> None:
        written = self._journal.transact(lambda s, now: ratings.press(s, now, RULES, Press(4, "button")))
        self._at |= {recorded.sequence: time.monotonic() for recorded in written}

    def begin(self) -> None:
        """With what is pressed from now on."""
        self._at.clear()
        self.commits.clear()
        for thread in self._threads:
            thread.start()

    def end(self, patience_s: float) -> int:
        """Once the city has all that were pressed; how many never came."""
        self._stop.set()
        self._threads[0].join()
        self._threads[1].join(patience_s)
        missing = len(self._at)
        self._at.clear()
        self._threads[1].join()
        self._bell.close()
        self._journal.close()
        return missing

    def _presses(self) -> None:
        while not self._stop.wait(EVERY_S):
            self.press()

    def _looks(self) -> None:
        """Every moment, by the city's own table: what is in it is committed."""
        with self._site.eye() as eye:
            while not self._stop.is_set() or self._at:
                for number in eye.ratings(self._journal.id, min([*list(self._at), 1 << 53]) - 1):
                    if at := self._at.pop(number, None):
                        self.latencies.append(time.monotonic() - at)
                time.sleep(0.05)


def paced(count: int, press: Callable[[], None]) -> None:
    """So many presses, as far apart as in a drain."""
    for _ in range(count):
        time.sleep(EVERY_S)
        press()
