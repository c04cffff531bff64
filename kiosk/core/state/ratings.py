"""How each fact of a rating changes the state: the few recent ones, which can still be bound, reasoned or corrected."""

from typing import Any

from kiosk.core.record import events as e
from kiosk.core.state.values import RECENT, Rating, State, changed
from kiosk.core.state.visits import at, token_of, with_visit


def given(state: State, r: e.Recorded, event: e.RatingGiven) -> State:
    token = token_of(r) if event.bound else ""
    rating = Rating(
        r.sequence,
        event.level,
        at(r),
        event.counted,
        why=event.uncounted_reason or "",
        visit=token,
        counter=event.counter or 0,
        officer=event.officer or "",
        service=event.service or "",
        bind=event.bind or "",
        pad=(event.counter or 0) if event.channel == "pad" else 0,
    )
    state = changed(state, ratings=(*state.ratings, rating)[-RECENT:])
    return _visit_rated(state, token, r.sequence)


def _visit_rated(state: State, token: str, sequence: int) -> State:
    done = state.done.get(token)
    if done:
        return changed(state, done={**state.done, token: changed(done, rating=sequence)})
    return with_visit(state, token, rating=sequence)


def _with_rating(state: State, sequence: int, **changes: Any) -> State:
    ratings = tuple(changed(x, **changes) if x.sequence == sequence else x for x in state.ratings)
    return changed(state, ratings=ratings)


def bound(state: State, r: e.Recorded, event: e.RatingBound) -> State:
    state = _with_rating(
        state,
        event.rating,
        visit=token_of(r),
        counter=event.counter,
        officer=event.officer,
        service=event.service,
        bind=event.bind,
    )
    return _visit_rated(state, token_of(r), event.rating)


def reasoned(state: State, r: e.Recorded, event: e.RatingReasoned) -> State:
    return _with_rating(state, event.rating, reasons=event.reasons)


def revised(state: State, r: e.Recorded, event: e.RatingRevised) -> State:
    if event.why == "replaced":
        return _with_rating(state, event.rating, counted=False, replaced=True)
    state = _with_rating(state, event.rating, visit="", counter=0, officer="", service="", bind="")
    return _visit_rated(state, token_of(r), 0)
