"""Several kiosk-city at one database and one broker: each known by its own name, none throws another one out."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.soak.link import SOURCE, until
from sync.city.__main__ import main
from sync.city.store import Store
from sync.packing import pack
from tests.sync.chains import chain, rating, ratings
from tests.sync.city.running.parts import PATIENCE, Broker, City, Ear, Grudging, needs_broker

pytestmark = [pytest.mark.slow, needs_broker]
TOPIC = f"motcua/v1{SOURCE}/rating"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.close()


def stored(db: str) -> int:
    with closing(Store.open(db)) as store:
        return int(store.sql("SELECT count(*) FROM ratings").fetchone()[0])


def urls(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> str:
    return f"sqlite:///{tmp_path}/city.db" if engine == "sqlite" else str(request.getfixturevalue("postgresql"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("split", ["shared", "units"])
def test_workers_that_start_at_once_share_the_work_and_leave_each_other_alone(
    request: pytest.FixtureRequest, tmp_path: Path, broker: Broker, engine: str, split: str
) -> None:
    """A new database, three workers of a group or of a part each: all listen, everything is stored once, and none is
    thrown out by another one's name."""
    db = urls(request, tmp_path, engine)
    ways: dict[str, list[tuple[str, ...]]] = {
        "shared": [("--shared", "g", "--worker", name) for name in "abc"],
        "units": [("--units", unit) for unit in ("H55/92", "H55/93", "H56")],
    }
    cities = [City(tmp_path, broker.url, db, *words, name=f"city{n}") for n, words in enumerate(ways[split])]
    for city in cities:
        city.says("listening")
    ear = Ear(broker.port)
    for event in ratings(60):
        ear.says(TOPIC, pack([event]))
    until(lambda: stored(db) == 60, "all of them", PATIENCE)
    ear.close()
    for city in cities:
        assert city.is_up() and "taken over" not in city.said() and city.said().count("listening") == 1
        city.stop()


def test_of_two_with_the_same_words_one_waits_and_takes_the_dead_ones_place(
    tmp_path: Path, broker: Broker, postgresql: str
) -> None:
    """At a PostgreSQL: the second one says that it waits, dials no broker, and goes on when the first one is killed."""
    first = City(tmp_path, broker.url, postgresql, "--units", "H55", name="first")
    first.says("listening")
    second = City(tmp_path, broker.url, postgresql, "--units", "H55", name="second")
    second.says("is served already: this kiosk-city waits")
    assert "listening" not in second.said() and "taken over" not in first.said()
    first.kill()
    second.says("listening")
    ear = Ear(broker.port)
    ear.says(TOPIC, pack(ratings(3)))
    until(lambda: stored(postgresql) == 3, "what the second one stores", PATIENCE)
    ear.close()
    second.stop()


def test_a_dead_workers_part_is_served_by_one_that_stands_by_for_it(
    tmp_path: Path, broker: Broker, postgresql: str
) -> None:
    """It serves its own part meanwhile, then both: what came while nobody was there is stored too, nothing twice."""
    other = SOURCE.replace("H55/92", "H55/93")
    first = City(tmp_path, broker.url, postgresql, "--units", "H55/93", name="first")
    first.says("listening")
    second = City(tmp_path, broker.url, postgresql, "--units", "H55/92", "--standby", "H55/93", name="second")
    second.says("H55/93: city database is served already")
    ear = Ear(broker.port)
    here, there = ratings(6), chain([rating() for _ in range(6)], other, "f" * 16)
    for events in (here[:3], there[:3]):
        ear.says(f"motcua/v1{events[0]['source']}/rating", pack(events))
    until(lambda: stored(postgresql) == 6, "what each stores", PATIENCE)
    first.kill()
    for events in (there[3:5], here[3:], there[3:]):
        ear.says(f"motcua/v1{events[0]['source']}/rating", pack(events))
    until(lambda: stored(postgresql) == 12, "what the one that is left stores", PATIENCE)
    ear.close()
    second.stop()


def test_a_part_of_another_needs_a_place_to_wait_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A file has none: said at once."""
    words = ["--broker", "mqtt://127.0.0.1:9", "--db", "sqlite:///x.db", "--standby", "H56"]
    assert main(words) == 2 and "--standby needs a PostgreSQL" in capsys.readouterr().err


def test_two_of_one_name_at_a_file_are_told_so(tmp_path: Path, broker: Broker) -> None:
    """A file has no places; who is thrown out says why, and what to do, and waits longest."""
    db = f"sqlite:///{tmp_path}/city.db"
    cities = [City(tmp_path, broker.url, db, name=f"city{n}") for n in range(2)]
    until(lambda: any("another program's too" in city.said() for city in cities), "the word for it", PATIENCE)
    for city in cities:
        city.stop()


@pytest.mark.parametrize("words", [("--shared", "g"), ("--worker", "a")])
def test_a_group_needs_a_name_of_each(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """One word without the other is a mistake, said at once."""
    assert main(["--broker", "mqtt://127.0.0.1:9", "--db", "sqlite:///x.db", *words]) == 2
    assert "--shared GROUP needs --worker NAME" in capsys.readouterr().err


def test_a_broker_that_would_deliver_nothing_to_a_group_is_refused(tmp_path: Path, broker: Broker) -> None:
    """It says on connecting that it has no shared subscriptions, and would grant one all the same."""
    grudging = Grudging(broker.port)
    url, db = f"mqtt://127.0.0.1:{grudging.port}", f"sqlite:///{tmp_path}/city.db"
    group = City(tmp_path, url, db, "--shared", "g", "--worker", "a")
    assert group.ends() == 2 and "--shared: this broker has no shared subscriptions" in group.said()
    assert "--units" in group.said() and "listening" not in group.said()
    alone = City(tmp_path, url, db)  # who needs none of that is served
    alone.says("listening")
    alone.stop()
    grudging.close()


def test_sigterm_ends_one_whose_commit_hangs(tmp_path: Path, broker: Broker, postgresql: str) -> None:
    """Somebody holds a table for ever: nothing is acknowledged, and whoever stops the service need not kill it."""
    city = City(tmp_path, broker.url, postgresql)
    city.says("listening")
    with closing(Store.open(postgresql)) as store, store.transaction():
        store.sql("LOCK TABLE events")
        ear = Ear(broker.port, f"motcua/v1{SOURCE}/ack/#")
        ear.says(TOPIC, pack(ratings(3)))
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        until(lambda: store.sql(waiting).fetchone()[0], "the wait", PATIENCE)
        os.kill(city._process.pid, signal.SIGTERM)
        assert city.ends() == 0 and ear.heard == []
        ear.close()
