"""Who sits at which counter: signing in and out. Pure, as all decisions."""

from collections.abc import Iterable

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.days import day_in_hand
from kiosk.core.decisions.legs import Facts, desk_of, finish_in_hand
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Desk, State


def sign_in(state: State, now: Moment, rules: Rules, counter: int, officer: str, sign_in: str) -> Facts:
    """`officer` is the opaque reference, `sign_in` the id of this sign-in, which takes the place of an earlier one;
    the same once more writes nothing."""
    if counter not in rules.counters:
        raise Refused("unknown-counter")
    day = day_in_hand(state, now)
    desks = {} if any(isinstance(f.event, e.DayClosed) for f in day) else state.counters
    opened = Fact(e.CounterOpened(counter, officer, sign_in))
    desk = desks.get(counter)
    if desk and desk.officer == officer:
        return day if desk.sign_in == sign_in else (*day, opened)
    if desk and desk.visit:
        raise Refused("counter-taken")
    moved = _leave_elsewhere(desks.values(), officer)
    closed = (Fact(e.CounterClosed(counter, desk.officer)),) if desk else ()
    return (*day, *moved, *closed, opened)


def is_theirs(desk: Desk | None, officer: str, sign_in: str) -> bool:
    """Whether the desk is this officer's by this sign-in. One that an earlier version opened knows of none."""
    return desk is not None and desk.officer == officer and desk.sign_in in ("", sign_in)


def _leave_elsewhere(desks: Iterable[Desk], officer: str) -> Facts:
    own = [d for d in desks if d.officer == officer]
    if any(d.visit for d in own):
        raise Refused("officer-elsewhere")
    return tuple(Fact(e.CounterClosed(d.counter, officer)) for d in own)


def sign_out(state: State, now: Moment, counter: int) -> Facts:
    desk = desk_of(state, counter)
    return (*finish_in_hand(state, now, desk), Fact(e.CounterClosed(counter, desk.officer)))
