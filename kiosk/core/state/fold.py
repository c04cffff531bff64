"""What the events so far add up to: the live part of the day, folded one event at a time.

`fold(state, recorded)` is pure and total: any event that was ever written can be folded, and the result does not
depend on how the events were batched. A visit stays in `visits` until it has ended, so the state is small even
on a day of a thousand tickets. What must be counted afterwards is read from the journal, not from here. The steps of
visits and ratings are in files of their own.
"""

from collections.abc import Callable
from typing import Any

from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state import desks, losses, questions, ratings, rolled, taken_back, times, today, visits
from kiosk.core.state.values import GOOD_PAPER, State, Today
from kiosk.core.state.visits import at

UNDOABLE = (
    e.TicketCalled,
    e.VisitStarted,
    e.VisitHeld,
    e.VisitResumed,
    e.VisitTransferred,
    e.VisitRejoined,
    e.VisitContinued,
    e.VisitFinished,
    e.VisitEnded,
    e.PrioritySet,
    e.TicketEntered,
    e.TicketRerouted,
    e.TicketUnanswered,
    e.VisitReturned,
)


def fold(state: State, recorded: e.Recorded) -> State:
    """The state after one more event."""
    heads = {**state.heads, recorded.stream: recorded.sequence}
    lived = times.lived(state.times, state.last, recorded)
    state = changed(state, heads=heads, seq=recorded.seq, last=at(recorded), times=lived)
    step = _STEPS.get(type(recorded.event))
    after = desks.followed(state, step(state, recorded, recorded.event), recorded) if step else state
    after = questions.followed(state, after, recorded.visit) if recorded.visit else after
    return taken_back.acted(state, after, recorded) if isinstance(recorded.event, UNDOABLE) else after


def _day_opened(state: State, r: e.Recorded, event: e.DayOpened) -> State:
    state = changed(state, day=event.date, opened=r.sequence, opened_at=at(r))
    state = changed(state, closed=False, provisional=event.provisional)
    if event.provisional:
        return state
    if event.again:
        return changed(state, unseen=0)
    numbers = {losses.EVERY: state.unseen} if state.unseen else {}
    state = changed(state, numbers=numbers, unseen=0, served={}, turn_of={})
    return changed(state, done={}, gone={}, calls=(), ordinary_runs={}, today=Today())


def _issued(state: State, r: e.Recorded, event: e.TicketIssued) -> State:
    return visits.issued(losses.day_shown(state, r), r, event)


def _day_dated(state: State, r: e.Recorded, event: e.DayDated) -> State:
    if event.opened not in (0, state.opened):  # an earlier day, long closed
        return state
    return changed(state, day=event.date, provisional=False, unseen=0)


def _day_closed(state: State, r: e.Recorded, event: e.DayClosed) -> State:
    state = changed(state, closed=True, counters={}, help={}, help_since={}, shares={})
    return changed(state, starters=frozenset(), wishes={})


def _device(state: State, r: e.Recorded, event: e.DeviceChanged) -> State:
    if event.device == "printer":
        state = _rolled(state, event.state)
    whys = {**state.whys, event.device: event.why or ""}
    return changed(state, devices={**state.devices, event.device: event.state}, whys=whys)


def _rolled(state: State, now: str) -> State:
    """A new roll: the printer prints again after it was out of paper, or after low paper and an open cover; a
    sensor that only wavers at the end of the roll changes nothing."""
    if now in GOOD_PAPER and state.roll == "open":
        return changed(state, roll="low" if now == "paper_low" else "", slips_on_roll=0)
    if now == "paper_out" or (now == "cover_open" and state.roll == "low"):
        return changed(state, roll="open")
    return changed(state, roll="low") if now == "paper_low" else state


_STEPS: dict[type[e.Event], Callable[[State, e.Recorded, Any], State]] = {
    e.DayOpened: _day_opened,
    e.DayDated: _day_dated,
    e.DayClosed: _day_closed,
    e.CounterOpened: desks.opened,
    e.CounterClosed: desks.closed,
    e.CounterPaused: desks.paused,
    e.CounterResumed: desks.resumed,
    e.HelpMoved: desks.helped,
    e.TodayChanged: today.followed,
    e.NumbersRaised: losses.raised,
    e.TicketIssued: _issued,
    e.TicketEntered: rolled.entered,
    e.SlipMoved: visits.slip_moved,
    e.SlipShown: visits.slip_shown,
    e.DocumentsAsked: visits.documents_asked,
    e.PrioritySet: visits.priority_set,
    e.TicketRerouted: visits.rerouted,
    e.VisitPromised: visits.promised,
    e.TicketCalled: visits.called,
    e.TicketUnanswered: visits.unanswered,
    e.TicketRecalled: visits.recalled,
    e.VisitStarted: visits.started,
    e.VisitHeld: visits.held,
    e.VisitResumed: visits.resumed,
    e.VisitAwaited: visits.awaited,
    e.VisitTransferred: visits.transferred,
    e.VisitRejoined: visits.rejoined,
    e.VisitHanded: visits.handed,
    e.VisitContinued: visits.continued,
    e.VisitFinished: visits.finished,
    e.VisitEnded: visits.ended,
    e.VisitReturned: visits.returned,
    e.VisitUndone: taken_back.undone,
    e.RatingGiven: ratings.given,
    e.RatingBound: ratings.bound,
    e.RatingReasoned: ratings.reasoned,
    e.RatingRevised: ratings.revised,
    e.RatingMarked: ratings.marked,
    e.DeviceChanged: _device,
    e.SettingChanged: lambda s, r, _: changed(s, settings=r.seq),
    e.LinkLost: lambda s, r, _: changed(s, offline=True),
    e.LinkRestored: lambda s, r, _: changed(s, offline=False),
    e.ClockCorrected: times.corrected,
    e.ClockDoubted: times.doubted,
    e.ClockBounded: times.bounded,
    e.KioskStarted: lambda s, r, _: changed(s, running=True, started=at(r)),
    e.KioskStopped: lambda s, r, _: changed(s, running=False),
}
