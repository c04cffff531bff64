"""A database that is away is nobody's message: at the start, in the middle, full. Told with the remedy,
waited for, and nothing is acknowledged, buried or lost meanwhile."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.failures.servers import Server, owned
from scripts.soak.link import SOURCE, CityLink, until
from sync.city import engine
from sync.city.clerk import Clerk
from sync.city.engine import Away
from sync.city.store import Store
from sync.envelope import read_ack
from sync.packing import pack
from tests.sync.chains import JOURNAL, ratings
from tests.sync.city.running.parts import PATIENCE, Broker, City, Ear, needs_broker
from tests.sync.conftest import program

TOPIC, LARGEST = f"motcua/v1{SOURCE}/rating", 1 << 20


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL that is not started yet."""
    program("initdb")
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        owned(Path(folder))
        made = Server(Path(folder), 1)
        made.initdb()
        yield made
        made.kill()


@pytest.mark.slow
@needs_broker
def test_a_postgresql_that_is_absent_at_the_start_is_waited_for(tmp_path: Path, server: Server) -> None:
    """What is missing is told each in its way, with what to do; once all is there it works, without a restart."""
    broker = Broker(tmp_path)
    city = City(tmp_path, broker.url, server.url())
    city.says("city database does not answer: start PostgreSQL")
    server.start()
    city.says("city database is not made yet: createdb")
    server.sql("CREATE DATABASE city")
    city.says("listening")
    ear = Ear(broker.port, f"motcua/v1{SOURCE}/ack/#")
    ear.says(TOPIC, pack(ratings(3)))
    until(lambda: ear.heard, "the acknowledgement", PATIENCE)
    ear.close()
    city.stop()
    broker.close()


class Served(CityLink):
    """A city that stores into a PostgreSQL."""

    url = ""

    def opened(self) -> Store:
        return Store.open(self.url, seat="city")

    def acknowledged(self) -> int:
        return self.sender.lanes["rating"].cursor


@pytest.mark.slow
@needs_broker
@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_postgresql_that_goes_and_comes_back_loses_and_buries_nothing(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Stopped in order or killed under the ratings that come, twice: all of them are stored once."""
    server.start()
    server.sql("CREATE DATABASE city")
    monkeypatch.setattr(Served, "url", server.url())
    way = Served(tmp_path)
    for n in range(1, 3):
        way.rate(20)
        getattr(server, how)()
        way.rate(20)
        until(lambda n=n: sum("city database" in line for line in way.said) >= 1, "the word for it", PATIENCE)  # type: ignore[misc]
        server.start()
        until(lambda n=n: way.acknowledged() == 40 * n, "all acknowledged", PATIENCE)  # type: ignore[misc]
    assert server.sql_in("city", "SELECT count(*), max(sequence) FROM ratings") == [(80, 80)]
    assert server.sql_in("city", "SELECT count(*) FROM dead_letters") == [(0,)]
    way.close()


# --- what cannot be written is not the message's fault ---

_FULL = """
CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'played' USING ERRCODE = '{code}'; END$$;
CREATE TRIGGER away BEFORE INSERT ON events EXECUTE FUNCTION away()
"""


def _sqlite_full(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """The file may not grow, as on a full disk; SQLite raises the same SQLITE_FULL."""
    opened = engine._sqlite
    (pages,) = store.sql("PRAGMA page_count").fetchone()

    def small(path: Path) -> Any:
        db = opened(path)
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
        return db

    monkeypatch.setattr(engine, "_sqlite", small)
    return lambda: monkeypatch.setattr(engine, "_sqlite", opened)


def _postgresql_raises(code: str) -> Callable[[Store, pytest.MonkeyPatch], Callable[[], object]]:
    """The server's own error of that state, of the events alone: a letter would still find room."""

    def begin(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
        for statement in _FULL.format(code=code).split(";\nCREATE TRIGGER"):
            store.sql(statement if "FUNCTION away() RETURNS" in statement else f"CREATE TRIGGER{statement}")
        return lambda: store.sql("DROP FUNCTION away() CASCADE")

    return begin


def _postgresql_read_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """As a standby is, or a server that an administrator protects."""
    store.sql(
        "DO $$BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_read_only=on'; END$$"
    )
    return lambda: store.sql(
        "DO $$BEGIN SET default_transaction_read_only = off; "
        "EXECUTE 'ALTER DATABASE ' || current_database() || ' RESET default_transaction_read_only'; END$$"
    )


TROUBLES = {
    "full": ("sqlite", _sqlite_full),
    "full disk": ("postgresql", _postgresql_raises("53100")),
    "out of memory": ("postgresql", _postgresql_raises("53200")),
    "I/O error": ("postgresql", _postgresql_raises("58030")),
    "cancelled by a limit": ("postgresql", _postgresql_raises("57014")),
    "read-only": ("postgresql", _postgresql_read_only),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_database_that_cannot_write_buries_no_good_message(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Also where a dead letter would still find room: nothing is acknowledged; once it can write, all is stored."""
    kind, begin = TROUBLES[name]
    url = f"sqlite:///{tmp_path}/city.db" if kind == "sqlite" else request.getfixturevalue("postgresql")
    beside = Store.open(url)
    end = begin(beside, monkeypatch)
    made = Clerk(lambda: Store.open(url), None)
    messages = [(TOPIC, pack([event])) for event in ratings(300)]
    with pytest.raises(Away, match="city database"):
        made.open()
        made.take(messages, LARGEST)
    end()
    assert beside.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
    made.open()
    done = made.take(messages, LARGEST)
    assert [read_ack(word.payload).stored for word in done.words] == [300]
    assert beside.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
    made.close()
    beside.close()


@pytest.mark.slow
def test_a_file_that_another_program_holds_buries_no_good_message(tmp_path: Path) -> None:
    """Somebody's report or backup writes for longer than we wait."""
    made = Clerk(lambda: Store.open(f"sqlite:///{tmp_path}/city.db"), None)
    made.open()
    beside = Store.open(f"sqlite:///{tmp_path}/city.db")
    with beside.sql.transaction(), pytest.raises(Away, match="locked"):
        made.take([(TOPIC, pack(ratings(3)))], LARGEST)
    made.take([(TOPIC, pack(ratings(3)))], LARGEST)
    assert beside.head((SOURCE, JOURNAL, "rating")).stored == 3
    assert beside.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
    made.close()
    beside.close()


@pytest.mark.slow
@needs_broker
def test_a_full_disk_is_told_with_the_remedy_and_room_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a real broker: the kiosk keeps all, the city tries again by itself, and says when it stores again."""
    way = CityLink(tmp_path)
    with closing(way.opened()) as store:
        way.city.stop()
        end = _sqlite_full(store, monkeypatch)
    way.city = way.receive()
    way.rate(200)
    until(lambda: any("has a full disk: make room" in line for line in way.said), "the word for it", PATIENCE)
    end()
    until(lambda: len(way.stored()) == 200, "all of them", PATIENCE)
    until(lambda: any("stores again" in line for line in way.said), "the good word", PATIENCE)
    with closing(way.opened()) as store:
        assert store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 0
    way.close()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "removed": lambda file: file.unlink(),
    "another one put there": lambda file: Path(shutil.copy(file, file.with_name("copy"))).replace(file),
    "its log removed": lambda file: file.with_name(f"{file.name}-wal").unlink(),
    "moved away": lambda file: file.rename(file.with_name("kept.db")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_nothing_is_acknowledged_out_of_a_file_that_nobody_finds_again(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    """What is written into it is written for nobody."""
    file = tmp_path / "city.db"
    with closing(Store.open(f"sqlite:///{file}")) as store, closing(Store.open(f"sqlite:///{file}")):
        with store.sql.settled():
            store.sql("DELETE FROM dead_letters")
        damage(file)
        for _ in range(2):
            with pytest.raises(Away, match="not the one that was opened"), store.sql.settled():
                store.chains()


def test_a_backup_that_is_put_over_the_file_under_us_is_opened_as_it_is(tmp_path: Path) -> None:
    """Not with the former file's log, whose pages would be written into it."""
    file, url = tmp_path / "city.db", f"sqlite:///{tmp_path}/city.db"
    clerk = Clerk(lambda: Store.open(url), None)
    clerk.open()
    clerk.take([(TOPIC, pack(ratings(200)[:3]))], LARGEST)
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(tmp_path / "backup")) as backup:
        db.backup(backup)
    for at in range(3, 200, 20):
        clerk.take([(TOPIC, pack(ratings(200)[at : at + 20]))], LARGEST)
    (tmp_path / "backup").replace(file)
    with pytest.raises(Away, match="not the one that was opened"):
        clerk.greet()
    clerk.open()
    with closing(Store.open(url)) as store:
        assert store.sql("SELECT count(*) FROM ratings").fetchone() == (3,)
        assert store.sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    clerk.take([(TOPIC, pack(ratings(200)))], LARGEST)
    with closing(Store.open(url)) as store:
        assert store.sql("SELECT count(*) FROM ratings").fetchone() == (200,)
    clerk.close()


@needs_broker
def test_a_database_that_is_removed_under_the_city_is_made_anew_and_gets_everything(tmp_path: Path) -> None:
    """Told with what to do; the kiosk sends again what the new file lacks."""
    way = CityLink(tmp_path)
    way.rate(50)
    until(lambda: len(way.stored()) == 50, "the first ones", PATIENCE)
    (tmp_path / "city.db").unlink()
    way.rate(50)
    until(lambda: any("was removed or exchanged" in line for line in way.said), "the word for it", PATIENCE)
    until(lambda: len(way.stored()) == 100, "all of them", PATIENCE)
    way.close()
