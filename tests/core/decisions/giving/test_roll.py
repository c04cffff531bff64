"""Numbers of a paper roll, given by hand while the kiosk was away, in line again."""

from dataclasses import replace

import pytest

from kiosk.core.calendar.moment import local
from kiosk.core.decisions import queue
from kiosk.core.decisions.amends.undo import undo
from kiosk.core.decisions.giving.roll import LETTERS, Torn, roll
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.supervising.table import WISHES, Wished
from kiosk.core.decisions.wishes.waiting import withdraw
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.codec import from_data
from kiosk.core.record.events import Fact
from tests.core.office import RULES, Room, called, in_hand, sign_in, take, token_of


def enter(room: Room, number: int, service: str = "A", priority: bool = False) -> str:
    written = room.do(roll, RULES, 1, Torn(NewTicket(f"roll{len(room.events)}", service, priority), number))
    return next(r.event.ticket for r in written if isinstance(r.event, e.TicketIssued))


def test_they_wait_at_the_end_of_the_line_in_the_order_in_which_they_are_entered() -> None:
    """Under a letter that is no service's; the kiosk's own numbers go on as if there were none."""
    room = in_hand(Room())
    assert [enter(room, 17), enter(room, 3)] == ["R017", "R003"] and take(room, "A") == "A003"
    assert [called(room, 1) for _ in range(4)] == ["A002", "R017", "R003", "A003"]


def test_the_flag_is_heard_and_the_visit_in_hand_goes_on() -> None:
    room = in_hand(Room())
    enter(room, 5, "B", priority=True)
    assert room.state.visits[room.state.counters[1].visit].ticket == "A001"
    entered = room.state.ticket("R005")
    assert entered and (entered.priority, entered.service, entered.status) == (True, "B", "waiting")


def test_the_first_numbers_of_the_day_open_it_and_are_the_rolls() -> None:
    room = Room()
    sign_in(room, 1)
    assert enter(room, 999) == "R999" and take(room, "A") == "A001"


def test_a_number_of_the_roll_is_entered_once_a_day() -> None:
    """Of any service, while it waits and once it has ended; the next day has a roll of its own."""
    room = in_hand(Room())
    enter(room, 17)
    for service in "AB":
        with pytest.raises(Refused, match="roll-given"):
            enter(room, 17, service)
    room.write(withdraw(room.state, 1, "R017"))
    with pytest.raises(Refused, match="roll-given"):
        enter(room, 17)


def test_what_was_mistyped_is_taken_back_and_may_be_entered_again() -> None:
    """It ends cancelled, and the person who has that number comes later."""
    room = in_hand(Room()).later(60)
    enter(room, 71)
    room.later(5).do(undo, 1)
    assert room.state.ticket("R071") is None and room.events[-1].event == e.VisitEnded(
        "R071", "cancelled", 1, why="undone"
    )
    assert [enter(room, 17), enter(room, 71)] == ["R017", "R071"]
    with pytest.raises(Refused, match="too-late"):
        room.later(11).do(undo, 1)


def test_the_letter_is_one_that_no_service_has() -> None:
    room = in_hand(Room())
    for used, ticket in (("AR", "Z017"), ("ARZ", "Y017"), (LETTERS[:-2], "B017")):
        rules = replace(RULES, services=dict.fromkeys(used + "A", ""))
        facts = roll(room.state, room.now(), rules, 1, Torn(NewTicket("x", "A"), 17))
        assert facts[-1].event == e.TicketEntered(ticket, 1, "officer1", 0)
    every = replace(RULES, services=dict.fromkeys(LETTERS, ""))
    with pytest.raises(Refused, match="no-roll"):
        roll(room.state, room.now(), every, 1, Torn(NewTicket("x", "A"), 17))


def test_it_needs_an_officer_and_a_service_and_no_leave_of_the_kiosk() -> None:
    """Where numbers are stopped, those that were given already are served."""
    room = in_hand(Room())
    with pytest.raises(Refused, match="not-logged-in"):
        room.do(roll, RULES, 3, Torn(NewTicket("x", "A"), 17))
    with pytest.raises(Refused, match="unknown-service"):
        room.do(roll, RULES, 1, Torn(NewTicket("x", "Z"), 17))
    room.write(WISHES["stop"].decide(room.state, room.now(), RULES, Wished(service="")))
    assert enter(room, 17) == "R017"


# --- given by hand a while ago ---


def by_hand(room: Room, number: int, minutes_ago: int, priority: bool = False) -> None:
    room.do(roll, RULES, 1, Torn(NewTicket(f"roll{number}", "A", priority), number, minutes_ago))


def test_they_wait_where_they_would_be_had_the_kiosk_given_them_then() -> None:
    """Before whoever took a number since, behind whoever had one by then; in the order in which they were given,
    whichever is entered first."""
    room = in_hand(Room())
    take(room.later(1200), "A")  # A003 twenty minutes later, A004 after forty
    take(room.later(1200), "A")
    by_hand(room.later(60), 18, 10)
    by_hand(room, 17, 30)
    by_hand(room, 19, 0)
    assert [called(room, 1) for _ in range(6)] == ["A002", "R017", "A003", "R018", "A004", "R019"]


def test_the_first_of_the_day_may_have_been_given_before_the_kiosk_gave_any() -> None:
    room = in_hand(Room().later(3600))
    for number, ago in ((2, 20), (1, 30)):
        by_hand(room, number, ago)
    assert [called(room, 1) for _ in range(3)] == ["R001", "R002", "A002"]


def test_its_wait_begins_when_it_was_given_by_hand() -> None:
    """In what is told of the call, and for the caps."""
    room = in_hand(Room())
    take(room, "A", priority=True)
    by_hand(room.later(60), 17, RULES.ordinary_cap // 60_000)
    room.later(5).do(queue.call_next, RULES, 1)
    last = room.events[-1].event
    assert isinstance(last, e.TicketCalled)
    assert (last.ticket, last.rule, last.waited) == ("R017", "ordinary-cap", RULES.ordinary_cap // 1000 + 5)


def test_one_of_long_ago_is_taken_back_as_any_other_and_tells_of_itself_when_entered_again() -> None:
    room = in_hand(Room().later(3600))
    by_hand(room, 17, 40)
    room.later(5).do(undo, 1)
    assert room.state.ticket("R017") is None
    room.do(roll, RULES, 1, Torn(NewTicket("again", "A"), 17, 10))
    assert room.state.visits["again"].status == "waiting"


def test_nothing_of_yesterday_is_entered_today() -> None:
    """A number of minutes that was mistyped makes no wait of a night."""
    room = in_hand(Room())
    at = local(room.now().wall)
    today = 60 * at.hour + at.minute  # minutes since midnight
    with pytest.raises(Refused, match="not-today"):
        by_hand(room, 17, today + 1)
    by_hand(room, 17, today)


def test_what_an_earlier_version_entered_came_when_it_was_entered() -> None:
    room = in_hand(Room())
    read = from_data("vn.motcua.ticket.entered.v1", {"ticket": "R017", "counter": 1, "officer": "officer1"})
    assert read == e.TicketEntered("R017", 1, "officer1", 0)
    enter(room, 17)
    place = room.state.visits[token_of(room, "R017")].place
    room.write([Fact(read, token_of(room, "R017"))])
    assert room.state.visits[token_of(room, "R017")].place == place
