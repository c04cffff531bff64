"""Reading a journal: what its rows add up to, one visit, one stream, and whether they hold.

How rows are read, and what becomes of those that cannot be: table.py.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from pathlib import Path

from kiosk.core.record import chain
from kiosk.core.record.events import STREAMS, Recorded
from kiosk.core.state.values import State
from kiosk.journal import last_known
from kiosk.journal.errors import FAILURES, WHAT_TO_DO, Damage, JournalDamaged, translated_errors
from kiosk.journal.proof.known import Known
from kiosk.journal.proof.verdict import Verdict
from kiosk.journal.rows import (
    CloudEvent,
    Row,
    as_event,
    as_recorded,
    merged,
    row_before,
    stepped,
    wall_of,
    with_both_times,
)
from kiosk.journal.table import BATCH, EventTable

BEFORE_DAY = 2_000  # events folded before the day's first, so that devices and the link are known
LATELY = 5_000  # rows: about two days
MAX_ROW = 2**53
PLACES = 32  # that are remembered of a stream: who sends reads ahead of what is acknowledged, and looks at both
DAY_START = (
    "SELECT seq FROM events WHERE seq < ? AND type = 'vn.motcua.day.opened.v1' AND data NOT LIKE '%\"again\":true%'"
    " AND data NOT LIKE '%\"provisional\":true%' ORDER BY seq DESC LIMIT 1"
)
LAST_OF = "SELECT sequence, hash FROM events WHERE stream = ? AND seq > ?"

Place = tuple[int, int]  # a number on a stream, and a row behind which the next one stands


class Reader(EventTable):
    """An open journal that nothing is written into. Thread-safe. Every call may raise JournalError."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        super().__init__(path, conn)
        self._places = dict[str, tuple[Place, ...]]()  # by stream, where `after` began and stopped reading
        self.damages: tuple[Damage, ...] = ()

    def copy_to(self, path: Path) -> None:
        """A new file with all that is in this one, while others write on. `path`: there is no such file yet."""
        with self._lock, translated_errors(self.path):
            self._conn.execute("VACUUM INTO ?", (str(path),))

    def verify(self, seen: Callable[[int], None] = lambda row: None, known: Known | None = None) -> Verdict:
        """Whether rows, chains and signed checkpoints hold, and are as others know them. `seen`: told how far it is,
        by row; `known`: what it is held against besides itself."""
        from kiosk.journal.proof.walk import verdict  # its libraries are read by whoever verifies, and by nobody else

        last, file, looked = self.last(), self._file_problems(), copy(self)
        looked._columns = with_both_times(self._columns)
        return verdict(self.id, file, looked._batches(), last, self.place_of, known or Known(), seen=seen)

    # --- what it adds up to ---

    def read_state(self) -> State:
        """The live state: folded from some rows before the last real start of a day. Rows of these that cannot be read
        are passed by, and named in `damages`."""
        with self.one_moment():
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

    # --- one visit ---

    def of_visit(self, token: str, since: int) -> list[Recorded]:
        """All that was written of a visit since then (wall ms), ratings too, oldest first; without what cannot be
        read. Only those days' rows are looked through: an index over random tokens would cost a page a row."""
        with self._lock, translated_errors(self.path):
            rows = self._select("seq >= ? AND visit = ? ORDER BY seq", self.row_at(since), token)
        return list(_recorded(rows))

    def row_at(self, wall: int) -> int:
        """A row before which nothing was written at that time or later, by the times that rows tell."""
        low, high = 0, self.last()
        while low < high:
            middle = (low + high) // 2
            rows = self._select("seq > ? ORDER BY seq LIMIT 1", middle)
            if rows and _is_earlier(rows[0], wall):
                low = middle + 1
            else:
                high = middle
        return low

    # --- one stream ---

    def after(self, stream: str, sequence: int, limit: int) -> list[CloudEvent]:
        """The next events of a stream as CloudEvents with their stored hashes, oldest first."""
        with self._lock, translated_errors(self.path):
            start = self._row_before(stream, sequence)
            where = "seq > ? AND stream = ? AND sequence > ? ORDER BY seq LIMIT ?"
            rows = self._select(where, start, stream, sequence, limit)
            self._places[stream] = (*self._places.get(stream, ())[-PLACES:], *_ends(rows))
            return [as_event(row, self.id) for row in rows]

    def _row_before(self, stream: str, sequence: int) -> int:
        """A row behind which the stream's next event stands, near to it: where one of the last readings began or
        stopped, where that is not far, else searched for from the end, because old rows have nothing to say to whoever
        reads on."""
        near = [place for place in self._places.get(stream, ()) if place[0] <= sequence <= place[0] + BATCH]
        if near:
            return max(near)[1]
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

    def ask(self, sql: str, *values: object) -> list[Row]:
        """Rows of a question of finding.py."""
        with self._lock, translated_errors(self.path):
            return self._conn.execute(sql.replace("*", self._columns), values).fetchall()

    def cursor(self, stream: str) -> int:
        """The last sequence of a stream that the city has stored, as far as we know."""
        found = self.ask("SELECT sequence FROM cursors WHERE stream = ?", stream)
        return int(found[0][0]) if found else 0


def _ends(rows: Sequence[Row]) -> tuple[Place, ...]:
    """Before and at the end of what was read of a stream; none where a number is missing or changed."""
    numbers = [row[4] for row in rows]
    if set(map(type, numbers)) != {int} or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return ()
    return (numbers[0] - 1, rows[0][0] - 1), (numbers[-1], rows[-1][0])


def _recorded(rows: Sequence[Row]) -> Iterator[Recorded]:
    for row in rows:
        with suppress(Damage):
            yield as_recorded(row)


def _is_earlier(row: Row, wall: int) -> bool:
    """Of a row whose time cannot be read nobody knows."""
    try:
        return wall_of(row) < wall
    except Damage:
        return False
