"""What each message on the way weighs, until the city has it: so the right size (sizes.py) and pace (pace.py) are
found. What went ahead of a backlog is on nobody's way: the city says when it has it only once the backlog is there."""

from typing import NamedTuple

from sync.connection import PACKET_MARGIN_BYTES
from sync.packing import MAX_PAYLOAD
from sync.sending import pace, sizes
from sync.sending.pace import Meter, Pace
from sync.sending.sizes import Sizes


class Load(NamedTuple):
    """`size`: bytes; `at`: when it went (monotonic seconds); `live`: it waits for nobody; `backlog`: it leaves room for
    what is live. What was asked for is neither: it goes by the meter, and may be stored long since."""

    size: int
    at: float
    live: bool
    backlog: bool


class Loads:
    """By stream and last number. `now`: monotonic seconds; `a_day`: bytes of backlogs, 0 for any number."""

    def __init__(self, a_day: int = 0) -> None:
        self._sizes, self._pace, self._meter = Sizes(), Pace(), Meter(a_day)
        self._air: dict[tuple[str, int], Load] = {}

    def sent(self, stream: str, last: int, load: Load) -> None:
        self._air[stream, last] = load
        if not load.live:
            self.spent(load.size, load.at)

    def spent(self, size: int, now: float) -> None:
        """What is not live goes by the meter, of whichever journal."""
        if size:
            self._meter = pace.counted(self._meter, size + PACKET_MARGIN_BYTES // 2, now)

    def taken(self, stream: str, last: int, now: float) -> None:
        """At the broker."""
        load = self._air.get((stream, last))
        if load and load.backlog:
            self._pace = pace.taken(self._pace, load.at, now)

    def arrived(self, stream: str, last: int) -> None:
        """At the broker, which is all that is heard of it before long."""
        self._air.pop((stream, last), None)

    def stored(self, stream: str, number: int, now: float) -> None:
        """At the city, up to this number."""
        for key in [key for key in self._air if key[0] == stream and key[1] <= number]:
            load = self._air.pop(key)
            self._sizes = sizes.passed(self._sizes, load.size)
            if load.backlog:
                self._pace = pace.answered(self._pace, load.size, load.at, now)

    def refused(self, stream: str, last: int, now: float) -> None:
        """Too large, says the broker."""
        load = self._air.get((stream, last))
        self._forget(stream)
        if load:
            self._sizes = sizes.refused(self._sizes, load.size, now)

    def may_be_size(self, stream: str, last: int, now: float) -> bool:
        """Refused, the broker does not say why: whether it is larger than what passed, and so the next is smaller."""
        load, good = self._air.get((stream, last)), self._sizes.good
        if not load or load.size <= good:
            return False
        self._forget(stream)
        self._sizes = sizes.failed(self._sizes, load.size, now)
        return True

    def unanswered(self, stream: str, last: int, now: float) -> None:
        """Nothing came back for what was sent twice; the first may be on its way all the same."""
        if load := self._air.pop((stream, last), None):
            self._sizes = sizes.unanswered(self._sizes, load.size, now)

    def lost(self, stream: str, now: float) -> None:
        """What was on the way of a stream never came."""
        if heaviest := self._forget(stream):
            self._sizes = sizes.unanswered(self._sizes, heaviest, now)

    def cut(self, now: float) -> None:
        """The line is over, whoever broke it."""
        if self._air:
            self._sizes = sizes.failed(self._sizes, max(load.size for load in self._air.values()), now)
        self._air.clear()
        self._pace = Pace()

    def _forget(self, stream: str) -> int:
        """What was on the way of a stream, and is sent again; the heaviest of it."""
        gone = [self._air.pop(key).size for key in list(self._air) if key[0] == stream]
        return max(gone, default=0)

    def room(self, tries: int, now: float) -> int:
        """Bytes for the next payload: the more often it was sent in vain, the fewer."""
        return max(1, (sizes.most(self._sizes, now) or MAX_PAYLOAD) >> min(tries, 20))

    def limit(self, now: float) -> int:
        """Bytes that are known to be too many, less one."""
        return sizes.too_many(self._sizes, now) - 1

    # --- what is not live ---

    def backlog_room(self) -> int:
        """Bytes for the next payload of a backlog; 0: what is on the way is enough just now."""
        on_the_way = sum(load.size for load in self._air.values() if load.backlog)
        return self._pace.size if on_the_way < self._pace.size else 0

    def metered_until(self) -> float:
        """When the next message that is not live may go."""
        return self._meter.free_at
