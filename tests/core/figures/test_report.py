"""What a report tells of ratings: denominators, least numbers, batches, and what stands apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.figures.counting import figures
from kiosk.core.figures.ratings import BATCH, Told, in_batches, ratings_of
from kiosk.core.figures.report import by_counter, by_officer, by_service, response, satisfaction
from kiosk.core.figures.shares import Share, share, wilson
from kiosk.core.office.marks import MARKS
from kiosk.core.record import events as e
from tests.core.figures.test_counting import rating, written


def told(count: int, good: int, officer: str = "o1", **known: Any) -> list[Told]:
    """So many counted ratings, the first of them satisfied."""
    return [Told(n, 4 if n < good else 1, "vn4", True, officer=officer, **known) for n in range(count)]


def ends(**outcomes: int) -> list[e.Recorded]:
    words = [word for word, count in outcomes.items() for _ in range(count)]
    return written(
        [(n, e.VisitEnded(f"A{n:03d}", "served", 1, word.replace("_", "-"))) for n, word in enumerate(words, 1)]
    )


def test_how_many_answered_is_told_of_those_who_were_asked() -> None:
    """Not of those whom nobody could ask; nothing of nobody."""
    found = figures(ends(rated=6, declined=2, timed_out=4, not_asked=5, device_down=3))
    assert (found.served, response(found)) == (20, share(6, 12)) and response(figures([])) is None
    found_share = share(6, 12)
    assert found_share == Share(6, 12, *wilson(6, 12)) and round(found_share.low, 3) == 0.254


def test_an_unconfirmed_visit_stands_apart_and_asks_nobody() -> None:
    """Neither served nor absent; of one that was taken up again the last end counts, what was taken back does not."""
    facts: list[tuple[int, e.Event]] = [
        (1, e.VisitEnded("A001", "unconfirmed", 1)),
        (2, e.VisitEnded("A002", "unconfirmed", 1)),
        (3, e.VisitEnded("A003", "unconfirmed", 1)),
        (4, e.VisitEnded("A002", "no-show", 1)),
        (5, e.VisitUndone("A003", 1, "o", 3)),
        (6, e.VisitFinished("A003", 1, "o", 1, "A", 0, 3, "done", 1)),
        (7, e.VisitEnded("A003", "served", 1, "rated")),
        (8, e.DayOpened("2026-11-24")),
        (9, e.VisitEnded("A001", "no-show", 1)),
        (10, e.VisitReturned("A001", 1)),
    ]
    found = figures(written(facts))
    assert (found.served, found.ends) == (1, {"unconfirmed": 1, "no-show": 1, "served": 1})
    assert figures(written(facts[:4])).visits.values("worked") == [] and found.visits.values("worked") == [3]
    undone = figures(written([*facts[:7], (8, e.VisitUndone("A003", 1, "o", 6))]))
    assert undone.visits.values("worked") == []


@pytest.mark.parametrize(("count", "is_told"), [(9, False), (10, True), (29, True), (30, True)])
def test_a_cell_is_told_from_ten_on_and_an_officer_from_thirty(count: int, is_told: bool) -> None:
    """Kept back, it is there without a share; what is of nobody known is of no cell."""
    ratings = told(count, count, counter=3, service="A")
    assert (by_counter(ratings)["3"] is not None) == is_told == (by_service(ratings)["A"] is not None)
    assert (by_officer(ratings)["o1"] is not None) == (count >= 30)
    assert by_officer(told(40, 40, officer="")) == by_counter(told(40, 40)) == {}


def test_each_cell_is_its_own() -> None:
    found = by_officer([*told(40, 30), *told(30, 3, officer="o2"), *told(5, 5, officer="o3")])
    assert found == {"o1": share(30, 40), "o2": share(3, 30), "o3": None}


@given(st.integers(0, 60), st.integers(1, 4))
def test_one_press_is_not_to_be_seen_in_a_figure(before: int, level: int) -> None:
    """It moves with each tenth only, by ten at once."""
    ratings = told(before, before // 2)
    one_more = [*ratings, Told(before, level, "vn4", True)]
    moved = satisfaction(ratings) != satisfaction(one_more)
    assert not moved or len(one_more) % BATCH == 0
    assert len(in_batches(ratings)) == before - before % BATCH


@pytest.mark.parametrize("rule", [*MARKS, "a rule of tomorrow"])
def test_praise_with_a_mark_stands_apart_and_blame_stays(rule: str) -> None:
    """All but that an officer's share is far, which says nothing of one rating."""
    facts: list[tuple[int, e.Event]] = [
        (1, rating(4)), (2, rating(1)), (3, rating(4)), (4, rating(3, counted=False, uncounted_reason="repeat")),
        (5, e.RatingMarked(1, rule)), (6, e.RatingMarked(2, rule)), (7, e.RatingMarked(4, rule)),
        (8, e.RatingMarked(99, rule)),
    ]  # fmt: skip
    found, apart = figures(written(facts)), rule != "own-share"
    assert (found.levels, found.apart) == (({4: 1, 1: 1}, {4: 1}) if apart else ({4: 2, 1: 1}, {}))
    assert (found.marks, found.uncounted, found.satisfied) == ({rule: 3}, {"repeat": 1}, 2 - apart)


def test_a_rating_stands_as_it_was_learned_last() -> None:
    """Bound, unbound, replaced; of a rating that is not there nothing is told."""
    facts: list[tuple[int, e.Event]] = [
        (1, rating(4, bound=False)), (2, e.RatingBound(1, 3, "o1", "A", "tap")), (3, rating(2, counter=1)),
        (4, e.RatingRevised(3, "unbound")), (5, rating(1, officer="o2")), (6, e.RatingRevised(5, "replaced", 3)),
        (7, e.RatingReasoned(1, ("WAIT",))), (8, e.RatingBound(9, 1, "o", "A", "tap")),
    ]  # fmt: skip
    assert ratings_of(facts) == (
        Told(1, 4, "vn4", True, "", True, 3, "o1", "A"),
        Told(3, 2, "vn4", True),
        Told(5, 1, "vn4", False, "replaced", True, 0, "o2"),
    )
