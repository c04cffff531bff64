"""Who may be called at a counter now, before it is asked whose turn it is. Pure.

Everything that keeps a waiting number from one counter, or for a while, is a condition here and nowhere else.
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import Desk, State, Visit


def offered(state: State, now: Moment, rules: Rules, counter: int) -> list[Visit]:
    """The numbers that may be called there; none while its officer rests."""
    desk = state.counters.get(counter)
    if desk and desk.rests:
        return []
    line = _line(state, rules, counter)
    return [v for v in line if not (v.missed or v.promise) or not rests(v, now, rules)]


def resting(state: State, now: Moment, rules: Rules, counter: int) -> list[tuple[Visit, int]]:
    """Those that may be called there later, and in how many ms; the first of them first."""
    there = [(v, rests(v, now, rules)) for v in _line(state, rules, counter)]
    return sorted(((v, ms) for v, ms in there if ms), key=lambda found: found[1])


def _line(state: State, rules: Rules, counter: int) -> list[Visit]:
    """Whoever waits for this counter, among others or alone. A forecast asks thousands of times."""
    line = [v for v in state.visits.values() if v.status == "waiting" and serves(rules, counter, v.service)]
    return [v for v in line if not (v.to_counter or v.to_officer) or kept_for(state, rules, v) in (0, counter)]


def serves(rules: Rules, counter: int, service: str) -> bool:
    """By the settings; who waits for a service that was taken from them is every counter's."""
    letters = rules.counters.get(counter, ())
    return service in letters or (bool(letters) and service not in rules.services)


def rests(visit: Visit, now: Moment, rules: Rules) -> int:
    """ms in which a number is not called in turn yet, because it did not answer or its person went away until then; 0
    for none."""
    missed = rules.rest - elapsed(visit.missed.at, now) if visit.missed else 0
    away = visit.promise.after - elapsed(visit.promise.at, now) if visit.promise else 0
    return max(0, missed, away)


def kept_for(state: State, rules: Rules, visit: Visit) -> int:
    """The counter for which alone it waits, 0 for any that serves its line: one that it was sent to, or at which the
    officer sits to whom it was sent. Once nobody is there, or that counter does not serve the line, any may call it."""
    if not visit.to_counter and not visit.to_officer:
        return 0
    at = next((desk.counter for desk in state.counters.values() if _is_meant(visit, desk)), 0)
    return at if serves(rules, at, visit.service) else 0


def _is_meant(visit: Visit, desk: Desk) -> bool:
    return visit.to_counter == desk.counter if visit.to_counter else visit.to_officer == desk.officer
