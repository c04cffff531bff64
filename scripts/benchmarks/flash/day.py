"""A day of all programs on one data folder, with what each cause of it writes to the disk."""

import heapq
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from drivers import ports
from kiosk.console.commands import perform
from kiosk.core.record.events import STREAMS
from kiosk.host.disk.writes import own_bytes
from kiosk.journal.backup.taking import FOLDER, take
from kiosk.journal.opening import read_file
from scripts.power.far_ends import Promises, StandingClock
from scripts.power.office_day import OfficeDay
from scripts.power.promises import JOURNAL, bring_up
from sync import outbox
from sync.cursors import Cursors

DAY_MS = 8 * 3_600_000
COUNTERS = (1, 2, 3)
SLIP_MS, WALK_MS, START_MS, SERVED_MS, RATE_MS = 4_000, 10_000, 20_000, 160_000, 12_000
HOUR_MS, WRITEBACK_MS = 3_600_000, 1_800_000  # the card's vm.dirty_expire_centisecs
Act = Callable[[], object]


class FlashDay:
    """`folder`: is made; everything that happens stands in a queue by its time."""

    def __init__(self, folder: Path, dice: random.Random, every_key: bool) -> None:
        self.bytes, self.times = Counter[str](), Counter[str]()
        self._every_key = every_key
        self.dice, self._queue, self._order = dice, list[tuple[int, int, Act]](), count()
        self.clock = StandingClock()
        bring_up(folder / JOURNAL, print)
        self._fd = os.open("/dev/null", os.O_WRONLY)
        self.office = OfficeDay(folder, Promises(self._fd, self.clock), dice)
        self._path, self._backup = folder / JOURNAL, folder / FOLDER
        self._cursors = Cursors(self.office._courier_journal, self._seconds(), lambda stream: None)
        self._count_folds()

    # --- what is counted ---

    @contextmanager
    def _counted(self, cause: str) -> Iterator[None]:
        """Bytes of a cause within another count for the inner one."""
        before, others = own_bytes(), self.bytes.total()
        yield
        self.bytes[cause] += own_bytes() - before - (self.bytes.total() - others)
        self.times[cause] += 1

    def _count_folds(self) -> None:
        fold = self.office.app.writer.checkpoint

        def counted(last: bool = False) -> None:
            with self._counted("folding back"):
                fold(last)

        self.office.app.writer.checkpoint = counted  # type: ignore[method-assign]

    # --- the day ---

    def live(self, visits: int) -> None:
        self._opens()
        for _ in range(visits):
            self._at(self.dice.randrange(DAY_MS), self._comes)
        for hour in range(DAY_MS // HOUR_MS):
            self._at(hour * HOUR_MS, self._hour)
        while self._queue:
            at, _, act = heapq.heappop(self._queue)
            self._until(at)
            act()
        self._closes()

    def _at(self, ms: int, act: Act) -> None:
        """So long after the morning."""
        heapq.heappush(self._queue, (self._morning + ms, next(self._order), act))

    def _in(self, ms: int, act: Act) -> None:
        self._at(self.clock.mono() - self._morning + ms, act)

    def _until(self, at: int) -> None:
        """Each program does what is due on the way."""
        while (now := self.clock.mono()) < at:
            self._city_has_all()
            saves = self._cursors.due()
            due = min(at - now, self.office.app._due(), *([] if saves is None else [int(saves * 1000) - now + 1]))
            self.clock.passes(max(1, due))
            with self._counted("touch app"):
                self.office.settle()
            self._courier()
            self._written_back()

    def _opens(self) -> None:
        self._morning = self._shared_at = self.clock.mono()
        self.office.turn_day(closes=False)
        for counter in COUNTERS:
            self.office.sign_in(counter)

    def _closes(self) -> None:
        self.office.turn_day(closes=True)
        with self._counted("courier: checkpoints"):
            self.office.diary.day_closed(self._seconds())
            self.office.diary.work(self._seconds())
        self.office.close(folded=True)
        os.close(self._fd)

    # --- a visit ---

    def _comes(self) -> None:
        with self._counted("touch app"):
            self.office.press("service-a")
        self._in(SLIP_MS, self._slip)
        self._in(WALK_MS, self._call_to_free)

    def _slip(self) -> None:
        if self.office.tray.waiting:
            visit = self.office.tray.waiting.pop(0)
            with self._counted("touch app"):
                self.office.hear(ports.SlipEnded(visit, "printed"))

    def _call_to_free(self) -> None:
        """To a counter that has nobody, where somebody waits."""
        state = self.office.app.writer.state
        free = [n for n in COUNTERS if not state.counters[n].visit]
        if free and any(visit.status == "waiting" for visit in state.visits.values()):
            self._next(free[0])

    def _next(self, counter: int) -> None:
        self._wish("next", counter)
        if not self.office.app.writer.state.counters[counter].visit:
            return
        if self._every_key:
            self._in(START_MS, lambda: self._wish("start", counter))
        self._in(START_MS + round(SERVED_MS * self.dice.uniform(0.2, 1.8)), lambda: self._ends(counter))

    def _ends(self, counter: int) -> None:
        self._in(RATE_MS, self._rates)
        if self._every_key:
            self._wish("finish", counter)
            self._call_to_free()
        else:
            self._next(counter)

    def _rates(self) -> None:
        with self._counted("touch app"):
            self.office.press("satisfied")

    def _wish(self, verb: str, counter: int) -> None:
        """As the page sends it, with a key of its own."""
        key = f"{self.clock.wall():x}-{self.dice.getrandbits(80):x}"
        with self._counted("officers' wishes"):
            perform(self.office.office, verb, self.office.seats[counter], {}, key)
        with self._counted("touch app"):
            self.office.settle()

    # --- the courier, the backup, the kernel ---

    def _seconds(self) -> float:
        return self.clock.mono() / 1000

    def _city_has_all(self) -> None:
        """At once."""
        for stream in STREAMS:
            self._cursors.lanes[stream] = outbox.begin(self._cursors.head(stream), 0)

    def _courier(self) -> None:
        self.office._courier_journal.refresh()
        with self._counted("courier: checkpoints"):
            self.office.diary.work(self._seconds())
        self._city_has_all()
        if self._cursors.are_due(self._seconds()):
            with self._counted("courier: cursors"):
                self._cursors.save(self._seconds())

    def _hour(self) -> None:
        with self._counted("backup"), read_file(self._path) as journal:
            take(journal, self._backup)

    def _written_back(self) -> None:
        if self.clock.mono() - self._shared_at < WRITEBACK_MS:
            return
        self._shared_at = self.clock.mono()
        shared = os.open(f"{self._path}-shm", os.O_RDONLY)
        os.fsync(shared)
        os.close(shared)
