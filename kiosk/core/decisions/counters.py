"""Who sits at which counter: signing in and out. Pure, as all decisions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.days import day_in_hand
from kiosk.core.decisions.legs import Facts, desk_of, put_aside
from kiosk.core.decisions.supervising.today import must_be_free_to_sit
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State


@dataclass(frozen=True)
class Page:
    """What the page showed on which an officer pressed: its counter; the number in hand, "" for none. None: unsaid."""

    counter: int | None = None
    hand: str | None = None


def must_show_now(state: State, counter: int, page: Page) -> None:
    """Refused stale for a wish whose page shows another counter (of two tabs the later sign-in has the cookie) or
    another number in hand (an answer was lost, a second page was quicker): it was meant for what is no more."""
    desk = state.counters.get(counter)
    visit = state.visits.get(desk.visit) if desk else None
    if page.counter not in (None, counter) or page.hand not in (None, visit.ticket if visit else ""):
        raise Refused("stale")


def sign_in(state: State, now: Moment, rules: Rules, counter: int, officer: str, sign_in: str) -> Facts:
    """`officer` is the opaque reference, `sign_in` the id of this sign-in, which takes the place of an earlier one;
    the same once more writes nothing."""
    if counter not in rules.counters:
        raise Refused("unknown-counter")
    must_be_free_to_sit(state, now, counter)
    day = day_in_hand(state, now)
    desks = {} if any(isinstance(f.event, e.DayClosed) for f in day) else state.counters
    opened = Fact(e.CounterOpened(counter, officer, sign_in))
    desk = desks.get(counter)
    if desk and desk.officer == officer:
        return day if desk.sign_in == sign_in else (*day, opened)
    if desk and desk.visit:
        raise Refused("counter-taken")
    moved = leave_elsewhere(desks.values(), officer)
    closed = (Fact(e.CounterClosed(counter, desk.officer)),) if desk else ()
    return (*day, *moved, *closed, opened)


def is_theirs(desk: Desk | None, officer: str, sign_in: str) -> bool:
    """Whether the desk is this officer's by this sign-in. One that an earlier version opened knows of none."""
    return desk is not None and desk.officer == officer and desk.sign_in in ("", sign_in)


def why_left(state: State, counter: int, officer: str) -> str:
    """What became of a sign-in that is no longer theirs, as its page may say it: "elsewhere" (the same officer signed
    in again), "taken" (another one sits there), "day-over", or "left" (signed out, by whomever)."""
    if any(desk.officer == officer for desk in state.counters.values()):
        return "elsewhere"
    if state.closed:
        return "day-over"
    return "taken" if counter in state.counters else "left"


def leave_elsewhere(desks: Iterable[Desk], officer: str) -> Facts:
    """Nobody sits at two counters. Refused officer-elsewhere with a visit in hand there."""
    own = [d for d in desks if d.officer == officer]
    if any(d.visit for d in own):
        raise Refused("officer-elsewhere")
    return tuple(Fact(e.CounterClosed(d.counter, officer)) for d in own)


def sign_out(state: State, now: Moment, counter: int) -> Facts:
    """Nobody said that the visit in hand is done: it is kept for any counter."""
    desk = desk_of(state, counter)
    return (*put_aside(state, now, desk), Fact(e.CounterClosed(counter, desk.officer)))


def dismissed(state: State, now: Moment, rules: Rules, officers: Collection[str]) -> Facts:
    """Counters and officers (by reference) that the settings do not have any more: signed out, and what was in hand is
    kept for any counter."""
    gone = [d for d in state.counters.values() if d.counter not in rules.counters or d.officer not in officers]
    return tuple(fact for desk in gone for fact in sign_out(state, now, desk.counter))


def day_first(state: State, now: Moment, counter: int, officer: str, sign_in: str) -> Facts:
    """What has to be written before a wish of theirs so that it is of today; whoever works over midnight goes on."""
    day = day_in_hand(state, now)
    if not is_theirs(state.counters.get(counter), officer, sign_in):
        return ()
    closes = any(isinstance(fact.event, e.DayClosed) for fact in day)
    return (*day, Fact(e.CounterOpened(counter, officer, sign_in))) if closes else day
