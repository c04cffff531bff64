"""The city's database brought up: once, one at a time, in place, back and forth; a newer one is left alone."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from sync.city import migrations
from sync.city.engine import StoreError
from sync.city.rows.facts import as_text
from sync.city.schema import STEPS, Step
from sync.city.store import Store
from tests.sync.chains import ratings
from tests.sync.city.days import day
from tests.sync.city.test_last_version import CITY
from tests.sync.city.test_store_order import DAY, in_memory, tables, take

OPEN = "import sys; from sync.city.store import Store; print('ready', flush=True); input(); Store.open(sys.argv[1])"
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database that nobody opened yet."""
    return f"sqlite:///{tmp_path}/city.db" if request.param == "sqlite" else request.getfixturevalue("postgresql")


@pytest.fixture(params=ENGINES)
def of_before(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of the last version's database; in PostgreSQL its tables with the same rows."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(CITY, tmp_path)}"
    address: str = request.getfixturevalue("postgresql")
    shutil.copy(CITY, tmp_path)
    with sqlite3.connect(tmp_path / CITY.name) as old, psycopg.connect(address) as new:
        for statement in STEPS[0].statements:
            new.execute(statement.encode())
        for (table,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = old.execute(f"SELECT * FROM {table}")
            marks = ", ".join(["%s"] * len(rows.description))
            new.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})".encode(), rows.fetchall())
    return address


def applied(store: Store) -> list[str]:
    return [name for (name,) in store.sql("SELECT name FROM migrations ORDER BY name").fetchall()]


def test_eight_programs_open_a_new_database_at_the_same_moment(url: str) -> None:
    """None fails, and each step was applied once."""
    line = [sys.executable, "-c", OPEN, url]
    started = [
        subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert [program.stdout.readline() for program in started if program.stdout] == ["ready\n"] * 8
    for program in started:
        assert program.stdin
        program.stdin.write("\n")
        program.stdin.flush()
    assert [(program.communicate()[1], program.returncode) for program in started] == [("", 0)] * 8
    store = Store.open(url)
    assert applied(store) == [step.name for step in STEPS]
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    """Said in words, with what to do; nothing in it changes."""
    store = Store.open(url)
    store.sql("INSERT INTO migrations VALUES ('m999_moons', 'tomorrow')")
    store.sql("DROP TABLE legs")
    with pytest.raises(StoreError, match=r"a newer kiosk-city made it \(m999_moons\); install that version"):
        Store.open(url)
    with pytest.raises(StoreError, match="legs"):
        store.sql("SELECT 1 FROM legs")
    store.close()


def test_a_step_is_whole_or_not_there(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later step that fails in its middle takes nothing with it, and is applied when it can be."""
    store = Store.open(url)
    take(store, ratings(3))
    before = tables(store)
    broken = Step("m003_moons", ("CREATE TABLE moons (name TEXT)", "ALTER TABLE nowhere ADD COLUMN x TEXT"))
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, broken))
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(url)
    assert tables(store) == before and "m003_moons" not in applied(store)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step("m003_moons", broken.statements[:1])))
    Store.open(url).close()
    assert store.sql("SELECT name FROM moons").fetchall() == [] and "m003_moons" in applied(store)
    store.close()


def test_a_database_of_before_is_brought_up_as_if_its_events_had_just_come(of_before: str, tmp_path: Path) -> None:
    """The same rows in every table as a new database has after the same events, on either engine."""
    brought_up, new = Store.open(of_before), Store.open(f"sqlite:///{tmp_path}/new.db")
    events = [orjson.loads(event) for (event,) in brought_up.sql("SELECT event FROM events").fetchall()]
    take(new, events)
    assert len(events) == 74 and tables(brought_up) == tables(new)
    brought_up.close()
    new.close()


def test_what_a_former_version_stored_meanwhile_is_taken_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken back to it and up again, a page at a time: the tables are those of a city that was never taken back."""
    monkeypatch.setattr(migrations, "AT_ONCE", 7)
    events = day(DAY).sent
    store = Store.open(url)
    take(store, events[:40])
    for event in events[40:]:
        as_before(store, event)
    Store.open(url).close()
    straight = in_memory(trust_first=False)
    take(straight, events)
    assert tables(store) == tables(straight)
    store.close()


def as_before(store: Store, event: dict[str, Any]) -> None:
    """What the version before steps wrote of an event that follows on its chain."""
    chain = (event["source"], event["journal"], event["stream"])
    names = ("source", "journal", "stream", "sequence", "id", "type", "time", "recordedtime", "prevhash", "hash")
    store.sql(
        f"INSERT INTO events ({', '.join(names)}, correlationid, data, event) VALUES ({', '.join('?' * 13)})",
        *(event[name] for name in names), event.get("correlationid"), as_text(event["data"]), as_text(event),
    )  # fmt: skip
    store.sql(
        "INSERT INTO heads VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, journal, stream) "
        "DO UPDATE SET stored = excluded.stored, hash = excluded.hash",
        *chain, event["sequence"], event["hash"],
    )  # fmt: skip
    store.sql("UPDATE kiosks SET last_event = ? WHERE source = ?", event["time"], event["source"])


def test_an_opened_database_is_opened_again_without_a_change(url: str) -> None:
    """Twice the same steps are applied once, and nothing is read anew."""
    store = Store.open(url)
    take(store, ratings(3))
    before = tables(store), store.sql("SELECT * FROM migrations").fetchall()
    Store.open(url).close()
    assert (tables(store), store.sql("SELECT * FROM migrations").fetchall()) == before
    store.close()
