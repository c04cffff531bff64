"""Figures with their denominators: what a day adds up to, ranks, intervals, the minutes one waits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.figures import figures, quantile, wilson
from kiosk.core.record import events as e
from tests.core.office import MORNING

Facts = list[tuple[int, e.Event]]


def written(facts: Facts) -> list[e.Recorded]:
    """Facts with their places in their streams as events of one start; each number of a day is a visit."""
    day, found = 0, []
    for sequence, event in facts:
        day += isinstance(event, e.DayOpened)
        ticket = getattr(event, "ticket", None)
        visit = f"{day}-{ticket}" if ticket else None
        at = (MORNING + sequence, sequence, "boot1", "synchronised")
        found.append(e.Recorded(sequence, "", event.STREAM, sequence, *at, event, visit))
    return found


def rating(level: int, **known: Any) -> e.RatingGiven:
    """Bound and counted, unless it says otherwise."""
    fields: dict[str, Any] = {"scale": "vn4", "bound": True, "counted": True, "channel": "button", "offline": False}
    return e.RatingGiven(level=level, **{**fields, "clock": "synchronised", "test": False, **known})


def ticket(name: str, priority: bool = False, test: bool = False) -> e.TicketIssued:
    return e.TicketIssued(name, "A", 1, priority, "touch", "asked", test)


DAY: Facts = [
    (1, ticket("A001", priority=True)),
    (2, ticket("A002", test=True)),
    (3, e.TicketCalled("A001", 1, "o", 1, 120, "turn")),
    (4, e.VisitFinished("A001", 1, "o", 1, "A", 0, 300, "done", 1)),
    (5, e.VisitEnded("A001", "served", 1, "rated", 1)),
    (6, e.VisitEnded("A003", "no-show", 1)),
    (1, rating(4)),
    (2, rating(2, bound=False)),
    (3, rating(1)),
    (4, rating(1, counted=False, uncounted_reason="repeat")),
    (5, rating(1, test=True)),
    (6, e.RatingBound(2, 1, "o", "A", "tap")),
    (7, e.RatingRevised(1, "unbound")),
    (8, e.RatingRevised(3, "replaced", 2)),
]


def test_figures_keep_their_denominators() -> None:
    """Level 2 stays in the denominator, replaced and repeated ratings leave it, training is apart."""
    found = figures(written(DAY))
    assert (found.issued, found.priority, found.served, found.ends) == (1, 1, 1, {"served": 1, "no-show": 1})
    assert (found.satisfied, found.counted, found.levels, found.scale) == (1, 2, {4: 1, 2: 1}, "vn4")
    assert found.uncounted == {"replaced": 1, "repeat": 1} and found.bound == 1
    assert (found.waits, found.visits.values("worked"), found.outcomes) == ((120,), [300], {"rated": 1})


def test_the_streams_may_come_one_after_the_other() -> None:
    """Each in its own order: ratings before the visits that they are about, or behind them."""
    assert figures(written(DAY[6:] + DAY[:6])) == figures(written(DAY))


def test_training_is_counted_on_its_own() -> None:
    """The one number and the one rating that were given for practice."""
    found = figures(written(DAY), test=True)
    assert (found.issued, found.priority, found.levels, found.uncounted) == (1, 0, {1: 1}, {})


def test_a_day_without_anything_has_figures() -> None:
    found = figures([])
    assert (found.issued, found.priority, found.served, found.counted, found.satisfied, found.bound) == (0,) * 6
    assert (found.ends, found.outcomes, found.levels, found.uncounted, found.waits) == ({}, {}, {}, {}, ())


def test_waits_and_work_are_sorted_for_their_ranks() -> None:
    called: Facts = [(n, e.TicketCalled(f"A{n}", 1, "o", 1, waited, "turn")) for n, waited in enumerate((9, 3, 6))]
    done: Facts = [
        (n, e.VisitFinished(f"A{n}", 1, "o", 1, "A", 0, took, "done", 1)) for n, took in enumerate((8, 2, 5))
    ]
    assert figures(written(called)).waits == (3, 6, 9)
    assert figures(written(done)).visits.values("worked") == [2, 5, 8]


def test_three_and_four_satisfy() -> None:
    levels: Facts = [(n, rating(level)) for n, level in enumerate((1, 2, 3, 4, 4))]
    found = figures(written(levels))
    assert (found.satisfied, found.counted, found.bound) == (3, 5, 5)


def test_a_rating_that_was_replaced_is_not_bound_any_more_in_the_figures() -> None:
    """Bound ones are told among the counted; a word about a rating that is not there changes nothing."""
    facts: Facts = [
        (1, rating(4)),
        (2, rating(1)),
        (3, e.RatingRevised(2, "replaced", 1)),
        (4, e.RatingRevised(9, "x")),
    ]
    found = figures(written([*facts, (5, e.RatingBound(9, 1, "o", "A", "tap")), (6, rating(3, counted=False))]))
    assert (found.bound, found.levels, found.uncounted) == (1, {4: 1}, {"replaced": 1, "": 1})


# --- ranks and intervals ---


@pytest.mark.parametrize(
    ("values", "share", "rank"),
    [
        ([], 0.5, None),
        ([7], 0.5, 7),
        ([1, 2, 3, 4], 0.5, 2),
        ([1, 2, 3, 4, 5], 0.5, 3),
        ([1, 2, 3, 4], 0.9, 4),
        (range(1, 11), 0.9, 9),
        (range(1, 11), 0.91, 10),
        ([1, 2, 3], 0.0, 1),
        ([1, 2, 3], 1.0, 3),
    ],
)
def test_a_rank_is_a_value_that_was_measured(values: list[int], share: float, rank: int | None) -> None:
    """Nearest rank: the smallest value that so large a share does not exceed."""
    assert quantile(values, share) == rank


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_a_share_comes_with_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    """95 %, as in the tables: three ratings are no judgement."""
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_says_nothing() -> None:
    """Every share is possible; and with no doubt at all the interval is the share."""
    assert wilson(0, 0) == (0.0, 1.0) and wilson(1, 4, z=0) == (0.25, 0.25)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_closes_with_more_ratings(counted: tuple[int, int]) -> None:
    """Within 0 and 1; ten times as many ratings of the same share leave less doubt."""
    hits, of = counted
    (low, high), (nearer, closer) = wilson(hits, of), wilson(10 * hits, 10 * of)
    assert 0.0 <= low <= hits / of + 1e-12 and hits / of - 1e-12 <= high <= 1.0
    assert closer - nearer < high - low
