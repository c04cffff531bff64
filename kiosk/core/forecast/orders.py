"""How many are called before somebody whichever counter is free first, or that it depends on that. Pure.

No play knows the order in which counters come free: one is empty in the morning, one works through a long visit, one
opens late or never. So the calls are followed in every order, each counter of the plan calling again and again or
never; who did not answer, or is away until a time, is there and is not. Orders that leave the same people waiting, and
the same turns of priority at alike counters, go on alike and are followed once. Where they put different numbers of
people before, or are too many, none of them is sure.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import kept_for, rests, serves
from kiosk.core.decisions.calling.turn import as_called, next_for
from kiosk.core.decisions.colleagues.pauses import all_back
from kiosk.core.office.rules import Rules
from kiosk.core.record.event import changed
from kiosk.core.state.values import Desk, State, Visit

MOST = 200  # outcomes of the orders that are looked at
OVER = ""  # the outcome that it was called


@dataclass(frozen=True)
class Order:
    """Before whom, and by which counters: those that may call `me`."""

    now: Moment
    rules: Rules
    me: Visit
    mine: frozenset[int]


def sure(state: State, order: Order, most: int = MOST) -> int | None:
    """The number that every order puts before; None too where they have more than `most` outcomes."""
    seen = _any_open(state, order.rules)
    others = _others(seen, order)
    away = [visit for visit in others if rests(visit, order.now, order.rules)]
    here = [visit for visit in others if visit not in away]
    both = [here, [*here, *map(_back, away)]] if away else [here]
    found = {_sure(seen, order, some, most) for some in both}
    return found.pop() if len(found) == 1 else None


def _any_open(state: State, rules: Rules) -> State:
    """With every counter of the plan but those that are shut today, and nobody who rests."""
    planned = {number: Desk(number, "") for number in set(rules.counters) - state.today.shut}
    return changed(state, counters={**planned, **all_back(state).counters}, calls=())


def _others(state: State, order: Order) -> list[Visit]:
    """Who may make a difference: not who is called by other counters alone, nor who is behind by every rule."""
    me, mine = order.me, order.mine
    waiting = [visit for visit in state.visits.values() if visit.status == "waiting" and visit.token != me.token]
    here = [visit for visit in waiting if kept_for(state, order.rules, visit) in (0, *mine)]
    mixed = {visit.service for visit in here if visit.priority}
    served = {visit.service for visit in here if any(serves(order.rules, n, visit.service) for n in mine)}
    return [v for v in here if v.service in served and not (v.service not in mixed and _is_behind(v, order))]


def _is_behind(visit: Visit, order: Order) -> bool:
    """Who came later, where nobody has priority and no counter an order of services."""
    me, ranked = order.me, bool(order.rules.ranked & order.mine)
    return visit.place > me.place and not (ranked or me.priority or visit.promise)


def _back(visit: Visit) -> Visit:
    """It may be called in turn."""
    return changed(visit, missed=None, promise=visit.promise and changed(visit.promise, after=0))


def _sure(state: State, order: Order, others: Sequence[Visit], most: int) -> int | None:
    begin = changed(state, visits={visit.token: visit for visit in (*others, order.me)})
    known: dict[Hashable, int] = {_left(begin, order): 0}
    todo = [(begin, 0)]
    while todo and len(known) <= most:
        for then, before in _followed(*todo.pop(), order):
            left = _left(then, order)
            todo += [(then, before)] if left not in known and left != OVER else []
            if known.setdefault(left, before) != before:
                return None
    return None if todo else known.get(OVER)


def _followed(state: State, before: int, order: Order) -> Iterator[tuple[State, int]]:
    """By what each counter may call next."""
    for counter in state.counters:
        found = next_for(state, order.now, order.rules, counter)
        if found:
            counts = counter in order.mine and found[0].token != order.me.token
            yield as_called(state, counter, found[0]), before + counts


def _left(state: State, order: Order) -> Hashable:
    """Who waits, and how far the turn of priority is at alike counters; in a line where none has it, that is nothing.
    Where somebody waits for one counter alone, no two are alike."""
    waiting = state.visits.values()
    if order.me.token not in state.visits:
        return OVER
    lines = sorted({visit.service for visit in waiting if visit.priority})
    sent = any(visit.to_counter or visit.to_officer for visit in waiting)
    runs = sorted((_kind(order.rules, n), n * sent, _run(state, order, n, lines)) for n in state.counters)
    return frozenset(state.visits), tuple(runs)


def _kind(rules: Rules, counter: int) -> tuple[bool, tuple[str, ...]]:
    return counter in rules.ranked, rules.counters.get(counter, ())


def _run(state: State, order: Order, counter: int, lines: Sequence[str]) -> tuple[int, ...]:
    return tuple(min(state.ordinary_run(counter, line), order.rules.priority_every) for line in lines)
