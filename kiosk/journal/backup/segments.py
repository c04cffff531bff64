"""A segment of the backup: an unbroken run of the journal's rows in one small file that proves itself.

zlib over lines: a header, then one JSON object a row. Whatever follows from the rest is left out, hashes first: they
are what zlib cannot press. Reading computes them again, and they must come to the heads that the header names, so one
wrong bit anywhere in the file is found. Files are named by their rows, `0000000001-0000003600.rows`, and written once.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.record.chain import canonical, envelope, hash_of, is_whole
from kiosk.host.bounded import read_plain
from kiosk.host.files import write_whole
from kiosk.journal.rows import CloudEvent

MAX_ROWS = 5_000  # of one segment
MAX_BYTES = 64 << 20  # of one segment, unpacked
ENDING = ".rows"
_NAME = re.compile(r"(\d{10,})-(\d{10,})\.rows")
_KEPT = ("source", "type", "time", "stream", "sequence", "data", "bootid", "monotonic", "clock")
_LINKS = ("correlationid", "causationid")

Head = tuple[int, str]  # sequence, hash
Numbered = tuple[int, CloudEvent]
"""A row's number and its event, in the form in which it was hashed."""


class SegmentDamaged(ValueError):
    """The file is not what was written; says which and why."""


class Segment(NamedTuple):
    """Rows `first` to `last` of a journal in the file `path`."""

    first: int
    last: int
    path: Path


def segments(folder: Path) -> list[Segment]:
    """Those of a folder by their names, in the order of their rows; none where there is no folder."""
    named = ((_NAME.fullmatch(path.name), path) for path in folder.glob(f"*{ENDING}"))
    return sorted(Segment(int(found[1]), int(found[2]), path) for found, path in named if found)


def write(folder: Path, journal: str, rows: Sequence[Numbered], before: Mapping[str, Head]) -> Segment:
    """The run as a file, whole, synced and read back. `before`: the heads of the streams in front of it.

    Raises OSError, SegmentDamaged where the disk gives back something else.
    """
    path = folder / f"{rows[0][0]:010}-{rows[-1][0]:010}{ENDING}"
    write_whole(path, pack(journal, rows, before), 0o640)
    if read(path, journal) != list(rows):
        raise SegmentDamaged(f"{path}: the disk gives back something else than was written")
    return Segment(rows[0][0], rows[-1][0], path)


def read(path: Path, journal: str) -> list[Numbered]:
    """Its rows. Raises SegmentDamaged, OSError."""
    try:
        return unpack(read_plain(path, MAX_BYTES), journal)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SegmentDamaged(f"{path}: {error or type(error).__name__}") from error


def heads_of(path: Path) -> dict[str, Head]:
    """Where each stream stands behind it, also one that has no row in it. Raises SegmentDamaged, OSError."""
    try:
        heads = json.loads(_lines(read_plain(path, MAX_BYTES))[0])["heads"]
        return {stream: (int(sequence), str(hash_)) for stream, (sequence, hash_) in heads.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise SegmentDamaged(f"{path}: {error or type(error).__name__}") from error


# --- the format -------------------------------------------------------------------------------------------------


def pack(journal: str, rows: Sequence[Numbered], before: Mapping[str, Head]) -> bytes:
    """The file's content. The rows are one unbroken run (`runs`)."""
    header = {
        "format": 1,
        "journal": journal,
        "first": rows[0][0],
        "rows": len(rows),
        "heads": {**before, **ends(rows)},
    }
    return zlib.compress(b"\n".join((canonical(header), *_packed(rows))), 9)


def _packed(rows: Sequence[Numbered]) -> Iterator[bytes]:
    seen = set[str]()
    for _, event in rows:
        first = {} if event["stream"] in seen else {"prevhash": event["prevhash"]}
        form = {} if "seq" in event else {"envelope": 1}
        seen.add(event["stream"])
        yield canonical({name: event[name] for name in (*_KEPT, *_LINKS) if name in event} | first | form)


def unpack(content: bytes, journal: str) -> list[Numbered]:
    """The rows, each with its hashes. Raises ValueError, LookupError or TypeError for what was not packed so."""
    first, *lines = _lines(content)
    header = json.loads(first)
    if (header["format"], header["journal"], header["rows"]) != (1, journal, len(lines)):
        raise ValueError("its header does not fit its rows, or this journal")
    heads, rows = dict[str, Head](), list[Numbered]()
    for seq, line in enumerate(lines, header["first"]):
        rows.append((seq, _event(seq, json.loads(line), journal, heads)))
        heads |= ends(rows[-1:])
    if any(list(head) != header["heads"].get(stream) for stream, head in heads.items()):
        raise ValueError("its rows do not come to the hashes that were written with them")
    return rows


def _lines(content: bytes) -> list[bytes]:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(content, MAX_BYTES)
    except zlib.error as error:
        raise ValueError("cannot be unpacked") from error
    if not machine.eof:
        raise ValueError("is cut off, or too big")
    return plain.split(b"\n")


def _event(seq: int, line: dict[str, Any], journal: str, heads: Mapping[str, Head]) -> CloudEvent:
    sequence, prevhash = heads.get(line["stream"], (line["sequence"] - 1, line.get("prevhash", "")))
    if line["sequence"] != sequence + 1:
        raise ValueError(f"row {seq}: {line['stream']} {sequence + 1} is missing")
    event = envelope(
        seq=None if line.get("envelope") == 1 else seq,
        type_=line["type"],
        data=line["data"],
        time=line["time"],
        source=line["source"],
        journal=journal,
        stream=line["stream"],
        sequence=line["sequence"],
        boot=line["bootid"],
        mono=line["monotonic"],
        clock=line["clock"],
        prevhash=prevhash,
        visit=line.get("correlationid"),
        cause=line.get("causationid"),
    )
    return {**event, "hash": hash_of(event)}


def ends(rows: Iterable[Numbered]) -> dict[str, Head]:
    """Where each stream stands behind them."""
    return {event["stream"]: (event["sequence"], event["hash"]) for _, event in rows}


# --- what goes into one -----------------------------------------------------------------------------------------


def runs(found: Iterable[Numbered], before: Mapping[str, Head], limit: int = MAX_ROWS) -> Iterator[list[Numbered]]:
    """The rows as unbroken runs, each of `limit` rows at most. A row that is not what was written is in none.

    `before`: where the streams stood in front of the first row, as far as that is known. Pure.
    """
    run, heads = list[Numbered](), dict(before)
    for seq, event in found:
        if run and (seq != run[-1][0] + 1 or not _follows(event, heads) or len(run) >= limit):
            yield run
            run = []
        if is_whole(event):
            run.append((seq, event))
            heads |= ends(run[-1:])
    if run:
        yield run


def _follows(event: CloudEvent, heads: Mapping[str, Head]) -> bool:
    """On its stream, as far as that was seen."""
    head = heads.get(event["stream"])
    return head is None or (event["sequence"] - 1, event["prevhash"]) == head
