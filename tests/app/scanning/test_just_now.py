"""What an officer did a moment ago, in the other program, holds for what is said at the kiosk, bell or no bell.

The real app, screen and journal; the officer writes through a journal of her own, as the console does.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.ports import ButtonPressed, CodeScanned
from kiosk.config.options import Button, Service
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Decide, Journal
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened
from tests.journal.clocks import opened

RESULT = "000.08.92.H55-210315-0018"
DAY_MS = 86_400_000
SERVICES = [Service("A", "Hộ tịch"), Service("T", "Trả kết quả", results=True)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    for made in _opened(tmp_path, small(buttons=[*BUTTONS, Button("dissatisfied", 16)], services=SERVICES)):
        _begins(made)
        yield made


def _begins(room: Room) -> None:
    """An officer sits there, and somebody waits."""
    rules = room.settings.rules
    room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s1"))
    room.journal.transact(lambda s, now: queue.issue(s, now, rules, NewTicket("visit1", "A")))
    room.app.settle()


@pytest.fixture
def console(room: Room) -> Iterator[Journal]:
    with closing(opened(room.journal.path, room.now, "/x/k1")) as journal:
        yield journal


def wishes(room: Room, console: Journal, *wanted: Decide) -> None:
    """Written, and the app has not woken."""
    for one in wanted:
        assert console.transact(one)


def calls(room: Room) -> Decide:
    return lambda s, now: queue.call_next(s, now, room.settings.rules, 1)


def finishes() -> Decide:
    return lambda s, now: queue.finish(s, now, 1)


def test_a_slip_read_as_its_visit_ends_asks_for_its_rating(room: Room, console: Journal) -> None:
    """Not for its waiting, which was over."""
    wishes(room, console, calls(room), lambda s, now: queue.start(s, now, 1), finishes())
    room.hear(CodeScanned("visit1"))
    assert (room.on(), room.app.dialog.scanned) == ("rate", "visit1")


def test_a_slip_read_as_it_is_laid_aside_says_that_its_person_is_back(room: Room, console: Journal) -> None:
    """Another example: the officer sent her to fetch a copy, and she had it in her bag."""
    wishes(room, console, calls(room), lambda s, now: queue.hold(s, now, 1))
    room.hear(CodeScanned("visit1"))
    assert room.on() == "ticket" and [row["ticket"] for row in room.rows("slip.shown")] == ["A001"]


def test_an_appointment_slip_read_as_its_visit_ends_is_a_number_of_its_own(room: Room, console: Journal) -> None:
    """Read again because a paper is missing: the first number is over."""
    room.hear(CodeScanned(RESULT))
    room.pass_ms(60_000)
    wishes(room, console, lambda s, now: queue.call_ticket(s, now, room.settings.rules, 1, "T001"), finishes())
    room.hear(CodeScanned(RESULT))
    assert [row["ticket"] for row in room.rows("ticket.issued")] == ["A001", "T001", "T002"]


def test_a_slip_of_yesterday_speaks_for_its_visit_as_the_new_day_begins(room: Room, console: Journal) -> None:
    """Shown before anybody had opened the day, rated in the moment in which an officer does."""
    token = "abcdefghjk01"
    wishes(room, console, lambda s, now: queue.walk_in(s, now, room.settings.rules, 1, "A", token), finishes())
    room.mono += DAY_MS
    room.hear(CodeScanned(token))
    wishes(room, console, lambda s, now: counters.sign_in(s, now, room.settings.rules, 2, "o2", "s2"))
    room.hear(ButtonPressed("dissatisfied", room.mono))
    assert [(row.get("counter"), row.get("bind"), row["counted"]) for row in room.rows("rating.given")] == [
        (1, "scan", True)
    ]


def test_what_was_looked_at_before_a_word_is_told_all_the_same(room: Room, console: Journal) -> None:
    """The call that a scan overtook is spoken and shown like any other."""
    wishes(room, console, calls(room))
    seen = room.app.writer.look().visits["visit1"].status
    told = [type(recorded.event).__name__ for recorded in room.app.news.take()]
    assert (seen, told) == ("called", ["TicketCalled"])


def test_where_the_journal_cannot_be_looked_into_the_last_look_counts(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app goes on, and the trouble is told."""

    def fails() -> None:
        raise JournalError("the card does not answer")

    monkeypatch.setattr(room.journal, "look", fails)
    room.hear(CodeScanned("visit1"))
    assert room.on() == "ticket" and "does not answer" in room.app.writer.trouble
