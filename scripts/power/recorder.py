"""Lives a day in a process of its own, with strace attached before its first system call.

The process is a fork of this one, so that a hundred days do not import everything a hundred times. It waits until
strace has said that it is attached; what is planted is planted there and ends with it.
"""

import ctypes
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.power.day import live
from scripts.power.far_ends import Promises, StandingClock
from scripts.power.planted import plant
from scripts.power.recording import Moment, Player
from scripts.power.trace import attach, calls

MEMORY = Path("/dev/shm")
_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)  # prctl(2): who may attach, where Yama allows parents alone


class Life(NamedTuple):
    """`seed` and `acts` of a day; `plants`: defects by name; `faults`: further options of strace, which let calls
    fail."""

    seed: int
    acts: int
    plants: Sequence[str] = ()
    faults: Sequence[str] = ()


def in_memory() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="power-", dir=MEMORY if MEMORY.is_dir() else None)


def record(place: Path, life: Life) -> str:
    """The day in `place`/data; strace's lines then stand in `place`/trace, the promises in `place`/promises. Why it
    ended before its end, "" for one that did not."""
    (place / "data").mkdir()
    wait, go = os.pipe()
    lived = multiprocessing.get_context("fork").Process(target=_lived, args=(place, life, wait))
    lived.start()
    words = [*attach(place / "trace", lived.pid or 0), *life.faults]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        told = strace.stderr.readline()
        os.write(go, b"!")
        lived.join()
    os.close(wait)
    os.close(go)
    if "attached" not in told:
        raise RuntimeError(f"strace could not attach: {told}")
    return (place / "said").read_text(encoding="utf-8") if lived.exitcode else ""


def _lived(place: Path, life: Life, wait: int) -> None:
    ctypes.CDLL(None).prctl(_SET_PTRACER, _ANY, 0, 0, 0)
    os.read(wait, 1)
    sys.stderr = (place / "said").open("w", encoding="utf-8", buffering=1)
    plant(life.plants)
    fd = os.open(place / "promises", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        live(place / "data", Promises(fd, StandingClock()), random.Random(life.seed), life.acts)
        os._exit(0)  # nothing of the process that it was forked from is to be put away here
    except Exception as error:  # noqa: BLE001 whatever ended the day is told by whoever let it be lived
        print(_where(error), file=sys.stderr)
        os._exit(1)


def _where(error: BaseException) -> str:
    """One line: the error, and the functions that it came through."""
    through = " > ".join(f"{at.name} {at.lineno}" for at in traceback.extract_tb(error.__traceback__))
    return f"{type(error).__name__}: {error} ({through})"


def moments(place: Path, seed: int) -> Iterator[Moment]:
    """Of the day recorded there."""
    player = Player(str(place / "data"), str(place / "promises"), random.Random(seed))
    with (place / "trace").open(encoding="ascii") as lines:
        yield from player.moments(calls(lines))
