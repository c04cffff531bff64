"""When to try again, and where: pauses grow, several addresses are tried in turn, and good news cuts a pause short.

With several addresses one that took us is kept, and each round of all of them counts as one try. A try that waits is
made at once when the network or the clock of this machine has come back, or nearly so: a whole province gets its power
back at one moment, and its kiosks shall not all call within the same second.
"""

from collections.abc import Callable, Sequence

from sync.line import signs
from sync.line.address import Broker
from sync.line.pauses import backoff, tries_after
from sync.line.reasons import reason
from sync.line.signs import Signs

SPREAD_S = 2.0  # seconds over which the tries after good news are spread


class Redial:
    """`dice` gives 0 ≤ x < 1; `look` reads the machine's signs. `now`: monotonic seconds."""

    def __init__(
        self, brokers: Sequence[Broker], dice: Callable[[], float], look: Callable[[], Signs], now: float
    ) -> None:
        self._brokers, self._dice, self._look = brokers, dice, look
        self._at, self._look_at, self._number, self._tries, self._missed = now, now, 0, 0, 0
        self._signs = look()

    @property
    def broker(self) -> Broker:
        return self._brokers[self._number]

    def due(self) -> float:
        """The next try, or the next look."""
        return min(self._at, self._look_at)

    def is_due(self, now: float) -> bool:
        """Whether to try now."""
        if now >= self._look_at:
            self._heed(self._look(), now)
        return now >= self._at

    def _heed(self, signs_now: Signs, now: float) -> None:
        if signs.are_better(self._signs, signs_now):
            self._tries, self._at = 0, min(self._at, now + self._dice() * SPREAD_S)
        self._signs, self._look_at = signs_now, now + signs.EVERY_S

    def over(self, now: float, *, served: bool, held: bool, code: int, reached: bool) -> None:
        """The line is; as `pauses.tries_after` has it."""
        self._signs, self._look_at = self._look(), now + signs.EVERY_S
        away = not served or reason(code).act == "elsewhere"
        self._missed = self._missed + 1 if away else 0
        if away and len(self._brokers) > 1:
            self._number = (self._number + 1) % len(self._brokers)
        if away and self._missed % len(self._brokers):
            self._at = now + backoff(0, self._dice)
            return
        self._tries = tries_after(self._tries, served, held, code, reached)
        self._at = now + backoff(self._tries, self._dice)
