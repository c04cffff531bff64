"""How each fact of a rating changes the state: the few recent ones, which can still be bound, reasoned or corrected;
and what the rules that mark ratings look at: runs of presses, each officer's ratings of the day."""

from collections.abc import Mapping
from typing import Any

from kiosk.core.office.marks import limit
from kiosk.core.office.rules import elapsed
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.state.values import RECENT, Rating, Run, State
from kiosk.core.state.visits import at, token_of, with_visit


def given(state: State, r: e.Recorded, event: e.RatingGiven) -> State:
    token = token_of(r)
    rating = Rating(
        r.sequence,
        event.level,
        at(r),
        event.counted,
        why=event.uncounted_reason or "",
        visit=token if event.bound else "",
        counter=event.counter or 0,
        officer=event.officer or "",
        service=event.service or "",
        bind=event.bind or "",
        pad=(event.counter or 0) if event.channel == "pad" else 0,
        about="" if event.bound else token,
        first=event.first or 0,
    )
    state = changed(state, ratings=(*state.ratings, rating)[-RECENT:], runs=_run_on(state, r, rating.pad))
    if event.counted:
        state = _officer_rated(state, rating.officer, r.sequence, event.level)
    return _visit_rated(state, token, r, r.sequence, event.level) if event.bound or event.counted else state


def _run_on(state: State, r: e.Recorded, pad: int) -> Mapping[int, Run]:
    """With one press more: it goes on with the run of its place, or begins one."""
    now, run = at(r), state.runs.get(pad)
    if run is None or elapsed(run.last, now) > limit("cadence", "gap_ms"):
        run = Run(0, now, now, ())
    since = run.since if run.unmarked else now
    return {**state.runs, pad: Run(run.presses + 1, now, since, (*run.unmarked, r.sequence))}


def _officer_rated(state: State, officer: str, sequence: int, level: int) -> State:
    if not officer:
        return state
    own = {**state.shares.get(officer, {}), sequence: level}
    return changed(state, shares={**state.shares, officer: own})


def _no_officers(state: State, sequence: int) -> State:
    """The rating counts for no officer any more."""
    officer = next((name for name, own in state.shares.items() if sequence in own), None)
    if officer is None:
        return state
    own = {number: level for number, level in state.shares[officer].items() if number != sequence}
    return changed(state, shares={**state.shares, officer: own})


def _visit_rated(state: State, token: str, r: e.Recorded, sequence: int, level: int) -> State:
    """`sequence` 0: it has no rating any more."""
    changes: dict[str, Any] = {"rating": sequence, "level": level, "rated": at(r) if sequence else None}
    if done := state.done.get(token):
        return changed(state, done={**state.done, token: changed(done, **changes)})
    if gone := state.gone.get(token):
        return changed(state, gone={**state.gone, token: changed(gone, **changes)})
    return with_visit(state, token, **changes)


def _with_rating(state: State, sequence: int, **changes: Any) -> State:
    ratings = tuple(changed(x, **changes) if x.sequence == sequence else x for x in state.ratings)
    return changed(state, ratings=ratings)


def bound(state: State, r: e.Recorded, event: e.RatingBound) -> State:
    rating, token = state.rating(event.rating), token_of(r)
    level = rating.level if rating else 0
    state = _with_rating(
        state,
        event.rating,
        visit=token,
        about="",
        counter=event.counter,
        officer=event.officer,
        service=event.service,
        bind=event.bind,
    )
    if rating and rating.counted:
        state = _officer_rated(state, event.officer, event.rating, level)
    return _visit_rated(state, token, r, event.rating, level)


def reasoned(state: State, r: e.Recorded, event: e.RatingReasoned) -> State:
    return _with_rating(state, event.rating, reasons=event.reasons)


def revised(state: State, r: e.Recorded, event: e.RatingRevised) -> State:
    state = _no_officers(state, event.rating)
    if event.why == "replaced":
        return _with_rating(state, event.rating, counted=False, replaced=True)
    state = _with_rating(state, event.rating, visit="", about="", counter=0, officer="", service="", bind="")
    return _visit_rated(state, token_of(r), r, 0, 0)


def marked(state: State, r: e.Recorded, event: e.RatingMarked) -> State:
    """What a run has been marked for is not looked at again."""
    if event.rule != "cadence":
        return state
    runs = {pad: _without(run, event.rating) for pad, run in state.runs.items()}
    return changed(state, runs=runs)


def _without(run: Run, sequence: int) -> Run:
    return changed(run, unmarked=tuple(number for number in run.unmarked if number != sequence))
