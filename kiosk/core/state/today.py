"""How what holds for today alone follows from what somebody above the counters changed. Pure."""

from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import State, Today


def followed(state: State, r: e.Recorded, event: e.TodayChanged) -> State:
    """A part that this version does not know changes nothing."""
    return changed(state, today=_with(state.today, event))


def _with(today: Today, event: e.TodayChanged) -> Today:
    closed = event.to == "closed"
    if event.part == "numbers":
        return changed(today, stopped=today.stopped | {event.about} if closed else _given(today.stopped, event.about))
    if event.part == "counter" and event.to != "freed":
        number = frozenset({int(event.about)})
        return changed(today, shut=today.shut | number if closed else today.shut - number)
    return changed(today, over=closed) if event.part == "day" else today


def _given(stopped: frozenset[str], service: str) -> frozenset[str]:
    """Whoever opens every service opens each."""
    return stopped - {service} if service else frozenset()
