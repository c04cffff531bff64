"""What an officer did last, so that it can be taken back, and how the state is once it was.

Each act that can be taken back is kept with how things stood before it: of a visit, in it; of a counter, as its wish.
"""

from collections.abc import Mapping

from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import LATELY, UNDONE, Act, Call, State, Visit, Wish
from kiosk.core.state.visits import at, desk_drops, taken_up, token_of, with_run, without_call


def undone(state: State, r: e.Recorded, event: e.VisitUndone) -> State:
    """As it was before what is taken back; what citizens did meanwhile (a rating, a slip) stays."""
    token = token_of(r)
    visit = state.known(token)
    act = visit.act if visit else None
    if visit is None or act is None or act.sequence != event.undone:
        return state
    back = changed(act.visit, rating=visit.rating, level=visit.level, rated=visit.rated)
    back = changed(back, slip=visit.slip, copies=visit.copies)
    was_call = visit.status == "called" != back.status
    calls = without_call(state.calls, back.ticket) if was_call else _with_call_of(state.calls, back)
    runs = with_run(state, visit.counter, visit.service, act.ordinary_run) if was_call else state.ordinary_runs
    state = changed(desk_drops(state, token), ordinary_runs=runs, calls=calls)
    state = changed(state, turns=act.turns, turn_of=act.turn_of) if was_call else state
    state = changed(state, served=act.served) if visit.status == "finished" else state
    state = _forgotten(state, event.counter)
    return _gone_again(state, back) if back.ended else taken_up(state, back)


def _gone_again(state: State, visit: Visit) -> State:
    """Among those who have left, as before it came back."""
    visits = {token: other for token, other in state.visits.items() if token != visit.token}
    return changed(state, visits=visits, gone={**state.gone, visit.token: visit})


def _forgotten(state: State, counter: int) -> State:
    """What is taken back is not taken back twice."""
    return changed(state, wishes={n: wish for n, wish in state.wishes.items() if n != counter})


def _with_call_of(calls: tuple[Call, ...], visit: Visit) -> tuple[Call, ...]:
    """With that of a number that is called again, where the board had forgotten it, among the others by its time."""
    rings = visit.status == "called" and not visit.ended
    if not rings or visit.called is None or any(call.ticket == visit.ticket for call in calls):
        return calls
    call = Call(visit.ticket, visit.counter, visit.called, 1 + visit.recalls)
    place = next((n for n, other in enumerate(calls) if other.at.wall <= call.at.wall), len(calls))
    return (*calls[:place], call, *calls[place:])[:LATELY]


def acted(before: State, after: State, r: e.Recorded) -> State:
    """`after`, where visit and counter remember what was just done, so that it can be taken back. The end of a served
    visit is the citizen's or the clock's doing: what the officer did before stays in reach behind it."""
    token, event = token_of(r), r.event
    visit = (before.gone if isinstance(event, e.VisitReturned) else before.visits).get(token)
    if visit is None:
        return after
    is_own = not (isinstance(event, e.VisitEnded) and (event.how == "served" or event.why == UNDONE))
    was = changed(visit, act=None) if is_own and not _is_same_wish(before, r, visit) else visit
    run = before.ordinary_run(getattr(event, "counter", None) or 0, visit.service)
    act = Act(r.sequence, was, run, before.served, before.turns, before.turn_of)
    visits, done, gone = (_remembering(found, token, act) for found in (after.visits, after.done, after.gone))
    after = changed(after, visits=visits, done=done, gone=gone)
    return _wished(after, r, token) if is_own else after


def _is_same_wish(state: State, r: e.Recorded, visit: Visit) -> bool:
    """Whether what was done to it last is of this very wish: who was absent is back, and called."""
    wish = state.wishes.get(getattr(r.event, "counter", None) or 0)
    if wish is None or visit.act is None or wish.at != at(r):
        return False
    return (visit.token, visit.act.sequence) in wish.acts


def _wished(state: State, r: e.Recorded, token: str) -> State:
    """What one counter did in one moment is one wish."""
    desk = state.counters.get(getattr(r.event, "counter", None) or 0)
    if desk is None:
        return state
    before = state.wishes.get(desk.counter)
    acts = before.acts if before and (before.at, before.officer) == (at(r), desk.officer) else ()
    wish = Wish(desk.officer, at(r), (*acts, (token, r.sequence)))
    return changed(state, wishes={**state.wishes, desk.counter: wish})


def _remembering(visits: Mapping[str, Visit], token: str, act: Act) -> Mapping[str, Visit]:
    return {**visits, token: changed(visits[token], act=act)} if token in visits else visits
