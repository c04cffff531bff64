"""The journal: everything that happened, one row each, appended inside one transaction before the world shows it.

`transact(decide)` is the way to write: under BEGIN IMMEDIATE it folds what others wrote, lets the decision see that
state, appends its facts with their chain, and commits with one sync. The state is handed on only after COMMIT. A wish
that may come twice goes through `transact_once`, whose answer is stored with the facts (answers.py).
WAL, `synchronous=FULL`, no automatic checkpoints (the touch app owns them and makes them when it is quiet). How it is
opened: opening.py; how it is read: reading.py.
"""

import secrets
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import NamedTuple, TypeVar

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.device import device_moved
from kiosk.core.office.refusals import Refused
from kiosk.core.record import chain
from kiosk.core.record.events import STREAMS, Fact, Recorded
from kiosk.core.record.rating_events import salted
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from kiosk.host.disk import reserve as disk_reserve
from kiosk.journal import last_known
from kiosk.journal.answers import Answer, Answers, Stored, must_be_key, told
from kiosk.journal.errors import Damage, DiskFull, JournalError, translated_errors
from kiosk.journal.finding import hash_at
from kiosk.journal.reading import Reader
from kiosk.journal.room import Room
from kiosk.journal.rows import INSERT, WITH_SEQ, form_of, row_of, stepped
from kiosk.journal.schema import log_of, size_of
from kiosk.journal.timestamps import Clock, Timestamps

NEWS = 10_000  # rows kept for `refresh`; a program that never asks does not grow

LOG_STAYS = hasattr(sqlite3.Connection, "setconfig")  # before Python 3.12 whoever closes last folds and removes it
T = TypeVar("T")
Salt = Callable[[], str]
Decide = Callable[[State, Moment], Sequence[Fact]]
Tell = Callable[[Sequence[Recorded], State, State], Answer]


class Written(NamedTuple):
    """With its hash, and in which envelope."""

    recorded: Recorded
    hash: str
    form: int


def new_salt() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


class Journal(Reader):
    """One program's open journal. Thread-safe. Every call may raise JournalError."""

    def __init__(
        self, path: Path, conn: sqlite3.Connection, source: str, clock: Clock, salt: Salt = new_salt, kept: int = 0
    ) -> None:
        """`source`: the CloudEvents source of what will be written, `/H55/92/08/000/k1`; `salt`: of a rating; `kept`:
        a time (ms) that has surely passed, 0 for none."""
        super().__init__(path, conn)
        self.source, self._salt, self._answers = source, salt, Answers(conn)
        self.room = Room(path, conn)
        self._news, self._began = deque[Recorded](maxlen=NEWS), False
        with self.one_moment():  # or an event of just now would be in the state, and not in the hashes
            self._hashes = {stream: super(Journal, self).head(stream)[1] for stream in STREAMS}
            self._state, self._form = self.read_state(), self._last_form()
        self.timestamps = Timestamps(clock, max(kept, self._last_wall()))

    # --- state ---

    @property
    def state(self) -> State:
        """What the events add up to, as far as this program has looked."""
        return self._state

    def now(self) -> Moment:
        """The present moment by this program's clock; one that is not known goes on from the last event."""
        last, boot = self._state.last, self.timestamps.clock.boot()
        times = self._state.times.entering(boot, last.mono if last else 0)
        return self.timestamps(self._last_wall(), times)

    def _last_wall(self) -> int:
        return self._state.last.wall if self._state.last else 0

    def refresh(self) -> list[Recorded]:
        """What was written by anybody since the last call, oldest first."""
        with self._lock, translated_errors(self.path):
            self._catch_up()
            news = list(self._news)
            self._news.clear()
            return news

    def look(self) -> None:
        """The state is what everybody has written by now; `refresh` tells of it all the same."""
        with self._lock, translated_errors(self.path):
            self._catch_up()

    def _catch_up(self) -> None:
        for row in self._select("seq > ? ORDER BY seq", self._state.seq):
            self._state, recorded, damage = stepped(self._state, row, self.id)
            if damage:
                self._state, self._hashes, self.damages = self._past(damage)
            if recorded:
                self._hashes[recorded.stream], self._form = row[8], row[15]
                self._news.append(recorded)

    def _past(self, damage: Damage) -> tuple[State, dict[str, str], tuple[Damage, ...]]:
        """Where the chains stand behind a row that somebody wrote just now, and that cannot be read."""
        heads = {stream: super(Journal, self).head(stream) for stream in STREAMS}
        state = replace(self._state, heads={stream: n for stream, (n, _) in heads.items() if n})
        return state, {stream: hash_ for stream, (_, hash_) in heads.items()}, (*self.damages, damage)

    def _last_form(self) -> int:
        found = self._conn.execute("SELECT envelope FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        return int(found[0]) if found else WITH_SEQ

    def head(self, stream: str) -> tuple[int, str]:
        """As everybody has written it by now: known without a search, because somebody may wait for the lock."""
        with self._lock, translated_errors(self.path):
            self._catch_up()
            return self._state.heads.get(stream, 0), self._hashes[stream]

    # --- writing ---

    def transact(self, decide: Decide) -> list[Recorded]:
        """Append what `decide` makes of the state, in one transaction; what was written, or [] for nothing.

        A refusal or any error of `decide` leaves the journal as it was. Raises DiskFull, JournalError.
        """
        with self._lock:
            with self._transaction() as now:
                written = self._append(self.room.allowed(decide(self._state, now), self._state.seq), now)
            return self._kept(written)

    def transact_once(self, key: str, decide: Decide, answer: Tell) -> tuple[Answer, list[Recorded]]:
        """The same for a wish that may come again: its answer, and what was written now ([] where it came before).

        `key`: of this wish, a text of up to 200 letters. Within a day the same key gets the same answer and writes
        nothing, whoever asks and whatever became of the program that answered first. `answer`: what is written, the
        state before it, the state after it → plain JSON values, which are stored with the facts. A refusal of `decide`
        is stored and raised again likewise. Raises Refused, DiskFull, JournalError; ValueError for what is no key.
        """
        must_be_key(key)
        with self._lock:
            said, written = None, list[Written]()
            try:
                with self._transaction() as now:
                    said = self._answers.find(key)
                    if said is None:
                        said, written = self._decided(decide, answer, now)
                        self._answers.keep(key, said, now)
            except JournalError:
                if said is None or "refused" not in said:  # a refusal is one, whether or not it could be kept
                    raise
            return told(said), self._kept(written)

    def must_take_rows(self) -> None:
        """A row can be put behind the last one; none is. Raises JournalDamaged."""
        with self._lock, translated_errors(self.path):
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                self._catch_up()
                self._conn.execute(INSERT, (self._state.seq + 1, *[""] * 14, WITH_SEQ, ""))
            finally:
                self._conn.execute("ROLLBACK")

    def _decided(self, decide: Decide, answer: Tell, now: Moment) -> tuple[Stored, list[Written]]:
        try:
            written = self._append(self.room.allowed(decide(self._state, now), self._state.seq), now)
        except Refused as refused:
            return {"refused": refused.code}, []
        facts = [found.recorded for found in written]
        return {"answer": answer(facts, self._state, reduce(fold, facts, self._state))}, written

    @contextmanager
    def _transaction(self) -> Iterator[Moment]:
        """One write: the present moment, with all that others wrote before it in the state."""
        with translated_errors(self.path):
            self._fold_at_first()
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                self._catch_up()
                yield self.now()
                self._conn.execute("COMMIT")
            except BaseException:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")
                raise

    def _fold_at_first(self) -> None:
        """Before the first write of a start the log is folded back and begun anew. A sync that failed leaves rows in it
        that every program sees and the card does not have (Linux forgets what it could not write); whoever opens it
        after that takes them as written, and a power cut takes them with all that was promised behind them. Where
        another program is just reading, the log was open all the time, and only that one could have been deceived."""
        if not self._began:
            self._catch_up()
            self.checkpoint()
            self._began = True

    def _append(self, facts: Sequence[Fact], now: Moment) -> list[Written]:
        heads, hashes, seq = dict(self._state.heads), dict(self._hashes), self._state.seq
        form = form_of((fact.event.TYPE for fact in facts), self._form)
        written = []
        for fact in facts:
            stream, seq = fact.event.STREAM, seq + 1
            heads[stream] = heads.get(stream, 0) + 1
            recorded = self._record(seq, stream, heads[stream], fact, now)
            event = chain.cloud_event(recorded, self.source, self.id, hashes[stream], form >= WITH_SEQ)
            self._conn.execute(INSERT, row_of(recorded, event, self.source, form))
            hashes[stream] = event["hash"]
            written.append(Written(recorded, event["hash"], form))
        return written

    def _record(self, seq: int, stream: str, sequence: int, fact: Fact, now: Moment) -> Recorded:
        id_, event = chain.event_id(self.id, stream, sequence), salted(fact.event, self._salt())
        return Recorded(
            seq, id_, stream, sequence, now.wall, now.mono, now.boot, now.clock, event, fact.visit, fact.cause
        )

    def _kept(self, written: Sequence[Written]) -> list[Recorded]:
        self.room.written()
        for recorded, hash_, form in written:
            self._state = fold(self._state, recorded)
            self._hashes[recorded.stream], self._form = hash_, form
            self._news.append(recorded)
        return [found.recorded for found in written]

    def on_reserve(self, work: Callable[[], T]) -> T:
        """What `work` gives. On a full disk the reserve beside the journal is given back, that is written down, and it
        is tried once more, whichever program meets it; the touch app takes the reserve anew when there is room again.
        Raises what `work` raises; DiskFull where there was nothing to give back, or too little."""
        try:
            return work()
        except DiskFull:
            if not disk_reserve.give_back(disk_reserve.reserve_of(self.path)):
                raise
        with suppress(JournalError):
            self.transact(lambda state, now: device_moved(state, "disk", "full"))
        return work()

    def wait_at_most(self, ms: int) -> None:
        """For a lock that another program holds; whoever has a person in front of it waits shorter than the others."""
        with self._lock, translated_errors(self.path):
            self._conn.execute(f"PRAGMA busy_timeout = {ms}")

    def probe(self) -> None:
        """Whether it can be written again: one page of it is written and synced, and no event is added. Raises DiskFull
        also where the next events would find no room in the file, JournalError."""
        with self._lock, self._transaction():
            self._conn.execute("UPDATE journal SET card = card")
            self.room.must_be_there()

    def checkpoint(self, last: bool = False) -> None:
        """Fold the WAL back and use it again from its start, and note how far the journal reaches; only the touch app
        calls this, when it is quiet, and `kiosk migrate`. `last`: it is emptied too, so that `journal.db` alone holds
        all and nothing stands over it; that is noted before, or a power cut between would make it a log that is gone.
        """
        with self._lock, translated_errors(self.path):
            if last:
                self._note(log=False)
            way = "TRUNCATE" if last else "RESTART"
            (_, frames, _) = self._conn.execute(f"PRAGMA wal_checkpoint({way})").fetchone()
            log = LOG_STAYS and size_of(log_of(self.path)) > 0
            if frames >= 0 and (log or not last):  # -1: in memory, before it is a file
                self._note(log)

    def _note(self, log: bool) -> None:
        state, hash_ = self._state, hash_at(self, self._state.seq)
        last_known.write(self.path, last_known.last_known(self.id, state, self._hashes, hash_, log))

    # --- the courier ---

    def move_cursors(self, moved: Mapping[str, int]) -> None:
        """How far the city has each of these streams, at least one: all of them in one commit."""
        marks = ", ".join(["(?, ?)"] * len(moved))
        with self._lock, translated_errors(self.path):
            self._conn.execute(
                f"INSERT INTO cursors VALUES {marks} ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence",
                [word for each in moved.items() for word in each],
            )
