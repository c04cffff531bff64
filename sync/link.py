"""When the way to the city counts as lost and as back, and the facts that say so. Pure.

Lost at once (ratings are `offline` from here on), back only after the line has held for a while, so that a flapping
line does not fill the journal. A start without a connection counts as lost after a few seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.core.calendar.moment import Moment
from kiosk.core.record.events import DeviceChanged, Fact, LinkLost, LinkRestored
from kiosk.core.state.values import State

HELD_S = 2.0  # seconds a connection must hold before the link counts as restored
FIRST_CONNECTION_S = 3.0  # seconds after the start within which a first connection is no outage

Decide = Callable[[State, Moment], Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Link:
    """`since`: when this began (monotonic seconds); `told`: the journal has been told of it."""

    up: bool
    since: float
    told: bool = False
    first: bool = True  # never connected since the start
    why: str = "not reached"


def raised(link: Link, now: float) -> Link:
    return link if link.up else Link(True, now, first=False)


def dropped(link: Link, now: float, why: str) -> Link:
    """A failed attempt while it is down changes the reason only."""
    return Link(False, now, first=False, why=why) if link.up else replace(link, why=why)


def tell_at(link: Link) -> float | None:
    """When the journal is to be told; None when it has been."""
    if link.told:
        return None
    return link.since + (HELD_S if link.up else FIRST_CONNECTION_S if link.first else 0.0)


def tell(link: Link, now: float) -> tuple[Link, Literal["", "lost", "restored"]]:
    """What to write now, if anything."""
    at = tell_at(link)
    if at is None or now < at:
        return link, ""
    return replace(link, told=True), "restored" if link.up else "lost"


def lost(why: str) -> Decide:
    """Written once an outage, whoever notices it."""
    return lambda state, _: () if state.offline else (Fact(LinkLost(why[:80])),)


def restored(began: int) -> Decide:
    """`began`: wall time (ms) of the loss, 0 when it is not known."""

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        seconds = max(0, now.wall - began) // 1000 if began else 0
        return (Fact(LinkRestored(seconds)),) if state.offline else ()

    return decide


def city_is(word: str) -> Decide:
    """The city as a part of this box: ok, ahead (it holds more than our journal) or differs; written once a change."""

    def decide(state: State, _: Moment) -> Sequence[Fact]:
        same = state.devices.get("city", "ok") == word
        return () if same else (Fact(DeviceChanged("city", word)),)

    return decide
