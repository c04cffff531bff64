"""`./scripts/bench waiting`, the part `capacity`: "còn nhận khoảng 6 lượt sáng nay", beside what would have come of it.

At each number of the last hour and a half the forecast is asked of every service. Of those that it tells of, up to
three a day are tried: the day is lived once more to that moment, ten people more come for that service then, and those
are counted who are done when the morning is over. `told`: so many tries; `within_2`: told at most two more or fewer
than that; `too_many`: told at least three more; `off`: the median of how far it was off. Ten stands for ten and more.
"""

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.core.calendar.hours import Hours
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.forecast.capacity import FEW, left_for
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State, Visit
from scripts.benchmarks.waiting.days import CLOSE, MIDNIGHT, OPEN, Day, Kind, lived

HOURS = Hours(frozenset(range(7)), ((OPEN // 60, CLOSE // 60),), early=15)
FROM = CLOSE - 5400
TRIED = 3
CLOSES = MIDNIGHT + CLOSE * 1000


@dataclass(frozen=True)
class Tried:
    told: int
    served: int


def scored(tried: Sequence[Tried]) -> dict[str, float]:
    off = [one.told - one.served for one in tried]
    return {
        "told": len(off),
        "within_2": round(sum(abs(more) <= 2 for more in off) / max(1, len(off)), 4),
        "too_many": round(sum(more > 2 for more in off) / max(1, len(off)), 4),
        "off": statistics.median(map(abs, off)) if off else 0,
    }


def days_of(kind: Kind, rules: Rules, days: int) -> Iterator[Tried]:
    before = State()
    for seed in range(days):
        day = Day.begun(kind, rules, seed, before)
        told = list(_told(day))
        for token, service, left in random.Random(seed).sample(told, min(TRIED, len(told))):
            yield Tried(left, _served(Day.begun(kind, rules, seed, before), token, service))
        before = day.state


def _told(day: Day) -> Iterator[tuple[str, str, int]]:
    """After whose number, of which service, and how many more."""
    for token in lived(day):
        for service in day.rules.services if FROM <= day.clock < CLOSE else ():
            left = left_for(day.state, day.now(), day.rules, HOURS, service)
            if left is not None:
                yield token, service, left


def _served(day: Day, after: str, service: str) -> int:
    more = [f"more-{n}" for n in range(FEW + 1)]
    for token in lived(day):
        for one in more if token == after else ():
            day.write(queue.issue(day.state, day.now(), day.rules, NewTicket(one, service)))
    return sum(_is_over(day.state.known(token)) for token in more)


def _is_over(visit: Visit | None) -> bool:
    """By closing: served, or called in vain."""
    end = (visit.finished or visit.ended) if visit else None
    return end is not None and end.wall <= CLOSES
