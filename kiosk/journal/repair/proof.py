"""Which events of a source are the kiosk's own: those from which an unbroken chain of hashes leads to a hash that is
known to be genuine. Pure.

Genuine is a head that a checkpoint of the kiosk's own key has signed, and what a row on the disk says of the one before
it. What lies on the box itself (its file, its backup) is taken by its chain alone too, as far as nothing genuine
contradicts it; what comes from elsewhere (the city, a stick) is not: whoever sends it may have made it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from kiosk.core.record.chain import is_whole
from kiosk.core.record.checkpoints import TYPES
from kiosk.journal.backup.segments import Head, Numbered
from kiosk.journal.repair.survey import IsOwn, Place, heads_in
from kiosk.journal.rows import CloudEvent

Anchors = Mapping[Place, Set[str]]
Range = tuple[int, int]  # sequences, both included


@dataclass
class Proof:
    """By stream, the sequences of a source that are `proven`, and those that only its own chain speaks for."""

    proven: dict[str, list[Range]] = field(default_factory=dict)
    chained: dict[str, list[Range]] = field(default_factory=dict)

    def proves(self, event: CloudEvent) -> bool:
        return _within(self.proven, event)

    def chains(self, event: CloudEvent) -> bool:
        return _within(self.chained, event)


def signed(rows: Iterable[Numbered], is_own: IsOwn) -> dict[Place, set[str]]:
    """The heads that genuine checkpoints among the rows have signed."""
    found = dict[Place, set[str]]()
    for _, event in rows:
        if event["type"] in TYPES and is_whole(event) and is_own(event["type"], event["data"]):
            for stream, sequence, hash_ in heads_in(event["data"]):
                found.setdefault((stream, sequence), set()).add(hash_)
    return found


def together(parts: Iterable[Anchors], edges: Mapping[Place, str]) -> dict[Place, Set[str]]:
    """The anchors of all sources; what a row on the disk says goes before what was signed."""
    found = dict[Place, set[str]]()
    for part in parts:
        for place, hashes in part.items():
            found[place] = found.get(place, set()) | hashes
    return {**found, **{place: {hash_} for place, hash_ in edges.items()}}


def proof(rows: Iterable[Numbered], anchors: Anchors) -> Proof:
    """`rows`: of one source, in the order of their numbers."""
    walks, found = dict[str, _Walk](), Proof()
    for _, event in rows:
        if is_whole(event):
            stream = event["stream"]
            walks.setdefault(stream, _Walk(stream, found)).next(event, anchors.get((stream, event["sequence"])))
    for walk in walks.values():
        walk.end()
    return found


class _Walk:
    """Along one stream of a source: since where nothing genuine was met (`_start`), and whether it was contradicted."""

    def __init__(self, stream: str, found: Proof) -> None:
        self._stream, self._found = stream, found
        self._head: Head = (0, "")
        self._start, self._contradicted = 1, False

    def next(self, event: CloudEvent, known: Set[str] | None) -> None:
        if (event["sequence"] - 1, event["prevhash"]) != self._head:
            self.end()
            self._start, self._contradicted = event["sequence"], False
        self._head = event["sequence"], event["hash"]
        if known is not None:
            self._meets(event["hash"] in known)

    def _meets(self, agrees: bool) -> None:
        if agrees:
            self._keep(self._found.proven)
        self._start, self._contradicted = self._head[0] + 1, not agrees

    def end(self) -> None:
        if not self._contradicted:
            self._keep(self._found.chained)

    def _keep(self, ranges: dict[str, list[Range]]) -> None:
        if self._start <= self._head[0]:
            ranges.setdefault(self._stream, []).append((self._start, self._head[0]))


def _within(ranges: Mapping[str, list[Range]], event: CloudEvent) -> bool:
    return any(first <= event["sequence"] <= last for first, last in ranges.get(event["stream"], ()))
