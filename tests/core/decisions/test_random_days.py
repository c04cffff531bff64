"""Whole days of random work: whatever people do, and whenever the power fails, the books are right."""

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.decisions import counters, days, paper, queue, ratings
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.state.fold import fold
from kiosk.core.state.invited import invited
from kiosk.core.state.values import State
from tests.core.office import RULES, Room

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
        "start": lambda s, now: queue.start(s, now, n),
        "finish": lambda s, now: queue.finish(s, now, n),
        "no-show": lambda s, now: queue.no_show(s, n),
        "hold": lambda s, now: queue.hold(s, now, n),
        "resume": lambda s, now: queue.resume(s, now, n, held),
        "transfer": lambda s, now: transfer(s, now, RULES, n, Where(service)),
        "recall": lambda s, now: queue.recall(s, n),
        "walk-in": lambda s, now: queue.walk_in(s, now, RULES, n, service, f"w{len(room.events)}"),
        "press": lambda s, now: ratings.press(s, now, RULES, Press(n, "button", scanned=token if flag else "")),
        "decline": lambda s, now: ratings.decline(s, token),
        "tap": lambda s, now: ratings.bind_tap(s, now, RULES, last, n),
        "close": lambda s, now: days.close_day(s, now),
        "in": lambda s, now: counters.sign_in(s, now, RULES, n, f"officer{n}", "s1"),
        "out": lambda s, now: counters.sign_out(s, now, n),
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


def assert_invited_once(state: State) -> None:
    """Board and voice invite each number to one counter, which has it in hand, and each counter's number once."""
    calls = invited(state)
    hands = {(state.visits[d.visit].ticket, n) for n, d in state.counters.items() if d.visit}
    assert {(call.ticket, call.counter) for call in calls} <= hands and len({c.ticket for c in calls}) == len(calls)
    last = state.calls[:1]
    assert all(call in calls for call in last if (call.ticket, call.counter) in hands)


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
        assert_invited_once(room.state)
    room.clock = "synchronised"
    if not room.state.closed:
        room.do(days.close_day)
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


@given(ACTS)
def test_a_state_that_is_read_again_is_the_one_that_was_lived(acts: list[tuple[str, int, int, bool]]) -> None:
    """Event by event, after a trip through JSON."""
    room = Room()
    for act, n, seconds, flag in acts:
        live(room.later(seconds), act, n, flag)
    state = State()
    for r in room.events:
        state = fold(state, replace(r, event=codec.from_data(r.event.TYPE, codec.to_data(r.event))))
    assert state == room.state
