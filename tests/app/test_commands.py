"""What comes of a command, as the dialog is told it: taken from what was written and from nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.commands import CommandHandlers
from kiosk.app.inputs import code_input
from kiosk.config.options import Hours
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.table import step
from kiosk.journal.opening import migrate
from scripts.small_office import small
from tests.journal.clocks import opened

DAY_MS = 86_400_000
NIGHT = 1_795_480_270_000 + 12 * 3_600_000  # 2026-11-24 19:31:10


class Room:
    """An office after hours that nobody enforces. `tables`: others of the file."""

    def __init__(self, folder: Path, hours: Hours, begins: int = NIGHT, **tables: Any) -> None:
        migrate(folder / "journal.db")
        self.ms = 0
        self.journal = opened(folder / "journal.db", lambda: Moment(begins + self.ms, self.ms, "b"), "/x/k1")
        settings = small(hours=hours, **tables)
        self.rules, tokens = settings.rules, (f"t{n}" for n in range(1, 99))
        self.handlers = CommandHandlers(self.journal, settings, lambda: next(tokens))

    def do(self, command: c.Command) -> a.Answer | None:
        self.ms += 10_000  # another person than the one before
        return self.handlers.handle(command)

    def visited(self, token: str) -> None:
        """Of another day, where the clock has gone on so far."""
        self.served(1, token)

    def served(self, counter: int, token: str = "") -> None:
        for decide in (
            lambda s, now: counters.sign_in(s, now, self.rules, counter, f"o{counter}", "s1"),
            lambda s, now: queue.walk_in(s, now, self.rules, counter, "A", token or f"visit{counter}"),
            lambda s, now: queue.finish(s, now, counter),
        ):
            self.journal.transact(decide)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path, Hours(enforce=False))
    yield opened
    opened.journal.close()


def test_a_press_is_thanked_for_as_what_it_was_written(room: Room) -> None:
    """Nobody's; the only visit's, which may be corrected; one of several, which is asked for; the scanned one's. Its
    number is its place in the stream, where the binding has one too."""
    assert room.do(c.Rate(4, "button")) == a.Rated(1, 4)
    room.served(1)
    assert room.do(c.Rate(3, "button")) == a.Rated(2, 3, counter=1, may_correct=True)
    room.served(2)
    room.served(3)
    assert room.do(c.Rate(1, "touch")) == a.RatedWhich(3, 1, lit=(2, 3))
    assert room.do(c.Bind(3, counter=2)) == a.Bound(2)
    assert room.do(c.Rate(2, "touch", scanned="visit3")) == a.Rated(5, 2, counter=3, may_correct=False)


def test_a_rating_whose_visit_was_rated_at_its_pad_in_that_moment_is_thanked_for(room: Room) -> None:
    """It stays one of the office, bound to nobody; nobody is sent home without a word."""
    room.served(1)
    room.served(2)
    assert room.do(c.Rate(1, "touch")) == a.RatedWhich(1, 1, lit=(1, 2))
    room.do(c.RateAtPad(4, counter=2))
    assert room.do(c.Bind(1, counter=2)) == a.Bound(0)
    assert [r.visit for r in room.journal.state.ratings] == ["", "visit2"]


def test_the_same_press_again_is_thanked_and_asks_nothing(room: Room) -> None:
    """Within four seconds it is the same person, whose first press counts."""
    room.served(1)
    room.served(2)
    assert isinstance(room.do(c.Rate(4, "button")), a.RatedWhich)
    room.ms += 1_000
    assert room.handlers.handle(c.Rate(4, "button")) == a.Rated(2, 4)


def test_while_a_question_is_open_a_press_is_about_it(room: Room) -> None:
    """Another level takes its place and asks anew; the same one changes nothing on the screen."""
    room.served(1)
    room.served(2)
    assert room.do(c.Rate(1, "button")) == a.RatedWhich(1, 1, lit=(1, 2))
    assert room.do(c.Rate(4, "button", correcting=1)) == a.RatedWhich(2, 4, lit=(1, 2))
    assert room.do(c.Rate(4, "button", correcting=2)) is None
    assert room.do(c.Bind(2, counter=2)) == a.Bound(2)
    assert [(r.level, r.counted) for r in room.journal.state.ratings] == [(1, False), (4, True), (4, False)]


@pytest.mark.parametrize("days", [0, 6])
def test_what_came_of_a_second_word_is_not_to_be_seen(room: Room, days: int) -> None:
    """Worse, the same or better, that day or days later: the same thanks, of the same counter; none asks more."""
    said = list[tuple[int, bool]]()
    for first, second in ((3, 1), (1, 1), (1, 4), (3, 4)):
        token = "abcd"[len(said)] * 12
        room.visited(token)
        room.do(c.Rate(first, "button"))
        room.ms += 70_000 + days * DAY_MS
        room.visited("x" * 12)
        answer = room.do(c.Rate(second, "button", scanned=token))
        assert isinstance(answer, a.Rated) and answer.level == second
        said.append((answer.counter, answer.may_correct))
        room.do(c.Rate(3, "button"))
        room.ms += 700_000
    assert said == [(1, False)] * 4


@pytest.mark.parametrize(("first", "second"), [(4, 1), (1, 4)])
def test_a_slip_of_last_week_leads_to_the_same_thanks(room: Room, first: int, second: int) -> None:
    """Scanned, a level touched, thanked: what is shown of it does not tell what the first word was."""
    token = "0123456789ab"
    room.visited(token)
    room.do(c.Rate(first, "button"))
    room.ms += 5 * DAY_MS
    room.visited("x" * 12)
    scanned = code_input(f"{token.upper()}\r", room.journal.state, room.handlers.past_visit)
    dialog, _ = step(Dialog(), scanned, room.ms, room.rules)
    assert (dialog.screen, dialog.counter, dialog.scanned) == ("rate", 1, token)
    dialog, command = step(dialog, i.TapLevel(second), room.ms, room.rules)
    answer = room.do(command) if command else None
    assert isinstance(answer, a.Rated)
    dialog, _ = step(dialog, answer, room.ms, room.rules)
    assert replace(dialog, rating=0, level=0, since=0, scanned_at=0) == Dialog("thanks", counter=1)
    assert [r.level for r in room.journal.state.ratings if r.counted] == [1]


def test_a_slip_speaks_for_seven_days(room: Room) -> None:
    """From when its number was given; to the millisecond; nothing else that is scanned is one."""
    token = "0123456789ab"
    room.visited(token)
    given = room.ms
    room.ms = given + 7 * DAY_MS
    visit = room.handlers.past_visit(token)
    assert visit is not None and (visit.counter, visit.ticket) == (1, "A001")
    assert room.handlers.past_visit("ba9876543210") is room.handlers.past_visit("A001") is None
    room.ms += 1
    assert room.handlers.past_visit(token) is None


def test_a_pads_press_says_nothing_to_the_screen(room: Room) -> None:
    """Written, and of its counter, though two visits could be meant at the kiosk."""
    room.served(1)
    room.served(2)
    assert room.do(c.RateAtPad(4, counter=2)) is None
    rating = room.journal.state.rating(1)
    assert rating is not None and (rating.counter, rating.pad, rating.bind) == (2, 2, "pad")


def test_not_this_counter_asks_for_the_others(room: Room) -> None:
    """Never for the one that was just said to be wrong; without another one it is thanked."""
    room.served(1)
    room.do(c.Rate(4, "button"))
    assert room.do(c.Unbind(1)) == a.Unbound()
    room.do(c.Rate(3, "button"))
    room.served(2)
    assert room.do(c.Unbind(3)) == a.UnboundWhich(lit=(2,))


def test_a_list_comes_only_where_paper_can_come(room: Room) -> None:
    """Without paper nothing is promised and nothing written."""
    assert room.do(c.PrintDocuments("HT-01")) == a.ListComes()
    room.handlers.write(lambda state, now: device_moved(state, "printer", "paper_out"))
    before = room.journal.state.seq
    assert room.do(c.PrintDocuments("HT-01")) is None and room.journal.state.seq == before


def test_a_number_is_written_with_its_slip_on_the_way_or_shown(room: Room) -> None:
    """While the printer can print `sending` in the same transaction, whatever somebody said of the paper; else the
    number is only on the screen."""
    assert room.do(c.Issue("A", True, "touch")) == a.Issued("t1")
    room.do(c.PaperSeen(printed=False))
    assert room.do(c.Issue("A", False, "button")) == a.Issued("t2")
    room.handlers.write(lambda state, now: device_moved(state, "printer", "silent"))
    assert room.do(c.Issue("A", False, "button")) == a.Issued("t3")
    slips = [(v.priority, v.slip) for v in room.journal.state.visits.values()]
    assert slips == [(True, "sending"), (False, "sending"), (False, "shown")]
    room.do(c.PaperSeen(printed=True))
    assert room.journal.state.devices["paper"] == "ok"


def test_what_the_rules_forbid_is_told_as_refused(tmp_path: Path, room: Room) -> None:
    """After hours as closed; a decline of nobody's question, a counter without a visit: refused and no more."""
    closed = Room(tmp_path / "closed", Hours())
    assert closed.do(c.Issue("A", False, "touch")) == a.Refused(closed=True)
    assert closed.journal.state.numbers == {}
    closed.journal.close()
    assert room.do(c.Decline("")) == room.do(c.Bind(9, 1)) == a.Refused(closed=False)


def test_a_question_is_declined_once(room: Room) -> None:
    """The visit ends as declined, and is asked for no more."""
    room.served(1)
    assert room.do(c.Decline("visit1")) is None and room.journal.state.visits == {}
    assert room.do(c.Decline("visit1")) == a.Refused(closed=False)


def test_reasons_stand_as_they_were_tapped_last(room: Room) -> None:
    """Nothing to say: the screen has them already."""
    room.do(c.Rate(1, "button"))
    assert room.do(c.GiveReasons(1, ("WAIT",))) is None and room.do(c.GiveReasons(1, ("WAIT", "LATE"))) is None
    rating = room.journal.state.rating(1)
    assert rating is not None and rating.reasons == ("LATE", "WAIT")
