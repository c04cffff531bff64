"""What going away until a time brings, of pairs of days that are the same but for those who went.

`asked`: people who would go if a time were offered, half of all; `went`: those to whom one was. `called_within`: of
them, called within ten minutes of coming back, `at_least`: the lower end of its 95 % interval (Wilson); `rang_early`:
of them, called while they were not back yet. `hall_min`: minutes that who went would have sat in the hall, and did;
`hall_less`: so much less of theirs, `of_all`: of all people's. `others_min`: the median wait of everybody who did not
go, on the day on which nobody goes and on the other; `others_more`, and its 95 % interval over the days.
"""

import math
import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.forecast.later import WITHIN_MS

Z = 1.96  # of 95 %
RESAMPLED = 400


@dataclass(frozen=True)
class Pair:
    """One day of which nobody went, and the same where some did. By token: `stayed`, `gone`: seconds from the number
    to its call, where there was one; `came`: the second of the day of the number; `back`: that of coming back."""

    stayed: dict[str, float]
    gone: dict[str, float]
    back: dict[str, float]
    asked: int
    came: dict[str, float]

    def called_after(self, token: str) -> float:
        """Seconds from coming back to the call, below 0 where it rang before; never is late."""
        return self.came[token] + self.gone.get(token, math.inf) - self.back[token]

    def hall(self, tokens: Iterable[str]) -> tuple[float, float]:
        """Seconds that they sit in the hall on both days, of those who are called on both."""
        both = [token for token in tokens if token in self.stayed and token in self.gone]
        sat = (max(0.0, self.called_after(t)) if t in self.back else self.gone[t] for t in both)
        return sum(self.stayed[token] for token in both), sum(sat)

    def others(self) -> tuple[list[float], list[float]]:
        them = [token for token in self.came if token not in self.back]
        return [self.stayed[t] for t in them if t in self.stayed], [self.gone[t] for t in them if t in self.gone]


def tallied(pairs: Sequence[Pair]) -> dict[str, Any]:
    after = [pair.called_after(token) for pair in pairs for token in pair.back]
    kept = sum(1000 * seconds <= WITHIN_MS for seconds in after)
    hall = _hall(pairs, [pair.back for pair in pairs])
    return {
        "people": sum(len(pair.came) for pair in pairs),
        "asked": sum(pair.asked for pair in pairs),
        "went": len(after),
        "called_within": round(kept / max(1, len(after)), 4),
        "at_least": round(_at_least(kept, len(after)), 4),
        "rang_early": round(sum(seconds < 0 for seconds in after) / max(1, len(after)), 4),
        "hall_min": [round(seconds / 60) for seconds in hall],
        "hall_less": _less(*hall),
        "of_all": _less(*_hall(pairs, [pair.came for pair in pairs])),
        "others_min": [round(minutes, 2) for minutes in _medians(pairs)],
        "others_more": round(_more(pairs), 4),
        "others_more_95": _spread(pairs),
    }


def _hall(pairs: Sequence[Pair], of: Sequence[Iterable[str]]) -> tuple[float, float]:
    found = [pair.hall(tokens) for pair, tokens in zip(pairs, of, strict=True)]
    return sum(stayed for stayed, _ in found), sum(gone for _, gone in found)


def _less(before: float, after: float) -> float:
    return round(1 - after / before, 3) if before else 0.0


def _medians(pairs: Sequence[Pair]) -> tuple[float, float]:
    others = [pair.others() for pair in pairs]
    stayed, gone = ([seconds for pair in others for seconds in pair[which]] for which in (0, 1))
    return statistics.median(stayed) / 60, statistics.median(gone) / 60


def _more(pairs: Sequence[Pair]) -> float:
    stayed, gone = _medians(pairs)
    return gone / stayed - 1


def _spread(pairs: Sequence[Pair]) -> list[float]:
    """By days drawn again and again (bootstrap)."""
    chance = random.Random(0)
    found = sorted(_more(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLED))
    return [round(found[round(at * (RESAMPLED - 1))], 4) for at in (0.025, 0.975)]


def _at_least(some: int, of: int) -> float:
    if not of:
        return 0.0
    share, z = some / of, Z * Z / of
    return (share + z / 2 - Z * math.sqrt(share * (1 - share) / of + z / (4 * of))) / (1 + z)
