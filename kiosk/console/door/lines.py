"""Who keeps a connection when there are too many, and how long each may take: rules alone, no socket here.

Strategy: a connection is what it does just now, since when, from which address and by whose sign-in. When there is no
room for one more, a stranger of the address that holds the most goes, and there who does the same thing for longest: so
a thousand connections that idle, drip or do not read push out each other, and never the first one of an officer. Who
is signed in gives way to nobody but themselves, and a board that listens to no one but other boards. Nobody is refused
by their address alone: behind one address a whole office may sit.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address

MOST = 256  # connections
BOARDS = 64  # streams of those who are not signed in
OF_ONE_SIGN_IN = 16  # connections: a few tabs of one browser
OTHER_FILES = 192  # descriptors that are no connection of these: journal, bell, and what comes and goes meanwhile


class Doing(Enum):
    IDLE = "no byte of a request yet"
    ASKING = "a part of a request"
    ANSWERED = "a whole request; the answer is made or on its way"
    LISTENING = "a stream"


SECONDS = {  # for a stranger, for who is signed in
    Doing.IDLE: (10.0, 65.0),
    Doing.ASKING: (10.0, 10.0),
    Doing.ANSWERED: (60.0, 600.0),
    Doing.LISTENING: (math.inf, math.inf),
}


@dataclass(frozen=True)
class Places:
    """`boards`, `of_one_sign_in`: of the `most`."""

    most: int = MOST
    boards: int = BOARDS
    of_one_sign_in: int = OF_ONE_SIGN_IN


@dataclass(frozen=True)
class Line:
    """One connection. `address`: as `network_of` has it; `since`: seconds, when it began to do this; `sign_in`: "" for
    a stranger."""

    id: int
    address: str
    doing: Doing
    since: float
    sign_in: str = ""


def places_for(descriptors: int) -> Places:
    """As many as a process with so many descriptors can serve, each with a file of its own that it sends."""
    most = max(8, min(MOST, (descriptors - OTHER_FILES) // 2))
    return Places(most, min(BOARDS, most // 4), OF_ONE_SIGN_IN)


def network_of(address: str) -> str:
    """Whom an address counts for: itself; its /64 where anybody has 2^64 of them (IPv6). Anything else as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


def overdue(lines: Iterable[Line], now: float) -> list[Line]:
    """Who took longer than is given for what they do."""
    return [line for line in lines if now - line.since >= SECONDS[line.doing][bool(line.sign_in)]]


def surplus(lines: Sequence[Line], newest: Line, places: Places) -> Line | None:
    """The one that has to go for `newest`, which is among `lines`, and may be it; None: there is room for all."""
    if newest.sign_in:
        own = [line for line in lines if line.sign_in == newest.sign_in]
        if len(own) > places.of_one_sign_in:
            return min(own, key=_by_age)
    elif newest.doing is Doing.LISTENING:
        boards = [line for line in lines if not line.sign_in and line.doing is Doing.LISTENING]
        if len(boards) > places.boards:
            return max(_fullest(boards), key=_by_age)
    return _for_room(lines, newest) if len(lines) > places.most else None


def _for_room(lines: Sequence[Line], newest: Line) -> Line:
    """A stranger who is no board; else somebody's connection that does nothing; else the one that came."""
    others = [line for line in lines if line is not newest]
    strangers = [line for line in others if not line.sign_in and line.doing is not Doing.LISTENING]
    if strangers:
        return min(_fullest(strangers), key=_by_age)
    return min((line for line in others if line.doing is Doing.IDLE), key=_by_age, default=newest)


def _fullest(lines: Sequence[Line]) -> list[Line]:
    """Those of the address that holds the most of them."""
    held = Counter(line.address for line in lines)
    address = max(held, key=lambda each: held[each])
    return [line for line in lines if line.address == address]


def _by_age(line: Line) -> tuple[float, int]:
    return line.since, line.id
