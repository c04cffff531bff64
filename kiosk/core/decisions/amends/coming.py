"""Whether a number came that was called and ended at once: the officer's answer to what the page asks. Pure.

A visit that never began and ended within seconds of its call is `unconfirmed` (legs.py). Whoever called it may say that
day that the person was there: then its end is taken back and it is finished, as of when it ended, and is asked about
as any other; or that nobody came. Unanswered it stays what it is.
"""

from kiosk.core.decisions.legs import Facts, desk_of, ended, finished
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State, Visit


def asked(state: State, desk: Desk) -> Visit | None:
    """The newest visit of this desk of which nobody knows whether anybody came."""
    return max(_open(state, desk), key=lambda visit: visit.ended.wall if visit.ended else 0, default=None)


def _open(state: State, desk: Desk) -> list[Visit]:
    own = (v for v in state.gone.values() if (v.counter, v.officer) == (desk.counter, desk.officer))
    return [visit for visit in own if visit.how == "unconfirmed"]


def came(state: State, counter: int, ticket: str) -> Facts:
    """The person was there. Refused too-late where nothing is asked of this number any more."""
    desk = desk_of(state, counter)
    visit = _asked(state, desk, ticket)
    act, at = visit.act, visit.ended
    if act is None or at is None:
        raise Refused("too-late")
    undone = e.VisitUndone(ticket, counter, desk.officer, act.sequence)
    return Fact(undone, visit.token), finished(visit, at)


def absent(state: State, counter: int, ticket: str) -> Facts:
    """Nobody came. Refused as in `came`."""
    return (ended(_asked(state, desk_of(state, counter), ticket), "no-show"),)


def _asked(state: State, desk: Desk, ticket: str) -> Visit:
    visit = next((visit for visit in _open(state, desk) if visit.ticket == ticket), None)
    if visit is None:
        raise Refused("too-late")
    return visit
