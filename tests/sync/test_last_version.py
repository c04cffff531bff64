"""The city's database of the last version (last_version/city.db, fed by its kiosk from tests/journal/last_version)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.events import STREAMS
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file
from sync.city.store import Chain, Store
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.conftest import LAST_VERSION

CITY = Path(__file__).parent / "last_version/city.db"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_file(Path(shutil.copy(LAST_VERSION, tmp_path)), SOURCE, TestClock(wall_ms=1_796_000_000_000)) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{shutil.copy(CITY, tmp_path)}")
    yield opened
    opened.close()


def chain(journal: Journal, stream: str) -> Chain:
    return SOURCE, journal.id, stream


def test_it_stands_where_the_last_version_left_it(store: Store, journal: Journal) -> None:
    """Every chain whole and without a gap; the kiosk's last word (the courier's goodbye) had not come yet."""
    for stream in STREAMS:
        head = store.head(chain(journal, stream))
        assert head.hash == journal.hash_of(stream, head.stored) and store.gaps(chain(journal, stream)) == []
    assert journal.head("device")[0] == store.head(chain(journal, "device")).stored + 1
    levels = store.sql("SELECT sequence, level, counted FROM ratings ORDER BY sequence").fetchall()
    assert [tuple(row) for row in levels] == [(1, 4, 1), (2, 1, 1), (5, 2, 0), (6, 3, 1), (9, 4, 0)]


def test_it_goes_on_with_what_this_version_sends(store: Store, journal: Journal) -> None:
    """What was missing and what is new follow on the same chains, and nothing is a dead letter."""
    journal.transact(lambda state, now: ratings.press(state, now, RULES, Press(2, "touch")))
    with store.transaction():
        for stream in STREAMS:
            store.keep(journal.after(stream, store.head(chain(journal, stream)).stored, 100))
            store.advance(chain(journal, stream))
    for stream in STREAMS:
        head = store.head(chain(journal, stream))
        assert (head.stored, head.hash) == journal.head(stream)
    assert store.sql("SELECT level FROM ratings WHERE sequence = 10").fetchone()[0] == 2
    assert store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
