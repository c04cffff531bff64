"""Whoever was sent for something is back and shows the slip to the kiosk: officers are told, the citizen where to go.

The number stays put aside with its place until an officer goes on with it: nobody is called by a slip. Said anew after
a minute, because a code that lies under the scanner says it again and again. Pure.
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import serves
from kiosk.core.decisions.legs import Facts
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit

AGAIN_MS = 60_000


def asks_at(state: State, rules: Rules, visit: Visit) -> int:
    """The counter at which it was put aside, while somebody is there; else the first one that serves its line; where
    nobody is, the one that it knows."""
    if visit.counter in state.counters:
        return visit.counter
    return next((n for n in sorted(state.counters) if serves(rules, n, visit.service)), visit.counter)


def is_back(state: State, now: Moment, rules: Rules, token: str) -> Facts:
    """Nothing for a number with which somebody went on meanwhile, and where it was said just now."""
    visit = state.visits.get(token)
    if visit is None or visit.status != "held" or (visit.shown and elapsed(visit.shown, now) < AGAIN_MS):
        return ()
    return (Fact(e.SlipShown(visit.ticket, asks_at(state, rules, visit), visit.leg), token),)
