"""What a report of a period tells of ratings, in the order in which it tells it: how many answered, then how satisfied.

An officer is told of from 30 ratings on, any other cell from 10 on, in batches of 10: below that a share would be
chance, or would unmask who gave it. What is kept back is told as a count of what it was kept back from, never as 0.
"""

from collections.abc import Callable, Sequence

from kiosk.core.figures.counting import Figures
from kiosk.core.figures.ratings import Told, in_batches
from kiosk.core.figures.shares import Share, share

LEAST_OFFICER, LEAST_CELL = 30, 10  # counted ratings
ASKED = ("rated", "declined", "timed-out")  # outcomes of visits whose question could be answered


def response(figures: Figures) -> Share | None:
    """Of the served visits that were asked, those that were rated. Told first: a share of few answers says little."""
    asked = sum(figures.outcomes.get(outcome, 0) for outcome in ASKED)
    return share(figures.outcomes.get("rated", 0), asked)


def satisfaction(ratings: Sequence[Told], least: int = LEAST_CELL) -> Share | None:
    """Levels that satisfy, of all that count, without those that stand apart; None where fewer than `least` count."""
    inside = [rating for rating in in_batches(_counting(ratings)) if not rating.apart]
    return share(sum(rating.satisfied for rating in inside), len(inside), least)


def by_officer(ratings: Sequence[Told]) -> dict[str, Share | None]:
    """Each officer's share by the opaque reference; None: too few to be told."""
    return _cells(ratings, lambda rating: rating.officer, LEAST_OFFICER)


def by_counter(ratings: Sequence[Told]) -> dict[str, Share | None]:
    return _cells(ratings, lambda rating: str(rating.counter or ""), LEAST_CELL)


def by_service(ratings: Sequence[Told]) -> dict[str, Share | None]:
    return _cells(ratings, lambda rating: rating.service, LEAST_CELL)


def _cells(ratings: Sequence[Told], of: Callable[[Told], str], least: int) -> dict[str, Share | None]:
    """By what they are of; what is of nobody known is in none."""
    names = sorted({of(rating) for rating in ratings} - {""})
    return {name: satisfaction([rating for rating in ratings if of(rating) == name], least) for name in names}


def _counting(ratings: Sequence[Told]) -> list[Told]:
    return [rating for rating in ratings if rating.counted]
