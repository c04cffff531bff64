"""Who does not want to sit comes back at a time: the place stays, and until then others are called."""

from dataclasses import replace

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.calling.offers import resting
from kiosk.core.decisions.calling.turn import is_before_turn
from kiosk.core.decisions.giving.promising import LONGEST_S, promise, promised
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, called, sign_in, take, token_of

HALF_AN_HOUR = 1800


def waiting(*services: str) -> Room:
    """Numbers that were taken ten seconds apart, and nobody in hand; counter 2 serves A alone."""
    room = Room()
    for service in services:
        take(room.later(10), service)
    sign_in(room, 2)
    return room


def goes(room: Room, ticket: str, seconds: int = HALF_AN_HOUR) -> list[e.Recorded]:
    return room.write(promise(room.state, RULES, token_of(room, ticket), seconds))


def at(room: Room, seconds: int) -> Room:
    """So long after the last number went away."""
    gone = next(v.promise.at for v in room.state.visits.values() if v.promise)
    room.wall = gone.wall + seconds * 1000
    return room


def by_rule(room: Room) -> str:
    event = room.do(queue.call_next, RULES, 2)[-1].event
    assert isinstance(event, e.TicketCalled)
    return f"{event.ticket} {event.rule}"


def test_until_then_others_are_called_and_then_the_kept_place_is_the_first() -> None:
    room = waiting("A", "A", "A", "A")
    goes(room, "A001")
    assert called(room, 2) == "A002"
    assert called(room.later(HALF_AN_HOUR - 1), 2) == "A003"
    assert called(room.later(1), 2) == "A001"
    assert called(room, 2) == "A004"


@pytest.mark.parametrize(
    ("others", "away", "calls"),
    [
        pytest.param([(0, False)], 1800, ["A002 promised", "A001 turn"], id="before who was there earlier"),
        pytest.param(
            [(0, False), (1790, True)], 1800, ["A003 priority", "A002 promised"], id="after priority in its turn"
        ),
        pytest.param([(0, False), (300, True)], 1800, ["A003 priority-cap", "A002 promised"], id="after its cap"),
        pytest.param([(-1000, False)], 1800, ["A001 ordinary-cap", "A002 promised"], id="after the ordinary ones' cap"),
        pytest.param([(0, False), (60, True)], 2800, ["A002 ordinary-cap", "A001 ordinary-cap"], id="once past it too"),
    ],
)
def test_once_back_it_is_the_first_of_its_kind_where_the_queue_was_slower_than_it_looked(
    others: list[tuple[int, bool]], away: int, calls: list[str]
) -> None:
    """Of the ordinary ones here: caps and the turns of priority go on; the journal says by which rule. `others`: when
    each came, in seconds beside A002, and with priority or without."""
    room = Room()
    for seconds, priority in others[:1]:
        take(room, priority=priority)
        room.later(-seconds)
    take(room)
    goes(room, "A002", away)
    for seconds, priority in others[1:]:
        take(at(room, seconds), priority=priority)
    at(room, away)
    sign_in(room, 2)
    assert [by_rule(room) for _ in calls] == calls


def test_many_who_are_back_at_once_take_the_turns_of_ordinary_ones_and_of_no_priority() -> None:
    """One priority number for two ordinary ones, as on any day."""
    room = waiting(*"AAAAA")
    for ticket in ("A001", "A002", "A003", "A004"):
        goes(room, ticket)
    room.later(HALF_AN_HOUR)
    take(room, priority=True), take(room, priority=True), take(room, priority=True)
    assert "".join(called(room, 2)[-1] for _ in range(8)) == "61273485"


def test_nobody_is_called_while_the_only_one_is_away_and_officers_see_how_long() -> None:
    room = waiting("A")
    goes(room, "A001")
    with pytest.raises(Refused, match="nobody-waiting"):
        queue.call_next(room.state, room.now(), RULES, 2)
    assert [(v.ticket, ms) for v, ms in resting(room.state, room.later(60).now(), RULES, 2)] == [("A001", 1_740_000)]


def test_whoever_is_back_sooner_is_called_by_the_number_and_goes_away_no_more() -> None:
    """Taken back within ten seconds, it is away as before."""
    room = waiting("A", "A")
    goes(room, "A001")
    room.later(5).do(queue.call_ticket, RULES, 2, "A001", "")
    assert room.state.visits[token_of(room, "A001")].promise is None
    room.later(5).write(undo.undo(room.state, room.now(), 2))
    assert called(room.later(20), 2) == "A002"


@pytest.mark.parametrize(("waited", "before"), [(HALF_AN_HOUR - 1, True), (HALF_AN_HOUR, False)])
def test_whoever_is_back_at_the_time_may_be_called_by_the_number_without_the_right_to_call_before_the_turn(
    waited: int, before: bool
) -> None:
    """Though priority whose turn it is goes before."""
    room = waiting("A", "A")
    goes(room, "A002")
    take(room.later(waited), priority=True)
    visit = room.state.visits[token_of(room, "A002")]
    assert is_before_turn(room.state, room.now(), RULES, 2, visit) == before


@pytest.mark.parametrize(
    ("why", "seconds"), [("sooner than it is offered", 1199), ("never", LONGEST_S + 1), ("negative", -5)]
)
def test_a_time_that_no_kiosk_offers_is_nothing(why: str, seconds: int) -> None:
    room = waiting("A")
    assert goes(room, "A001", seconds) == [], why


def test_it_is_said_once_and_of_a_number_that_waits_where_the_office_offers_it() -> None:
    room = waiting("A", "A")
    token = token_of(room, "A002")
    assert promise(room.state, replace(RULES, later=0), token, HALF_AN_HOUR) == ()
    assert goes(room, "A002") and goes(room, "A002") == []
    called(room, 2)
    assert goes(room, "A001") == [] and promise(room.state, RULES, "nobody", HALF_AN_HOUR) == ()


@pytest.mark.parametrize(("prints", "slips"), [(True, [("sending", 1)]), (False, [])])
def test_the_time_is_on_a_further_slip_where_paper_can_come(prints: bool, slips: list[tuple[str, int]]) -> None:
    room = waiting("A")
    written = room.write(promised(room.state, replace(RULES, prints=prints), token_of(room, "A001"), HALF_AN_HOUR))
    assert [(r.event.slip, r.event.copy) for r in written if isinstance(r.event, e.SlipMoved)] == slips
    assert isinstance(written[0].event, e.VisitPromised) and written[0].event.after == HALF_AN_HOUR
