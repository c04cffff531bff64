"""The number that was called did not answer: it keeps its place and is called again later, a few times. Pure.

How long it is not called in turn stands in calling/offers.py; who comes late is called by the number, at once.
"""

from kiosk.core.decisions.legs import Facts, ended, in_hand
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State


def unanswered(state: State, rules: Rules, counter: int) -> Facts:
    """The last of the tries makes it absent. Refused already-started of somebody who came."""
    desk, visit = in_hand(state, counter)
    if visit.status != "called":
        raise Refused("already-started")
    times = 1 + (visit.missed.times if visit.missed else 0)
    if times >= rules.tries:
        return (ended(visit, "no-show"),)
    missed = e.TicketUnanswered(visit.ticket, counter, desk.officer, visit.leg, times, visit.was_held)
    return (Fact(missed, visit.token),)
