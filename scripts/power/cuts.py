"""Power cuts: a recorded day's disk as it may lie there after a cut at each sync and each promise, started again.

Each moment gives several images: nothing kept of what waited, all of it, and by chance; what lies in shared memory is
garbage afterwards. An image is started by the real code in a folder in memory, and held to every promise made so far.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from scripts.power.promises import JOURNAL, broken
from scripts.power.recorder import Life, in_memory, moments, record
from scripts.power.recording import Moment

SHARES = (0.0, 1.0, 0.5, 0.9, 0.1, 0.7, 0.3, 0.97)  # of the waiting sectors that are kept
MAX_TOLD = 20  # broken promises that are told in full


@dataclass
class Told:
    """What a run of images came to."""

    images: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    bad: int = 0
    said: list[str] = field(default_factory=list)

    def add(self, at: str, moment: Moment, wrong: Sequence[str]) -> None:
        self.images += 1
        self.checks += len(moment.promised)
        if wrong:
            self.bad += 1
            self.said += [f"{at}: {line}" for line in wrong][: max(0, MAX_TOLD - len(self.said))]

    def merged(self, other: "Told") -> "Told":
        said = (self.said + other.said)[:MAX_TOLD]
        moments = self.moments + other.moments
        return Told(self.images + other.images, moments, self.checks + other.checks, self.bad + other.bad, said)

    def figures(self) -> dict[str, Any]:
        counted = {"images": self.images, "moments": dict(self.moments), "promises_checked": self.checks}
        return {**counted, "broken_images": self.bad, "broken": self.said}


def check(place: Path, seed: int, each: int) -> Told:
    """All images of the recorded day in `place`."""
    told = Told()
    for moment in moments(place, seed):
        told.moments[moment.why] += 1
    for at, moment, wrong in images(place, seed, each):
        told.add(at, moment, wrong)
    return told


def images(place: Path, seed: int, each: int) -> Iterator[tuple[str, Moment, list[str]]]:
    """`each` at a sync, two at a promise: its name, the moment, and what it broke."""
    dice, image = random.Random(seed), place / "image"
    for number, moment in enumerate(moments(place, seed)):
        for share in shares(moment, each, dice):
            rebuild(moment, place / "data", image, dice, share)
            at = f"seed {seed}, {moment.why} {number}, {share:.2f} kept"
            yield at, moment, broken(image, moment.promised)


def shares(moment: Moment, each: int, dice: random.Random) -> list[float]:
    """Of the waiting sectors; at a promise little waits that the next sync does not show too."""
    if moment.why == "promise":
        return [0.0, 1.0]
    return [*SHARES, *(dice.random() for _ in range(each))][:each]


def rebuild(moment: Moment, data: Path, image: Path, dice: random.Random, share: float) -> None:
    """The disk after a cut, as files in `image`."""
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    for path, content in moment.disk.after(dice, share).items():
        file = image / Path(path).relative_to(data)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if dice.random() < 0.3:
        (image / f"{JOURNAL}-shm").write_bytes(dice.randbytes(32_768))


def cut_day(life: Life, each: int) -> Told:
    """One day, recorded and checked. Raises RuntimeError for one that ended before its end."""
    with _recorded(life) as place:
        return check(place, life.seed, each)


def first_lost(life: Life, each: int) -> list[str]:
    """The first promise that a cut of the day breaks, after which no image is looked at; none where all are kept.
    Raises RuntimeError."""
    with _recorded(life) as place:
        broken_ones = ((at, line) for at, _, wrong in images(place, life.seed, each) for line in wrong)
        lost = (f"{at}: {line}" for at, line in broken_ones if line.startswith("lost: "))
        return list(islice(lost, 1))


@contextmanager
def _recorded(life: Life) -> Iterator[Path]:
    with in_memory() as folder:
        if said := record(Path(folder), life):
            raise RuntimeError(f"the day of seed {life.seed} broke off: {said}")
        yield Path(folder)
