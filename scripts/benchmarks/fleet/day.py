"""What a kiosk has to tell after a day without a line: the events of an office, chained as its own journal and signed.

One office lives the day; each kiosk has it under its own name, journal and key, so every hash and signature is its own
and the city can tell no such kiosk from one that lived it. Payloads are made before anything is measured.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.chain import GENESIS, cloud_event, event_id, hash_of
from kiosk.core.record.events import STREAMS, Recorded
from kiosk.journal import signing
from kiosk.journal.signing import Signer
from scripts.benchmarks.office_day import OfficeDay, PassingClock
from sync.packing import pack

VISIT_MS = 5 * 60_000
Event = dict[str, Any]


@dataclass(frozen=True)
class Load:
    """All of one stream: how far it goes, the hash of its last event, and the array that tells it."""

    last: int
    hash: str
    payload: bytes


@dataclass(frozen=True)
class Day:
    """Of one kiosk: `loads` by stream."""

    source: str
    journal: str
    loads: dict[str, Load]


def lived(events: int) -> list[Event]:
    """So many events of one day, of all streams in the order in which they were written."""
    with tempfile.TemporaryDirectory() as folder:
        office = OfficeDay(Path(folder) / "journal.db")
        office.opens()
        while office.book.state.seq < events:
            office.visit(office.book.state.seq, VISIT_MS)
            office.sweeps()
            office.press()
        streams = [office.book.after(stream, 0, events) for stream in STREAMS]
        office.book.close()
    return sorted((event for stream in streams for event in stream), key=lambda event: event["seq"])[:events]


def told(of: Sequence[Event], number: int) -> Day:
    """The day as the kiosk of this number has it, and one event more: a checkpoint of all before it."""
    source, journal = f"/H55/{number // 100:02}/000/k{number % 100}", f"{number:016x}"
    chained = list(_chained(of, source, journal))
    chained.append(_checkpoint(chained, source, journal))
    chained.sort(key=lambda event: event["stream"])
    streams = {stream: list(events) for stream, events in groupby(chained, lambda event: event["stream"])}
    return Day(source, journal, {stream: _load(events) for stream, events in streams.items()})


def _load(events: list[Event]) -> Load:
    return Load(events[-1]["sequence"], events[-1]["hash"], pack(events))


def _chained(of: Sequence[Event], source: str, journal: str) -> Iterator[Event]:
    heads = dict.fromkeys(STREAMS, GENESIS)
    for event in of:
        stream = event["stream"]
        name = event_id(journal, stream, event["sequence"])
        own = {**event, "id": name, "source": source, "journal": journal, "prevhash": heads[stream]}
        own["hash"] = heads[stream] = hash_of(own)
        yield own


def _checkpoint(before: Sequence[Event], source: str, journal: str) -> Event:
    heads = {event["stream"]: (event["sequence"], event["hash"]) for event in before}
    signer = Signer(Ed25519PrivateKey.generate(), "0.1.0", "5e" * 32, "c1" * 8)
    (fact,) = signing.decide(heads, len(before), {}, signer, "0a" * 16)
    number, prevhash = heads.get("device", (0, GENESIS))
    clock = PassingClock()
    at = (clock.wall() + clock.mono(), clock.mono(), clock.boot(), clock.source())
    recorded = Recorded(len(before) + 1, "", "device", number + 1, *at, fact.event)
    return cloud_event(recorded, source, journal, prevhash)
