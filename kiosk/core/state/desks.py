"""How each fact of a counter changes the state: who sits there, who rests, who asks for help, since when nobody is in
hand.

A rest and a word about help can be taken back like a wish: the state remembers the event that would undo them.
"""

from collections.abc import Mapping

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import Desk, State, Wish


def _at(r: e.Recorded) -> Stamp:
    return Stamp(r.wall, r.mono, r.boot)


def opened(state: State, r: e.Recorded, event: e.CounterOpened) -> State:
    """The same officer once more goes on with the visit in hand, or with the rest."""
    there = state.counters.get(event.counter)
    if there and there.officer == event.officer:
        return _with_desk(state, changed(there, sign_in=event.sign_in))
    return _with_desk(state, Desk(event.counter, event.officer, "", event.sign_in))


def closed(state: State, r: e.Recorded, event: e.CounterClosed) -> State:
    """Who leaves asks for no help any more; whom they were to help asks anew."""
    desks = {n: d for n, d in state.counters.items() if n != event.counter}
    turn_of = {n: t for n, t in state.turn_of.items() if n != event.counter}
    asked = {n: 0 if by == event.counter else by for n, by in state.help.items() if n != event.counter}
    return changed(state, counters=desks, turn_of=turn_of, help=asked, help_since=_of(state.help_since, asked))


def paused(state: State, r: e.Recorded, event: e.CounterPaused) -> State:
    """A rest is no part of a turn."""
    desk = state.counters.get(event.counter)
    if desk is None or desk.visit:
        return state
    state = changed(state, turn_of={n: t for n, t in state.turn_of.items() if n != event.counter})
    state = _with_desk(state, changed(desk, paused=_at(r), reason=event.reason))
    return _wished(state, r, event.counter, e.CounterResumed(event.counter, event.officer))


def resumed(state: State, r: e.Recorded, event: e.CounterResumed) -> State:
    """Nothing from before the rest is taken back behind it."""
    desk = state.counters.get(event.counter)
    if desk is None or desk.paused is None:
        return state
    state = _with_desk(state, changed(desk, paused=None, reason=""))
    return changed(state, wishes={n: wish for n, wish in state.wishes.items() if n != event.counter})


def helped(state: State, r: e.Recorded, event: e.HelpMoved) -> State:
    before, counter = state.help.get(event.counter), event.counter
    asked = {n: by for n, by in state.help.items() if n != counter}
    if event.help != "ended":
        asked[counter] = event.by or 0
    since = _of({counter: _at(r), **state.help_since}, asked)
    state = changed(state, help=asked, help_since=since)
    wisher = event.by if event.help == "answered" and event.by else counter
    return _wished(state, r, wisher, _as_before(event, before))


def _as_before(event: e.HelpMoved, before: int | None) -> e.HelpMoved:
    """The event behind which it is as it was."""
    if before is None:
        return e.HelpMoved(event.counter, event.officer, "ended")
    help_ = "answered" if before else "called"
    return e.HelpMoved(event.counter, event.officer, help_, before or None)


def followed(before: State, after: State, r: e.Recorded) -> State:
    """`after`, where stands since when nobody is in each counter's hand."""
    if after.counters is before.counters:
        return after
    free = {n: desk for n, desk in after.counters.items() if not desk.visit}
    return changed(after, idle={n: _since(before, n, desk, r) for n, desk in free.items()})


def _since(before: State, counter: int, desk: Desk, r: e.Recorded) -> Stamp:
    was = before.counters.get(counter)
    same = was is not None and not was.visit and (was.officer, was.paused) == (desk.officer, desk.paused)
    return before.idle.get(counter, _at(r)) if same else _at(r)


def _with_desk(state: State, desk: Desk) -> State:
    return changed(state, counters={**state.counters, desk.counter: desk})


def _of(since: Mapping[int, Stamp], asked: Mapping[int, int]) -> Mapping[int, Stamp]:
    return {n: at for n, at in since.items() if n in asked}


def _wished(state: State, r: e.Recorded, counter: int, takes_back: e.Event) -> State:
    """The last wish of whoever sits there. What takes another one back is none, and that one is over."""
    left = {n: wish for n, wish in state.wishes.items() if wish.takes_back != r.event}
    desk = state.counters.get(counter)
    if desk is not None and len(left) == len(state.wishes):
        left[counter] = Wish(desk.officer, _at(r), (), takes_back)
    return changed(state, wishes=left)
