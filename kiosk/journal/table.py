"""The journal's table of events, row by row, whoever writes into it meanwhile.

Rows come in batches, each read whole, because somebody who stands in the middle of the file keeps the touch app from
its checkpoint. What cannot be read is either the end of it (`rows`, `recorded`), by the row's number, or passed by and
named in its place (`readable`): a technician saves what can be saved.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import lt
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.core.record import chain
from kiosk.core.record.events import Recorded
from kiosk.journal.errors import FAILURES, WHAT_TO_DO, Damage, JournalDamaged, translated_errors
from kiosk.journal.proof.verdict import Flaw
from kiosk.journal.rows import (
    CloudEvent,
    Row,
    as_event,
    as_recorded,
    columns_of,
    merged,
    whole,
)

BATCH = 1_000  # rows
LEAST_ROW = 128  # bytes: two hashes in hex stand in each
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class EventTable:
    """An open journal's rows. Thread-safe. Every call may raise JournalError."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path, self._conn, self._lock = path, conn, threading.RLock()
        self._columns = columns_of(conn)
        self.id = self._own_id()
        self.card = self._own_card()

    def _own_id(self) -> str:
        self._conn.execute(f"SELECT {self._columns} FROM events LIMIT 0")  # a table that is not there names no rows
        found = self._conn.execute("SELECT id FROM journal").fetchone()
        if not found or not isinstance(found[0], str):
            raise JournalDamaged(f"{self.path}: no journal any more: its own name is gone from it; {WHAT_TO_DO}")
        return found[0]

    def _own_card(self) -> str:
        """The identity of the card that it belongs to; "" for one that no card was known for."""
        columns = {row[1] for row in self._conn.execute("PRAGMA table_info(journal)")}
        found = self._conn.execute("SELECT card FROM journal").fetchone() if "card" in columns else ("",)
        return str(found[0])

    def close(self) -> None:
        with self._lock:
            self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """What is read in it is of one moment, whoever writes meanwhile."""
        with self._lock, translated_errors(self.path):
            if self._conn.in_transaction:
                yield
                return
            self._conn.execute("BEGIN")
            try:
                yield
            finally:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")  # nothing was written

    # --- all of it ---

    def rows(self, after: int = 0) -> Iterator[CloudEvent]:
        """Every event from the row behind `after`, as a CloudEvent with its `seq`."""
        for row in self._each(after):
            with translated_errors(self.path):
                event = self._event(row)
            yield event

    def recorded(self, after: int = 0) -> Iterator[Recorded]:
        """The same, as the facts that were written."""
        for row in self._each(after):
            with translated_errors(self.path):
                recorded = as_recorded(whole(row))
            yield recorded

    def facts(self, after: int = 0) -> Iterator[Recorded | Damage]:
        """The same, with what cannot be read in its place."""
        return merged(map(_fact_or_damage, self._each(after)))

    def readable(self, after: int = 0) -> Iterator[CloudEvent | Damage]:
        """The events, with what cannot be read in its place."""
        for found in self.hashed(after):
            yield found if isinstance(found, Damage) else {"seq": found[0], **found[1]}

    def hashed(self, after: int = 0) -> Iterator[tuple[int, CloudEvent] | Damage]:
        """Row numbers and events in the form in which each was hashed, with what cannot be read in its place."""
        return merged(map(self._form_or_damage, self._each(after)))

    def _form_or_damage(self, row: Row | Damage) -> tuple[int, CloudEvent] | Damage:
        try:
            row = whole(row)
            return row[0], as_event(row, self.id)
        except Damage as damage:
            return damage

    def _event(self, row: Row | Damage) -> CloudEvent:
        """Raises Damage."""
        row = whole(row)
        return {"seq": row[0], **as_event(row, self.id)}

    def _each(self, after: int) -> Iterator[Row | Damage]:
        for rows in self._batches(after):
            yield from rows

    def _batches(self, after: int = 0) -> Iterator[Sequence[Row | Damage]]:
        while rows := self._batch(after):
            yield rows
            after = rows[-1].last if isinstance(rows[-1], Damage) else rows[-1][0]

    def _batch(self, after: int) -> Sequence[Row | Damage]:
        """The next rows; one by one where a page among them cannot be read, or leads elsewhere."""
        try:
            rows = self._select("seq > ? ORDER BY seq LIMIT ?", after, BATCH)
            if _ascend([after, *[row[0] for row in rows]]):
                return rows
        except FAILURES:
            if not self.last():
                with translated_errors(self.path):
                    raise  # not even how many there were can be read
        numbers = range(after + 1, min(self.last(), self._most()) + 1)
        return list(islice((found for seq in numbers for found in self._one(seq)), BATCH))

    def _one(self, seq: int) -> Sequence[Row | Damage]:
        """The row, if there is one; a page that the disk does not give back is a damage of the row."""
        try:
            return self._select("seq = ?", seq)
        except FAILURES as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _IN_USE:
                with translated_errors(self.path):
                    raise
            return [Damage(seq, seq, f"cannot be read: {error or type(error).__name__}")]

    def _select(self, where: str, *values: object) -> list[Row]:
        with self._lock:
            return self._conn.execute(f"SELECT {self._columns} FROM events WHERE {where}", values).fetchall()

    def _most(self) -> int:
        """More rows than this there cannot be: the number that was given out last may be damaged too."""
        files = (self.path, Path(f"{self.path}-wal"))
        return sum(file.stat().st_size for file in files if file.exists()) // LEAST_ROW

    def last(self) -> int:
        """The last row's number as it was given out, whether or not the row is still there; 0 for none."""
        return max(self.ends())

    def ends(self) -> tuple[int, int]:
        """The number that was given out last, and that of the last row there is; 0 for none."""
        with self._lock, translated_errors(self.path):
            given = self._conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
            try:
                (read,) = self._conn.execute("SELECT max(seq) FROM events").fetchone()
            except FAILURES:
                read = 0  # its page cannot be read; what was given out says how far to look
            return given[0] if given and isinstance(given[0], int) else 0, read or 0

    def _file_problems(self) -> list[Flaw]:
        """What SQLite itself finds: the first of it, in one line."""
        try:
            with self._lock:
                (sound,) = self._conn.execute("PRAGMA quick_check(1)").fetchone()
        except FAILURES as error:
            sound = str(error)
        return [] if sound == "ok" else [Flaw(0, 0, " ".join(str(sound).split()))]

    def holds(self, after: int) -> bool:
        """SQLite finds the file sound, and each row behind `after` is as it was written."""
        rows = self.hashed(after)
        return not self._file_problems() and all(not isinstance(r, Damage) and chain.is_whole(r[1]) for r in rows)


def _fact_or_damage(row: Row | Damage) -> Recorded | Damage:
    try:
        return as_recorded(whole(row))
    except Damage as damage:
        return damage


def _ascend(numbers: list[int]) -> bool:
    return all(map(lt, numbers, numbers[1:]))
