"""When the way to the city counts as lost and as back, and the facts that say so. Pure.

Lost at once (ratings are `offline` from here on), back only after the line has held for a while, so that a flapping
line does not fill the journal. A start without a connection counts as lost after a few seconds.

Whoever takes the kiosk's name at the broker can cut the line as often as he likes. So one outage an hour is told as it
happens; those that follow are counted, and told when the hour is over: `LinkLost` says how many, and the seconds of the
next `LinkRestored` are those of all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.core.calendar.moment import Moment
from kiosk.core.record.events import DeviceChanged, Fact, LinkLost, LinkRestored
from kiosk.core.state.values import State
from sync.limits.hourly import HOUR_S, counted

HELD_S = 2.0  # seconds a connection must hold before the link counts as restored
FIRST_CONNECTION_S = 3.0  # seconds after the start within which a first connection is no outage
WHY = 160  # letters of a broker's reason

Decide = Callable[[State, Moment], Sequence[Fact]]
What = Literal["", "lost", "restored", "flapped"]


@dataclass(frozen=True, slots=True)
class Link:
    """`since`: when this began (monotonic seconds); `told`: what the journal was told last, "" for nothing since the
    start; `lost_at`: when it was told of a loss; `drops`: losses that it was not told of; `untold`: seconds without a
    line that no event of the journal covers."""

    up: bool
    since: float
    told: Literal["", "lost", "up"] = ""
    first: bool = True  # never connected since the start
    why: str = "not reached"
    lost_at: float = float("-inf")
    drops: int = 0
    untold: float = 0.0


def raised(link: Link, now: float) -> Link:
    if link.up:
        return link
    untold = link.untold + (now - link.since if link.told == "up" else 0.0)
    return replace(link, up=True, since=now, first=False, untold=untold)


def dropped(link: Link, now: float, why: str) -> Link:
    """A failed attempt while it is down changes the reason only."""
    if not link.up:
        return replace(link, why=why)
    return replace(link, up=False, since=now, first=False, why=why, drops=link.drops + 1)


def has_held(link: Link, now: float) -> bool:
    """The connection lasts long enough to count."""
    return link.up and now - link.since >= HELD_S


def tell_at(link: Link) -> float | None:
    """When the journal is to be told; None when it has been."""
    if link.up:
        flapped = max(link.since + HELD_S, link.lost_at + HOUR_S) if link.drops else None
        return flapped if link.told == "up" else link.since + HELD_S
    if link.told == "lost":
        return None
    return max(link.since + (FIRST_CONNECTION_S if link.first else 0.0), link.lost_at + HOUR_S)


def tell(link: Link, now: float) -> tuple[Link, What]:
    """What to write now, if anything, and how it stands once that is written."""
    at = tell_at(link)
    if at is None or now < at:
        return link, ""
    if not link.up:
        late = now - link.since if link.told else 0.0
        return replace(link, told="lost", lost_at=now, drops=0, untold=link.untold + late), "lost"
    after = replace(link, told="up", drops=0, untold=0.0)
    return (replace(after, lost_at=now), "flapped") if link.told == "up" else (after, "restored")


def facts(before: Link, what: What, began: int, lost_before: bool = False) -> Decide:
    """What `tell` says of `before`. `began`: wall time (ms) of the journal's last loss, 0 when it is not known;
    `lost_before`: that is its last word about the link, however long ago."""
    why, untold = counted(before.why, before.drops), int(before.untold)
    table: dict[What, Decide] = {
        "": lambda state, _: (),
        "lost": lost(why),
        "restored": restored(began, untold, lost_before),
        "flapped": flapped(why, untold),
    }
    return table[what]


def lost(why: str) -> Decide:
    """Written once an outage, whoever notices it."""
    return lambda state, _: () if state.offline else (Fact(LinkLost(why[:WHY])),)


def restored(began: int, untold: int = 0, lost_before: bool = False) -> Decide:
    """`began`: wall time (ms) of the loss, 0 when it is not known; `untold`: seconds of losses besides; `lost_before`:
    the loss is in the journal, though so far back that no state knows of it any more."""

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        seconds = untold + (max(0, now.wall - began) // 1000 if began else 0)
        return (Fact(LinkRestored(seconds)),) if state.offline or lost_before else ()

    return decide


def flapped(why: str, seconds: int) -> Decide:
    """Losses that are over and were not told as they happened."""
    both = (Fact(LinkLost(why[:WHY])), Fact(LinkRestored(seconds)))
    return lambda state, _: () if state.offline else both


def city_is(word: str, why: str = "") -> Decide:
    """The city as a part of this box: ok, ahead (it holds more than our journal) or differs; written once a change."""

    def decide(state: State, _: Moment) -> Sequence[Fact]:
        same = state.devices.get("city", "ok") == word
        return () if same else (Fact(DeviceChanged("city", word, why or None)),)

    return decide
