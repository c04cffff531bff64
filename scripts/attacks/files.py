"""`./scripts/attack files`: broken identities, bundles, settings, lists, codes and status bytes, so many of each.

Each input is made of good ones (mutations.py) and given to the program's own reader (readers.py) in this process.
Nothing is reached when every one is taken or refused, none takes long, and the memory stays where it was.
"""

import argparse
import contextlib
import os
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.attacks.mutations import mutated
from scripts.attacks.readers import Reader, readers

MOST_S = 20.0  # of the processor, for one input; a Pi takes ten times as long
MOST_MB = 200  # that the largest input may add to what the process holds
MAX_FAULTS = 5  # that are told


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """By reader: inputs, how many were taken, what went wrong, the slowest in ms, and what memory grew by in MB."""
    with tempfile.TemporaryDirectory(dir=_memory()) as made:
        figures = {name: _fuzzed(each, asked, name, Path(made) / name) for name, each in readers(Path(made))}
    good = all(not each["faults"] and each["slowest_ms"] < MOST_S * 1000 for each in figures.values())
    return {"good": good and all(each["grown_mb"] < MOST_MB for each in figures.values()), "readers": figures}


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _fuzzed(reader: Reader, asked: argparse.Namespace, name: str, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True)
    chance, before = random.Random(f"{asked.seed} {name}"), _held_mb()
    taken, slowest, faults = 0, 0.0, list[str]()
    for n in range(asked.inputs):
        content, begun = mutated(reader.samples, reader.tokens, chance), time.process_time()
        try:
            with _quiet():
                taken += reader.attempt(content, folder)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
            faults += [f"input {n}: {type(error).__name__}: {error}"[:300]]
        slowest = max(slowest, time.process_time() - begun)
    grown = max(0, _held_mb() - before)
    told = {"inputs": asked.inputs, "taken": taken, "faults": faults[:MAX_FAULTS], "count": len(faults)}
    return {**told, "slowest_ms": round(slowest * 1000), "grown_mb": grown}


def _held_mb() -> int:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


@contextlib.contextmanager
def _quiet() -> Any:
    """What the programs say of each input would be a book."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield
