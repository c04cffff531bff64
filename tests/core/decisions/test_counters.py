"""Who sits at which counter, and what is refused: each refusal has its code and changes nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand, sign_in


def test_signing_in_moves_a_free_officer_and_replaces_one_who_forgot() -> None:
    """Signing in again writes nothing; at another counter it closes the first; a free counter changes hands."""
    room = Room()
    sign_in(room, 1)
    assert room.do(counters.sign_in, RULES, 1, "officer1", "s1") == []
    moved = [r.event for r in room.do(counters.sign_in, RULES, 2, "officer1", "s1")]
    assert moved == [e.CounterClosed(1, "officer1"), e.CounterOpened(2, "officer1", "s1")]
    replaced = [r.event for r in room.do(counters.sign_in, RULES, 2, "officer9", "s1")]
    assert replaced == [e.CounterClosed(2, "officer1"), e.CounterOpened(2, "officer9", "s1")]


def test_signing_in_opens_the_day_and_one_who_is_elsewhere_stays_there() -> None:
    """The first need of a day opens it; other officers are left where they are."""
    room = Room()
    first = [r.event for r in room.do(counters.sign_in, RULES, 1, "officer1", "s1")]
    assert first == [e.DayOpened("2026-11-23"), e.CounterOpened(1, "officer1", "s1")]
    assert [r.event for r in room.do(counters.sign_in, RULES, 3, "officer3", "s1")] == [
        e.CounterOpened(3, "officer3", "s1")
    ]
    assert room.state.counters.keys() == {1, 3}


@pytest.mark.parametrize("officer", ["officer1", "officer9"])
def test_nobody_is_kept_out_by_whoever_sat_there_yesterday(officer: str) -> None:
    """The old day closes with its visit in hand; then the counter is opened like any other."""
    room = in_hand(Room()).later(86_400)
    written = [type(r.event) for r in room.do(counters.sign_in, RULES, 1, officer, "s1")]
    assert written[-3:] == [e.DayClosed, e.DayOpened, e.CounterOpened]
    assert {counter: desk.officer for counter, desk in room.state.counters.items()} == {1: officer}


def test_who_signs_out_leaves_the_visit_in_hand_to_any_counter() -> None:
    """Nobody said that it is done. Without one, only the counter is closed."""
    room = in_hand(Room()).later(60)
    assert [type(r.event) for r in room.do(counters.sign_out, 1)] == [e.VisitHeld, e.CounterClosed]
    assert [r.event for r in room.do(counters.sign_out, 2)] == [e.CounterClosed(2, "officer2")]


# --- refusals ---

REFUSED: Mapping[str, tuple[Any, str]] = {
    "next without signing in": (lambda r: r.do(queue.call_next, RULES, 3), "not-logged-in"),
    "signing out without signing in": (lambda r: r.do(counters.sign_out, 3), "not-logged-in"),
    "a walk-in without signing in": (lambda r: r.do(queue.walk_in, RULES, 3, "B", "x"), "not-logged-in"),
    "unknown service": (lambda r: r.do(queue.issue, RULES, NewTicket("x", "Z")), "unknown-service"),
    "unknown counter": (lambda r: sign_in(r, 77), "unknown-counter"),
    "counter of somebody at work": (lambda r: r.do(counters.sign_in, RULES, 1, "other", "s1"), "counter-taken"),
    "officer at work elsewhere": (lambda r: r.do(counters.sign_in, RULES, 3, "officer1", "s1"), "officer-elsewhere"),
    "recall of nothing": (lambda r: r.write(queue.recall(r.state, 2)), "no-visit"),
    "start of nothing": (lambda r: r.write(queue.start(r.state, r.now(), 2)), "no-visit"),
    "no-show of nothing": (lambda r: r.write(queue.no_show(r.state, 2)), "no-visit"),
    "finish of nothing": (lambda r: r.do(queue.finish, 2), "no-visit"),
    "hold of nothing": (lambda r: r.write(queue.hold(r.state, r.now(), 2)), "no-visit"),
    "call of no ticket": (lambda r: r.do(queue.call_ticket, RULES, 2, "A099"), "unknown-ticket"),
    "call of a ticket at another counter": (lambda r: r.do(queue.call_ticket, RULES, 2, "A001"), "ticket-elsewhere"),
    "resume of a waiting ticket": (lambda r: r.write(queue.resume(r.state, r.now(), 2, "A002")), "not-waiting"),
    "resume with a visit in hand": (lambda r: r.write(queue.resume(r.state, r.now(), 1, "A002")), "visit-in-hand"),
    "transfer to nowhere": (lambda r: r.write(transfer(r.state, r.now(), RULES, 1, Where("Z"))), "unknown-service"),
    "transfer to the same": (lambda r: r.write(transfer(r.state, r.now(), RULES, 1, Where("A"))), "same-service"),
    "opening an open day": (lambda r: r.do(days.open_day), "already-open"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_against_the_rules_is_refused_and_changes_nothing(case: str) -> None:
    """Each refusal has its code, a Vietnamese sentence, and leaves the state as it was."""
    room = in_hand(Room())
    act, code = REFUSED[case]
    before = room.state
    with pytest.raises(Refused) as refused:
        act(room)
    assert refused.value.code == code and refused.value.message
    assert room.state is before


@pytest.mark.parametrize(
    ("ticket", "code"), [("A001", "ticket-elsewhere"), ("A002", "not-waiting"), ("A003", "unknown-ticket")]
)
def test_a_number_that_is_served_finished_or_gone_is_not_called(ticket: str, code: str) -> None:
    room = in_hand(Room())
    room.do(queue.call_ticket, RULES, 2, "A002")
    room.later(60).do(queue.finish, 2)
    room.write(queue.start(room.state, room.now(), 1))
    with pytest.raises(Refused, match=code):
        room.do(queue.call_ticket, RULES, 2, ticket)


def test_a_started_visit_is_not_recalled_started_or_missed_again() -> None:
    """After start only finish, hold and transfer are left."""
    room = in_hand(Room())
    room.write(queue.start(room.state, room.now(), 1))
    for act in (queue.recall, lambda s, n: queue.start(s, room.now(), n), queue.no_show):
        with pytest.raises(Refused, match="already-started"):
            act(room.state, 1)
