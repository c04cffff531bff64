"""A repair: what the sources have that the file has not goes into a new file, which is verified before it counts.

The journal that the box works with is repaired in its place. A former one (its file was lost, or was behind, and the
box goes on under another id) is built as `former/ID.journal.db`, so that nothing that anybody had is lost to whoever
asks later. What is lacking even then is wanted of the city.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.core.record.checkpoints import flaws
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.errors import Damage
from kiosk.journal.opening import read_file
from kiosk.journal.reading import Reader
from kiosk.journal.repair.given_back import OPEN, Range
from kiosk.journal.repair.merge import DISK, Source, Streams, Weighed, merged, weighed
from kiosk.journal.repair.rebuild import REPAIRED, build, finish
from kiosk.journal.repair.sources import rows_of
from kiosk.journal.repair.survey import IsOwn, Survey, survey

FORMER = "former"  # folder in the data folder; what was built of one before is a source of that name


@dataclass(frozen=True)
class Repaired:
    """`path`: the file that is whole now as far as anybody has it; `taken`: events by the source that they came from;
    `missing`: rows that nobody has; `lacking`: by stream, the sequences to be asked of the city; `differing`: events of
    other sources that say something else than the disk; `holds`: there is
    no gap in it; `done`: a new file was written; `aside`: where the one is that it took the place of."""

    journal: str
    path: Path
    rows: int
    taken: Mapping[str, int]
    missing: tuple[Range, ...]
    lacking: Mapping[str, list[Range]]
    differing: int
    holds: bool
    done: bool = False
    aside: Path | None = None

    @property
    def found(self) -> int:
        """How many events were not in the file."""
        return sum(count for source, count in self.taken.items() if source not in (DISK, FORMER))


def own_checkpoints(keys: Collection[str]) -> IsOwn:
    """`keys`: the kiosk's public keys, in hex."""
    from kiosk.journal.signing import is_signed  # cryptography is read by whoever repairs

    def is_own(type_: str, data: Mapping[str, Any]) -> bool:
        return data.get("key") in keys and not any(flaws(type_, data, is_signed))

    return is_own


def repair_in_place(path: Path, card: str, sources: list[Source], is_own: IsOwn) -> Repaired:
    """Of the journal that the box works with: its file can be opened at least, and nobody has it open. Raises
    JournalError, OSError."""
    with read_file(path) as reader:
        journal, card = reader.id, reader.card or card
        found = _plan(reader, journal, path, sources, is_own)
        if not found.repaired.found:
            return found.repaired
        new = path.with_name(f"{path.name}{REPAIRED}")
        made = _made(new, (journal, card), found, path)
    return replace(made, aside=finish(path))


def rebuild_former(folder: Path, journal: str, card: str, sources: list[Source], is_own: IsOwn) -> Repaired:
    """Of a journal whose file is lost. `folder`: of the former ones. Raises JournalError, OSError."""
    path = folder / f"{journal}{ENDING}"
    before = [_former(path)] if path.exists() else []
    found = _plan(None, journal, path, [*before, *sources], is_own)
    if not found.repaired.found:
        return found.repaired
    folder.mkdir(exist_ok=True)
    return _made(path, (journal, card), found, None)


def _former(path: Path) -> Source:
    def rows() -> Iterator[Numbered]:
        with read_file(path) as reader:
            yield from rows_of(reader)

    return Source(FORMER, rows, own=True)


@dataclass(frozen=True)
class _Plan:
    survey: Survey
    disk: Callable[[], Iterator[Numbered]]
    others: list[Weighed]
    repaired: Repaired


def _plan(reader: Reader | None, journal: str, path: Path, sources: list[Source], is_own: IsOwn) -> _Plan:
    """What there is and what of it would be taken; nothing is written."""

    def walk() -> Iterator[Numbered | Damage]:
        return reader.hashed() if reader else iter(())

    def disk() -> Iterator[Numbered]:
        return rows_of(reader) if reader else iter(())

    found = survey(walk, reader.last() if reader else 0, is_own)
    others = weighed(found, disk(), sources, is_own)
    streams, seen = Streams(), _Seen()
    for chosen in merged(found, disk(), others, streams):
        seen.next(chosen.seq, chosen.source)
    seen.end(found.missing[-1][1] if found.missing else 0)
    holds = not (seen.missing or streams.missing or streams.doubtful)
    lacking = _lacking(streams, ends_known=reader is not None)
    result = Repaired(journal, path, seen.rows, seen.taken, tuple(seen.missing), lacking, streams.differing, holds)
    return _Plan(found, disk, others, result)


class _Seen:
    """Counts what is chosen."""

    def __init__(self) -> None:
        self.rows, self._at = 0, 0
        self.taken, self.missing = Counter[str](), list[Range]()

    def next(self, seq: int, source: str) -> None:
        self.end(seq - 1)
        self.rows, self._at = self.rows + 1, seq
        self.taken[source] += 1

    def end(self, last: int) -> None:
        if last > self._at:
            self.missing.append((self._at + 1, last))


def _lacking(streams: Streams, ends_known: bool) -> dict[str, list[Range]]:
    """Of each stream the gaps, and what may have come behind its end."""
    tails = {} if ends_known else {stream: [(head[0] + 1, OPEN)] for stream, head in streams.heads.items()}
    return {s: [*streams.missing.get(s, ()), *tails.get(s, ())] for s in {*streams.missing, *tails}}


def _made(path: Path, name: tuple[str, str], plan: _Plan, old: Path | None) -> Repaired:
    """Built, and looked at: where nothing is missing, every chain and signature in it holds. Raises NotRebuilt."""

    def holds(made: Path, rows: int) -> bool:
        with read_file(made) as reader:
            return rows == plan.repaired.rows and (not plan.repaired.holds or reader.verify().good)

    streams = Streams()
    build(path, name, merged(plan.survey, plan.disk(), plan.others, streams), streams, old, holds)
    return replace(plan.repaired, done=True)
