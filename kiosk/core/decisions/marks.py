"""The rules that mark ratings (kiosk/core/office/marks.py): pure, and none of them drops anything.

What is known with the press itself is marked with it (ratings.py). What shows only later is marked here, behind all
other facts of a transaction: a run of presses once it is over, a visit's rating once the visit has ended, an officer's
share when the day closes.
"""

from collections.abc import Iterator, Mapping

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.legs import Facts
from kiosk.core.figures.shares import wilson
from kiosk.core.office.marks import limit
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.office.scales import SCALES
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Run, State, Visit

Z_FAR = 3.0  # standard deviations: two intervals this wide that do not meet are no chance of one day among hundreds


def due(state: State, now: Moment, rules: Rules, facts: Facts) -> Facts:
    """The marks that belong behind `facts`, which are about to be written."""
    return (*_of_runs(state, now), *_of_ends(state, facts), *_of_shares(state, rules, facts))


def next_due(state: State, now: Moment) -> int | None:
    """Milliseconds until a run is over and to be marked; None where there is none."""
    return min((_over_in(run, now) for run in state.runs.values() if _is_one(run)), default=None)


# --- a run of presses ---


def _is_one(run: Run) -> bool:
    return run.presses >= limit("cadence", "presses") and bool(run.unmarked)


def _over_in(run: Run, now: Moment) -> int:
    quiet = limit("cadence", "quiet_ms") - elapsed(run.last, now)
    return max(0, min(quiet, limit("cadence", "latest_ms") - elapsed(run.since, now)))


def _of_runs(state: State, now: Moment) -> Iterator[Fact]:
    for run in state.runs.values():
        if _is_one(run) and _over_in(run, now) == 0:
            yield from (Fact(e.RatingMarked(sequence, "cadence")) for sequence in run.unmarked)


# --- a short visit, rated at once ---


def _of_ends(state: State, facts: Facts) -> Iterator[Fact]:
    for fact in facts:
        visit = state.visits.get(fact.visit or "")
        if visit and isinstance(fact.event, e.VisitEnded) and fact.event.outcome == "rated":
            yield from (Fact(e.RatingMarked(visit.rating, rule), visit.token) for rule in _seconds_rule(visit))


def _seconds_rule(visit: Visit) -> tuple[str, ...]:
    """Only a visit without a slip was begun at the counter itself."""
    rule = "walk-in-seconds" if visit.slip == "none" else "visit-seconds"
    if not (visit.called and visit.finished and visit.rated):
        return ()
    lasted, rated = elapsed(visit.called, visit.finished), elapsed(visit.finished, visit.rated)
    return (rule,) if lasted < limit(rule, "visit_ms") and rated <= limit(rule, "rated_ms") else ()


# --- an officer's share of the day ---


def _of_shares(state: State, rules: Rules, facts: Facts) -> Iterator[Fact]:
    if not any(isinstance(fact.event, e.DayClosed) for fact in facts):
        return
    for officer, own in state.shares.items():
        others = [levels for name, levels in state.shares.items() if name != officer]
        if _is_far(_counted(rules, own), _counted(rules, *others)):
            yield from (Fact(e.RatingMarked(sequence, "own-share")) for sequence in sorted(own))


def _counted(rules: Rules, *ratings: Mapping[int, int]) -> tuple[int, int]:
    """Satisfied ones, of how many."""
    levels = [level for of in ratings for level in of.values()]
    return sum(level in SCALES[rules.scale].satisfied for level in levels), len(levels)


def _is_far(own: tuple[int, int], others: tuple[int, int]) -> bool:
    if own[1] < limit("own-share", "own") or others[1] < limit("own-share", "others"):
        return False
    (low, high), (least, most) = wilson(*own, Z_FAR), wilson(*others, Z_FAR)
    return low > most or high < least
