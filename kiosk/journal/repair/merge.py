"""One history out of several copies of it: every event that any genuine source has, each once. Pure.

The file on the disk goes first: what is good in it stays as it is. Where a row is missing or doubtful, the others are
asked in their order: a proven event before one that only its own chain speaks for. An event that fits nowhere is left
out and stays in its source. A doubtful row that nobody can better stays: it is more than nothing.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from kiosk.core.record.chain import GENESIS, is_whole
from kiosk.journal.backup.segments import Head, Numbered
from kiosk.journal.repair.proof import Proof, proof, signed, together
from kiosk.journal.repair.survey import IsOwn, Rows, Survey
from kiosk.journal.rows import CloudEvent

DISK = "disk"  # the name of the file itself among the sources

Ranked = tuple[int, int, CloudEvent]  # row number, rank of its source (0: the disk), event


@dataclass(frozen=True)
class Source:
    """`name`: as it is told to people; `rows`: those of its rows at least that are in these ranges, in their order,
    anew each time; `own`: it lies on this box and is taken by its chain alone too."""

    name: str
    rows: Callable[[Sequence[Rows]], Iterable[Numbered]]
    own: bool = False


class Weighed(NamedTuple):
    source: Source
    proof: Proof


class Chosen(NamedTuple):
    seq: int
    event: CloudEvent
    source: str


@dataclass
class Streams:
    """Where each stream stands, and the sequences that it lacks."""

    heads: dict[str, Head] = field(default_factory=dict)
    missing: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    doubtful: int = 0  # rows that cannot be believed, and stayed
    _lost: set[str] = field(default_factory=set)  # after a row that cannot be believed nobody knows

    def fits(self, event: CloudEvent) -> bool:
        """It may be the next on its stream: right behind the last, or behind a gap."""
        sequence, hash_ = self.heads.get(event["stream"], (0, GENESIS))
        if event["sequence"] == sequence + 1 and event["stream"] not in self._lost:
            return bool(event["prevhash"] == hash_)
        return bool(event["sequence"] > sequence)

    def take(self, event: CloudEvent) -> None:
        stream, (sequence, _) = event["stream"], self.heads.get(event["stream"], (0, GENESIS))
        if event["sequence"] > sequence + 1:
            self.missing.setdefault(stream, []).append((sequence + 1, event["sequence"] - 1))
        self.heads[stream] = (event["sequence"], event["hash"])
        self._lost.discard(stream)

    def doubt(self, event: CloudEvent) -> None:
        self.doubtful += 1
        self._lost.add(event["stream"])


def weighed(found: Survey, sources: Sequence[Source], is_own: IsOwn) -> list[Weighed]:
    """What of each source may be taken, by every hash that any of them knows to be genuine."""
    signatures = [found.signed, *(signed(source.rows(found.wanted), is_own) for source in sources)]
    anchors = together(signatures, found.edges)
    return [Weighed(source, proof(source.rows(found.wanted), anchors)) for source in sources]


def merged(found: Survey, disk: Iterable[Numbered], others: Sequence[Weighed], streams: Streams) -> Iterator[Chosen]:
    """The rows in their order. `streams`: a new one; afterwards it tells where they end and what is missing still."""
    copies_of = [disk, *(each.source.rows(found.wanted) for each in others)]
    ranked = [_ranked(rank, rows, found.end) for rank, rows in enumerate(copies_of)]
    for seq, same in groupby(heapq.merge(*ranked, key=lambda each: each[:2]), key=lambda each: each[0]):
        copies = list(same)
        on_disk = copies[0][2] if copies[0][1] == 0 else None
        if on_disk is not None and seq not in found.doubtful:
            chosen = Chosen(seq, on_disk, DISK)
        elif (better := _better(copies, on_disk is not None, others, streams)) is not None:
            chosen = better
        elif on_disk is not None:
            streams.doubt(on_disk)
            yield Chosen(seq, on_disk, DISK)
            continue
        else:
            continue
        streams.take(chosen.event)
        yield chosen


def _ranked(rank: int, rows: Iterable[Numbered], end: int) -> Iterator[Ranked]:
    """In the order of their numbers: a row that comes out of it is none, and none is behind `end` but on the disk."""
    at = 0
    for seq, event in rows:
        if seq > at and (seq <= end or rank == 0):
            at = seq
            yield seq, rank, event


def _better(copies: list[Ranked], doubtful: bool, others: Sequence[Weighed], streams: Streams) -> Chosen | None:
    """Of a row that the disk has not, or `doubtful`: what another source proves; where there is nothing, also what a
    source on the box has in its chain."""
    fitting = [(seq, others[rank - 1], event) for seq, rank, event in copies if rank and streams.fits(event)]
    whole = [each for each in fitting if is_whole(each[2])]
    proven = [each for each in whole if each[1].proof.proves(each[2])]
    chained = [each for each in whole if each[1].source.own and each[1].proof.chains(each[2]) and not doubtful]
    return next((Chosen(seq, event, other.source.name) for seq, other, event in [*proven, *chained]), None)
