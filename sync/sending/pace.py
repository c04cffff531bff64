"""How many bytes of a backlog may be on the way at once, so that what is live waits for little. Pure.

What is on the way stands in lines: the kernel's, the broker's, the city's. Whoever comes next stands behind it. So the
window grows for as long as answers come about as quickly as the quickest did, and is halved, once a round, when they
come later by QUEUE_S: it then holds what the way carries and no more, over a telephone's line as over a cable
(TCP Vegas, Brakmo 1994, goes by the same sign). A city whose answers are late for reasons of its own, a full disk or
other programs, would have it shrink for nothing: below FIRST_BYTES it goes only where the line itself is slow, which
shows in the broker's answers. A backlog on a line that is paid for by the byte goes by a meter besides.
"""

from dataclasses import dataclass, replace

FIRST_BYTES, LEAST_BYTES, MOST_BYTES = 32 << 10, 2 << 10, 1 << 20
QUEUE_S = 0.4  # seconds that whoever comes next may stand behind others
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Pace:
    """`size`: bytes; `quickest`: seconds of the quickest answer of the city on this line, `carried`: of the broker;
    `slow`: the broker's last one was late; `cut_at`: when it was halved last (monotonic seconds)."""

    size: int = FIRST_BYTES
    quickest: float = float("inf")
    carried: float = float("inf")
    slow: bool = False
    cut_at: float = float("-inf")


def taken(pace: Pace, sent_at: float, now: float) -> Pace:
    """The broker has a message."""
    carried = min(pace.carried, now - sent_at)
    return replace(pace, carried=carried, slow=now - sent_at > carried + QUEUE_S)


def answered(pace: Pace, size: int, sent_at: float, now: float) -> Pace:
    """The city has a message of so many bytes. It doubles in each round at first, and later goes up by a quarter."""
    quickest = min(pace.quickest, now - sent_at)
    if now - sent_at <= quickest + QUEUE_S:
        more = size if pace.cut_at == float("-inf") else size // 4
        return replace(pace, size=min(MOST_BYTES, pace.size + more), quickest=quickest)
    if sent_at <= pace.cut_at:
        return pace  # it stood in the line of before
    return replace(pace, size=max(LEAST_BYTES if pace.slow else FIRST_BYTES, pace.size // 2), cut_at=now)


@dataclass(frozen=True, slots=True)
class Meter:
    """`a_day`: bytes, 0 for any number; `free_at`: when the next message may go (monotonic seconds)."""

    a_day: int = 0
    free_at: float = float("-inf")


def counted(meter: Meter, size: int, now: float) -> Meter:
    """So many bytes went out: evenly over the day, or a whole day's would go in its first minute."""
    if not meter.a_day:
        return meter
    return replace(meter, free_at=max(now, meter.free_at) + size * DAY_S / meter.a_day)
