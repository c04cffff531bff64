"""At a broker that lets everybody speak: forged words to a kiosk that knows its city, and a city that changes key."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scripts.soak.link import SOURCE, CityLink, until
from sync.city.__main__ import main
from sync.envelope import Ack, Ask, Place
from sync.signed_ack import signed
from tests.docs.papers import spans, tables
from tests.sync.city.running.parts import PATIENCE, Ear, needs_broker

pytestmark = [pytest.mark.slow, needs_broker]
KEY, NEXT, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
KEYS = [key.public_key().public_bytes_raw().hex() for key in (KEY, NEXT)]
ROW = "an `ack` or `ask` without your signature, where the broker lets it through"


@pytest.fixture
def link(tmp_path: Path) -> Iterator[CityLink]:
    """A broker without rights; no city listens, and the courier has still to be started."""
    made = CityLink(tmp_path)
    made.city.stop()
    made.courier.stop()
    yield made
    made.close()


def cursor(link: CityLink) -> int:
    return link.sender.lanes["rating"].cursor


@pytest.mark.parametrize("key", [None, STRANGER], ids=["unsigned", "signed by a stranger"])
def test_a_forged_ack_moves_nothing_and_both_are_told(link: CityLink, key: Ed25519PrivateKey | None) -> None:
    """With the true hash of an event that the city never got; then the city comes, and gets it, and reads of it."""
    ear = Ear(link.broker.port, Place(SOURCE, "rating").topic)
    link.rate(3)
    link.courier = link.send(city_keys=KEYS[:1])
    until(lambda: ear.heard, "the events at the broker", PATIENCE)
    last = link.book.after("rating", 2, 1)[0]["hash"]
    ack, ask = Ack(link.book.id, 3, last), Ask(link.book.id, 1, 3)
    said: tuple[Ack, Ask] = (
        (signed(ack, SOURCE, "rating", key), signed(ask, SOURCE, "rating", key)) if key else (ack, ask)
    )
    ear.says(Place(SOURCE, "ack/rating").topic, said[0].payload())
    ear.says(Place(SOURCE, "ask/rating").topic, said[1].payload())
    until(lambda: any("signature" in line for line in list(link.said)), "the technician's log", PATIENCE)
    assert cursor(link) == 0
    link.city = link.receive(key=KEY)
    until(lambda: cursor(link) == 3, "the city's own word", PATIENCE)
    ((_, technician, city),) = (cells for cells in tables("docs/city/broker.md", "what happens") if cells[0] == ROW)
    words = spans(technician)
    until(lambda: all(word in f"city: {told(link)} {link.said}" for word in words), f"{words}", PATIENCE)
    until(lambda: told(link) in spans(city), "the word in the city's tables", PATIENCE)
    ear.close()


def told(link: CityLink) -> str:
    """What the kiosk said of the city first, as it stands in the city's table of events."""
    with closing(link.opened()) as store:
        rows = store.sql(
            "SELECT data FROM events WHERE type = 'vn.motcua.device.changed.v1' ORDER BY sequence"
        ).fetchall()
    found = [json.loads(row[0]) for row in rows]
    return next((str(data["state"]) for data in found if data["device"] == "city"), "")


def test_a_city_changes_its_key_and_no_kiosk_notices(link: CityLink) -> None:
    """Both are known to the kiosk: one city ends, the next signs with the other key; nothing is told as unsigned."""
    link.rate(2)
    link.city = link.receive(key=KEY)
    link.courier = link.send(city_keys=KEYS)
    until(lambda: cursor(link) == 2, "the first key", PATIENCE)
    link.city.stop()
    link.rate(2)
    link.city = link.receive(key=NEXT)
    until(lambda: cursor(link) == 4, "the next key", PATIENCE)
    assert not any("signature" in line for line in link.said)


def test_a_key_is_made_before_anything_is_signed_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Readable by nobody else; said again it is the same; a damaged one is named and stays."""
    assert [main(["key", f"{tmp_path}/next"]) for _ in range(2)] == [0, 0]
    said = capsys.readouterr().out.split()
    key = Ed25519PrivateKey.from_private_bytes((tmp_path / "next").read_bytes())
    assert said == [key.public_key().public_bytes_raw().hex()] * 2
    assert (tmp_path / "next").stat().st_mode & 0o777 == 0o600
    (tmp_path / "next").write_bytes(b"short")
    assert main(["key", f"{tmp_path}/next"]) == 2 and "not a key" in capsys.readouterr().err
