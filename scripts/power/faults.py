"""A disk that fails while people use the kiosk: one system call after the other of a recorded day ends with an error.

strace lets the n-th call of a kind fail, once or many times in a row, and the day goes on: people are told, and try
again. Afterwards the data folder is held to every promise, as it is seen and as it lies on the disk; a sync that failed
has lost what it was to write. Besides it is told how often a program ended, and how often the app was not home again
`HOME_MS` after a fault that was over.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.journal.opening import read_file
from kiosk.journal.schema import KEPT
from scripts.power.cuts import rebuild
from scripts.power.promises import JOURNAL, Found, broken, broken_files, broken_in, found_in, started
from scripts.power.recorder import Life, in_memory, moments, record
from scripts.power.recording import Promise
from scripts.power.trace import calls

EVERY = 97  # calls from a fault to the next in the same day, more than any start needs
ROW = 30  # calls that fail one after the other, where it is not only one
SOME = 0.2  # of the promises, at which a cut after a failed sync is tried
MAX_TOLD, MAX_SAID = 20, 600  # lines in a report, letters of one


@dataclass(frozen=True)
class Fault:
    """`call` fails with `error`: its `nth` and each `EVERY`-th from there, or so many `times` in a row."""

    call: str
    error: str
    nth: int = 1
    times: int = 1

    def options(self) -> list[str]:
        return ["-e", f"inject={self.call}:error={self.error}:when={self._when()}"]

    def _when(self) -> str:
        return f"{self.nth}+{EVERY}" if self.times == 1 else f"{self.nth}..{self.nth + self.times - 1}"

    def __str__(self) -> str:
        return f"{self.call} {self._when()} {self.error}"


WORDS = ("broken", "ended", "late", "anew")  # what comes of a fault, the worst first
KINDS = tuple(
    Fault(call, error, times=times)
    for call, error in (
        *(("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("pwrite64", "EROFS"), ("fdatasync", "EIO"), ("fsync", "EIO")),
        *(("ftruncate", "EIO"), ("fallocate", "ENOSPC"), ("fdatasync", "ENOSPC")),
    )
    for times in (1, ROW)
)


def fault_storm(runs: int, seed: int, acts: int) -> dict[str, Any]:
    """So many days with a fault in each, spread over its calls."""
    told: Counter[str] = Counter()
    said: list[str] = []
    for fault in faults(calls_of_a_day(seed, acts), runs):
        told["days"] += 1
        first = dict(reversed([*suffered(fault, seed, acts)]))
        told.update(first.keys())
        said += [f"{fault}: {kind}: {line}" for kind, line in first.items()]
    return {**{kind: told[kind] for kind in ("days", *WORDS)}, "said": _told(said)}


def _told(said: list[str]) -> list[str]:
    """The worst first."""
    ordered = sorted(said, key=lambda line: next(n for n, word in enumerate(WORDS) if f": {word}: " in line))
    return ordered[:MAX_TOLD]


def faults(many: Counter[str], runs: int) -> Iterator[Fault]:
    """Each kind at places evenly apart, from a day's first call of it to the last."""
    kinds = [kind for kind in KINDS if many[kind.call]]
    for kind in kinds:
        last = min(EVERY, many[kind.call]) if kind.times == 1 else many[kind.call]
        places = max(1, min(last, runs // len(kinds)))
        for place in range(places):
            yield Fault(kind.call, kind.error, 1 + place * last // places, kind.times)


def calls_of_a_day(seed: int, acts: int) -> Counter[str]:
    with in_memory() as folder:
        record(Path(folder), Life(seed, acts))
        with (Path(folder) / "trace").open(encoding="ascii") as lines:
            return Counter(call.name for call in calls(lines))


def suffered(fault: Fault, seed: int, acts: int, some: float = SOME) -> Iterator[tuple[str, str]]:
    """What came of it, one of WORDS, and why. `some`: of the promises are followed by a cut after a failed sync."""
    with in_memory() as folder:
        place = Path(folder)
        if said := record(place, Life(seed, acts, faults=fault.options())):
            yield "ended", said[-MAX_SAID:]
        yield from on_the_disk(place, seed, some if "sync" in fault.call else 0.0)
        promised = last(place, seed)
        yield from (("broken", line) for line in broken(place / "data", promised))
        yield from (("ended", p["why"]) for p in promised if p["promise"] == "died")
        if fault.times == 1:
            yield from (("late", p["why"]) for p in promised if p["promise"] == "late")


def on_the_disk(place: Path, seed: int, some: float) -> Iterator[tuple[str, str]]:
    """What a cut would break that keeps nothing of what waits: at the end, and at some promises."""
    dice = random.Random(seed)
    for moment in moments(place, seed):
        if moment.why == "end" or (moment.why == "promise" and dice.random() < some):
            rebuild(moment, place / "data", place / "image", random.Random(seed), 0.0)
            yield from came_of(place / "image", moment.promised)


def came_of(image: Path, promised: tuple[Promise, ...]) -> Iterator[tuple[str, str]]:
    """A sync that failed, a program that starts again on what it still sees, and then a cut: SQLite's log may be torn
    below rows that stood in the file already. Where that is said, kept aside and gone on from, it is `anew`: what was
    promised must stand in one of the two."""
    files, after = list(broken_files(image, promised)), started(image, promised)
    if after.found is None:
        yield "broken", f"on the disk: refused: {after.refused}"
        return
    lost = [line for line in broken_in(after.found, promised) if "'promise': 'journal'" not in line]
    anew = kept_aside(image)
    if anew is not None and after.said:
        yield "anew", after.said[0]
        lost = [line for line in lost if line in set(broken_in(anew, promised))]
    yield from (("broken", f"on the disk: {line}") for line in (*files, *lost, *after.told))
    yield from (("broken", f"on the disk: given again: {ticket}") for ticket in after.again)


def kept_aside(image: Path) -> Found | None:
    """What the journal holds in whose place a new one came."""
    for folder in sorted(image.glob(f"{KEPT}*")):
        with read_file(folder / JOURNAL) as journal:
            return found_in(journal.id, journal.rows())
    return None


def last(place: Path, seed: int) -> tuple[Promise, ...]:
    *_, end = moments(place, seed)
    return end.promised
