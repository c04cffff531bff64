"""Reading a journal, whoever writes into it meanwhile: rows, heads, what they add up to, and whether they hold.

Rows come in batches, each read whole, because somebody who stands in the middle of the file keeps the touch app from
its checkpoint. What cannot be read is either the end of it (`rows`, `read_state`), by the row's number, or passed by
and named in its place (`readable`): a technician saves what can be saved.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import islice
from operator import lt
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kiosk.core.calendar.moment import from_iso, is_known
from kiosk.core.record import chain
from kiosk.core.record.events import STREAMS, ClockCorrected, Recorded
from kiosk.core.state.values import State
from kiosk.journal import last_known
from kiosk.journal.errors import FAILURES, WHAT_TO_DO, Damage, JournalDamaged, translated_errors
from kiosk.journal.proof.known import Known
from kiosk.journal.proof.verdict import Flaw, Verdict
from kiosk.journal.rows import (
    CloudEvent,
    Row,
    as_event,
    as_recorded,
    columns_of,
    merged,
    row_before,
    stepped,
    wall_of,
    whole,
    with_both_times,
)

BEFORE_DAY = 2_000  # events folded before the day's first, so that devices and the link are known
BATCH = 1_000  # rows
MAX_ROW = 2**53
LATELY = 5_000  # rows looked through for a start's last guess: about two days
LEAST_ROW = 128  # bytes: two hashes in hex stand in each
DAY_START = (
    "SELECT seq FROM events WHERE seq < ? AND type = 'vn.motcua.day.opened.v1' AND data NOT LIKE '%\"again\":true%'"
    " AND data NOT LIKE '%\"provisional\":true%' ORDER BY seq DESC LIMIT 1"
)
LAST_OF = "SELECT sequence, hash FROM events WHERE stream = ? AND seq > ?"
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Guess(NamedTuple):
    """A moment as it was told without knowing the time: wall time and milliseconds since the start of the machine."""

    wall: int
    mono: int


class Reader:
    """An open journal that nothing is written into. Thread-safe. Every call may raise JournalError."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path, self._conn, self._lock = path, conn, threading.RLock()
        self._place = dict.fromkeys(STREAMS, (0, 0))  # where `after` stopped reading: sequence, seq
        self._columns = columns_of(conn)
        self.damages: tuple[Damage, ...] = ()
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

    def readable(self, after: int = 0) -> Iterator[CloudEvent | Damage]:
        """The events, with what cannot be read in its place."""
        for found in self._hashed(after):
            yield found if isinstance(found, Damage) else {"seq": found[0], **found[1]}

    def _hashed(self, after: int = 0) -> Iterator[tuple[int, CloudEvent] | Damage]:
        """Row numbers and events, in the form in which each was hashed."""
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

    def verify(self, seen: Callable[[int], None] = lambda row: None, known: Known | None = None) -> Verdict:
        """Whether rows, chains and signed checkpoints hold, and are as others know them. `seen`: told how far it is,
        by row; `known`: what it is held against besides itself."""
        from kiosk.journal.proof.walk import verdict  # its libraries are read by whoever verifies, and by nobody else

        last, file, looked = self.last(), self._file_problems(), copy(self)
        looked._columns = with_both_times(self._columns)
        return verdict(self.id, file, looked._batches(), last, self.place_of, known or Known(), seen=seen)

    def _file_problems(self) -> list[Flaw]:
        """What SQLite itself finds: the first of it, in one line."""
        try:
            with self._lock:
                (sound,) = self._conn.execute("PRAGMA quick_check(1)").fetchone()
        except FAILURES as error:
            sound = str(error)
        return [] if sound == "ok" else [Flaw(0, 0, " ".join(str(sound).split()))]

    def ask(self, sql: str, *values: object) -> list[Row]:
        """Rows of a question of finding.py."""
        with self._lock, translated_errors(self.path):
            return self._conn.execute(sql.replace("*", self._columns), values).fetchall()

    def holds(self, after: int) -> bool:
        """SQLite finds the file sound, and each row behind `after` is as it was written."""
        rows = self._hashed(after)
        return not self._file_problems() and all(not isinstance(r, Damage) and chain.is_whole(r[1]) for r in rows)

    # --- what it adds up to ---

    def read_state(self) -> State:
        """The live state: folded from some rows before the last real start of a day. Rows of these that cannot be read
        are passed by, and named in `damages`."""
        with self._lock, translated_errors(self.path):
            heads = {stream: self._last_of(stream)[0] for stream in STREAMS}
            heads = {stream: n for stream, n in heads.items() if n}
            state = State(heads=heads, seq=max(0, self.day_start() - BEFORE_DAY))
            damages = []
            for row in self._each(state.seq):
                state, _, damage = stepped(state, row, self.id)
                damages += [damage] if damage else []
            self.damages = tuple(merged(iter(damages)))
            return replace(state, heads=heads)

    def day_start(self, before: int = MAX_ROW) -> int:
        """The row of the last real start of a day before a row, 0 for none."""
        with self._lock, translated_errors(self.path):
            try:
                found = self._conn.execute(DAY_START, (before,)).fetchone()
            except FAILURES:
                return max(0, self.last() - LATELY)  # a page before it cannot be read
            return found[0] if found else 0

    def last_wall(self) -> int:
        """Wall time (ms) of the last event, 0 for none."""
        with self._lock, translated_errors(self.path):
            rows = self._select("seq > 0 ORDER BY seq DESC LIMIT 1")
            return wall_of(rows[0]) if rows else 0

    def last_guess(self, boot: str) -> Guess | None:
        """The last moment of this start of the machine that was written without knowing the time; None where there is
        none, and where the clock's correction was written since the start."""
        where = f"SELECT boot, type, clock, time, mono FROM events ORDER BY seq DESC LIMIT {LATELY}"
        found: Guess | None = None
        with self._lock, translated_errors(self.path):
            for own, type_, clock, time, mono in self._conn.execute(where):
                if own != boot:
                    break
                if type_ == ClockCorrected.TYPE:
                    return None
                if found is None and not is_known(clock):
                    found = Guess(from_iso(time), mono)
        return found

    # --- one stream ---

    def after(self, stream: str, sequence: int, limit: int) -> list[CloudEvent]:
        """The next events of a stream as CloudEvents with their stored hashes, oldest first."""
        with self._lock, translated_errors(self.path):
            start = self._row_before(stream, sequence)
            where = "seq > ? AND stream = ? AND sequence > ? ORDER BY seq LIMIT ?"
            rows = self._select(where, start, stream, sequence, limit)
            if rows:
                self._place[stream] = (rows[0][4] - 1, rows[0][0] - 1)
            return [as_event(row, self.id) for row in rows]

    def _row_before(self, stream: str, sequence: int) -> int:
        """A row behind which the stream's next event stands, near to it: where the last reading stopped, else searched
        for from the end, because old rows have nothing to say to whoever reads on."""
        at, seq = self._place[stream]
        if seq and at <= sequence:
            return seq
        return row_before(sequence, self.last(), lambda row: self._sequence_at(stream, row))

    def _sequence_at(self, stream: str, row: int) -> int | None:
        """Of the stream's first event from this row on; None where there is none near, or it cannot be read."""
        near = "SELECT sequence FROM events WHERE seq >= ? AND seq < ? AND stream = ? ORDER BY seq LIMIT 1"
        try:
            found = self._conn.execute(near, (row, row + BATCH, stream)).fetchone()
        except FAILURES:
            return None  # a damaged page: the search goes round it
        return found[0] if found and isinstance(found[0], int) else None

    def head(self, stream: str) -> tuple[int, str]:
        """The stream's last sequence and hash; (0, GENESIS) when it is empty."""
        with self._lock, translated_errors(self.path):
            return self._last_of(stream)

    def _last_of(self, stream: str) -> tuple[int, str]:
        try:
            found = self._conn.execute(f"{LAST_OF} ORDER BY seq DESC LIMIT 1", (stream, 0)).fetchone()
        except FAILURES:
            found = self._last_since(stream)
        if found and not (type(found[0]) is int and isinstance(found[1], str)):
            raise JournalDamaged(f"{self.path}: the last row of {stream} cannot be read; {WHAT_TO_DO}")
        return found or (0, chain.GENESIS)

    def _last_since(self, stream: str) -> tuple[int, str] | None:
        """The same where a page before it cannot be read, from where it stood last. Raises JournalDamaged."""
        known = last_known.read(self.path)
        if known is None or known.journal != self.id:
            raise JournalDamaged(f"{self.path}: the last row of {stream} cannot be read; {WHAT_TO_DO}")
        found = self._conn.execute(f"{LAST_OF} ORDER BY seq DESC LIMIT 1", (stream, known.seq)).fetchone()
        head = found or tuple(known.heads.get(stream, {}).values())
        return head or None

    def place_of(self, stream: str, sequence: int) -> tuple[int, str] | None:
        """The row and the stored hash of a stream's event, None for one that is not there."""
        where = "SELECT seq, hash FROM events WHERE seq >= ? AND stream = ? AND sequence = ? ORDER BY seq LIMIT 1"
        return next(((int(row), str(hash_)) for row, hash_ in self.ask(where, sequence, stream, sequence)), None)


def _ascend(numbers: list[int]) -> bool:
    return all(map(lt, numbers, numbers[1:]))
