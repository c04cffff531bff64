"""A card that loses what was written long ago: bits, pages and whole files of a data folder in the middle of a day.

Each damage is done to a copy of the folder as it lay there with its log unfolded, then the programs start on it. What
may come of it: everything is there (`kept`); it is less, and that is said (`told`), or nothing starts and says why
(`refused`). What must not: less without a word (`silent`), a number twice in a day (`again`), another empty journal
(`empty`).
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.power.promises import JOURNAL, Started, broken_in, started
from scripts.power.recorder import Life, in_memory, moments, record
from scripts.power.recording import Promise

BAD = ("silent", "again", "empty")
LOG, SHARED = f"{JOURNAL}-wal", f"{JOURNAL}-shm"
PAGE, FRAME, HEAD = 1024, 1024 + 24, 32  # bytes: a page, a frame of the log, the log's own head
MAX_TOLD = 30

Folder = Mapping[str, bytes]  # name → bytes
Damage = tuple[str, dict[str, bytes]]  # what was done; the folder after it


def damage_storm(flips: int, seed: int, acts: int) -> dict[str, Any]:
    """So many flipped bits, and each damage of a page and of a file."""
    told, said = Counter[str](), list[str]()
    with in_memory() as folder:
        place = Path(folder)
        record(place, Life(seed, acts))
        whole, older, promised = busiest(place, seed)
        for what, files in damages(whole, older, random.Random(seed), flips):
            came, why = outcome(place / "image", files, promised)
            told[came] += 1
            said += [f"{what}: {came}: {why}"] if came in BAD and len(said) < MAX_TOLD else []
    return {"damages": told.total(), **told, "bad": sum(told[kind] for kind in BAD), "said": said}


def busiest(place: Path, seed: int) -> tuple[Folder, Folder, tuple[Promise, ...]]:
    """The folder when most stood in the log alone, one as it was long before, and what was promised by then."""
    most, found = -1, None
    first: dict[str, bytes] = {}
    for moment in moments(place, seed):
        files = {path: file for path, file in moment.disk.kept.items() if not file.is_folder}
        log = len(files[path].kept) if (path := f"{place}/data/{LOG}") in files else 0
        numbers = sum(1 for p in moment.promised if p["promise"] == "number")
        if moment.why == "promise" and not first and numbers:
            first = _named(place, moment.disk.after(random.Random(0), 0.0))
        if moment.why == "promise" and log >= most:
            most, found = log, (_named(place, moment.disk.after(random.Random(0), 0.0)), moment.promised)
    assert found is not None
    return found[0], first, found[1]


def _named(place: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {str(Path(path).relative_to(place / "data")): content for path, content in files.items()}


def damages(whole: Folder, older: Folder, dice: random.Random, flips: int) -> Iterator[Damage]:
    """Each is one, and named."""
    for change in (_files, lambda whole: _pages(whole, dice), lambda whole: _flips(whole, dice, flips)):
        for what, changes in change(whole):
            yield what, {name: content for name, content in {**whole, **changes}.items() if content is not None}
    yield "older copy of the file alone", {**whole, JOURNAL: older[JOURNAL]}
    yield "older copy, no log", {k: v for k, v in {**whole, JOURNAL: older[JOURNAL]}.items() if k != LOG}


Changes = Iterator[tuple[str, dict[str, bytes | None]]]


def _files(whole: Folder) -> Changes:
    for name in (JOURNAL, LOG):
        yield f"{name} gone", {name: None}
        yield f"{name} of 0 bytes", {name: b""}
        yield f"{name} cut in half", {name: whole[name][: len(whole[name]) // 2]}
    yield "all but the keys gone", {JOURNAL: None, LOG: None}


def _pages(whole: Folder, dice: random.Random) -> Changes:
    """A page that cannot be read is zeros here; one that is another's is noise."""
    for name, first, size in ((JOURNAL, 0, PAGE), (LOG, HEAD, FRAME), (LOG, 0, HEAD)):
        for at in range(first, len(whole[name]), size) if size > HEAD else [0]:
            for how, page in (("zeros", bytes(size)), ("noise", dice.randbytes(size))):
                yield f"{name}, {how} at {at}", {name: _put(whole[name], at, page)}
    for how, content in (("noise", dice.randbytes(32_768)), ("zeros", bytes(32_768)), ("short", b"x")):
        yield f"{SHARED}, {how}", {SHARED: content}


def _flips(whole: Folder, dice: random.Random, flips: int) -> Changes:
    for n in range(flips):
        name = (JOURNAL, LOG)[n % 2]
        at = dice.randrange(len(whole[name]))
        yield f"{name}, bit at {at}", {name: _put(whole[name], at, bytes([whole[name][at] ^ 1 << dice.randrange(8)]))}


def _put(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new[: len(content) - at] + content[at + len(new) :]


def outcome(image: Path, files: Folder, promised: tuple[Promise, ...]) -> tuple[str, str]:
    """One of the words above, and why."""
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    for name, content in files.items():
        (image / name).write_bytes(content)
    return judged(started(image, promised), promised)


def judged(after: Started, promised: tuple[Promise, ...]) -> tuple[str, str]:
    if after.found is None:
        return "refused", after.refused
    lost = list(broken_in(after.found, promised))
    if after.again:
        return "again", f"{after.again[0]} of {len(lost)} lost promises"
    if not lost:
        return "kept", ""
    said = (*after.said, *after.told)
    if said:
        return "told", said[0]
    return ("silent" if after.found.rows else "empty"), f"{len(lost)} lost: {lost[0]}"
