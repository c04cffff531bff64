"""What the city gave back of the kiosk's own events, in files until a repair takes it in; and what is wanted of it.

`city/ID/` in the data folder holds arrays of events, `visit-0000000001-0000000200.events`: zlib over JSON lines,
written once. Nothing in them is believed for standing there (proof.py). `journal.wanted` says what a repair lacked: the
courier asks the city for it, and rewrites the file with what is lacking still.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.host.files import rename_synced, write_whole
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.repair.survey import OPEN as OPEN
from kiosk.journal.rows import CloudEvent

FOLDER = "city"  # in the data folder
WANTED = "journal.wanted"  # in the data folder
DUE, FORMER_DUE = "repair.due", "former.due"
"""In the data folder: there is something new for the journal, which the next start takes in; for a former one, which
the next backup builds."""
UNPROVEN = ".unproven"  # the end of a file's name whose events a repair could not take in
MAX_BYTES = 64 << 20  # of one file, unpacked
_KINDS = {
    **dict.fromkeys(("seq", "sequence", "monotonic"), int), "data": dict,
    **dict.fromkeys(("id", "journal", "source", "type", "time", "stream", "bootid", "clock", "prevhash", "hash"), str),
}  # fmt: skip
_NAME = re.compile(r"([a-z]+)-(\d{10,})-(\d{10,})\.events")

Range = tuple[int, int]
Wanted = dict[str, dict[str, list[Range]]]
"""By journal and stream: sequences, both ends included."""


def keep(data: Path, journal: str, events: Sequence[CloudEvent]) -> Path:
    """The events of one stream, in order, as a file; nothing is overwritten. Raises OSError."""
    first, last = events[0], events[-1]
    folder = data / FOLDER / journal
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{first['stream']}-{first['sequence']:010}-{last['sequence']:010}.events"
    lines = b"\n".join(json.dumps(event, ensure_ascii=False).encode() for event in events)
    write_whole(path, zlib.compress(lines, 9), 0o640)
    return path


def put_away(data: Path, journal: str, stream: str, first: int) -> None:
    """What was given back before from this sequence on was no proof: it keeps its content and loses its name."""
    for path in (data / FOLDER / journal).glob(f"{stream}-*.events"):
        if (named := _NAME.fullmatch(path.name)) and int(named[3]) >= first:
            rename_synced(path, Path(f"{path}{UNPROVEN}"))


def streams_of(data: Path, journal: str) -> dict[str, list[Path]]:
    """The files by stream, in the order of their sequences."""
    found = dict[str, list[tuple[int, Path]]]()
    for path in (data / FOLDER / journal).glob("*.events"):
        if named := _NAME.fullmatch(path.name):
            found.setdefault(named[1], []).append((int(named[2]), path))
    return {stream: [path for _, path in sorted(files)] for stream, files in found.items()}


def rows_of(paths: Sequence[Path]) -> Iterator[Numbered]:
    """Of the files of one stream: events by the row that they name; a spoilt file has none, and an event of an earlier
    version names none."""
    for path in paths:
        for event in _events(path):
            if isinstance(event, dict) and all(type(event.get(name)) is kind for name, kind in _KINDS.items()):
                yield event["seq"], event


def _events(path: Path) -> list[Any]:
    try:
        plain = zlib.decompressobj().decompress(path.read_bytes(), MAX_BYTES)
        return [json.loads(line) for line in plain.split(b"\n")]
    except (OSError, ValueError, zlib.error, RecursionError):
        return []


# --- what is wanted ---------------------------------------------------------------------------------------------


def wanted(data: Path) -> Wanted:
    """What the city is to be asked for; nothing where the file is not there or cannot be read."""
    try:
        found = json.loads((data / WANTED).read_bytes())
        return {
            journal: {stream: [(int(first), int(last)) for first, last in ranges] for stream, ranges in streams.items()}
            for journal, streams in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def want(data: Path, lacking: Mapping[str, Mapping[str, Sequence[Range]]]) -> None:
    """Of these journals, instead of what was wanted of them before. Raises OSError."""
    before = wanted(data)
    left = {journal: streams for journal, streams in {**before, **lacking}.items() if any(streams.values())}
    if left != before:
        write_whole(data / WANTED, json.dumps(left, sort_keys=True).encode(), 0o640)


def make_due(data: Path, name: str) -> None:
    """Raises OSError."""
    if not (data / name).exists():
        write_whole(data / name, b"", 0o640)


def is_due(data: Path, name: str) -> bool:
    return (data / name).exists()


def done(data: Path, name: str) -> None:
    """Raises OSError."""
    (data / name).unlink(missing_ok=True)
