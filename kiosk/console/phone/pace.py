"""How often one address may ask: a whole office may sit behind it with its phones, a program that asks all day may not.

Each has so many questions in hand, which come back with time. Seconds are of a clock that nobody sets.
"""

from dataclasses import dataclass, field

IN_HAND = 120.0
BACK_PER_S = 4.0  # sixty phones behind one address, each every fifteen seconds
MAX_ADDRESSES = 1000


@dataclass
class Pace:
    """`asked[address]` = (questions left, when that was)."""

    asked: dict[str, tuple[float, float]] = field(default_factory=dict)

    def may_ask(self, address: str, now: float) -> bool:
        """And has asked, if so."""
        left = self._left(address, now)
        if left < 1:
            return False
        if len(self.asked) >= MAX_ADDRESSES:
            self.asked = {each: said for each, said in self.asked.items() if self._left(each, now) < IN_HAND}
        self.asked[address] = (left - 1, now)
        return True

    def _left(self, address: str, now: float) -> float:
        left, last = self.asked.get(address, (IN_HAND, now))
        return min(IN_HAND, left + (now - last) * BACK_PER_S)
