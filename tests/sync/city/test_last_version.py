"""The city's database of the last version (last_version/city.db, fed by its kiosk from tests/journal/last_version)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY

import pytest

from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.events import STREAMS
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file
from sync.city.batch.following import Chain
from sync.city.store import Store
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.conftest import LAST_VERSION, brought_up

CITY = Path(__file__).parent / "last_version/city.db"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_file(
        brought_up(Path(shutil.copy(LAST_VERSION, tmp_path))), SOURCE, TestClock(wall_ms=1_796_000_000_000)
    ) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{shutil.copy(CITY, tmp_path)}", trust_first=True)
    yield opened
    opened.close()


def chain(journal: Journal, stream: str) -> Chain:
    return SOURCE, journal.id, stream


def test_it_stands_where_the_last_version_left_it(store: Store, journal: Journal) -> None:
    """Every chain whole and without a gap; the kiosk's last word (the courier's goodbye) had not come yet."""
    for stream in STREAMS:
        head = store.head(chain(journal, stream))
        assert journal.place_of(stream, head.stored) == (ANY, head.hash) and store.gaps(chain(journal, stream)) == []
    assert journal.head("device")[0] == store.head(chain(journal, "device")).stored + 1
    levels = store.sql("SELECT sequence, level, counted FROM ratings ORDER BY sequence").fetchall()
    assert [tuple(row) for row in levels] == [(1, 4, 1), (2, 1, 1), (5, 2, 0), (6, 3, 1), (9, 4, 0)]


VISITS = """
tk0abcdefghi A001 A 0 07:00:42 07:03:44 07:04:19 08:06:55 189  21   7 2 served   not-asked 2
tk1abcdefghi B001 B 0 07:00:51 07:04:33 07:04:40 07:06:20 222  7    0 1 served   rated     1
tk2abcdefghi C001 C 0 07:01:00 07:06:27 -        07:06:34 327  -    0 1 no-show  -         1
tk3abcdefghi A002 A 1 07:01:09 07:01:41 07:01:55 07:04:40 32   95   0 1 served   rated     1
tk4abcdefghi B002 B 0 07:01:18 -        -        08:06:55 -    -    0 1 unserved -         -
walkin000001 E001 E 0 07:06:41 -        07:06:41 08:06:55 0    3614 0 1 served   not-asked 1
guess0000001 A003 A 0 08:08:23 -        -        -        -    -    0 1 -        -         -
today0000002 B003 B 0 01:05:26 -        -        -        -    -    0 1 -        -         -
"""
LEGS = """
tk0abcdefghi 1 A 2 07:00:42 182 - 14 7 1 transferred
tk0abcdefghi 2 D 2 07:04:05 7   7 7  0 0 finished
"""


def written(rows: list[tuple[object, ...]]) -> list[list[str]]:
    """A row as its words: of a time the time of day, of what is not known a dash."""
    return [["-" if cell is None else str(cell).split("T")[-1].split(".")[0] for cell in row] for row in rows]


def test_it_has_the_visits_that_its_events_say(store: Store) -> None:
    """Held against the events by hand: A001 was put aside for 7 s at counter 2 and went to service D, where it waited
    7 s; nobody said when work on it began the first time."""
    visits = store.sql(
        "SELECT visit, ticket, service, priority, issued, called, started, ended, waited_s, served_s, held_s, legs, "
        "how, outcome, counter FROM visits ORDER BY issued"
    ).fetchall()
    assert written(visits) == [line.split() for line in VISITS.strip().splitlines()]
    legs = store.sql(
        "SELECT visit, leg, service, counter, arrived, waited_s, way_s, served_s, held_s, holds, ended_by FROM legs "
        "WHERE visit LIKE 'tk0%' ORDER BY leg"
    ).fetchall()
    assert written(legs) == [line.split() for line in LEGS.strip().splitlines()]


def test_its_times_and_checkpoints_are_told(store: Store, journal: Journal) -> None:
    """The last checkpoint covers every row; of the night's number nobody knows when it was: the version before did not
    say when that start of the machine began."""
    for table in ("visits", "ratings"):
        assert store.sql(f"SELECT DISTINCT provisional FROM {table}").fetchall() == [(0,)]
    unknown = store.sql("SELECT visit, clock FROM visits WHERE time_true IS NULL").fetchall()
    assert unknown == [("guess0000001", "estimated")]
    assert store.sql("SELECT time_true = time, clock FROM ratings").fetchall() == [(1, "synchronised")] * 5
    assert store.sql("SELECT source, journal, sw FROM journals").fetchall() == [(SOURCE, journal.id, "0.1.0")]
    assert store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0


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
