"""An officer's last wish taken back, within seconds: a misclick serves nobody, skips nobody and loses nobody. Pure.

The events stay; each is named by one that says that it counts as not having been. What citizens did meanwhile stays
too: a rating is not the officer's to take back, and neither facts nor answer say whether there is one.
"""

from collections.abc import Iterator

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import UNDONE, Act, Desk, State, Visit, Wish

UNDO_MS = 10_000


def last_wish(state: State, now: Moment, desk: Desk) -> Wish | None:
    """What this officer can still take back here."""
    wish = state.wishes.get(desk.counter)
    if wish is None or wish.officer != desk.officer or elapsed(wish.at, now) > UNDO_MS:
        return None
    return wish


def undo(state: State, now: Moment, counter: int) -> Facts:
    """All of the last wish, its last act first: of `next` the call, then the end of the one before. Refused too-late
    once the time is over, it was taken back before, or somebody else went on with a visit of it."""
    desk = desk_of(state, counter)
    wish = last_wish(state, now, desk)
    if wish is None:
        raise Refused("too-late")
    if wish.takes_back:
        return (Fact(wish.takes_back),)
    firsts = dict(reversed(wish.acts))  # of each visit, those that were last to be touched first
    return tuple(fact for act in firsts.items() for fact in _taken_back(state, desk, *act))


def _taken_back(state: State, desk: Desk, token: str, sequence: int) -> Iterator[Fact]:
    for became, act in _upto(state.known(token), sequence):
        yield Fact(e.VisitUndone(act.visit.ticket, desk.counter, desk.officer, act.sequence), token)
        if _began_here(act.visit, became):
            yield Fact(e.VisitEnded(act.visit.ticket, "cancelled", act.visit.leg, why=UNDONE), token)


def _upto(visit: Visit | None, sequence: int) -> list[tuple[Visit, Act]]:
    """The acts from the last one back to this one, each with what it made of the visit. In between there may be the end
    that a citizen gave a served visit, by an answer or none; anything else is another officer's. Refused too-late."""
    acts = []
    while visit and visit.act:
        acts.append((visit, visit.act))
        if visit.act.sequence == sequence:
            return acts
        visit = visit.act.visit
    raise Refused("too-late")


def _began_here(before: Visit, after: Visit) -> bool:
    """A walk-in, which began without a call, or one of the roll: there was no such number before the officer entered
    it."""
    return (before.status, after.status) == ("waiting", "serving") or after.entered > before.entered
