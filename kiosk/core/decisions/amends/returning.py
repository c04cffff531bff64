"""Who was called absent and comes after all: back into the line with the old number and place, for a while. Pure."""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State, Visit


def absent_lately(state: State, now: Moment, rules: Rules) -> list[Visit]:
    """Who can come back now, the newest first."""
    gone = [v for v in state.gone.values() if v.how == "no-show" and v.ended and elapsed(v.ended, now) <= rules.back]
    return sorted(gone, key=lambda visit: visit.ended.wall if visit.ended else 0, reverse=True)


def absent(state: State, now: Moment, rules: Rules, ticket: str) -> Visit | None:
    """Who was called absent under this number and can come back; None for nobody."""
    return next((visit for visit in absent_lately(state, now, rules) if visit.ticket == ticket), None)


def back(visit: Visit, desk: Desk | None = None) -> Fact:
    """It waits again, as if it had not been called. `desk`: whose officer says so."""
    counter, officer = (desk.counter, desk.officer) if desk else (None, None)
    return Fact(e.VisitReturned(visit.ticket, visit.leg, counter, officer), visit.token)


def come_back(state: State, now: Moment, rules: Rules, counter: int, ticket: str) -> Facts:
    """By any officer. Refused too-late where nobody was called absent under this number of late."""
    desk = desk_of(state, counter)
    visit = absent(state, now, rules, ticket)
    if visit is None:
        raise Refused("too-late")
    return (back(visit, desk),)
