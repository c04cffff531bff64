"""The last numbers of a day out of the city's events of another journal of this kiosk: numbers go on above them. Pure.

The events are walked backwards from the head that the city acknowledged, a part at a time, each part bound to the next
by its hash, until one of an earlier day is met. Before the kiosk knows its city's key, anybody at the broker can make
such a chain: so no number is believed that no office gives in a day, and no day has more parts than one can have.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.calendar.moment import Moment, day_of, is_known
from kiosk.core.record.codec import UnknownType, UnreadableEvent, from_data
from kiosk.core.record.events import Fact, NumbersRaised, TicketIssued
from kiosk.core.record.visit_events import ROLL
from kiosk.core.state.values import State
from sync.envelope import is_count

MOST = 2_000  # numbers of one service a day: several times what the busiest office gives
MAX_PARTS = 50  # of a day that are asked for
_SERVICE = re.compile("[A-Z]?")
PART = 1_000  # events asked for at once, as many as the city gives
WHY = "the city has more of this kiosk"

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Above:
    """The events up to `last`, whose hash is `hash`, are wanted; `numbers`: the highest by service in those behind it,
    all of day `date`; `all_of_the_day`: nothing more is wanted."""

    last: int
    hash: str
    date: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    all_of_the_day: bool = False
    parts: int = field(default=0, compare=False)  # that came

    @property
    def first(self) -> int:
        return max(1, self.last - PART + 1)


def further(above: Above, events: Sequence[Event]) -> Above | None:
    """After the part that was wanted came; None where it is not that, or not one chain."""
    if not events or above.parts >= MAX_PARTS or events[0]["sequence"] != above.first or not _is_chain(events, above):
        return None
    date = above.date or str(events[-1]["time"])[:10]
    of_day = [event for event in events if str(event["time"])[:10] >= date]
    numbers = dict(above.numbers)
    for service, number in (each for event in of_day for each in _numbers(event)):
        numbers[service] = max(number, numbers.get(service, 0))
    done = len(of_day) < len(events) or above.first == 1
    return Above(above.first - 1, events[0]["prevhash"], date, numbers, done, above.parts + 1)


def _is_chain(events: Sequence[Event], above: Above) -> bool:
    hashes = [*(event["prevhash"] for event in events[1:]), above.hash]
    return [event["hash"] for event in events] == hashes and events[-1]["sequence"] == above.last


def _numbers(event: Event) -> list[tuple[str, int]]:
    try:
        fact = from_data(event["type"], event["data"])
    except (UnknownType, UnreadableEvent):
        return []
    if isinstance(fact, TicketIssued) and fact.channel == ROLL:
        return []
    if isinstance(fact, TicketIssued):
        return _plausible({fact.service: fact.number}) if isinstance(fact.service, str) else []
    return _plausible(fact.numbers) if isinstance(fact, NumbersRaised) and isinstance(fact.numbers, dict) else []


def _plausible(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """A service is a letter, "" stands for every other one."""
    named = [(service, n) for service, n in numbers.items() if _SERVICE.fullmatch(service)]
    return [(service, n) for service, n in named if is_count(n, 1) and n <= MOST]


def carry_on(above: Above) -> Callable[[State, Moment], Sequence[Fact]]:
    """Numbers go on above what was found, where that is the day in hand and they are not above it already."""

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        higher = {service: n for service, n in above.numbers.items() if n > state.last_number(service)}
        today = not is_known(now.clock) or day_of(now.wall) == above.date
        if not higher or not today or state.day not in ("", above.date):
            return ()
        return (Fact(NumbersRaised(above.date, higher, 0, WHY)),)

    return decide
