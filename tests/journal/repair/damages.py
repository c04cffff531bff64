"""Damages of a journal's file, and what one reads of it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kiosk.journal.backup.segments import Numbered
from kiosk.journal.backup.taking import take
from kiosk.journal.opening import read_file
from kiosk.journal.repair.sources import rows_of
from tests.journal.test_damage import by_sql, overwritten, page_of

Damaging = Callable[[Path], None]


def signed(rows: list[Numbered]) -> int:
    """How many rows the last checkpoint covers."""
    return max(n for n, (_, event) in enumerate(rows) if "checkpoint" in event["type"])


def folded(damage: Damaging) -> Damaging:
    """Done to a file that its log was folded back into."""

    def fold(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        Path(f"{path}-wal").unlink(missing_ok=True)
        damage(path)

    return fold


def without_log(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def flipped_in_log(path: Path) -> None:
    """One bit in the middle: SQLite drops it and all behind it without a word."""
    log = Path(f"{path}-wal")
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def rewritten(path: Path) -> None:
    """A row by somebody with a screwdriver."""
    by_sql("UPDATE events SET mono = mono + 1 WHERE seq = 20")(path)


def gone(path: Path) -> None:
    for end in ("", "-wal"):
        Path(f"{path}{end}").unlink(missing_ok=True)


DAMAGES: dict[str, Damaging] = {
    "a page": folded(page_of(20)),
    "the first page of rows": folded(page_of(1)),
    "half of the file": folded(cut),
    "a row is gone": folded(by_sql("DELETE FROM events WHERE seq = 20")),
    "many rows are gone": folded(by_sql("DELETE FROM events WHERE seq BETWEEN 10 AND 25")),
    "the end is gone": folded(by_sql("DELETE FROM events WHERE seq > 25")),
    "a row was changed": folded(rewritten),
    "no JSON": folded(by_sql("UPDATE events SET data = '{' WHERE seq = 20")),
    "no time": folded(by_sql("UPDATE events SET time = 'x' WHERE seq = 20")),
    "a bit in the log": flipped_in_log,
    "no header": folded(overwritten(b"x" * 5000)),
    "nothing in it": folded(overwritten(b"")),
    "gone": gone,
}
if hasattr(sqlite3.Connection, "setconfig"):  # Python 3.12: before it nobody can tell a lost log from a clean end
    DAMAGES["the log is gone"] = without_log


def read(path: Path) -> list[Numbered]:
    with read_file(path) as reader:
        return list(rows_of(reader))


def holds(path: Path) -> bool:
    with read_file(path) as reader:
        return reader.verify().good


def readable(path: Path) -> list[Numbered]:
    try:
        return read(path)
    except OSError:
        return []


def backed_up(data: Path, damage: Damaging) -> Path:
    """The journal's file, damaged; its backup has everything."""
    with read_file(data / "journal.db") as reader:
        take(reader, data / "backup")
    damage(data / "journal.db")
    return data / "journal.db"
