"""What each message on the way weighs, until the city has it: so the right size is found (sizes.py)."""

from sync.packing import MAX_PAYLOAD
from sync.sending import sizes
from sync.sending.sizes import Sizes


class Loads:
    """By stream and last number. `now`: monotonic seconds."""

    def __init__(self) -> None:
        self._sizes = Sizes()
        self._air: dict[tuple[str, int], int] = {}

    def sent(self, stream: str, last: int, size: int) -> None:
        self._air[stream, last] = size

    def stored(self, stream: str, number: int) -> None:
        """At the city, up to this number."""
        for key in [key for key in self._air if key[0] == stream and key[1] <= number]:
            self._sizes = sizes.passed(self._sizes, self._air.pop(key))

    def refused(self, stream: str, last: int, now: float) -> None:
        """Too large, says the broker."""
        size = self._air.get((stream, last), 0)
        self._forget(stream)
        if size:
            self._sizes = sizes.refused(self._sizes, size, now)

    def unanswered(self, stream: str, now: float) -> None:
        """Nothing of a stream came back for long."""
        if heaviest := self._forget(stream):
            self._sizes = sizes.unanswered(self._sizes, heaviest, now)

    def cut(self, now: float) -> None:
        """The line is over, whoever broke it."""
        if self._air:
            self._sizes = sizes.failed(self._sizes, max(self._air.values()), now)
        self._air.clear()

    def _forget(self, stream: str) -> int:
        """What was on the way of a stream, and is sent again; the heaviest of it."""
        gone = [self._air.pop(key) for key in list(self._air) if key[0] == stream]
        return max(gone, default=0)

    def room(self, tries: int, now: float) -> int:
        """Bytes for the next payload: the more often it was sent in vain, the fewer."""
        return max(1, (sizes.most(self._sizes, now) or MAX_PAYLOAD) >> min(tries, 20))

    def limit(self, now: float) -> int:
        """Bytes that are known to be too many, less one."""
        return sizes.too_many(self._sizes, now) - 1
