"""Whether a number came that was called and ended at once: the officer's answer to what the page asks. Pure.

A visit that never began and ended within seconds of its call is `unconfirmed` (legs.py). Whoever called it may say for
a while that the person was there: then its end is taken back and it is finished, as of when it ended, and is asked
about as any other; or that nobody came. Unanswered it stays what it is.
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.legs import Facts, desk_of, ended, finished
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit

ASKED_MS = 600_000  # from the end, for which the answer is taken


def asked(state: State, now: Moment, counter: int) -> Visit | None:
    """The newest unconfirmed visit of this counter, while its answer is taken."""
    here = (v for v in state.gone.values() if v.counter == counter and _is_open(v, now))
    return max(here, key=lambda visit: visit.ended.wall if visit.ended else 0, default=None)


def _is_open(visit: Visit, now: Moment) -> bool:
    return visit.how == "unconfirmed" and visit.ended is not None and elapsed(visit.ended, now) <= ASKED_MS


def came(state: State, now: Moment, counter: int, ticket: str) -> Facts:
    """The person was there. Refused too-late where nothing is asked of this number any more."""
    visit = _asked(state, now, counter, ticket)
    desk, act, at = desk_of(state, counter), visit.act, visit.ended
    if act is None or at is None:
        raise Refused("too-late")
    undone = e.VisitUndone(ticket, counter, desk.officer, act.sequence)
    return Fact(undone, visit.token), finished(visit, at)


def absent(state: State, now: Moment, counter: int, ticket: str) -> Facts:
    """Nobody came. Refused as in `came`."""
    return (ended(_asked(state, now, counter, ticket), "no-show"),)


def _asked(state: State, now: Moment, counter: int, ticket: str) -> Visit:
    desk_of(state, counter)
    here = (v for v in state.gone.values() if v.ticket == ticket and v.counter == counter and _is_open(v, now))
    visit = next(here, None)
    if visit is None:
        raise Refused("too-late")
    return visit
