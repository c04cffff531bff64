"""The whole way, journal to city, over a real mosquitto: cut, killed, away, and never a rating lost or doubled."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import RatingGiven
from kiosk.simulation.broker import mosquitto
from scripts.soak.link import RULES, SOURCE, CityLink, until
from sync import link, outbox
from sync.city import subscriber
from sync.city.store import Store
from sync.city.subscriber import topics
from sync.connection import Broker, broker_at

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
TENTH = (
    (outbox, "RESEND_S"),
    (outbox, "NUDGE_S"),
    (subscriber, "ASK_AGAIN_S"),
    (link, "HELD_S"),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for somebody waits a tenth as long."""
    for module, name in TENTH:
        monkeypatch.setattr(module, name, getattr(module, name) / 10)


class Way(CityLink):
    """What a test asks of the link."""

    def stops(self) -> bool:
        """Stops the courier; whether that was written as an outage (it is once the line had held)."""
        self.courier.stop()
        self.book.refresh()
        if self.book.state.offline:
            return True
        self.courier = self.send()
        time.sleep(1.1 * link.HELD_S)
        return False

    def arrives(self, count: int) -> None:
        until(lambda: len(self.stored()) >= count, f"{count} ratings")
        assert self.stored() == list(range(1, count + 1))
        if self.book.source == SOURCE:
            until(lambda: self._head() == self.book.head("rating"), "the city's head")

    def _head(self) -> tuple[int, str]:
        store = self.opened()
        head = store.head((SOURCE, self.book.id, "rating"))
        store.close()
        return head.stored, head.hash


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    made = Way(tmp_path)
    yield made
    made.close()


def test_live_ratings_and_a_backlog_arrive_in_order(way: Way) -> None:
    """One by one and five hundred at once; the cursor follows the city's word."""
    way.rate(1)
    way.arrives(1)
    way.rate(500)
    way.arrives(501)
    until(lambda: way.book.cursor("rating") == 501, "the cursor")


def test_the_broker_killed_twice_loses_and_doubles_nothing(way: Way) -> None:
    """kill -9 in the middle of a backlog, twice: the city has each once, in order, and the outage is on record."""
    way.rate(1)
    way.arrives(1)  # a first connection that fails within seconds of the start is no outage
    way.rate(399)
    for _ in range(2):
        way.broker.kill()
        way.rate(100)
        way.broker.start()
    way.arrives(600)
    until(lambda: not way.book.refresh() and not way.book.state.offline, "the way back")
    kinds = [event["type"].rsplit(".", 3)[-3:-1] for event in way.book.rows() if event["stream"] == "device"]
    assert ["link", "lost"] in kinds and ["link", "restored"] in kinds


def test_a_city_that_was_away_gets_everything(way: Way) -> None:
    """The city stops, the kiosk goes on and is restarted, the city comes back."""
    way.city.stop()
    way.rate(300)
    way.courier.stop()
    way.courier = way.send()
    way.rate(50)
    way.city = way.receive()
    way.arrives(350)


def test_what_was_sent_before_the_city_ever_listened_is_sent_again(way: Way) -> None:
    """The broker kept nothing for a city that it never heard of: the courier's patience brings it."""
    way.city.stop()
    way.rate(30)
    until(lambda: way.sender.lanes["rating"].flights, "some of them on the way")
    way.city = way.receive("another")
    way.arrives(30)


def test_a_city_restored_from_an_old_backup_is_sent_what_it_lost(way: Way) -> None:
    """Behind our cursor: everything beyond its word goes again."""
    way.rate(20)
    way.arrives(20)
    until(lambda: way.book.cursor("rating") == 20, "the cursor")
    way.city.stop()
    for name in ("city.db", "city.db-wal", "city.db-shm"):
        (way.folder / name).unlink(missing_ok=True)
    way.city = way.receive()
    way.rate(5)
    way.arrives(25)


def test_visits_and_the_day_go_the_same_way(way: Way) -> None:
    """Every stream has its own chain in the city, complete."""
    way.book.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket("t1", "A", slip="shown")))
    way.book.transact(lambda s, now: counters.sign_in(s, now, RULES, 1, "o1", "s1"))
    way.book.transact(lambda s, now: queue.call_next(s, now, RULES, 1))
    way.book.transact(days.close_day)
    way.bell.ring()
    store = Store.open(f"sqlite:///{way.folder}/city.db")
    visit = (SOURCE, way.book.id, "visit")
    until(lambda: store.head(visit).stored == way.book.head("visit")[0] > 0, "the visits")
    until(lambda: store.head((SOURCE, way.book.id, "device")).stored > 0, "the checkpoint at close")
    store.close()


def test_garbage_on_the_wire_is_buried_and_stops_nobody(way: Way) -> None:
    """Bad JSON, foreign topics and forged events become dead letters; what is good goes on."""
    for topic, payload in (("rating", "{"), ("rating", json.dumps([{"specversion": "1.0"}])), ("state", "[]")):
        subprocess.run(
            ["mosquitto_pub", "-p", str(way.broker.port), "-t", f"motcua/v1{SOURCE}/{topic}", "-m", payload], check=True
        )
    way.rate(3)
    way.arrives(3)
    store = Store.open(f"sqlite:///{way.folder}/city.db")
    until(lambda: store.sql("SELECT count(*) FROM dead_letters").fetchone()[0] == 3, "three dead letters")
    store.close()


def test_a_lost_message_is_asked_for_without_further_traffic(way: Way) -> None:
    """Events vanish from the city behind its head's back: its timer finds the gap and has it sent again."""
    way.rate(30)
    way.arrives(30)
    way.city.stop()
    store = way.opened()
    store.sql("DELETE FROM events WHERE stream = 'rating' AND sequence BETWEEN 11 AND 20")
    store.sql("DELETE FROM ratings WHERE sequence BETWEEN 11 AND 20")
    first = store.sql("SELECT hash FROM events WHERE stream = 'rating' AND sequence = 10").fetchone()[0]
    store.sql("UPDATE heads SET stored = 10, hash = ? WHERE stream = 'rating'", first)
    store.sql("INSERT INTO gaps VALUES (?, 'rating', 11, 20, ?)", SOURCE, way.book.id)
    store.close()
    way.city = way.receive()
    way.arrives(30)


@pytest.mark.parametrize("count", [4, 50], ids=["live", "in one letter"])
def test_an_event_that_the_database_refuses_is_buried_alone(way: Way, count: int) -> None:
    """A trigger plays a database that cannot take one event: the others go on, and the reason is on record."""
    way.courier.stop()
    store = way.opened()
    store.sql(
        "CREATE TRIGGER poison BEFORE INSERT ON events WHEN new.sequence = 3 AND new.stream = 'rating' "
        "BEGIN SELECT RAISE(ABORT, 'poison'); END"
    )
    way.rate(count)
    way.courier = way.send()
    until(lambda: way.stored() == [n for n in range(1, count + 1) if n != 3], "the others")
    (letter,) = store.sql("SELECT payload FROM dead_letters WHERE reason LIKE '%poison%'").fetchall()
    assert [event["sequence"] for event in json.loads(letter[0])] == [3]
    store.sql("DROP TRIGGER poison")
    store.close()
    way.arrives(count)


def test_a_database_that_goes_away_is_opened_again_and_nothing_is_lost(way: Way) -> None:
    """Without its tables nothing can be written, not even a dead letter; once it is whole again all of it comes."""
    way.rate(3)
    way.arrives(3)
    store = way.opened()
    with store.transaction():
        for table in ("events", "dead_letters"):
            store.sql(f"ALTER TABLE {table} RENAME TO {table}_away")
            store.sql(f"CREATE VIEW {table} AS SELECT * FROM {table}_away")
    way.rate(4)
    until(lambda: any("city database" in line for line in way.said), "the complaint")
    with store.transaction():
        for table in ("events", "dead_letters"):
            store.sql(f"DROP VIEW {table}")
            store.sql(f"ALTER TABLE {table}_away RENAME TO {table}")
    store.close()
    way.arrives(7)


def test_subscriptions_follow_the_units() -> None:
    """Two units, all units, a shared group."""
    assert topics(["H55/92", "H55/93/"]) == ["motcua/v1/H55/92/#", "motcua/v1/H55/93/#"]
    assert topics([]) == ["motcua/v1/#"] and topics([], "g") == ["$share/g/motcua/v1/#"]


def test_broker_addresses_are_read_or_refused() -> None:
    """User and password, TLS with its own port, and one clear word for nonsense."""
    assert broker_at("mqtts://u:p%40@city.example") == Broker("city.example", 8883, True, "u", "p@")
    assert broker_at("mqtt://h:99", "me", "pw").user == "me"
    for wrong in ("http://x", "mqtt://", "mqtt://h:99999"):
        with pytest.raises(ValueError, match="broker"):
            broker_at(wrong)


def test_a_courier_that_stops_says_so_and_its_checkpoint_goes_on_after_a_restart(way: Way) -> None:
    """Ratings while no courier runs are offline; the next start restores the link and repeats no checkpoint."""
    way.rate(1)
    way.arrives(1)
    way.book.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket("t1", "A", slip="shown")))
    way.book.transact(days.close_day)
    way.bell.ring()
    until(lambda: "checkpoint" in _kinds(way), "the checkpoint at close")
    until(lambda: (way.book.refresh(), way.stops())[1], "a stop that counts as an outage")
    way.rate(1)
    way.courier = way.send()
    way.arrives(2)
    until(lambda: _kinds(way).endswith("link.restored"), "the way back")
    assert _kinds(way).count("checkpoint") == 1
    assert [r["data"]["offline"] for r in way.book.rows() if r["type"] == RatingGiven.TYPE] == [False, True]


def _kinds(way: Way) -> str:
    return " ".join(r["type"][len("vn.motcua.") : -3] for r in way.book.rows() if r["stream"] == "device")


def test_events_of_a_unit_that_was_corrected_arrive_under_the_old_and_the_new_name(way: Way) -> None:
    """The technician corrects the unit while ratings wait: one chain, two sources, nothing refused."""
    way.city.stop()
    way.rate(6)
    way.courier.stop()
    new = SOURCE.replace("/08/", "/09/")
    for journal in (way.journal, way.book):
        journal.source = new
    way.rate(4)
    way.courier, way.city = way.send(source=new), way.receive()
    way.arrives(10)
    store = way.opened()
    rows = store.sql("SELECT source, count(*) FROM ratings GROUP BY source ORDER BY source").fetchall()
    assert rows == [(SOURCE, 6), (new, 4)] and letters(store) == []
    until(lambda: store.head((new, way.book.id, "rating")).stored == 10, "the chain under its new name")
    store.close()
    until(lambda: way.book.cursor("rating") == 10, "the cursor")


def letters(store: Store) -> list[str]:
    return [row[0] for row in store.sql("SELECT reason FROM dead_letters").fetchall()]
