"""A new journal; and one with something of everything in it: the one that the last version left."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.record import events as e
from kiosk.journal.opening import migrate, open_file
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.signed import sign

LAST_VERSION = Path(__file__).parent / "last_version/journal.db"
MIXED = 78  # rows of two versions
DEVICE = e.DeviceChanged("scanner", "missing")
GUARDS = ("events_stay", "events_keep")
Thief = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new journal."""
    migrate(tmp_path / "journal.db")
    return tmp_path / "journal.db"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A copy of it, 75 rows of every type that it knew; rows 53, 59 and 74 are checkpoints."""
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(LAST_VERSION, tmp_path / "data/journal.db"))


@pytest.fixture
def ready(kept: Path) -> Path:
    """The same, brought to this version."""
    return brought_up(kept)


@pytest.fixture
def mixed(ready: Path) -> Path:
    """By this version rows 76 to 78 behind those: a rating, a device, a signed checkpoint."""
    with open_file(ready, SOURCE, Ticking()) as journal:
        journal.transact(lambda state, now: (e.Fact(e.RatingReasoned(1, ("LATE",))), e.Fact(DEVICE)))
        sign(journal)
        assert journal.last() == MIXED
        journal.checkpoint(last=True)
    return ready


def brought_up(path: Path) -> Path:
    """In its own file alone, also on Pythons on which the log outlives closing."""
    migrate(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def thief(kept: Path) -> Thief:
    """Somebody with a screwdriver: changes the file behind everybody's back, its guards gone."""

    def steals(sql: str, *values: object) -> None:
        with sqlite3.connect(kept) as db:
            for guard in GUARDS:
                db.execute(f"DROP TRIGGER IF EXISTS {guard}")
            db.execute(sql, values)
        db.close()

    return steals
