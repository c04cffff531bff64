"""The backup beside the journal: what is new since the last one, as segments that are read back after writing.

`backup/ID/` in the data folder, a folder for each journal. Which rows are missing is told by the files' names, so
whatever interrupted the last time, the next takes the rest; nothing is written twice, changed or deleted. What cannot
be read is passed over and said. A journal that goes on otherwise than its backup (an older copy was put back) gets a
folder of its own, `ID.2`: the rows that only the backup has stay.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.host.files import rename_synced
from kiosk.journal.backup.segments import (
    Head,
    Numbered,
    Segment,
    SegmentDamaged,
    ends,
    heads_of,
    read,
    runs,
    segments,
    write,
)
from kiosk.journal.errors import Damage
from kiosk.journal.reading import Reader

FOLDER = "backup"  # in the data folder
SPOILT = ".spoilt"  # the end of a segment's name that was found damaged

Rows = tuple[int, int]  # the first and the last


@dataclass(frozen=True)
class Taken:
    """`files`: written now; `missing`: the rows up to `last` that are not there even so, because the journal itself
    cannot be read there, or does not hold; `spoilt`: segments that were found damaged."""

    folder: Path
    last: int
    files: tuple[Segment, ...]
    missing: tuple[Rows, ...]
    spoilt: tuple[Path, ...]


def take(reader: Reader, root: Path, every: bool = False) -> Taken:
    """Everything that the journal has and the backup has not. `every`: all segments are read again before, not the last
    one alone. Raises OSError, SegmentDamaged, JournalError."""
    folder, spoilt = _folder(reader, root, every)
    folder.mkdir(parents=True, exist_ok=True)
    last, there, files = reader.last(), segments(folder), list[Segment]()
    for gap in gaps(there, last):
        before = _heads(there, gap[0])
        for run in runs(_readable(reader, gap), before):
            files.append(write(folder, reader.id, run, before))
            before = {**before, **ends(run)}
    return Taken(folder, last, tuple(files), tuple(gaps(segments(folder), last)), tuple(spoilt))


def gaps(there: Sequence[Segment], last: int) -> list[Rows]:
    """The rows from 1 to `last` that are in no segment. Pure."""
    found, at = list[Rows](), 1
    for segment in there:
        if at < segment.first and at <= last:
            found.append((at, min(segment.first - 1, last)))
        at = max(at, segment.last + 1)
    return [*found, (at, last)] if at <= last else found


def _folder(reader: Reader, root: Path, every: bool) -> tuple[Path, list[Path]]:
    """That of this journal, or the next one of its name where the last holds another history; the segments in it that
    were found damaged, which lose their name, so that their rows are taken anew."""
    folder, n, spoilt = root / reader.id, 1, list[Path]()
    while True:
        spoilt += _put_away_spoilt(segments(folder)[0 if every else -1 :], reader.id)
        if _agrees(reader, segments(folder)):
            return folder, spoilt
        n += 1
        folder = root / f"{reader.id}.{n}"


def _put_away_spoilt(there: Sequence[Segment], journal: str) -> Iterator[Path]:
    for segment in there:
        try:
            read(segment.path, journal)
        except SegmentDamaged:
            yield rename_synced(segment.path, Path(f"{segment.path}{SPOILT}"))


def _agrees(reader: Reader, there: Sequence[Segment]) -> bool:
    """The backup's last row is the journal's, unless that cannot be read or does not reach so far."""
    found = next(reader.hashed(there[-1].last - 1), None) if there else None
    if not isinstance(found, tuple) or found[0] != there[-1].last:
        return True
    return bool(heads_of(there[-1].path)[found[1]["stream"]][1] == found[1]["hash"])


def _heads(there: Sequence[Segment], first: int) -> Mapping[str, Head]:
    before = [segment for segment in there if segment.last < first]
    return heads_of(before[-1].path) if before else {}


def _readable(reader: Reader, rows: Rows) -> Iterator[Numbered]:
    for found in reader.hashed(rows[0] - 1):
        first = found.first if isinstance(found, Damage) else found[0]
        if first > rows[1]:
            return
        if not isinstance(found, Damage):
            yield found
