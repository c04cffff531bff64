"""Who does not want to sit goes away, to be back at a time that the kiosk offered. Pure.

The number keeps its place; it only rests until then (calling/offers.py), while others are called. Said once, of a
number that waits in its first line; a call ends it.
"""

from kiosk.core.decisions import paper
from kiosk.core.decisions.legs import Facts
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State

LONGEST_S = 4 * 3600


def promise(state: State, rules: Rules, token: str, seconds: int) -> Facts:
    """Nothing for a number that was called meanwhile, or goes already, and for a time that no kiosk offers."""
    visit = state.visits.get(token)
    if visit is None or visit.status != "waiting" or visit.leg > 1 or visit.promise:
        return ()
    if not rules.later or not rules.later <= seconds * 1000 <= LONGEST_S * 1000:
        return ()
    return (Fact(e.VisitPromised(visit.ticket, seconds), token),)


def promised(state: State, rules: Rules, token: str, seconds: int) -> Facts:
    """With the slip once more, on which the time stands, where paper can come."""
    facts = promise(state, rules, token, seconds)
    if not facts or not rules.prints or not paper.can_come(state):
        return facts
    return (*facts, *paper.slip_moved(state, token, "sending", copy=state.visits[token].copies + 1))
