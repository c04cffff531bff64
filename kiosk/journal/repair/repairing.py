"""A repair: what the sources have that the file has not goes into a new file, which is verified before it counts.

The journal that the box works with is repaired in its place. A former one (its file was lost, or was behind, and the
box goes on under another id) is built as `former/ID.journal.db`, so that nothing that anybody had is lost to whoever
asks later. What is lacking even then is wanted of the city.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.core.record.checkpoints import flaws
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.opening import read_file
from kiosk.journal.repair.given_back import Range
from kiosk.journal.repair.merge import DISK, Chosen, Source, Streams, Weighed, merged, weighed
from kiosk.journal.repair.rebuild import Unneeded, build, repaired_of
from kiosk.journal.repair.sources import of_file, rows_of
from kiosk.journal.repair.survey import OPEN, IsOwn, Survey, survey

FORMER = "former"  # folder in the data folder; what was built of one before is a source of that name


@dataclass(frozen=True)
class Repaired:
    """`path`: the file that is whole now as far as anybody has it; `taken`: events by the source that they came from;
    `missing`: rows that nobody has; `lacking`: by stream, the sequences to be asked of the city; `holds`: there is no
    gap in it; `done`: a new file was written; `aside`: where the one is that it took the place of."""

    journal: str
    path: Path
    rows: int
    taken: Mapping[str, int]
    missing: tuple[Range, ...]
    lacking: Mapping[str, list[Range]]
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


def repair_in_place(path: Path, card: str, sources: Sequence[Source], is_own: IsOwn) -> Repaired:
    """A new file beside the journal that the box works with, for `finish`: it can be opened at least.

    No row behind those that the file gave out is taken: nobody knows what came behind that, and a sequence number would
    stand for two things. Raises JournalError, OSError.
    """
    with read_file(path) as reader:
        found = survey(reader.hashed, reader.last(), is_own)
        found.end = reader.last()
        useful = [source for source in sources if _has(source, found)]
        merging = _Merging(found, weighed(found, useful, is_own), lambda: rows_of(reader))
        if not useful:
            return merging.result(reader.id, path, ends_known=True)
        return _made(repaired_of(path), (reader.id, reader.card or card), merging, path)


def rebuild_former(folder: Path, journal: str, card: str, sources: Sequence[Source], is_own: IsOwn) -> Repaired:
    """Of a journal whose file is lost. `folder`: of the former ones. Raises JournalError, OSError."""
    path, found = folder / f"{journal}{ENDING}", Survey()
    before = [of_file(path, FORMER, own=True)] if path.exists() else []
    folder.mkdir(exist_ok=True)
    merging = _Merging(found, weighed(found, [*before, *sources], is_own), lambda: iter(()))
    return _made(path, (journal, card), merging, None)


def _has(source: Source, found: Survey) -> bool:
    """Anything that is wanted."""
    wanted = found.wanted
    return any(first <= seq <= last for seq, _ in source.rows(wanted) for first, last in wanted)


class _Merging:
    """One merge, and what came of it."""

    def __init__(self, found: Survey, others: Sequence[Weighed], disk: Callable[[], Iterable[Numbered]]) -> None:
        self._found, self._others, self._disk = found, others, disk
        self.streams, self.rows, self._at = Streams(), 0, 0
        self._gone = False
        self.taken, self.missing = Counter[str](), list[Range]()

    def chosen(self) -> Iterator[Chosen]:
        """To be gone along once, to its end."""
        self._gone = True
        for chosen in merged(self._found, self._disk(), self._others, self.streams):
            self._reach(chosen.seq - 1)
            self.rows, self._at = self.rows + 1, chosen.seq
            self.taken[chosen.source] += 1
            yield chosen
        self._reach(self._found.missing[-1][1] if self._found.missing else 0)

    def _reach(self, seq: int) -> None:
        if seq > self._at:
            self.missing.append((self._at + 1, seq))

    def result(self, journal: str, path: Path, ends_known: bool) -> Repaired:
        """`ends_known`: nothing can have come behind the last event."""
        if not self._gone:
            deque(self.chosen(), maxlen=0)  # nothing was built of it
        tails = {} if ends_known else {stream: [(head[0] + 1, OPEN)] for stream, head in self.streams.heads.items()}
        streams = self.streams.missing
        lacking = {s: [*streams.get(s, ()), *tails.get(s, ())] for s in sorted({*streams, *tails})}
        holds = not (self.missing or streams or self.streams.doubtful)
        return Repaired(journal, path, self.rows, self.taken, tuple(self.missing), lacking, holds)


def _made(path: Path, name: tuple[str, str], merging: _Merging, old: Path | None) -> Repaired:
    """Built where that is better than what there is, and looked at: where nothing is missing, all of it holds. Raises
    NotRebuilt."""

    def check(made: Path) -> bool:
        result = merging.result(name[0], path, old is not None)
        if not result.found:
            raise Unneeded
        with read_file(made) as reader:
            return not result.holds or reader.verify().good

    done = False
    with suppress(Unneeded):
        build(path, name, merging.chosen(), merging.streams, old, check)
        done = True
    return replace(merging.result(name[0], path, old is not None), done=done)
