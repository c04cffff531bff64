"""A counter rests, and goes on. Pure.

Only with nobody in hand: a visit is done, put aside or sent on first, so nobody stands before an empty chair. What
takes a visit into the hand of a counter that rests ends the rest. Whoever rests is given nobody (calling/offers.py).
"""

from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State

TAKING = (e.TicketCalled, e.VisitStarted, e.VisitResumed)  # into the hand


def pause(state: State, counter: int, reason: str = "") -> Facts:
    """`reason`: one of PAUSE_REASONS. Refused visit-in-hand, already-paused."""
    desk = desk_of(state, counter)
    if desk.visit:
        raise Refused("visit-in-hand")
    if desk.paused:
        raise Refused("already-paused")
    return (Fact(e.CounterPaused(counter, desk.officer, reason)),)


def back(state: State, counter: int) -> Facts:
    """Refused not-paused."""
    desk = desk_of(state, counter)
    if not desk.paused:
        raise Refused("not-paused")
    return (Fact(e.CounterResumed(counter, desk.officer)),)


def ended_by(state: State, counter: int, facts: Facts) -> Facts:
    """`facts`, with the end of the rest before them if they take a visit into this counter's hand."""
    desk = desk_of(state, counter)
    if not desk.paused or not any(isinstance(fact.event, TAKING) for fact in facts):
        return facts
    return (Fact(e.CounterResumed(counter, desk.officer)), *facts)


def as_back(state: State, counter: int) -> State:
    """As it would be with this counter back."""
    desk = state.counters.get(counter)
    if desk is None or desk.paused is None:
        return state
    return changed(state, counters={**state.counters, counter: changed(desk, paused=None, reason="")})


def all_back(state: State) -> State:
    """With every counter back."""
    for counter in state.counters:
        state = as_back(state, counter)
    return state
