"""What needs the journal, tried again where it failed: each kind of work by itself.

So a disk that takes nothing keeps nobody from sending what can be read, and a damaged row of one stream keeps no other
stream from the city. What is wrong is told, once a change, until it is not.
"""

from collections.abc import Callable
from typing import TypeVar

from kiosk.journal.errors import JournalError

RETRY_S = 2.0  # seconds between two tries of the same kind
T = TypeVar("T")


class Retries:
    """`tell`: hears why something cannot be done, "" once everything can. Times are monotonic seconds."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._again, self._why, self._told = tell, dict[str, float](), dict[str, str](), ""

    def run(self, kind: str, work: Callable[[], T], now: float) -> T | None:
        """What `work` gives; None while it fails, and until it is to be tried again."""
        if now < self._again.get(kind, now):
            return None
        try:
            done = work()
        except JournalError as error:
            self._again[kind], self._why[kind] = now + RETRY_S, str(error)
            self._say()
            return None
        if self._again.pop(kind, None) is not None:
            del self._why[kind]
            self._say()
        return done

    def held(self, kind: str, at: float) -> float:
        """When work of a kind that is due at `at` is really done."""
        return max(at, self._again.get(kind, at))

    def dues(self, now: float) -> list[float]:
        """When what failed is tried again; what is due already is done in this very turn."""
        return [at for at in self._again.values() if at > now]

    def _say(self) -> None:
        why = next(iter(self._why.values()), "")
        if why != self._told:
            self._told = why
            self._tell(why)
