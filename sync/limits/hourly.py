"""What strangers can cause is counted, and told once an hour of each kind, with how often it came. Pure.

Whoever reaches the broker can say the same false word ten thousand times a minute. So neither the journal nor the log
takes a line for each: the first is told at once, what follows within the hour with the next telling.
"""

from dataclasses import dataclass, replace

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one kind. `at`: when it was told last (seconds, monotonic); `held`: how often it came since then; `text`: what
    it said last."""

    at: float = float("-inf")
    held: int = 0
    text: str = ""


def heard(tally: Tally, text: str) -> Tally:
    return replace(tally, held=tally.held + 1, text=text)


def due(tally: Tally) -> float | None:
    """When it is to be told; None while there is nothing to tell."""
    return tally.at + HOUR_S if tally.held else None


def is_due(tally: Tally, now: float) -> bool:
    at = due(tally)
    return at is not None and now >= at


def told(now: float) -> Tally:
    """After it was told."""
    return Tally(now)


def counted(text: str, times: int) -> str:
    """The text, with the count in front where it stands for more than one."""
    if times <= 1:
        return text
    return f"{times} times: {text}" if text else f"{times} times"
