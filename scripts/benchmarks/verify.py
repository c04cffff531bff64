"""`./scripts/bench verify`: events a second that `kiosk journal verify` looks through, and its memory.

Beside the same rows taken apart, put together and hashed one by one, which is what a plain reader of the contract would
do. Each in a process of its own, so that neither's memory is the other's; seconds are those of the processor, because
machines that measure are seldom idle.
"""

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.clock import SystemClock
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.paper import slip_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.chain import GENESIS, cloud_event
from kiosk.core.record.checkpoints import TYPES
from kiosk.core.record.events import STREAMS
from kiosk.journal.journal import new_salt
from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.rows import INSERT, as_event, as_recorded
from kiosk.journal.signing import Signer, decide
from scripts.small_office import small

RULES = small().rules
SOURCE = "/H55/92/08/000/k1"
VISITS_SIGNED = 40  # between two checkpoints, about an hour of 300 visits a day
ROUNDS = 3


def measure(quick: bool) -> dict[str, Any]:
    """Events a second of the processor, the best of some rounds, and the most memory (MB) on a short and a long one."""
    short, long = (1_000, 3_000) if quick else (10_000, 200_000)
    with tempfile.TemporaryDirectory() as folder:
        files = [written(Path(folder) / f"{count}", count) for count in (short, long)]
        (small_mb, _), (large_mb, speed) = (looked_through("verify", file) for file in files)
        return {
            "events": long,
            "verify_events_per_cpu_s": speed,
            "one_by_one_events_per_cpu_s": looked_through("one_by_one", files[0])[1],
            f"verify_mb_of_{short}": small_mb,
            f"verify_mb_of_{long}": large_mb,
        }


def looked_through(way: str, file: Path) -> tuple[float, int]:
    """(MB, events a second) in a process of its own."""
    argv = [sys.executable, "-m", __name__, way, str(file)]
    memory, speed = json.loads(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)
    return memory, speed


# --- a journal of so many events ---


def written(folder: Path, count: int) -> Path:
    """A day of a real office, written through the journal, then the same again and again behind it, chained anew."""
    folder.mkdir()
    day, file = folder / "day.db", folder / "journal.db"
    _write_day(day)
    shutil.copy(day, file)
    with sqlite3.connect(file, isolation_level=None) as db:
        (journal,) = db.execute("SELECT id FROM journal").fetchone()
        _repeat(db, journal, count)
    db.close()
    day.unlink()
    return file


def _write_day(path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    migrate(path)
    signer = Signer(Ed25519PrivateKey.generate(), "1.0", "5e" * 32, "c1")
    with open_file(path, SOURCE, SystemClock()) as book:
        for n in range(2 * VISITS_SIGNED):
            token = f"{n:032x}"
            book.transact(lambda s, now, n=n, t=token: queue.issue(s, now, RULES, NewTicket(t, "AB"[n % 2])))  # type: ignore[misc]  # bound at once
            book.transact(lambda s, now, t=token: slip_moved(s, t, "printed"))  # type: ignore[misc]  # bound at once
            book.transact(lambda s, now, n=n: ratings.press(s, now, RULES, Press(1 + n % 4, "button")))  # type: ignore[misc]  # bound at once
            if n % VISITS_SIGNED == VISITS_SIGNED - 1:
                heads = {stream: book.head(stream) for stream in STREAMS if book.state.heads.get(stream)}
                book.transact(lambda s, now, h=heads: decide(h, s.seq, {}, signer, new_salt()))  # type: ignore[misc]  # bound at once
        book.checkpoint(last=True)


def _repeat(db: sqlite3.Connection, journal: str, count: int) -> None:
    """Its rows but the checkpoints, whose heads would be others."""
    columns = ", ".join(INSERT.split("(")[1].split(")")[0].split(", ")[:16])
    every = db.execute(f"SELECT {columns} FROM events").fetchall()
    usual = [as_recorded(row) for row in every if row[2] not in TYPES]
    heads = {row[3]: (row[4], row[8]) for row in every}
    db.execute("BEGIN")
    seq = len(every)
    while seq < count:
        for recorded in usual[: count - seq]:
            seq += 1
            sequence, prevhash = heads.get(recorded.stream, (0, GENESIS))
            fresh = type(recorded)(**{**recorded.__dict__, "seq": seq, "sequence": sequence + 1})
            event = cloud_event(fresh, SOURCE, journal, prevhash)
            heads[recorded.stream] = (sequence + 1, event["hash"])
            data, time_ = json.dumps(event["data"], sort_keys=True, separators=(",", ":")), event["time"]
            head = (seq, event["id"], event["type"], fresh.stream, sequence + 1, time_, data, prevhash, event["hash"])
            tail = (SOURCE, fresh.visit, fresh.cause, fresh.boot, fresh.mono, fresh.clock, 2, time_)
            db.execute(INSERT, (*head, *tail))
    db.execute("COMMIT")


# --- the two ways ---


def verify(file: Path) -> int:
    with read_file(file) as journal:
        found = journal.verify()
    assert found.good, found.problems[:3]
    return found.rows


def one_by_one(file: Path) -> int:
    """As whoever has the contract and a library of JSON would."""
    from kiosk.core.record.chain import is_whole

    with sqlite3.connect(file) as db:
        (journal,) = db.execute("SELECT id FROM journal").fetchone()
        columns = ", ".join(INSERT.split("(")[1].split(")")[0].split(", ")[:16])
        rows = 0
        for row in db.execute(f"SELECT {columns} FROM events ORDER BY seq"):
            assert is_whole(as_event(row, journal))
            rows += 1
    db.close()
    return rows


WAYS: dict[str, Callable[[Path], int]] = {"verify": verify, "one_by_one": one_by_one}


def _main(way: str, file: str) -> None:
    best = 0.0
    for _ in range(ROUNDS):
        begun = time.process_time()
        rows = WAYS[way](Path(file))
        best = max(best, rows / (time.process_time() - begun))
    print(json.dumps([round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), round(best)]))


if __name__ == "__main__":
    _main(*sys.argv[1:])
