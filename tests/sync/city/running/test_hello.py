"""Nothing hangs on what a broker retains, nor on its last will: a kiosk that says `state` is told how far it is, and a
city of an older backup asks for what it lacks."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from scripts.soak.link import RULES, SOURCE, CityLink, until
from sync import beat
from sync.city import subscriber
from sync.city.engine import StoreError
from sync.city.store import Store
from sync.envelope import Ack, read_ack
from sync.packing import pack
from tests.sync.chains import JOURNAL, ratings
from tests.sync.city.running.parts import PATIENCE, Broker, City, Ear, needs_broker

pytestmark = [pytest.mark.slow, needs_broker]
UNIT = f"motcua/v1{SOURCE}"


def word(journal: str = JOURNAL, **streams: int) -> bytes:
    """A kiosk's `state`; `streams`: how far it says that the city has each."""
    told = {stream: {"next": upto + 1, "stored": upto, "since": None} for stream, upto in streams.items()}
    since = "2026-11-23T07:30:00.000+07:00"
    return json.dumps({"online": True, "since": since, "time": since, "journal": journal, "streams": told}).encode()


@pytest.mark.parametrize("line", ["retain_available true", "retain_available false"])
def test_whoever_says_state_is_told_how_far_its_streams_are(tmp_path: Path, line: str) -> None:
    """Also over a broker that retains nothing, which would hang up on a city that tries."""
    broker = Broker(tmp_path, line)
    city = City(tmp_path, broker.url, f"sqlite:///{tmp_path}/city.db")
    city.says("listening")
    first = Ear(broker.port, f"{UNIT}/ack/#")
    first.says(f"{UNIT}/rating", pack(ratings(5)))
    until(lambda: first.heard, "the first acknowledgement", PATIENCE)
    first.close()
    second = Ear(broker.port, f"{UNIT}/ack/#")
    second.says(f"{UNIT}/state", word(rating=5))
    until(lambda: [said for said in second.heard if not said[2]], "an answer that was not retained", PATIENCE)
    assert {read_ack(payload).stored for _, payload, _ in second.heard} == {5}
    second.close()
    assert city.is_up() and "broker" not in city.said()
    city.stop()
    broker.close()


class Restored(CityLink):
    """A city whose database is replaced by an older copy."""

    key: Ed25519PrivateKey | None = None

    def restore(self, copy: Path | None) -> None:
        for name in ("city.db", "city.db-wal", "city.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        if copy:
            shutil.copy(copy, self.folder / "city.db")

    def back_up(self, name: str) -> Path:
        copy = self.folder / name
        with closing(self.opened()) as store:
            store.sql(f"VACUUM INTO '{copy}'")
        return copy

    def issue(self, count: int) -> None:
        for n in range(count):
            ticket = NewTicket(f"t{n}", "A", slip="shown")
            self.book.transact(lambda s, now, ticket=ticket: queue.issue(s, now, RULES, ticket))  # type: ignore[misc]
        self.bell.ring()

    def here(self) -> dict[str, int]:
        try:
            with closing(self.opened()) as store:
                where = "SELECT stream, stored FROM heads WHERE journal = ?"
                return dict(store.sql(where, self.book.id).fetchall())
        except StoreError:
            return {}

    def whole(self) -> bool:
        """All that the kiosk ever wrote."""
        self.book.refresh()
        here = self.here()
        return all(here.get(s, 0) == self.book.head(s)[0] for s in ("rating", "visit"))


@pytest.fixture
def way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Restored]:
    monkeypatch.setattr(beat, "BEAT_S", 1.0)
    monkeypatch.setattr(subscriber, "ASK_AGAIN_S", 0.3)
    made = Restored(tmp_path)
    yield made
    made.close()


def is_told(way: Restored) -> bool:
    """The kiosk believes that all of it is in the city."""
    way.book.refresh()
    return all(way.sender.lanes[stream].cursor == way.book.head(stream)[0] for stream in ("rating", "visit"))


def alter(copy: Path, statement: str, *tables: str) -> None:
    with closing(Store.open(f"sqlite:///{copy}")) as store:
        for table in tables:
            store.sql(statement.format(table))


def sign(way: Restored) -> None:
    """From now on the city signs, and the kiosk hears nothing else."""
    way.city.stop()
    way.courier.stop()
    way.key = Ed25519PrivateKey.generate()
    way.city = way.receive(key=way.key)
    way.courier = way.send(city_keys=[way.key.public_key().public_bytes_raw().hex()])


BACKUPS = ("lacks a stream", "is behind", "knows an older journal")


@pytest.mark.parametrize("backup", ["knows nobody", *BACKUPS])
@pytest.mark.parametrize("signs", [False, True], ids=["unsigned", "signed"])
def test_a_city_of_an_older_backup_asks_for_all_that_it_lacks(
    tmp_path: Path, way: Restored, backup: str, signs: bool
) -> None:
    """The kiosk writes nothing new, the broker has forgotten all: its `state` alone tells the city what it lost, from
    the first event on."""
    if signs:
        sign(way)
    way.rate(7)
    until(lambda: len(way.stored()) == 7, "seven ratings", PATIENCE)
    copies = {name: way.back_up(f"{n}.db") for n, name in enumerate(BACKUPS)}
    alter(copies["lacks a stream"], "DELETE FROM {} WHERE stream = 'rating'", "events", "heads")
    alter(copies["lacks a stream"], "DELETE FROM {}", "ratings")
    alter(copies["knows an older journal"], "UPDATE {} SET journal = 'of before'", "events", "heads", "ratings")
    way.issue(3)
    way.rate(5)
    until(lambda: is_told(way) and len(way.stored()) == 12, "all of it acknowledged", PATIENCE)
    way.city.stop()
    way.broker.kill()
    for file in (tmp_path / "broker").glob("*.db"):
        file.unlink()
    way.restore(copies.get(backup))
    way.broker.start()
    way.city = way.receive(key=way.key)
    until(way.whole, f"all of it again: {way.here()}", PATIENCE)
    with closing(way.opened()) as store:
        own = store.sql("SELECT sequence FROM ratings WHERE journal = ? ORDER BY sequence", way.book.id).fetchall()
    assert [number for (number,) in own] == list(range(1, 13))


def answers(ear: Ear) -> list[str]:
    return [topic for topic, _, _ in ear.heard if topic == f"{UNIT}/ack/rating"]


def test_a_box_under_a_new_name_is_not_taken_for_one_that_was_lost(tmp_path: Path) -> None:
    """Its journal is known under the old name: nothing is asked for, and it is not told to begin anew."""
    broker = Broker(tmp_path)
    city = City(tmp_path, broker.url, f"sqlite:///{tmp_path}/city.db")
    city.says("listening")
    new = UNIT.replace("/08/", "/09/")
    ear = Ear(broker.port, f"{UNIT}/ack/#", f"{new}/+/+", f"{new}/+")
    ear.says(f"{UNIT}/rating", pack(ratings(5)))
    until(lambda: answers(ear), "the first answer", PATIENCE)  # what comes in one batch is answered once
    ear.says(f"{new}/state", word(rating=5))
    ear.says(f"{UNIT}/state", word(rating=7))  # what is said after it was read after it
    until(lambda: answers(ear)[1:], "both answers", PATIENCE)
    assert [topic for topic, _, _ in ear.heard if topic.startswith(new) and not topic.endswith("/state")] == []
    assert Ack(JOURNAL, 5, ratings(5)[-1]["hash"]) in [read_ack(p) for t, p, _ in ear.heard if "/ack/" in t]
    ear.close()
    city.stop()
    broker.close()
