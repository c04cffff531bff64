"""Whose turn it is at a counter, and by which rule: priority, its caps, the counter's order of services. Pure.

The one place that says it: the call, the forecast (kiosk/core/forecast) and what people are told all ask here.
"""

from collections.abc import Iterator, Sequence

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import offered, rests
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record.event import changed
from kiosk.core.state.values import State, Visit
from kiosk.core.state.visits import runs_after


def next_for(state: State, now: Moment, rules: Rules, counter: int) -> tuple[Visit, str] | None:
    """Who is called next at this counter, and by which rule (docs/queue.md): who waited past a cap, the ordinary ones'
    cap before that of priority; then priority whose turn it is; then who went away and is back at the time that was
    offered (kiosk/core/forecast/later.py); then the first line of the counter's order."""
    firsts = _firsts(offered(state, now, rules, counter))
    heads = [_head_of(state, rules, counter, firsts, service) for service in {visit.service for visit in firsts}]
    found = min(heads, key=lambda head: _order(rules, counter, head), default=None)
    if found is None:
        return None
    capped = _past_cap(firsts, now, rules)
    both = len({visit.priority for visit in firsts}) > 1
    if capped and (both or capped[0] is not found[0]):
        return capped
    return found if both else (found[0], _plainly(found[0]))


def is_before_turn(state: State, now: Moment, rules: Rules, counter: int, visit: Visit) -> bool:
    """Whether a call of this very number there would be before its turn. Who did not answer had it, and who is back at
    the time that was offered came for it."""
    is_back = visit.promise is not None and not rests(visit, now, rules)
    if visit.status != "waiting" or visit.missed or is_back:
        return False
    found = next_for(state, now, rules, counter)
    return found is None or found[0].token != visit.token


def in_order(state: State, now: Moment, rules: Rules, counter: int, most: int) -> Iterator[Visit]:
    """Who would be called there one after the other, if nothing else happened, at most so many."""
    line = {visit.token: visit for visit in offered(state, now, rules, counter)}
    state = changed(state, visits=line, calls=())
    for _ in range(most):
        found = next_for(state, now, rules, counter)
        if found is None:
            return
        yield found[0]
        state = as_called(state, counter, found[0])


def as_called(state: State, counter: int, visit: Visit) -> State:
    """What of a call the rule asks about: it waits no more, and the counter's run goes on as the fold counts it."""
    others = {token: other for token, other in state.visits.items() if token != visit.token}
    return changed(state, visits=others, ordinary_runs=runs_after(state, counter, visit))


def _firsts(line: Sequence[Visit]) -> list[Visit]:
    """Of each service, with priority and without, back from being away or not, who came first: nobody else is next."""
    firsts: dict[tuple[str, bool, bool], Visit] = {}
    for visit in line:
        kind = visit.service, visit.priority, visit.promise is None
        if kind not in firsts or visit.place < firsts[kind].place:
            firsts[kind] = visit
    return list(firsts.values())


def _past_cap(firsts: Sequence[Visit], now: Moment, rules: Rules) -> tuple[Visit, str] | None:
    """Whatever line of the counter it waits in."""
    caps = (("ordinary-cap", False, rules.ordinary_cap), ("priority-cap", True, rules.priority_cap))
    for rule, priority, cap in caps:
        late = _head([v for v in firsts if v.priority == priority and elapsed(v.issued, now) >= cap])
        if late:
            return late, rule
    return None


def _head_of(state: State, rules: Rules, counter: int, firsts: Sequence[Visit], service: str) -> tuple[Visit, str]:
    """Of one service at one counter: a priority number is due once this counter called enough ordinary ones of this
    service since the last of it; where only such wait, they go on by their places."""
    mine = [visit for visit in firsts if visit.service == service]
    first, plain = (_head([visit for visit in mine if visit.priority == priority]) for priority in (True, False))
    if first and state.ordinary_run(counter, service) >= rules.priority_every:
        return first, "priority"
    only = plain or first or mine[0]
    return only, _plainly(only)


def _plainly(visit: Visit) -> str:
    """The rule by which it is called where neither a cap nor priority asks for it."""
    return "promised" if visit.promise else "turn"


def _order(rules: Rules, counter: int, head: tuple[Visit, str]) -> tuple[bool, bool, int, tuple[int, int]]:
    """Priority whose turn it is, then who is back, then the counter's order of services, where it has one, then the
    place."""
    visit, rule = head
    letters = rules.counters[counter]
    ranked = counter in rules.ranked and visit.service in letters  # else one that the settings do not know any more
    rank = letters.index(visit.service) if ranked else len(letters) * (counter in rules.ranked)
    return rule != "priority", not visit.promise, rank, visit.place


def _head(some: Sequence[Visit]) -> Visit | None:
    """Who is back from being away is before the others of its kind, whatever the place."""
    return min(some, key=lambda visit: (not visit.promise, visit.place), default=None)
