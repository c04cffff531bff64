"""The journal's shape, as named steps that are applied once and never edited afterwards.

Rows of `events` can only be added: triggers refuse UPDATE and DELETE, and an INSERT OR REPLACE (which passes by a
trigger on DELETE) is refused before it happens. There is no index but the key: an index would double the bytes that
the SD card is written with, and every reader here goes along `seq`.

A version that finds a step which it does not know leaves the journal alone, unless the step's name ends in `_additive`:
then what it writes itself stays right beside it, and an update that is rolled back goes on.
"""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.journal.schema import APPLICATION_ID

migrations = Migrations("kiosk")

_EVENTS = """
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  stream TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  time TEXT NOT NULL,
  recordedtime TEXT NOT NULL,
  data TEXT NOT NULL,
  prevhash TEXT NOT NULL,
  hash TEXT NOT NULL,
  source TEXT NOT NULL,
  visit TEXT,
  cause TEXT,
  boot TEXT NOT NULL,
  mono INTEGER NOT NULL,
  clock TEXT NOT NULL
)
"""

_GUARDS = (
    "CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
    "CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
    "CREATE TRIGGER events_once BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq) "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
)


def bring_up(conn: sqlite3.Connection) -> None:
    """Every step that the file has not had yet, and a commit."""
    migrations.apply(Database(conn, execute_plugins=False))
    conn.commit()


@migrations()
def m001_events(db: Database) -> None:
    """The events, their guards, the journal's own random name, and the courier's cursors."""
    for statement in (
        _EVENTS,
        *_GUARDS,
        "CREATE TABLE journal (id TEXT NOT NULL)",
        "INSERT INTO journal VALUES (lower(hex(randomblob(8))))",
        "CREATE TABLE cursors (stream TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID",
    ):
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations()
def m002_records(db: Database) -> None:
    """How each event was hashed, so that rows of either form stand side by side: whoever does not know the column
    writes the first form. The card on which the journal lives. What officers were answered, by their wish's key."""
    for statement in (
        "ALTER TABLE events ADD COLUMN envelope INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE journal ADD COLUMN card TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, wall INTEGER NOT NULL, boot TEXT NOT NULL, "
        "mono INTEGER NOT NULL) WITHOUT ROWID",
    ):
        db.execute(statement)
