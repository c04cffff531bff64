"""What officers and the waiting room may see, as plain JSON values folded from the state. Pure.

Promises: nothing about ratings, in any form. A visit that was finished is gone from here at once, so its rating
changes no value, no length and no order; and because the stream sends only what changed, it moves no byte either.
`now` is the office's moment: waits and seconds are told as of it.
"""

from collections.abc import Sequence
from typing import Any

from kiosk.config.options import Config
from kiosk.config.rules import rules_of
from kiosk.console.colleagues.views import NoteOf, helps, no_note, others, pause_of, sent, sent_here
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.amends.coming import asked
from kiosk.core.decisions.amends.undo import UNDO_MS, last_wish
from kiosk.core.decisions.calling.offers import resting
from kiosk.core.decisions.calling.turn import in_order
from kiosk.core.decisions.colleagues.pauses import as_back
from kiosk.core.office.rules import Rules, Stamp, elapsed
from kiosk.core.record.visit_events import CALL_REASONS, HOLD_REASONS, RESULTS
from kiosk.core.state.values import Desk, State, Visit

View = dict[str, Any]
TICKETS_SHOWN = 30
CALLS_SHOWN = 6
NEXT_SHOWN = 10


def officer_view(
    state: State, config: Config, counter: int, officer: str, now: Moment, note_of: NoteOf = no_note
) -> View:
    """One counter as its own officer sees it: the visit in hand and what can be taken back; of the whole office who
    waits where, what is held, who was absent, who was lately called."""
    desk = state.counters[counter]
    letters = served_by(config, counter)
    return {
        "counter": counter,
        "officer": officer,
        "name": next((o.name for o in config.officers if o.id == officer), ""),
        "officers": [{"officer": o.id, "name": o.name} for o in config.officers if o.id != officer],
        "office": config.office.name,
        "training": config.kiosk.training,
        "visit": _visit_in_hand(state, desk, now, note_of),
        "paused": pause_of(desk, now),
        "help": helps(state, counter, now),
        "others": others(state, config, counter),
        "unconfirmed": _unconfirmed(state, desk),
        "waiting": [_line(state, config, each, now, each in letters) for each in lines_of(state, config)],
        "held": [_held(v, now) for v in _of(state, "held")],
        "absent": [_absent(v, config, now) for v in _absent_of_today(state)],
        "undo": _undo_seconds(state, desk, now),
        "queue": _queue(as_back(state, counter), rules_of(config), counter, now, note_of),
        "may": {"call": next((o.out_of_turn for o in config.officers if o.id == officer), False)},
        "results": list(RESULTS),
        "call_reasons": list(CALL_REASONS),
        "hold_reasons": list(HOLD_REASONS),
        "calls": [{"ticket": c.ticket, "counter": c.counter} for c in state.calls[:CALLS_SHOWN]],
    }


def served_by(config: Config, counter: int) -> Sequence[str]:
    """The letters that this counter serves; all of them where the config names none."""
    mine = next((c.services for c in config.counters if c.number == counter), [])
    return mine or [s.letter for s in config.services]


def lines_of(state: State, config: Config) -> list[str]:
    """In the order of the settings; behind them those whose service was taken from them while people waited."""
    known = [service.letter for service in config.services]
    return known + sorted({v.service for v in state.visits.values() if v.status == "waiting"} - set(known))


def was_given_today(state: State, ticket: str) -> bool:
    """Was this number given today, whatever became of it since?"""
    letter, digits = ticket[:1], ticket[1:]
    return digits.isdecimal() and 0 < int(digits) <= state.numbers.get(letter, 0)


def _of(state: State, status: str) -> list[Visit]:
    return sorted((v for v in state.visits.values() if v.status == status), key=lambda v: v.place)


def _ticket(visit: Visit) -> View:
    return {"ticket": visit.ticket, "service": visit.service, "priority": visit.priority}


def _visit_in_hand(state: State, desk: Desk, now: Moment, note_of: NoteOf) -> View | None:
    visit = state.visits.get(desk.visit)
    if visit is None:
        return None
    told = {"status": visit.status, "recalls": visit.recalls, "seconds": _seconds(visit.called or visit.issued, now)}
    return {**_ticket(visit), **told, **sent(visit, note_of)}


def _held(visit: Visit, now: Moment) -> View:
    """Any counter can go on with it: where it was put aside, how long ago, and why where that was said. `back_s`: how
    long ago its person showed the slip to the kiosk; null for not yet."""
    seconds = _seconds(visit.held or visit.issued, now)
    back_s = _seconds(visit.shown, now) if visit.shown else None
    return {**_ticket(visit), "counter": visit.counter, "seconds": seconds, "reason": visit.reason, "back_s": back_s}


def _absent_of_today(state: State) -> list[Visit]:
    gone = [v for v in state.gone.values() if v.how == "no-show"]
    return sorted(gone, key=lambda v: v.ended.wall if v.ended else 0, reverse=True)[:TICKETS_SHOWN]


def _absent(visit: Visit, config: Config, now: Moment) -> View:
    """`left`: seconds in which it can still come back."""
    left = config.queue.return_minutes * 60 - _seconds(visit.ended or visit.issued, now)
    return {**_ticket(visit), "counter": visit.counter, "left": max(0, left)}


def _queue(state: State, rules: Rules, counter: int, now: Moment, note_of: NoteOf) -> list[View]:
    """Who is called here next, as the rule will call them; behind them who is not called in turn yet."""
    line = [(visit, 0) for visit in in_order(state, now, rules, counter, NEXT_SHOWN)]
    return [
        {**_next(visit, ms, now), **sent_here(visit, note_of)}
        for visit, ms in (*line, *resting(state, now, rules, counter)[:NEXT_SHOWN])
    ]


def _next(visit: Visit, rests_ms: int, now: Moment) -> View:
    """`tries`: how often it was called in vain; `again_s`: seconds until it is called in turn again."""
    tries = visit.missed.times if visit.missed else 0
    told = {"seconds": _seconds(visit.issued, now), "tries": tries, "again_s": -(-rests_ms // 1000)}
    return {**_ticket(visit), **told}


def _undo_seconds(state: State, desk: Desk, now: Moment) -> int:
    """How long the last wish can still be taken back; 0 for not at all."""
    wish = last_wish(state, now, desk)
    return (UNDO_MS - elapsed(wish.at, now)) // 1000 if wish else 0


def _unconfirmed(state: State, desk: Desk) -> str | None:
    """The number of which the page asks whether anybody came."""
    visit = asked(state, desk)
    return visit.ticket if visit else None


def _line(state: State, config: Config, letter: str, now: Moment, mine: bool) -> View:
    line = [v for v in _of(state, "waiting") if v.service == letter]
    return {
        "service": letter,
        "name": next((s.name for s in config.services if s.letter == letter), ""),
        "mine": mine,
        "open": sum(letter in served_by(config, number) for number, desk in state.counters.items() if not desk.rests),
        "paused": sum(letter in served_by(config, number) for number, desk in state.counters.items() if desk.rests),
        "waiting": len(line),
        "priority": sum(v.priority for v in line),
        "oldest": max((_seconds(v.issued, now) for v in line), default=0),
        "tickets": [v.ticket for v in line[:TICKETS_SHOWN]],
    }


def _seconds(since: Stamp, now: Moment) -> int:
    return elapsed(since, now) // 1000
