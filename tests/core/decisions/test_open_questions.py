"""The index of open questions finds what a look at every visit of the day finds, whatever happened."""

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import marks, ratings
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit
from tests.core.decisions.test_random_days import live
from tests.core.office import RULES, Room, sign_in

LOOKS = (0, ratings.SETTLE_MS, RULES.bind, RULES.bind + 1, 86_400_000)  # ms after the last act
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["walk-in", "walk-in", "finish", "finish", "press", "press", "tap", "decline", "take", "next", "no-show",
             "undo", "undo", "reboot", "close"]
        ),
        st.integers(1, 3),
        st.sampled_from([0, 1, 30, 59, 60, 61, 300, 599, 600, 601]),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


def undo(room: Room, n: int) -> None:
    """The last act on some visit is taken back, also on one that has ended."""
    state = room.state
    acted = [v for v in chain(state.visits.values(), state.done.values(), state.gone.values()) if v.act]
    if acted:
        visit = acted[n % len(acted)]
        assert visit.act
        room.write([Fact(e.VisitUndone(visit.ticket, 1, "officer1", visit.act.sequence), visit.token)])


def finished(state: State) -> list[Visit]:
    return [v for v in state.visits.values() if v.finished]


def all_due(state: State, now: Moment) -> set[tuple[str, str]]:
    """Whose question is settled, and how, by a look at each."""
    outcomes = {(v.token, ratings._outcome(state, now, RULES, v)) for v in finished(state) if v.status == "finished"}
    return {(token, outcome) for token, outcome in outcomes if outcome}


def all_waits(state: State, now: Moment) -> list[int]:
    waits = [ratings._due_in(state, now, RULES, v.rating, v.finished) for v in finished(state) if v.finished]
    run = marks.next_due(state, now)
    return waits if run is None else [*waits, run]


def all_candidates(state: State, now: Moment) -> set[str]:
    open_ = [v for v in finished(state) if v.finished and elapsed(v.finished, now) <= RULES.bind]
    return {v.token for v in open_ if not v.rating}


def all_asks(state: State, now: Moment) -> list[int]:
    ends = [v.finished for v in finished(state) if v.finished and not v.rating and v.finished.boot == now.boot]
    passed = [elapsed(end, now) for end in ends]
    return [RULES.ask - ms + 1 for ms in passed if ms <= min(RULES.ask, RULES.bind)]


def holds(state: State, now: Moment) -> None:
    swept = ratings.sweep(state, now, RULES)
    assert {(f.visit, f.event.outcome) for f in swept if isinstance(f.event, e.VisitEnded)} == all_due(state, now)
    assert len({f.visit for f in swept}) == len(swept)
    assert ratings.next_due(state, now, RULES) == min(all_waits(state, now), default=None)
    fresh = ratings.candidates(state, now, RULES)
    assert {v.token for v in fresh} == all_candidates(state, now) and len({v.token for v in fresh}) == len(fresh)
    assert ratings.ask_ends(state, now, RULES) == min(all_asks(state, now), default=None)


@given(ACTS)
def test_who_is_due_is_found_as_by_a_look_at_all(acts: list[tuple[str, int, int, bool]]) -> None:
    """Ends, candidates and the next moment, at once and later, in this boot and after another."""
    room = Room()
    for counter in (1, 2, 3):
        sign_in(room, counter)
    for act, n, seconds, flag in acts:
        room.later(seconds)
        undo(room, n) if act == "undo" else live(room, act, n, flag)
        now = room.now()
        for ms in LOOKS:
            holds(room.state, replace(now, wall=now.wall + ms, mono=now.mono + ms))
        holds(room.state, replace(now, boot="another", mono=1, wall=now.wall + 30_000))


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    """A mistyped name is named, and the value stays what it was."""
    state = State(day="2026-11-23")
    assert changed(state, day="2026-11-24") == replace(state, day="2026-11-24") and state.day == "2026-11-23"
    with pytest.raises(TypeError, match="State has no such field: dya"):
        changed(state, dya="2026-11-24")
