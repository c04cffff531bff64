"""How long to wait before the next try to connect. Pure."""

from collections.abc import Callable

from sync.line.reasons import reason

MAX_BACKOFF_S = 600.0  # seconds between two attempts to connect
MOST_SERVED_TRIES = 5  # 32 seconds at most to a broker that takes us
MOST_UNREACHED_TRIES = 6  # 64 seconds to a network that does not lead there: nobody hears these
SLOW_TRIES = 7  # from 128 seconds on where a broker's keeper has to do something first


def backoff(tries: int, dice: Callable[[], float]) -> float:
    """Seconds until the next attempt: full jitter, 0 to 1, 2, 4 … 600; `dice` gives 0 ≤ x < 1."""
    return dice() * min(MAX_BACKOFF_S, 2.0 ** min(tries, 20))


def tries_after(tries: int, served: bool, held: bool, code: int = 0, reached: bool = True) -> int:
    """For the next `backoff`, once a line is over. `served`: the broker took us and sent nothing that we refused; such
    a line that did not hold was cut by somebody who has our name too, and who must not silence us for long. `code`: the
    broker's reason, 0 for none; `reached`: there was a broker."""
    if code and reason(code).act == "slow":
        return max(tries + 1, SLOW_TRIES)
    if served:
        return 0 if held else min(tries + 1, MOST_SERVED_TRIES)
    return tries + 1 if reached else min(tries + 1, MOST_UNREACHED_TRIES)
