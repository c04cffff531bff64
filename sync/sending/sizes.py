"""How large a message may be: what the broker said, and what was learned where it said nothing. Pure.

MQTT 5 has Maximum Packet Size for it, but a limit may stand in a broker's settings without being told (mosquitto's
`message_size_limit`): then a message is refused, or the line breaks, or it is dropped in silence. So between the
largest that was stored and the smallest that failed the middle is tried, until both are close; where what fails is
dropped in silence nothing between them is, as each try costs that silence, and a smaller message only some bytes. What
failed is forgotten after an hour, for limits are raised. A cable or a relay that cuts a few times under one event looks
the same as a limit: what the broker itself did not call too large is tried again after two minutes, then after four,
eight …
"""

from dataclasses import dataclass, replace

from sync.limits.hourly import HOUR_S

MAX = 1 << 30
STRIKES = 3  # failures in a row at one size, without a word of the broker
TRIAL_S = 120.0  # seconds until such a size is tried once more; twice as long at each further failure
CLOSE = 1.25  # good enough: the smallest that failed is less than this above the largest that passed


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of payloads. `good`: the largest that the city has stored; `bad`: the smallest that failed, at `bad_at`, 0
    for none, `strikes`: how often it did in a row, `named`: the broker called it too large, `silent`: nothing did but
    that no answer came; `doubt`: one for which nothing came back, `since`: and a smaller one passed after it."""

    good: int = 0
    bad: int = 0
    bad_at: float = 0.0
    strikes: int = 0
    named: bool = False
    silent: bool = False
    doubt: int = 0
    since: bool = False


def passed(sizes: Sizes, size: int) -> Sizes:
    """It is stored at the city, so no limit is below it."""
    sizes = replace(sizes, good=max(sizes.good, size), bad=sizes.bad if size < sizes.bad else 0)
    if not sizes.doubt or size >= sizes.doubt:
        return replace(sizes, doubt=0, since=False)
    return replace(sizes, since=True)


def failed(sizes: Sizes, size: int, now: float) -> Sizes:
    """It was refused, or the line broke under it. What passed before does: that was another fault."""
    if size <= sizes.good:
        return sizes
    bad = min(sizes.bad or size, size)
    strikes = sizes.strikes + 1 if size == sizes.bad else 1
    return replace(sizes, bad=bad, bad_at=now, strikes=strikes, named=False, silent=False, doubt=0, since=False)


def refused(sizes: Sizes, size: int, now: float) -> Sizes:
    """The broker itself says that it is too large, whatever passed before: its keeper may have lowered the limit."""
    lowered = replace(sizes, good=min(sizes.good, size - 1))
    return replace(failed(lowered, size, now), strikes=STRIKES, named=True)


def unanswered(sizes: Sizes, size: int, now: float) -> Sizes:
    """The broker took it, and nothing came back. Mostly nobody listens; but where smaller ones are stored meanwhile,
    and one as large stays away once more, it is its size."""
    if sizes.doubt and sizes.since and size >= sizes.doubt:
        return replace(failed(sizes, size, now), silent=True)
    return replace(sizes, doubt=size, since=False) if size > sizes.good else sizes


def too_many(sizes: Sizes, now: float) -> int:
    """Bytes of which not even a single event is tried; MAX where there are none. A cut cable must not look like it."""
    known = sizes.bad and sizes.strikes >= STRIKES and now < sizes.bad_at + _trusted_s(sizes)
    return sizes.bad if known else MAX


def _trusted_s(sizes: Sizes) -> float:
    """For how long a size that failed is taken for a limit."""
    return HOUR_S if sizes.named else min(HOUR_S, TRIAL_S * 2 ** min(sizes.strikes - STRIKES, 10))


def most(sizes: Sizes, now: float) -> int | None:
    """Bytes of the next one; None for no limit that was found."""
    if not sizes.bad or now >= sizes.bad_at + HOUR_S:
        return None
    near = sizes.silent or sizes.bad <= sizes.good * CLOSE
    return sizes.good if sizes.good and near else (sizes.good + sizes.bad) // 2
