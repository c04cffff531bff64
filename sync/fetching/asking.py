"""The kiosk's own events back from the city: what a repair lacked goes into files, and numbers go on above the city's.

One wish at a time, one a second at most, patient with a city that does not answer. Nothing that comes is believed here:
a repair takes in what is proven (kiosk/journal/repair); numbers are taken from a chain that ends in the hash which the
city acknowledged, and they only ever go up.

Anybody at the broker can answer, and say that the city has more than we do. So a wish opens the ear for a few messages
only, words that nobody signed start a few wishes an hour, and what is kept of answers has its own room on the disk.
"""

import shutil
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.journal.journal import Journal
from kiosk.journal.repair import given_back
from kiosk.journal.repair.given_back import DUE, FORMER_DUE, OPEN
from sync.envelope import Ack, Ask, Unreadable, check
from sync.fetching import numbers
from sync.limits.hourly import HOUR_S
from sync.limits.shape import Bounds
from sync.packing import unpack

PAUSE_S = 1.1  # seconds between two wishes: the city answers one a second
ANSWER_S = 10.0  # seconds until an unanswered wish is repeated for the first time
MAX_ANSWER_S = 600.0
LOOK_S = 600.0  # seconds between two looks at what is wanted, when nothing was
ROOM_BYTES = 64 << 20  # that must be left on the data partition
KEPT_BYTES = 64 << 20  # of answers that are kept there
ANSWERS = 20  # messages heard of one wish: the city sends five, a broker of small packets a few more
LOOKS = 8  # words an hour about what the city has, and we do not, that are followed
BACK = Bounds(2 << 20, 32, 20_000)  # of an answer, unpacked: 200 events at most, on a small machine
STREAM = "visit"  # on which numbers are

Event = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """Sequences `at` to `last` of a chain. `above`: wanted for the numbers in them; `kept`: some are in files."""

    journal: str
    stream: str
    at: int
    last: int
    above: numbers.Above | None = None
    kept: bool = False


class Fetching:
    """`source`: the kiosk's; `say` takes a line for the log."""

    def __init__(self, journal: Journal, source: str, say: Callable[[str], None]) -> None:
        self._journal, self._source, self._say = journal, source, say
        self._data = journal.path.parent
        self._jobs = deque[Job]()
        self._ask_at, self._tries, self._look_at = 0.0, 0, 0.0
        self._heard: list[Event] = []  # of the job in hand, for its numbers
        self._looked = set[tuple[str, int]]()
        self._hour, self._looks, self._answers = 0.0, 0, 0

    # --- asking ---

    def due(self) -> list[float]:
        return [self._ask_at if self._jobs else self._look_at]

    def begin(self) -> None:
        """Connected: what was on the way is lost."""
        if self._jobs and (above := self._jobs[0].above):
            self._look(self._jobs[0].journal, above)
        self._ask_at, self._tries = 0.0, 0

    def wish(self, now: float) -> tuple[str, Ask] | None:
        """What to ask for now, if anything: the stream and the numbers."""
        if not self._jobs and now >= self._look_at:
            self._jobs, self._look_at = deque(_jobs(given_back.wanted(self._data))), now + LOOK_S
        if not self._jobs or now < self._ask_at:
            return None
        self._ask_at = now + min(MAX_ANSWER_S, ANSWER_S * 2 ** min(self._tries, 10))
        self._tries, self._answers = self._tries + 1, ANSWERS
        job = self._jobs[0]
        return job.stream, Ask(job.journal, job.at, job.last)

    def other(self, stream: str, ack: Ack, own_head: int, now: float) -> None:
        """The city's word is not of our chain, or of more of it than we have: our file was lost, or is an older one."""
        more = ack.journal == self._journal.id and ack.stored > own_head
        new = stream == STREAM and ack.stored > 0 and (ack.journal, ack.stored) not in self._looked
        if not (more or new) or not self._may_look(now):
            return
        if more:
            self._add(Job(ack.journal, stream, own_head + 1, ack.stored))
        if new:
            self._looked.add((ack.journal, ack.stored))
            self._look(ack.journal, numbers.Above(ack.stored, ack.hash))

    def _may_look(self, now: float) -> bool:
        if now >= self._hour + HOUR_S:
            self._hour, self._looks = now, 0
        self._looks += 1
        return self._looks <= LOOKS

    def _look(self, journal: str, above: numbers.Above) -> None:
        """In front of everything else: somebody may take a number meanwhile."""
        self._jobs = deque(job for job in self._jobs if not job.above)
        self._jobs.appendleft(Job(journal, STREAM, above.first, above.last, above))
        self._ask_at, self._tries, self._heard = 0.0, 0, []

    def _add(self, job: Job) -> None:
        if not any((each.journal, each.stream, each.above) == (job.journal, job.stream, None) for each in self._jobs):
            self._jobs.append(job)

    # --- hearing ---

    def hear(self, stream: str, payload: bytes, now: float) -> bool:
        """An answer; whether something was written into the journal. Raises Unreadable."""
        job = self._jobs[0] if self._jobs else None
        if job is None or job.stream != stream or not self._answers:
            return False
        self._answers -= 1
        events = unpack(payload, BACK)
        good = list(_following(job, [self._checked(event, stream) for event in events]))
        if not good and events:
            return False  # a repetition, or another's
        try:
            written = self._numbers(job, good) if job.above else self._to_file(job, good)
        except OSError as error:  # it is asked for again
            self._looked.clear()
            self._say(f"back/{stream}: {error}")
            return False
        self._ask_at, self._tries = now + PAUSE_S, 0
        return written

    def _checked(self, event: Any, stream: str) -> Event | None:
        try:
            return check(event, self._source, stream)
        except Unreadable as error:
            self._say(f"back/{stream}: {error}")
            return None

    def _to_file(self, job: Job, events: Sequence[Event]) -> bool:
        if not events or not self._has_room():
            self._finish(job, ended=not events and job.last == OPEN)
            return False
        if not job.kept:
            given_back.put_away(self._data, job.journal, job.stream, job.at)
        given_back.keep(self._data, job.journal, events)
        self._jobs[0] = replace(job, at=events[-1]["sequence"] + 1, kept=True)
        if self._jobs[0].at > job.last:
            self._finish(self._jobs[0], ended=True)
        return False

    def _has_room(self) -> bool:
        kept = sum(path.stat().st_size for path in (self._data / given_back.FOLDER).glob("*/*"))
        return kept < KEPT_BYTES and shutil.disk_usage(self._data).free >= ROOM_BYTES

    def _finish(self, job: Job, ended: bool) -> None:
        """Nothing more comes of it now; the next start takes in what came. `ended`: it is not to be asked for again."""
        self._jobs.popleft()
        if ended:
            given_back.want(self._data, _without(given_back.wanted(self._data), job))
        if job.kept:
            given_back.make_due(self._data, DUE if job.journal == self._journal.id else FORMER_DUE)

    def _numbers(self, job: Job, events: Sequence[Event]) -> bool:
        assert job.above
        self._heard += events
        if events and self._heard[-1]["sequence"] < job.last:
            self._jobs[0] = replace(job, at=self._heard[-1]["sequence"] + 1)
            return False
        self._jobs.popleft()
        heard, self._heard = self._heard, []
        above = numbers.further(job.above, heard)
        if above is not None and not above.all_of_the_day:
            self._look(job.journal, above)
        elif above is not None:
            return bool(self._journal.transact(numbers.carry_on(above)))
        return False


def _without(wanted: given_back.Wanted, job: Job) -> given_back.Wanted:
    """What is wanted besides this job."""
    streams = wanted.get(job.journal, {})
    left = [(first, last) for first, last in streams.get(job.stream, []) if last != job.last]
    return {**wanted, job.journal: {**streams, job.stream: left}}


def _jobs(wanted: given_back.Wanted) -> list[Job]:
    return [
        Job(journal, stream, first, last)
        for journal, streams in wanted.items()
        for stream, ranges in streams.items()
        for first, last in ranges
    ]


def _following(job: Job, events: Sequence[Event | None]) -> Sequence[Event]:
    """Those that come next, without a gap, and one after the other."""
    found, at = list[Event](), job.at
    for event in events:
        if event is not None and (event["journal"], event["sequence"]) == (job.journal, at) and at <= job.last:
            found.append(event)
            at += 1
    return found
