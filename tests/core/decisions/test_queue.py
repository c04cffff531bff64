"""The queue's rules, as tables, sequences and properties."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from tests.core.office import RULES, Room


def take(room: Room, service: str = "A", priority: bool = False) -> str:
    token = f"t{len(room.events)}"
    written = room.do(queue.issue, RULES, NewTicket(token, service, priority))
    event = written[-1].event
    assert isinstance(event, e.TicketIssued)
    return event.ticket


def sign_in(room: Room, counter: int) -> None:
    room.do(queue.sign_in, RULES, counter, f"officer{counter}")


def called(room: Room, counter: int) -> str:
    written = room.do(queue.call_next, RULES, counter)
    return next((r.event.ticket for r in written if isinstance(r.event, e.TicketCalled)), "")


def test_numbers_begin_at_one_each_day_for_each_service() -> None:
    """Each service counts from 001, and again on the next day."""
    room = Room()
    assert [take(room), take(room), take(room, "B")] == ["A001", "A002", "B001"]
    room.later(86_400)
    assert take(room) == "A001"


def test_a_new_day_ends_the_visits_of_the_old_one() -> None:
    """Who still waited when the day changed ended as unserved, and the day was closed before the new one opened."""
    room = Room()
    take(room)
    kinds = [type(r.event) for r in room.later(86_400).do(queue.issue, RULES, NewTicket("x", "A"))]
    assert kinds == [e.VisitEnded, e.DayClosed, e.DayOpened, e.TicketIssued]


def test_numbers_go_on_when_a_closed_day_is_opened_again() -> None:
    """Closed by mistake and opened again on the same day, no number comes twice."""
    room = Room()
    take(room)
    room.do(queue.close_day)
    assert take(room) == "A002"


def test_an_unknown_clock_never_ends_a_day_and_never_repeats_a_number() -> None:
    """After a reboot without a clock the numbers go on; when the clock is known the day gets its date."""
    room = Room()
    take(room)
    room.do(queue.close_day)
    room.boot, room.clock = "boot2", "estimated"
    assert take(room) == "A002"
    room.clock = "synchronised"
    written = room.later(60).do(queue.issue, RULES, NewTicket("y", "A"))
    assert [type(r.event) for r in written] == [e.DayDated, e.TicketIssued]
    assert room.state.day == "2026-11-23" and room.state.numbers["A"] == 3


def test_a_clock_that_went_back_keeps_the_day() -> None:
    """A wall clock set to last week does not open a day whose numbers were given already."""
    room = Room()
    take(room)
    room.later(-7 * 86_400)
    assert take(room) == "A002"


def test_priority_is_called_first_and_then_once_per_two_ordinary_ones() -> None:
    """One priority ticket per N ordinary ones, the first at once."""
    room = Room()
    for priority in (False, False, False, False, True, True):
        take(room.later(1), priority=priority)
    sign_in(room, 1)
    assert [called(room, 1) for _ in range(6)] == ["A005", "A001", "A002", "A006", "A003", "A004"]


@pytest.mark.parametrize(
    ("minutes", "first"),
    [(1, "A002"), (14, "A002"), (16, "A001"), (46, "A002")],
    ids=["interleave", "below both caps", "priority cap", "ordinary cap"],
)
def test_nobody_waits_beyond_the_caps(minutes: int, first: str) -> None:
    """Right after a priority call an ordinary one is due, unless priority waited past its cap; ordinary's cap wins."""
    room = Room()
    take(room, priority=True)
    take(room)
    room.state = State(**{**room.state.__dict__, "ordinary_run": 0})
    room.later(minutes * 60)
    visit = queue.next_for(room.state, room.now(), RULES, 1)
    assert visit is not None and visit.ticket == first


def test_next_ends_the_visit_in_hand_in_the_same_breath() -> None:
    """An officer can work with one key: next finishes and calls."""
    room = Room()
    take(room), take(room)
    sign_in(room, 1)
    called(room, 1)
    written = room.do(queue.call_next, RULES, 1)
    assert [type(r.event) for r in written] == [e.VisitFinished, e.TicketCalled]
    assert [type(r.event) for r in room.do(queue.call_next, RULES, 1)] == [e.VisitFinished]


def test_a_held_visit_keeps_its_number_and_comes_back() -> None:
    """Back from the photocopier: the same number, served at once at the counter that resumes it."""
    room = Room()
    take(room), take(room)
    sign_in(room, 1)
    called(room, 1)
    room.write(queue.hold(room.state, 1))
    assert called(room, 1) == "A002"
    room.do(queue.finish, 1)
    room.write(queue.resume(room.state, 1, "A001"))
    visit = room.state.ticket("A001")
    assert visit is not None and (visit.status, visit.counter) == ("serving", 1)


def test_a_transferred_visit_waits_in_the_other_line_by_when_it_came() -> None:
    """The same number goes to another service and stands before those who came later."""
    room = Room()
    take(room), take(room.later(1), "B")
    sign_in(room, 1)
    sign_in(room, 3)
    called(room, 1)
    room.write(queue.transfer(room.state, RULES, 1, "B"))
    assert queue.ahead(room.state, room.state.ticket("B001").token) == 1  # type: ignore[union-attr]  # it was taken
    assert called(room, 3) == "A001"


def test_a_walk_in_is_in_service_at_once() -> None:
    """A visit without a slip gets a number and is served at the counter that entered it."""
    room = Room()
    sign_in(room, 1)
    written = room.do(queue.walk_in, RULES, 1, "A", "w1")
    assert [type(r.event) for r in written] == [e.TicketIssued, e.VisitStarted]
    assert room.state.counters[1].visit == "w1"


def in_hand(room: Room) -> Room:
    take(room), take(room), take(room, "B")
    sign_in(room, 1)
    sign_in(room, 2)
    called(room, 1)
    return room


REFUSED: dict[str, tuple[Any, str]] = {
    "next without signing in": (lambda r: r.do(queue.call_next, RULES, 3), "not-logged-in"),
    "unknown service": (lambda r: r.do(queue.issue, RULES, NewTicket("x", "Z")), "unknown-service"),
    "unknown counter": (lambda r: sign_in(r, 77), "unknown-counter"),
    "counter of somebody at work": (lambda r: r.do(queue.sign_in, RULES, 1, "other"), "counter-taken"),
    "officer at work elsewhere": (lambda r: r.do(queue.sign_in, RULES, 3, "officer1"), "officer-elsewhere"),
    "recall of nothing": (lambda r: r.write(queue.recall(r.state, 2)), "no-visit"),
    "no-show of nothing": (lambda r: r.write(queue.no_show(r.state, 2)), "no-visit"),
    "finish of nothing": (lambda r: r.do(queue.finish, 2), "no-visit"),
    "call of no ticket": (lambda r: r.do(queue.call_ticket, 2, "A099"), "unknown-ticket"),
    "call of a ticket at another counter": (lambda r: r.do(queue.call_ticket, 2, "A001"), "ticket-elsewhere"),
    "resume of a waiting ticket": (lambda r: r.write(queue.resume(r.state, 2, "A002")), "not-waiting"),
    "resume with a visit in hand": (lambda r: r.write(queue.resume(r.state, 1, "A002")), "visit-in-hand"),
    "transfer to nowhere": (lambda r: r.write(queue.transfer(r.state, RULES, 1, "Z")), "unknown-service"),
    "transfer to the same": (lambda r: r.write(queue.transfer(r.state, RULES, 1, "A")), "same-service"),
    "opening an open day": (lambda r: r.do(queue.open_day), "already-open"),
}


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


def test_a_started_visit_is_not_recalled_started_or_missed_again() -> None:
    """After start only finish, hold and transfer are left."""
    room = in_hand(Room())
    room.write(queue.start(room.state, 1))
    for act in (queue.recall, queue.start, queue.no_show):
        with pytest.raises(Refused, match="already-started"):
            act(room.state, 1)
    with pytest.raises(Refused, match="nobody-waiting"):
        room.do(queue.finish, 1), called(room, 1), called(room, 1), called(room, 1), called(room, 1)


def test_closing_twice_is_refused_and_signing_out_finishes() -> None:
    """A closed day is closed; an officer who leaves finishes the visit in hand."""
    room = in_hand(Room())
    assert [type(r.event) for r in room.do(queue.sign_out, 1)] == [e.VisitFinished, e.CounterClosed]
    room.do(queue.close_day)
    with pytest.raises(Refused, match="closed"):
        room.do(queue.close_day)


def test_signing_in_moves_a_free_officer_and_replaces_one_who_forgot() -> None:
    """Signing in again writes nothing; at another counter it closes the first; a free counter changes hands."""
    room = Room()
    sign_in(room, 1)
    assert room.do(queue.sign_in, RULES, 1, "officer1") == []
    moved = [type(r.event) for r in room.do(queue.sign_in, RULES, 2, "officer1")]
    assert moved == [e.CounterClosed, e.CounterOpened]
    assert [type(r.event) for r in room.do(queue.sign_in, RULES, 2, "officer9")] == [e.CounterClosed, e.CounterOpened]


# --- properties over whole days of random work ---

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["take", "take", "take", "next", "next", "start", "finish", "no-show", "hold", "resume", "transfer",
             "recall", "walk-in", "press", "press", "decline", "tap", "close", "in", "in", "out", "reboot", "slip"]
        ),
        st.integers(1, 3),
        st.integers(0, 900),
        st.booleans(),
    ),
    max_size=60,
)  # fmt: skip


def live(room: Room, act: str, n: int, flag: bool) -> None:
    """One act of a random day; what the rules refuse does not happen."""
    held = next((v.ticket for v in room.state.visits.values() if v.status == "held"), "none")
    tokens = list(room.state.visits)
    token = tokens[n % len(tokens)] if tokens else "none"
    service = "AB"[n % 2]
    last = room.state.ratings[-1].sequence if room.state.ratings else 0
    acts: dict[str, Any] = {
        "take": lambda s, now: queue.issue(s, now, RULES, NewTicket(f"t{len(room.events)}", service, flag)),
        "next": lambda s, now: queue.call_next(s, now, RULES, n),
        "start": lambda s, now: queue.start(s, n),
        "finish": lambda s, now: queue.finish(s, now, n),
        "no-show": lambda s, now: queue.no_show(s, n),
        "hold": lambda s, now: queue.hold(s, n),
        "resume": lambda s, now: queue.resume(s, n, held),
        "transfer": lambda s, now: queue.transfer(s, RULES, n, service),
        "recall": lambda s, now: queue.recall(s, n),
        "walk-in": lambda s, now: queue.walk_in(s, now, RULES, n, service, f"w{len(room.events)}"),
        "press": lambda s, now: ratings.press(s, now, RULES, Press(n, "button", scanned=token if flag else "")),
        "decline": lambda s, now: ratings.decline(s, token),
        "tap": lambda s, now: ratings.bind_tap(s, now, RULES, last, n),
        "close": lambda s, now: queue.close_day(s, now),
        "in": lambda s, now: queue.sign_in(s, now, RULES, n, f"officer{n}"),
        "out": lambda s, now: queue.sign_out(s, now, n),
        "slip": lambda s, now: paper.slip_moved(s, token, "printed"),
    }
    if act == "reboot":
        room.boot, room.clock = f"boot{len(room.events)}", "estimated" if flag else "synchronised"
        return
    decide = acts[act]
    try:
        room.write(ratings.with_sweep(room.state, room.now(), RULES, tuple(decide(room.state, room.now()))))
    except Refused:
        return


@given(ACTS)
def test_whatever_happens_the_books_are_right(acts: list[tuple[str, int, int, bool]]) -> None:
    """No number twice in a day, no ticket with two counters at once, and every visit ends in exactly one way."""
    room = Room()
    for act, n, seconds, flag in acts:
        live(room.later(seconds), act, n, flag)
        in_hands = [d.visit for d in room.state.counters.values() if d.visit]
        assert len(in_hands) == len(set(in_hands))
        tickets = [v.ticket for v in room.state.visits.values()]
        assert len(tickets) == len(set(tickets))
    room.clock = "synchronised"
    if not room.state.closed:
        room.do(queue.close_day)
    room.later(2 * 86_400).do(queue.issue, RULES, NewTicket("last", "A"))
    issued = [r.visit or "" for r in room.events if isinstance(r.event, e.TicketIssued) and r.visit != "last"]
    ended = Counter(r.visit or "" for r in room.events if isinstance(r.event, e.VisitEnded))
    assert sorted(ended) == sorted(set(issued)) and len(issued) == len(set(issued))
    assert set(ended.values()) <= {1}
    served = {r.visit for r in room.events if isinstance(r.event, e.VisitEnded) and r.event.outcome}
    assert served == {r.visit for r in room.events if isinstance(r.event, e.VisitEnded) and r.event.how == "served"}
    for day in _days(room.events):
        assert max(Counter(day).values(), default=1) == 1


def _days(events: list[e.Recorded]) -> list[list[str]]:
    days: list[list[str]] = [[]]
    for r in events:
        if isinstance(r.event, e.DayOpened) and not r.event.again and not r.event.provisional:
            days.append([])
        if isinstance(r.event, e.TicketIssued):
            days[-1].append(r.event.ticket)
    return days


@given(ACTS, st.lists(st.integers(1, 9), min_size=1))
def test_the_state_does_not_depend_on_the_batches(acts: list[tuple[str, int, int, bool]], cuts: list[int]) -> None:
    """Folding in any batches, and after a trip through JSON, gives the same state."""
    room = Room()
    for act, n, seconds, flag in acts:
        live(room.later(seconds), act, n, flag)
    state = State()
    for r in room.events:
        state = fold(state, e.Recorded(**{**r.__dict__, "event": codec.from_data(r.event.TYPE, codec.to_data(r.event))})
                     if hasattr(r, "__dict__") else r)  # fmt: skip
    assert state == room.state


def test_waiting_counts_only_who_waits() -> None:
    """Called and finished visits are not in the line."""
    room = in_hand(Room())
    assert (queue.waiting(room.state, "A"), queue.waiting(room.state, "B")) == (1, 1)
    assert queue.ahead(room.state, "nobody") == 0
    assert from_iso("2026-11-23T00:30:00+00:00") == from_iso("2026-11-23T07:30:00+07:00")
