"""Wrong PINs cost time: five are free, then every further one doubles the wait, per officer and per address.

Promises: a try is counted before its PIN is looked at, so a hundred tries at once are a hundred tries; a right
PIN resets what went before. Times are monotonic seconds, given by the caller. Kept in memory only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

FREE_TRIES = 5
FIRST_WAIT_S = 30.0
MAX_WAIT_S = 900.0
MAX_KEYS = 1000


def wait_after(tries: int) -> float:
    """Seconds that must pass after this many wrong tries in a row."""
    if tries < FREE_TRIES:
        return 0.0
    return min(FIRST_WAIT_S * 2.0 ** min(tries - FREE_TRIES, 10), MAX_WAIT_S)


def retry_text(wait: float) -> str:
    """How long to wait, for whoever mistyped."""
    seconds = int(wait) + 1
    how_long = f"{seconds} giây" if seconds < 60 else f"{(seconds + 59) // 60} phút"
    return f"Sai mã PIN nhiều lần. Xin thử lại sau {how_long}."


@dataclass
class Throttle:
    """`tried[key]` = (wrong tries in a row, when the last one was)."""

    tried: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait(self, keys: Iterable[str], now: float) -> float:
        """Seconds until these may try again; 0: now."""
        return max((self._wait(key, now) for key in keys), default=0.0)

    def count(self, keys: Iterable[str], now: float) -> None:
        """One try by these, wrong until `reset` says otherwise."""
        for key in keys:
            self.tried[key] = (self.tried.get(key, (0, 0.0))[0] + 1, now)
        if len(self.tried) > MAX_KEYS:
            self._forget(now)

    def reset(self, keys: Iterable[str]) -> None:
        """The PIN was right."""
        for key in keys:
            self.tried.pop(key, None)

    def _wait(self, key: str, now: float) -> float:
        tries, last = self.tried.get(key, (0, now))
        return max(0.0, last + wait_after(tries) - now)

    def _forget(self, now: float) -> None:
        self.tried = {k: (n, at) for k, (n, at) in self.tried.items() if now - at < MAX_WAIT_S}
