"""A journal of another version: what is not known is said, and nothing is changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from kiosk.core.record import events as e
from kiosk.journal import migrations
from kiosk.journal.errors import JournalError, NotOurs
from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.schema import STEPS
from tests.journal.clocks import SOURCE, TestClock

STEP = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', ?, 'tomorrow')"
ROW = (
    "INSERT INTO events SELECT 76, 'x', ?, 'device', 99, time, time, data, prevhash, hash, source, visit, cause, boot, "
    "mono, clock, ? FROM events WHERE seq = 75"
)


def by_sql(path: Path, sql: str, *values: object) -> bytes:
    """What is in the file then."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql, values)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def test_the_steps_are_those_that_are_made() -> None:
    """Their names are told apart from the module that makes them, which every start would pay for."""
    assert [step.name for step in migrations.migrations.pending(sqlite_utils.Database(memory=True))] == list(STEPS)


WRITERS: dict[str, Callable[[Path], object]] = {
    "a program": lambda path: open_file(path, SOURCE, TestClock()),
    "migrate": migrate,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_step_of_a_newer_version_is_refused(ready: Path, writer: str) -> None:
    """By its name, before anything is written: the file is the same, bit by bit."""
    before = by_sql(ready, STEP, "m003_moon")
    with pytest.raises(NotOurs, match=r"a newer version wrote it \(m003_moon\); install that one"):
        WRITERS[writer](ready)
    assert ready.read_bytes() == before


def test_a_step_that_only_adds_lets_an_update_go_back(ready: Path) -> None:
    """Its name says that earlier versions may write beside it."""
    by_sql(ready, STEP, "m003_moon_additive")
    migrate(ready)
    with open_file(ready, SOURCE, TestClock()) as journal:
        journal.transact(lambda s, now: (e.Fact(e.DeviceChanged("scanner", "missing")),))
        assert journal.verify().good


@pytest.mark.parametrize(
    ("type_", "envelope", "says"),
    [
        ("vn.motcua.moon.risen.v1", 2, "row 76: unknown event type"),
        ("vn.motcua.rating.given.v9", 2, "row 76: unknown event type"),
        ("vn.motcua.device.changed.v1", 3, "row 76: unknown envelope 3"),
    ],
)
def test_an_event_of_a_newer_version_is_refused(ready: Path, type_: str, envelope: int, says: str) -> None:
    """A type, a version of a type or an envelope that is not known here; nothing is written behind it."""
    before = by_sql(ready, ROW, type_, envelope)
    with pytest.raises(NotOurs, match=says) as error:
        open_file(ready, SOURCE, TestClock())
    assert "a newer version wrote it, install that one" in str(error.value)
    assert ready.read_bytes() == before


def test_a_reader_reads_what_it_can(ready: Path) -> None:
    """A newer version's type is shown as it is; a newer envelope is named in its place."""
    by_sql(ready, STEP, "m003_moon")
    by_sql(ready, ROW, "vn.motcua.moon.risen.v1", 2)
    with read_file(ready) as reader:
        assert list(reader.rows())[-1]["type"] == "vn.motcua.moon.risen.v1"
    by_sql(ready, ROW.replace("76", "77").replace("seq = 75", "seq = 76"), "vn.motcua.moon.set.v1", 3)
    with read_file(ready) as reader:
        assert "row 77: unknown envelope 3" in str(list(reader.readable())[-1])
        with pytest.raises(JournalError, match="row 77: unknown envelope 3; a newer version wrote it"):
            list(reader.rows())
