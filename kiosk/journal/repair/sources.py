"""Where copies of a journal's rows can be: its file, the backup beside it, what was put aside, what the city gave back,
and what a technician brings: a whole copy, or the data folder of another card."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from kiosk.host.bounded import is_plain
from kiosk.journal.backup import taking
from kiosk.journal.backup.segments import Numbered, Segment, SegmentDamaged, read, segments
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.errors import Damage, JournalError
from kiosk.journal.opening import read_file
from kiosk.journal.reading import Reader
from kiosk.journal.repair import given_back
from kiosk.journal.repair.merge import Source
from kiosk.journal.repair.survey import Rows
from kiosk.journal.schema import KEPT

JOURNAL = "journal.db"
BACKUP, CITY = "backup", "city"  # as they are told to people


def sources(data: Path, journal: str, brought: Iterable[Path] = ()) -> list[Source]:
    """All copies of this journal besides its own file, the box's own first. `brought`: files and folders that a
    technician names."""
    return [
        *_backups(data, journal, own=True),
        *(of_file(path, path.parent.name, own=True) for path in kept(data) if id_of(path) == journal),
        *_city(data, journal),
        *(source for place in brought for source in _brought(place, journal)),
    ]


def journals(data: Path, brought: Iterable[Path] = ()) -> list[str]:
    """The ids of all journals of which there is something besides the file, the latest first."""
    places = [data, *(place for place in brought if place.is_dir())]
    folders = [folder for place in places for folder in (place / taking.FOLDER).glob("*")]
    folders += (data / given_back.FOLDER).glob("*")
    newest = sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
    files = [*kept(data), *(path for place in brought for path in _files(place))]
    ids = [*(folder.name.partition(".")[0] for folder in newest), *map(id_of, files)]
    return [journal for journal in dict.fromkeys(ids) if journal]


def id_of(path: Path) -> str:
    """The journal that a file is; "" for none that can be read."""
    try:
        with read_file(path) as journal:
            return journal.id
    except JournalError:
        return ""


def kept(data: Path) -> list[Path]:
    """What was put aside, the latest first."""
    return sorted(data.glob(f"{KEPT}*/{JOURNAL}"), reverse=True)


def rows_of(reader: Reader, after: int = 0) -> Iterator[Numbered]:
    """What of it can be read."""
    return (found for found in reader.hashed(after) if not isinstance(found, Damage))


def of_file(path: Path, name: str, own: bool) -> Source:
    """A journal's file."""

    def rows(wanted: Sequence[Rows]) -> Iterator[Numbered]:
        try:
            with read_file(path) as journal:
                yield from chain.from_iterable(_between(journal, *each) for each in wanted)
        except JournalError:
            return  # as far as it goes

    return Source(name, rows, own)


def _between(reader: Reader, first: int, last: int) -> Iterator[Numbered]:
    for row in rows_of(reader, first - 1):
        if row[0] > last:
            return
        yield row


def _brought(place: Path, journal: str) -> list[Source]:
    files = [of_file(path, path.name, own=False) for path in _files(place) if id_of(path) == journal]
    return [*files, *_backups(place, journal, own=False)]


def _files(place: Path) -> list[Path]:
    """A stick may hold a link to the machine's own files, or a pipe: only what is a plain file is opened."""
    if place.is_file():
        return [place]
    there = (*sorted(place.glob(f"*{ENDING}")), *place.glob(JOURNAL))
    return [path for path in there if is_plain(path)]


def _backups(data: Path, journal: str, own: bool) -> Iterator[Source]:
    """Its folder, and those of other histories of it, the latest first: that is the one that the file goes on from."""
    folders = sorted((data / taking.FOLDER).glob(f"{journal}*"), key=lambda folder: len(segments(folder)), reverse=True)
    for folder in folders:
        if folder.name.partition(".")[0] == journal:
            name = BACKUP if own else f"{data.name}/{folder.name}"
            yield Source(name, _reading(segments(folder), journal), own)


def _reading(there: list[Segment], journal: str) -> Callable[[Sequence[Rows]], Iterator[Numbered]]:
    def rows(wanted: Sequence[Rows]) -> Iterator[Numbered]:
        for segment in there:
            if not any(first <= segment.last and segment.first <= last for first, last in wanted):
                continue
            try:
                yield from read(segment.path, journal)
            except (SegmentDamaged, OSError):
                continue  # its rows are missing here; `kiosk backup` names the file

    return rows


def _city(data: Path, journal: str) -> Iterator[Source]:
    streams = given_back.streams_of(data, journal)

    def rows(wanted: Sequence[Rows]) -> Iterator[Numbered]:
        each = [given_back.rows_of(paths) for paths in streams.values()]
        return (found for found in heapq.merge(*each, key=lambda found: found[0]) if found[1]["journal"] == journal)

    if streams:
        yield Source(CITY, rows)
