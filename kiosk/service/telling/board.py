"""What every board of the waiting room is told: the page in a browser, and the one that the kiosk draws itself. Pure.

Nothing about ratings, in any form. What the clock alone changes is put over the rest by `as_of`.
"""

from collections.abc import Callable
from typing import Any

from kiosk.config.options import Config, Counter
from kiosk.config.rules import box_speaks
from kiosk.core.calendar.moment import Moment
from kiosk.core.state.invited import invited, visit_at
from kiosk.core.state.values import Call, State
from kiosk.service.telling.notices import Around

View = dict[str, Any]
Said = Callable[[str, int], list[str]]


def in_silence(ticket: str, counter: int) -> list[str]:
    """Where another one is heard."""
    return []


def board_view(state: State, config: Config, said: Said = in_silence) -> View:
    """What everybody in the room may see: who is invited where, which counters are open, how many wait.
    `said`: what the page plays at a call."""
    return {
        "office": config.office.name,
        "place": config.office.place,
        "hotline": config.office.hotline,
        "training": config.kiosk.training,
        "calls": [{**_call(c), "said": said(c.ticket, c.counter)} for c in invited(state)],
        "counters": [_spot(state, c) for c in sorted(config.counters, key=lambda c: c.number)],
        "waiting": [_crowd(state, s.letter, s.name, s.short) for s in config.services],
        "chimes": not box_speaks(config),
    }


def as_of(view: View, state: State, now: Moment, around: Around) -> View:
    """Nobody is invited by the calls of yesterday, where nobody closed that day."""
    told: View = {"closed": not around.opening.open, "opening": around.opening.said, "clock": now.told}
    over: View = {"calls": []} if around.day > state.day else {}
    return {**view, **over, **told, "volume": around.volume, "notices": list(around.notices)}


def _call(call: Call) -> View:
    return {"ticket": call.ticket, "counter": call.counter, "times": call.times}


def _spot(state: State, counter: Counter) -> View:
    desk, visit = state.counters.get(counter.number), visit_at(state, counter.number)
    return {
        "counter": counter.number,
        "name": counter.name,
        "open": desk is not None,
        "paused": desk is not None and desk.rests,
        "ticket": visit.ticket if visit else None,
        "status": visit.status if visit else None,
    }


def _crowd(state: State, letter: str, name: str, short: str) -> View:
    line = [v for v in state.visits.values() if v.status == "waiting" and v.service == letter]
    return {
        "service": letter,
        "name": name,
        "short": short or name,
        "waiting": len(line),
        "priority": sum(v.priority for v in line),
    }
