"""Numbers of a paper roll, in line as if the kiosk had given them when they were given by hand."""

from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.record import events as e
from kiosk.core.state.values import State
from kiosk.core.state.visits import at, token_of, with_visit


def entered(state: State, r: e.Recorded, event: e.TicketEntered) -> State:
    """One that was given just now is where the kiosk's next number would be."""
    token = token_of(r)
    if not event.waited:
        return with_visit(state, token, entered=True)
    ms = event.waited * 1000
    came = Stamp(r.wall - ms, r.mono - ms, r.boot)
    place = _behind(state, at(r), ms, token), came.wall
    return with_visit(state, token, entered=True, place=place, issued=came, arrived=came)


def _behind(state: State, now: Stamp, ms: int, token: str) -> int:
    """The place of the last of today's numbers that had come so long ago."""
    known = (*state.visits.values(), *state.done.values(), *state.gone.values())
    return max((v.place[0] for v in known if v.token != token and elapsed(v.issued, now) >= ms), default=0)
