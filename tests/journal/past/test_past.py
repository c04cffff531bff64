"""Days that are over: the same figures when they are read again as when they closed, and only their rows are read."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.calendar.moment import Moment, day_of, from_iso
from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.figures.period import Period, period_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, read_file
from kiosk.journal.past.days import days_between
from kiosk.journal.past.figures import figures_between
from kiosk.journal.reading import Reader
from tests.core.office import RULES
from tests.journal.clocks import opened

MORNING = from_iso("2026-12-28T07:30:00+07:00")
DAY_MS = 86_400_000


class House:
    """An office whose days are lived one after the other; the machine starts anew each morning."""

    def __init__(self, folder: Path) -> None:
        self.path, self.dice, self.now = folder / "journal.db", random.Random(7), Moment(MORNING, 0, "b0")
        migrate(self.path)
        self.journal: Journal = opened(self.path, lambda: self.now)

    def passes(self, ms: int) -> None:
        self.now = replace(self.now, wall=self.now.wall + ms, mono=self.now.mono + ms)

    def do(self, decide: Any, *args: Any) -> None:
        try:
            self.journal.transact(lambda state, now: decide(state, now, *args))
        except Refused:
            return

    def lives(self, n: int, visits: int, clock: str = "synchronised") -> Period:
        """The n-th day from its morning to its close; its figures as they are then."""
        self.now = Moment(MORNING + n * DAY_MS, 0, f"b{n}", clock)  # type: ignore[arg-type]  # a test's word
        for k in range(visits):
            if 1 not in self.journal.state.counters:
                self.do(counters.sign_in, RULES, 1, "o1", "s1")
            self.do(queue.issue, RULES, NewTicket(f"d{n}v{k}", self.dice.choice("AB"), k % 5 == 0))
            self.passes(self.dice.randrange(240_000))
            self.do(queue.call_next, RULES, 1)
            if self.dice.random() < 0.3:
                self.passes(60_000)
                self.do(queue.walk_in, RULES, 1, "A", f"d{n}w{k}")
        self.do(lambda state, now: days.close_day(state, now))
        return self.of(day_of(MORNING + n * DAY_MS))

    def of(self, first: str, last: str = "") -> Period:
        with read_file(self.path) as journal:
            return figures_between(journal, first, last or first, test=False)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.journal.close()


def dates(count: int) -> list[str]:
    return [day_of(MORNING + n * DAY_MS) for n in range(count)]


def test_any_old_day_is_the_same_when_it_is_read_again(house: House) -> None:
    """Over New Year; and the period is what its days add up to."""
    closed = [house.lives(n, 9) for n in range(8)]
    asked = dates(8)
    assert [house.of(day) for day in asked] == closed and all(period.visits.issued >= 9 for period in closed)
    whole = house.of(asked[0], asked[-1])
    assert whole == period_of(closed) and whole.days == 8 and asked[4] == "2027-01-01"
    assert house.of("2020-01-01") == house.of("2030-01-01") == period_of([])


class Counting(Reader):
    """How many rows were read."""

    seen = 0

    def _select(self, where: str, *values: object) -> list[Any]:
        found = super()._select(where, *values)
        Counting.seen += len(found)
        return found


def test_of_a_long_journal_only_a_few_days_are_read(house: House) -> None:
    """The wanted one and its neighbours, wherever it lies; and no more than a day is held."""
    for n in range(60):
        house.lives(n, 30)
    rows = house.journal.last()
    a_day = rows // 60
    for day in (0, 1, 30, 59):
        Counting.seen = 0
        with read_file(house.path) as journal:
            journal.__class__ = Counting
            (found,) = days_between(journal, dates(60)[day], dates(60)[day])
        assert len(found.events) <= 2 * a_day and Counting.seen <= 4 * a_day + 2_000 < rows, day


def test_a_day_that_began_without_a_time_is_found_by_its_true_date(house: House) -> None:
    """The machine knew nothing until noon, then a time server said that it was four days later."""
    house.lives(0, 5)
    began = MORNING + 5 * DAY_MS
    house.now = Moment(0, 0, "b9", "unknown")
    house.do(counters.sign_in, RULES, 1, "o1", "s9")
    house.do(queue.issue, RULES, NewTicket("v1", "A"))
    house.now = Moment(0, 3_600_000, "b9", "unknown")
    house.do(queue.call_next, RULES, 1)
    house.now = Moment(began + 4 * 3_600_000, 4 * 3_600_000, "b9")
    house.journal.transact(lambda state, now: (e.Fact(e.ClockCorrected("b9", began, 1, "synchronised")),))
    house.do(queue.issue, RULES, NewTicket("v2", "A"))
    found = house.of(day_of(began))
    assert (found.days, found.guessed, found.visits.issued) == (1, 0, 2)
    assert dict(found.visits.arrived) == {(7, "touch"): 1, (11, "touch"): 1}
    assert found.visits.values("waited") == [3600] and house.of(dates(1)[0]).visits.arrived[7, "touch"] == 5


def test_rows_that_cannot_be_read_are_counted_and_the_rest_is_told(house: House) -> None:
    house.lives(0, 5)
    (seq,) = house.journal.ask("SELECT seq FROM events WHERE type LIKE '%ticket.issued%' ORDER BY seq LIMIT 1")[0]
    for (trigger,) in house.journal.ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        house.journal._conn.execute(f"DROP TRIGGER {trigger}")
    house.journal._conn.execute("UPDATE events SET data = 'x' WHERE seq = ?", (seq,))
    house.journal._conn.commit()
    found = house.of(dates(1)[0])
    assert (found.unread, sum(n for (_, source), n in found.visits.arrived.items() if source == "touch")) == (1, 4)
