"""What officers and the waiting room may see, as plain JSON values folded from the state. Pure.

Promises: nothing about ratings, in any form. A visit that was finished is gone from here at once, so its rating
changes no value, no length and no order; and because the stream sends only what changed, it moves no byte either.
`now` is the office's moment: waits and seconds are told as of it.
"""

from collections.abc import Sequence
from typing import Any

from kiosk.config.options import Config, Counter
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.coming import asked
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.state.values import Desk, State, Visit

View = dict[str, Any]
TICKETS_SHOWN = 30
CALLS_SHOWN = 6


def officer_view(state: State, config: Config, counter: int, officer: str, now: Moment) -> View:
    """One counter as its own officer sees it: the visit in hand, who waits where, what was held, lately called."""
    desk = state.counters[counter]
    letters = served_by(config, counter)
    return {
        "counter": counter,
        "officer": officer,
        "name": next((o.name for o in config.officers if o.id == officer), ""),
        "office": config.office.name,
        "training": config.kiosk.training,
        "visit": _visit_in_hand(state, desk, now),
        "unconfirmed": _unconfirmed(state, desk),
        "waiting": [_line(state, config, s.letter, now, s.letter in letters) for s in config.services],
        "held": [_ticket(v) for v in _of(state, "held") if v.counter == counter],
        "calls": [{"ticket": c.ticket, "counter": c.counter} for c in state.calls[:CALLS_SHOWN]],
    }


def board_view(state: State, config: Config, now: Moment) -> View:
    """What everybody in the room may see: who was called where, which counters are open, how many wait."""
    return {
        "office": config.office.name,
        "place": config.office.place,
        "hotline": config.office.hotline,
        "training": config.kiosk.training,
        "closed": state.closed,
        "calls": [{"ticket": c.ticket, "counter": c.counter, "times": c.times} for c in state.calls[:CALLS_SHOWN]],
        "counters": [_spot(state, c) for c in sorted(config.counters, key=lambda c: c.number)],
        "waiting": [_crowd(state, s.letter, s.name, s.short) for s in config.services],
        "clock": now.told,
    }


def served_by(config: Config, counter: int) -> Sequence[str]:
    """The letters that this counter serves; all of them where the config names none."""
    mine = next((c.services for c in config.counters if c.number == counter), [])
    return mine or [s.letter for s in config.services]


def in_hand(state: State, counter: int) -> Visit | None:
    """The visit called to or served at this counter."""
    desk = state.counters.get(counter)
    return state.visits.get(desk.visit) if desk else None


def was_given_today(state: State, ticket: str) -> bool:
    """Was this number given today, whatever became of it since?"""
    letter, digits = ticket[:1], ticket[1:]
    return digits.isdecimal() and 0 < int(digits) <= state.numbers.get(letter, 0)


def _of(state: State, status: str) -> list[Visit]:
    return sorted((v for v in state.visits.values() if v.status == status), key=lambda v: v.place)


def _ticket(visit: Visit) -> View:
    return {"ticket": visit.ticket, "service": visit.service, "priority": visit.priority}


def _visit_in_hand(state: State, desk: Desk, now: Moment) -> View | None:
    visit = state.visits.get(desk.visit)
    if visit is None:
        return None
    told = {"status": visit.status, "recalls": visit.recalls, "seconds": _seconds(visit.called or visit.issued, now)}
    return {**_ticket(visit), **told}


def _unconfirmed(state: State, desk: Desk) -> str | None:
    """The number of which the page asks whether anybody came."""
    visit = asked(state, desk)
    return visit.ticket if visit else None


def _line(state: State, config: Config, letter: str, now: Moment, mine: bool) -> View:
    line = [v for v in _of(state, "waiting") if v.service == letter]
    return {
        "service": letter,
        "name": next(s.name for s in config.services if s.letter == letter),
        "mine": mine,
        "waiting": len(line),
        "priority": sum(v.priority for v in line),
        "oldest": max((_seconds(v.issued, now) for v in line), default=0),
        "tickets": [v.ticket for v in line[:TICKETS_SHOWN]],
    }


def _seconds(since: Stamp, now: Moment) -> int:
    return elapsed(since, now) // 1000


def _spot(state: State, counter: Counter) -> View:
    visit = in_hand(state, counter.number)
    return {
        "counter": counter.number,
        "name": counter.name,
        "open": counter.number in state.counters,
        "ticket": visit.ticket if visit else None,
        "status": visit.status if visit else None,
    }


def _crowd(state: State, letter: str, name: str, short: str) -> View:
    line = [v for v in _of(state, "waiting") if v.service == letter]
    return {
        "service": letter,
        "name": name,
        "short": short or name,
        "waiting": len(line),
        "priority": sum(v.priority for v in line),
    }
