"""Wrong PINs cost time: five are free, then every further one doubles the wait, by whose PIN it is and from where.

Strategy: what is counted is a name at a place: an address, or a browser in which this officer has signed in before (so
that nobody behind the same address as a guesser waits for them). So nobody is kept out by what happens elsewhere. A
name that is guessed at from everywhere only goes in a slower gear: at each place fewer tries are free, and the waits
grow further. Names that do not exist are counted no differently. A try is counted before its PIN is looked at, so a
hundred tries at once are a hundred tries; a right PIN resets what its place did before. Times are seconds of a clock
that nobody sets, given by the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FREE_TRIES = 5
FIRST_WAIT_S = 30.0
MAX_WAIT_S = 900.0
GUESSED_AT = 20  # wrong tries at one name from everywhere, from which on it goes in the slower gear
FREE_TRIES_SLOW = 3
MAX_WAIT_SLOW_S = 4 * 3600.0
FORGOTTEN_S = 24 * 3600.0  # after the last wrong one
MAX_KEYS = 2000
MAX_NAME = 40  # letters; what is longer is nobody's


@dataclass(frozen=True)
class Place:
    """Who tries: at whose PIN, and from where (an address or a browser)."""

    name: str
    at: str

    @property
    def key(self) -> str:
        return f"{self.name[:MAX_NAME]} | {self.at}"


def wait_after(tries: int, slow: bool = False) -> float:
    """Seconds that must pass after this many wrong tries in a row."""
    free, most = (FREE_TRIES_SLOW, MAX_WAIT_SLOW_S) if slow else (FREE_TRIES, MAX_WAIT_S)
    if tries < free:
        return 0.0
    return min(FIRST_WAIT_S * 2.0 ** min(tries - free, 10), most)


def retry_text(wait: float) -> str:
    """How long to wait, for whoever mistyped."""
    return f"Sai mã PIN nhiều lần từ máy này. Xin thử lại sau {how_long(wait)}."


def how_long(wait: float) -> str:
    seconds = int(wait) + 1
    return f"{seconds} giây" if seconds < 60 else f"{(seconds + 59) // 60} phút"


@dataclass
class Throttle:
    """`tried[key]` = (wrong tries, when the last one was): by name and place, by name from everywhere, and by place at
    all names."""

    tried: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait(self, place: Place, now: float) -> float:
        """Seconds until they may try again; 0: now."""
        slow = self._found(_everywhere(place), now)[0] >= GUESSED_AT
        tries, last = self._found(place.key, now)
        return max(0.0, last + wait_after(tries, slow) - now)

    def tries_from(self, place: Place, now: float) -> int:
        """How many came from this place, at whatever names, right or wrong, looked at or not."""
        return self._found(place.at, now)[0]

    def count(self, place: Place, now: float) -> None:
        """One try, wrong until `forgive` says otherwise."""
        for key in (place.key, _everywhere(place), place.at):
            self.tried[key] = (self._found(key, now)[0] + 1, now)
        if len(self.tried) > MAX_KEYS:
            self.tried = _worth_keeping(self.tried, now)

    def forgive(self, place: Place, all_of_them: bool) -> None:
        """The last try was not wrong; `all_of_them`: the PIN was right, and those before are forgotten; not how
        many came from there at whatever names."""
        for key in (place.key, _everywhere(place)):
            tries, last = self.tried.pop(key, (0, 0.0))
            if tries > 1 and not (all_of_them and key == place.key):
                self.tried[key] = (tries - 1, last)

    def _found(self, key: str, now: float) -> tuple[int, float]:
        tries, last = self.tried.get(key, (0, now))
        return (tries, last) if now - last < FORGOTTEN_S else (0, now)


def of_data(data: Any, now: float) -> Throttle:
    """As `tried` was written down; what is no such thing counts nothing."""
    if not isinstance(data, dict):
        return Throttle()
    known = {key: (said[0], float(said[1])) for key, said in data.items() if _is_count(said, now)}
    return Throttle(_worth_keeping(known, now))


def _is_count(said: Any, now: float) -> bool:
    if not (isinstance(said, list) and len(said) == 2 and isinstance(said[0], int)):
        return False
    return isinstance(said[1], (int, float)) and said[1] <= now


def _everywhere(place: Place) -> str:
    return f"{place.name[:MAX_NAME]} | everywhere"


def _worth_keeping(tried: Mapping[str, tuple[int, float]], now: float) -> dict[str, tuple[int, float]]:
    """What is not too long ago; of more than there is room for, those who tried most: nobody buys themselves free by
    trying many names."""
    fresh = [(key, said) for key, said in tried.items() if now - said[1] < FORGOTTEN_S]
    return dict(sorted(fresh, key=lambda each: each[1], reverse=True)[: MAX_KEYS * 3 // 4])
