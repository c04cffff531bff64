"""What counters are to know of each other, as plain JSON values folded from the state. Pure.

As in views.py: nothing about ratings, in any form. Of all this the board shows who rests, and nothing else.
"""

from collections.abc import Callable
from typing import Any

from kiosk.config.options import Config
from kiosk.core.calendar.moment import Moment
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.state.values import Desk, State, Visit

View = dict[str, Any]
NoteOf = Callable[[Visit], str | None]


def no_note(visit: Visit) -> None:
    """Where nobody keeps any."""


def sent(visit: Visit, note_of: NoteOf) -> View:
    """How it came here, and where it goes when it is done here."""
    waits = [counter for counter, _ in visit.back if counter != visit.counter]
    return {
        "note": note_of(visit),
        "leg": visit.leg,
        "from": visit.sent_by or None,
        "back_to": waits[-1] if waits else None,
    }


def sent_here(visit: Visit, note_of: NoteOf) -> View:
    """Of one that waits: its note, and whether it waits for this counter or this officer alone."""
    return {"note": note_of(visit), "to": "counter" if visit.to_counter else "officer" if visit.to_officer else None}


def pause_of(desk: Desk, now: Moment) -> View | None:
    return {"reason": desk.reason, "seconds": _seconds(desk.paused, now)} if desk.paused and desk.rests else None


def rests(state: State, counter: int) -> bool:
    """Somebody is there, and rests."""
    desk = state.counters.get(counter)
    return desk is not None and desk.rests


def helps(state: State, counter: int, now: Moment) -> list[View]:
    """Who asks for help, who asked first before the others; `mine`: this counter did."""
    asked = sorted(state.help_since.items(), key=lambda each: each[1].wall)
    return [
        {"counter": n, "seconds": _seconds(since, now), "answered_by": state.help[n] or None, "mine": n == counter}
        for n, since in asked
    ]


def others(state: State, config: Config, counter: int) -> list[View]:
    """The other counters at which somebody is: where a visit can be sent, and who can help."""
    open_ = sorted((c for c in config.counters if c.number in state.counters), key=lambda c: c.number)
    return [_other(state.counters[c.number], c.name, state) for c in open_ if c.number != counter]


def _other(desk: Desk, name: str, state: State) -> View:
    visit = state.visits.get(desk.visit)
    told = {"ticket": visit.ticket if visit else None, "status": visit.status if visit else None}
    return {"counter": desk.counter, "name": name, **told, "paused": desk.rests}


def _seconds(since: Stamp | None, now: Moment) -> int:
    return elapsed(since, now) // 1000 if since else 0
