"""A new journal; and one with something of everything in it: the one that the last version left."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.journal.opening import migrate

LAST_VERSION = Path(__file__).parent / "last_version/journal.db"
GUARDS = ("events_stay", "events_keep")
Thief = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new journal."""
    migrate(tmp_path / "journal.db")
    return tmp_path / "journal.db"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A copy of it, 75 rows of every type; rows 53, 59 and 74 are checkpoints."""
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(LAST_VERSION, tmp_path / "data/journal.db"))


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
