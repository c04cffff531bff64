"""A journal's file made anew out of rows, and put in the place of the damaged one.

It is built beside it, synced, and gets the name `journal.db.repaired` when it is whole. Only then the old file goes
aside, as it is and with its log; a power cut anywhere in between is gone on from at the next start (`finish`). The old
log must be gone before the new file gets the name: SQLite would play it into it.
"""

import contextlib
import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kiosk.core.calendar.moment import Moment
from kiosk.host.files import drafted, rename_synced, sync_folder
from kiosk.host.owner import SHARED
from kiosk.journal import last_known
from kiosk.journal.errors import FAILURES, JournalError, translated_errors
from kiosk.journal.loss.going_on import keep_aside
from kiosk.journal.repair.merge import Chosen, Streams
from kiosk.journal.rows import INSERT, WITH_SEQ, CloudEvent, Row
from kiosk.journal.schema import PAGE_SIZE

REPAIRED = ".repaired"  # the end of the new file's name, until the old one is aside
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510  # bytes of SQLite's shared lock
_FAST = ("journal_mode = OFF", "synchronous = OFF")  # of the draft, which is synced as a whole


Check = Callable[[Path], bool]  # whether a file is in order


class Unneeded(Exception):
    """The new file would be no better than what there is."""


class NotRebuilt(JournalError):
    """The new file is not what went into it: it was not used, and nothing was changed."""


class InUse(JournalError):
    """Another program has the journal open; nothing was changed."""


def build(
    path: Path, name: tuple[str, str], rows: Iterable[Chosen], streams: Streams, old: Path | None, check: Check
) -> None:
    """A journal of these rows as the file `path`, whole or not there.

    `name`: the journal's id and its card; `streams`: as `merged` leaves them; `old`: the file that it takes the place
    of, whose cursors and answers are taken over as far as they can be read; `check`: says of the new file whether it is
    in order. Raises NotRebuilt, JournalError, and what `check` raises.
    """
    with translated_errors(path), drafted(path, SHARED) as draft:
        with _opened(draft) as conn:
            _fill(conn, name, rows)
            if old is not None:
                _take_over(conn, old, streams)
        if not check(draft):
            raise NotRebuilt(f"{path}: what was built does not hold; nothing was changed")
        if old is not None:
            _with_log(draft)


def _with_log(draft: Path) -> None:
    """As programs that share it need it."""
    with _opened(draft) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
    for left in ("-wal", "-shm"):
        Path(f"{draft}{left}").unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(draft: Path) -> Iterator[sqlite3.Connection]:
    """Without a log of its own: the draft is synced as a whole."""
    with closing(sqlite3.connect(draft.absolute().as_uri(), uri=True, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        for pragma in _FAST:
            conn.execute(f"PRAGMA {pragma}")
        yield conn


def _fill(conn: sqlite3.Connection, name: tuple[str, str], rows: Iterable[Chosen]) -> None:
    from kiosk.journal.migrations import bring_up  # sqlite-utils is read by whoever makes a file

    bring_up(conn)
    conn.execute("BEGIN")
    conn.execute("UPDATE journal SET id = ?, card = ?", name)
    conn.executemany(INSERT, (row_of(chosen.seq, chosen.event) for chosen in rows))
    conn.execute("COMMIT")


def row_of(seq: int, event: CloudEvent) -> Row:
    """The row that this event was read from."""
    data = json.dumps(event["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head = (seq, event["id"], event["type"], event["stream"], event["sequence"], event["time"], data)
    links = (event["prevhash"], event["hash"], event["source"], event.get("correlationid"), event.get("causationid"))
    form = WITH_SEQ if "seq" in event else 1
    return (*head, *links, event["bootid"], event["monotonic"], event["clock"], form, event["time"])


def _take_over(conn: sqlite3.Connection, old: Path, streams: Streams) -> None:
    """How far the city was, what officers were answered lately, and the last row's number that was given out: rows that
    are gone from the end stay known as gone, or their numbers would be given twice."""
    given = [n for (n,) in _read(old, "SELECT seq FROM sqlite_sequence WHERE name = 'events'") if isinstance(n, int)]
    conn.executemany("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'events'", [(n,) for n in given])
    answers = _read(old, "SELECT key, answer, wall, boot, mono FROM answers")
    cursors = _read(old, "SELECT stream, sequence FROM cursors")
    known = [(s, n) for s, n in cursors if isinstance(n, int) and 0 < n <= streams.heads.get(s, (0, ""))[0]]
    conn.executemany("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?)", answers)
    conn.executemany("INSERT OR REPLACE INTO cursors VALUES (?, ?)", known)


def _read(path: Path, sql: str) -> list[Row]:
    """As far as it can be read."""
    name = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.suppress(*FAILURES), closing(sqlite3.connect(name, uri=True)) as db:
        db.execute("PRAGMA writable_schema = ON")  # also where the file was cut off
        return db.execute(sql).fetchall()
    return []


# --- into its place ---------------------------------------------------------------------------------------------


def must_be_alone(path: Path) -> None:
    """Raises InUse where another program has the file open: it holds SQLite's shared lock (sqlite.org/lockingv3.html).
    Nothing of this program may have it open."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except BlockingIOError as error:
            raise InUse(f"{path}: in use; first: systemctl stop kiosk-app kiosk-console kiosk-sync") from error


def repaired_of(path: Path) -> Path:
    """Where the new file waits for its name."""
    return path.with_name(f"{path.name}{REPAIRED}")


def finish(path: Path, now: Moment) -> Path | None:
    """Puts a repaired file in the place of the old one, if there is any; where the old one is then. Raises OSError."""
    repaired = repaired_of(path)
    if not repaired.exists():
        return None
    aside = keep_aside(path, now)
    if known := last_known.read(path):  # the new one has no log, wherever the power goes from here on
        last_known.write(path, replace(known, log=False))
    for left in ("-wal", "-shm"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    sync_folder(path.parent)
    rename_synced(repaired, path)
    return aside
