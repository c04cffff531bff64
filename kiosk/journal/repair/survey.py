"""What a journal's file still has, in one walk along its rows: the gaps, the rows that cannot be believed, and what the
rows around say of those that are missing. Pure.

A row is doubtful when its content is not what was hashed, or when the row behind it on its stream names another hash
for it and no checkpoint of the kiosk's own key speaks for it: then all back to the last such checkpoint is doubtful. A
doubtful row gives way to a proven one; where there is none it stays as it is.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.record.chain import is_whole
from kiosk.core.record.checkpoints import TYPES
from kiosk.journal.backup.segments import Head, Numbered
from kiosk.journal.errors import Damage

IsOwn = Callable[[str, Mapping[str, Any]], bool]
"""A checkpoint's type and data → whether it is genuine and of the kiosk's own key."""
Place = tuple[str, int]  # stream, sequence
Rows = tuple[int, int]  # first and last
OPEN = 2**53  # the end of what has none that is known

Unsigned = dict[str, list[tuple[int, Head]]]  # by stream, the rows since the last head that was signed


@dataclass
class Survey:
    """`missing`: rows that are not there, as first and last; `doubtful`: readable rows, by their numbers; `edges`: the
    hash that a row which is there names for the one before it, where that one is not; `signed`: heads that its genuine
    checkpoints have signed; `ends`: the last good row of each stream; `last`: the last row that is there; `rows`: how
    many there are; `end`: nothing behind this row is taken from elsewhere."""

    missing: list[tuple[int, int]] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)
    edges: dict[Place, str] = field(default_factory=dict)
    signed: dict[Place, set[str]] = field(default_factory=dict)
    ends: dict[str, Head] = field(default_factory=dict)
    last: int = 0
    rows: int = 0
    end: int = OPEN

    @property
    def wanted(self) -> list[Rows]:
        """The rows for which other copies are of use, in order: what comes behind the last one too."""
        doubtful = [(seq, seq) for seq in self.doubtful]
        tail = [(self.last + 1, self.end)] if self.last < self.end else []
        return [*sorted([*self.missing, *doubtful]), *tail]


def survey(walk: Callable[[], Iterable[Numbered | Damage]], last: int, is_own: IsOwn, first: int = 1) -> Survey:
    """`walk`: along all rows, once more each time; `last`: the last row's number as it was given out; `first`: where
    the walk begins."""
    found = _walked(walk(), (first, last), is_own, ())
    return _walked(walk(), (first, last), is_own, found.doubtful) if found.doubtful else found


def _walked(rows: Iterable[Numbered | Damage], ends: Rows, is_own: IsOwn, known: Collection[int]) -> Survey:
    """`known`: rows that are doubtful, whatever this walk finds."""
    unsigned: Unsigned = {}
    found, at = Survey(doubtful=set(known)), ends[0] - 1
    for each in _events(rows):
        at = _gap(found, at, each[0])
        _next(found, unsigned, each, is_own)
    _gap(found, at, ends[1] + 1)
    return found


def _events(rows: Iterable[Numbered | Damage]) -> Iterator[Numbered]:
    return (each for each in rows if not isinstance(each, Damage))


def _gap(found: Survey, at: int, seq: int) -> int:
    """The rows between are missing; where the walk is then."""
    if seq > at + 1:
        found.missing.append((at + 1, seq - 1))
    return seq


def _next(found: Survey, unsigned: Unsigned, each: Numbered, is_own: IsOwn) -> None:
    seq, event = each
    found.last, found.rows = seq, found.rows + 1
    stream, place = event["stream"], (event["sequence"] - 1, event["prevhash"])
    if seq in found.doubtful or not is_whole(event):
        found.doubtful.add(seq)
        return
    before = found.ends.get(stream, (0, ""))
    if before[0] == place[0] > 0 and before[1] != place[1]:
        found.doubtful |= {row for row, _ in unsigned.pop(stream, [])}
    if before != place and place[0] > 0:
        found.edges[stream, place[0]] = place[1]
    found.ends[stream] = (event["sequence"], event["hash"])
    unsigned.setdefault(stream, []).append((seq, found.ends[stream]))
    if event["type"] in TYPES and is_own(event["type"], event["data"]):
        for head in heads_in(event["data"]):
            _sign(found, unsigned, *head)


def _sign(found: Survey, unsigned: Unsigned, stream: str, sequence: int, hash_: str) -> None:
    """A checkpoint says this head: nothing up to it is doubtful any more."""
    found.signed.setdefault((stream, sequence), set()).add(hash_)
    rows = unsigned.get(stream, [])
    if any(head == (sequence, hash_) for _, head in rows):
        unsigned[stream] = [row for row in rows if row[1][0] > sequence]


def heads_in(data: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Of a checkpoint that holds: stream, sequence and hash of each."""
    for stream, head in data["heads"].items():
        yield stream, head["sequence"], head["hash"]
