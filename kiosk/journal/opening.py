"""The one way to open the journal: settings → its file and its clock → timestamps that go on from its last event.

Programs say `open_journal(config)`, or `read_journal(config)` when they write nothing; the floor of time is set with it
and cannot be forgotten. This and reading.py, journal.py beside it are all that touches the kiosk's database. How it is
made, or found lost: preparing.py.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drivers.clock import SimulatedClock, SystemClock
from kiosk.config.options import Config
from kiosk.config.paths import journal_path, source_of
from kiosk.core.calendar.moment import Moment
from kiosk.core.calendar.times import Times
from kiosk.host.card import card_of, simulated_card
from kiosk.host.clock_files import RTC, SET, last_time
from kiosk.host.files import write_whole
from kiosk.host.owner import SHARED
from kiosk.host.quota import most_pages
from kiosk.journal import last_known
from kiosk.journal.errors import (
    WHAT_TO_DO,
    JournalBehind,
    JournalError,
    JournalGone,
    NoJournal,
    NotBroughtUp,
    NotOurs,
    translated_errors,
)
from kiosk.journal.finding import begun_from, hash_at
from kiosk.journal.journal import Journal
from kiosk.journal.reading import Reader
from kiosk.journal.schema import ADDITIVE, APPLICATION_ID, MAKING, PAGE_SIZE, STEPS, log_of, signs_of, size_of
from kiosk.journal.timestamps import Clock, Timestamps

WAIT_S = 3  # for another program's write
_WRITING = ("synchronous = FULL", "wal_autocheckpoint = 0")
_READING = ("writable_schema = ON",)  # a file that was cut off would be refused; so it is read as far as it goes
_NO_CHECKPOINT_ON_CLOSE = 1006  # SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, named by Python from 3.12 on


def open_journal(config: Config) -> Journal:
    """To read and to write. Raises JournalError."""
    return open_file(journal_path(config), source_of(config), clock_of(config), last_time(Path(config.kiosk.data)))


def read_journal(config: Config) -> Reader:
    """To read, also one that is damaged. Raises JournalError."""
    return read_file(journal_path(config))


def clock_of(config: Config) -> SystemClock | SimulatedClock:
    """The clock that the config names: the machine's, or the cabinet's."""
    if config.hardware.kind == "simulated":
        return SimulatedClock(Path(config.hardware.wires) / "clock")
    data = Path(config.kiosk.data)
    return SystemClock(data / SET, data / RTC)


def own_card(config: Config) -> str:
    """The identity of the card that the journal's folder lies on, the cabinet's where that is simulated; "" for none
    that is known."""
    if config.hardware.kind == "simulated":
        return simulated_card(Path(config.hardware.wires))
    return card_of(Path(config.kiosk.data))


def present(config: Config) -> Moment:
    """The moment for somebody who writes nothing: not before the last event, where that can be read, and by a clock as
    far as the journal believes it."""
    clock, floor, times = clock_of(config), last_time(Path(config.kiosk.data)), Times()
    with suppress(JournalError), read_journal(config) as journal:  # what is wrong with it is said where it is used
        floor = max(floor, journal.last_wall())
        state = journal.read_state()
        times = state.times.entering(clock.boot(), state.last.mono if state.last else 0)
    return Timestamps(clock, floor)(times=times)


def migrate(path: Path, card: str = "") -> None:
    """Make the journal, or bring it to this version. Raises NotOurs for a foreign file and a newer version's,
    JournalGone where there was one.

    `card`: the identity of the card that it lies on, which becomes its own when it has none yet. A new one takes its
    name whole: after a power cut it is there or not.
    """
    from kiosk.journal.migrations import bring_up

    with translated_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not is_made(path):  # or an earlier version was cut off while it made the first
            _must_be_new(path)
            publish(path, new_file())
        with _connected(path) as conn:
            _check_owner(conn, path)
            _check_newer(conn, path)
            conn.execute("PRAGMA journal_mode = WAL")
            bring_up(conn)
            if _owner(conn) != APPLICATION_ID:
                conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            conn.execute("UPDATE journal SET card = ? WHERE card = ''", (card,))
            conn.close()


def new_file() -> bytes:
    """A journal without a row."""
    with in_memory() as conn:
        return file_of(conn)


def file_of(conn: sqlite3.Connection) -> bytes:
    """Its bytes as a file in WAL mode (file format, offsets 18 and 19): so it is never written without its log, and a
    power cut leaves nothing that must be rolled back before it can be read."""
    content = bytearray(conn.serialize())
    content[18:20] = b"\x02\x02"
    return bytes(content)


@contextmanager
def in_memory() -> Iterator[sqlite3.Connection]:
    """A new journal that is no file yet."""
    from kiosk.journal.migrations import bring_up

    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        bring_up(conn)
        yield conn
    finally:
        conn.close()


def publish(path: Path, content: bytes) -> None:
    """A journal in the place of whatever stands there. First the log goes: it is not this one's."""
    log_of(path).unlink(missing_ok=True)
    Path(f"{path}-shm").unlink(missing_ok=True)
    write_whole(path, content, SHARED)


def is_made(path: Path) -> bool:
    """Something that claims to be one stands there. It is only read."""
    if not size_of(path):
        return False
    with _connected(path, read_only=True) as conn:
        tables = _tables(conn)
        conn.close()
    return not tables <= MAKING


def _must_be_new(path: Path) -> None:
    """Raises JournalGone."""
    signs = [sign for sign in signs_of(path) if sign != log_of(path).name or not size_of(path)]
    if signs:
        raise JournalGone(
            f"{path}: the journal is gone: {', '.join(signs)} beside it say that there was one; put it back, or go on "
            "above its numbers with `kiosk migrate --anew`; see docs/repair.md, 'journal'"
        )


def open_file(path: Path, source: str, clock: Clock, kept: int = 0) -> Journal:
    """`source`: the CloudEvents source of what will be written; `kept`: a time (ms) that has surely passed. For
    programs: `open_journal`. Raises JournalError."""
    with translated_errors(path):
        _must_exist(path)
        with _connected(path) as conn:
            _check_owner(conn, path)
            _check_version(conn, path)
            conn.execute(f"PRAGMA max_page_count = {most_pages(path, PAGE_SIZE)}")
            journal = Journal(path, conn, source, clock, kept=kept)
            must_reach(journal)
            return journal


def read_file(path: Path) -> Reader:
    """A journal by its file alone. Raises JournalError."""
    with translated_errors(path):
        _must_exist(path)
        with _connected(path, read_only=True) as conn:
            _check_owner(conn, path)
            return Reader(path, conn)


def must_reach(journal: Reader) -> None:
    """As far as it is known to have reached. Raises JournalBehind."""
    known, (given, last) = last_known.read(journal.path), journal.ends()
    if given > last:
        raise _behind(journal, f"rows {last + 1} to {given} are gone from its end")
    if known is None or begun_from(journal) == known.journal != journal.id:
        return
    log = size_of(log_of(journal.path)) > 0
    there = last_known.LastKnown(journal.id, last, hash_at(journal, known.seq), {}, "", {}, log)
    if short := last_known.shortfall(known, there):
        raise _behind(journal, short)


def _behind(journal: Reader, why: str) -> JournalBehind:
    return JournalBehind(f"{journal.path}: {why}; {WHAT_TO_DO}")


def _must_exist(path: Path) -> None:
    if not size_of(path):
        _must_be_new(path)
        raise NoJournal(f"{path}: no journal here; run `kiosk migrate` first")


@contextmanager
def _connected(path: Path, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection that stays open, unless what is done first with it goes wrong."""
    name = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    conn = sqlite3.connect(name, uri=True, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _READING if read_only else _WRITING:
            conn.execute(f"PRAGMA {pragma}")
        if hasattr(conn, "setconfig"):  # Python 3.12: whoever closes last does not checkpoint either
            conn.setconfig(_NO_CHECKPOINT_ON_CLOSE, True)
        yield conn
    except BaseException:
        conn.close()
        raise


def _check_owner(conn: sqlite3.Connection, path: Path) -> None:
    """Raises JournalGone, NoJournal, NotOurs."""
    tables = _tables(conn)
    if not tables:
        _must_be_new(path)
        raise NoJournal(f"{path}: no journal here; run `kiosk migrate` first")
    if not tables >= {"events", "journal"} and _owner(conn) != APPLICATION_ID:
        raise NotOurs(f"{path}: not a kiosk journal; it is another program's file: move it away")


def _tables(conn: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _owner(conn: sqlite3.Connection) -> int:
    """The mark in the file's header. A journal with another one is ours all the same: a bit of it was changed."""
    return int(conn.execute("PRAGMA application_id").fetchone()[0])


def _check_version(conn: sqlite3.Connection, path: Path) -> None:
    """Whoever writes knows all of its steps, and it has had them. Raises NotOurs, NotBroughtUp."""
    missing = set(STEPS) - _check_newer(conn, path)
    if missing:
        raise NotBroughtUp(
            f"{path}: an earlier version left it ({', '.join(sorted(missing))}); run `kiosk migrate` first"
        )


def _check_newer(conn: sqlite3.Connection, path: Path) -> set[str]:
    """The steps that it has had. Raises NotOurs for one of a newer version."""
    done = _steps_of(conn)
    newer = sorted(name for name in done - set(STEPS) if not name.endswith(ADDITIVE))
    if newer:
        raise NotOurs(f"{path}: a newer version wrote it ({', '.join(newer)}); install that one")
    return done


def _steps_of(conn: sqlite3.Connection) -> set[str]:
    if not conn.execute("PRAGMA table_info(_sqlite_migrations)").fetchall():
        return set()  # nothing was made yet
    return {str(name) for (name,) in conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'kiosk'")}
