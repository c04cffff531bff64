"""What travels between kiosk and city, and what is refused with its reason."""

import zlib
from typing import Any

import pytest

from kiosk.core.record.chain import GENESIS, hash_of
from scripts.soak.link import SOURCE
from sync import envelope, packing
from sync.envelope import Ack, Ask, Unreadable
from sync.seals.sealed import sealed
from tests.sync.chains import ratings

TOPIC = "motcua/v1/H55/92/08/000/k1/rating"


def test_a_topic_names_box_and_stream() -> None:
    """The unit highest level first, then the box, then what it is about."""
    assert envelope.place(TOPIC) == envelope.Place(SOURCE, "rating")
    for word in ("ack", "ask", "want", "back"):
        assert envelope.place(TOPIC.replace("rating", f"{word}/visit")).tail == f"{word}/visit"
    assert envelope.Place(SOURCE, "state").topic == TOPIC.replace("rating", "state")
    assert envelope.source_of("H55/92/08/000", "k1") == SOURCE


FOREIGN = ("", "rating", "motcua/v2/H55/92/k1/rating", "motcua/v1/H55/k1/moon", "motcua/v1/k1/rating")


@pytest.mark.parametrize("topic", [*FOREIGN, "motcua/v1/H55/+/k1/rating", "motcua/v1/H55/k1/ack/moon"])
def test_foreign_topics_are_refused(topic: str) -> None:
    """Another root, another version, an unknown tail, no unit, wild cards."""
    with pytest.raises(Unreadable, match="topic"):
        envelope.place(topic)


PAYLOADS = {
    "bad JSON": (b"[{]", "bad JSON"),
    "no array": (b"[]"[:0] + zlib.compress(b"{}"), "not an array"),
    "neither": (b"hello", "neither"),
    "cut off": (zlib.compress(b"[1,2,3]" * 50)[:-6], "cut off"),
    "followed": (zlib.compress(b"[]") + b"x", "followed"),
    "bomb": (zlib.compress(b"[" + b" " * (packing.MAX_PLAIN + 10)), "too big"),
    "too big": (b"[" + b" " * packing.MAX_PAYLOAD, "too big"),
    "too many": (b"[" + b"{}," * packing.MAX_EVENTS + b"{}]", "more than"),
}


@pytest.mark.parametrize("case", PAYLOADS)
def test_bad_payloads_are_refused_with_their_reason(case: str) -> None:
    """Nothing is guessed and no more memory is used than the limits allow."""
    payload, reason = PAYLOADS[case]
    with pytest.raises(Unreadable, match=reason):
        packing.unpack(payload)


def spoiled(**changes: Any) -> dict[str, Any]:
    return {**ratings(1)[0], **changes}


EVENTS: dict[str, tuple[Any, str]] = {
    "not an object": (7, "object"),
    "other version": (spoiled(specversion="2.0"), "specversion"),
    "other source": (spoiled(source="/H55/92/08/000/k2"), "source"),
    "other stream": (spoiled(stream="visit"), "stream"),
    "sequence zero": (spoiled(sequence=0), "sequence"),
    "sequence true": (spoiled(sequence=True), "sequence"),
    "no id": (spoiled(id=""), "id"),
    "long time": (spoiled(time="x" * 99), "time"),
    "row zero": (spoiled(seq=0), "seq is"),
    "row as a text": (spoiled(seq="7"), "seq is"),
    "hash": (spoiled(hash="x"), "hash"),
    "data": (spoiled(data=[]), "data"),
    "changed": (spoiled(data={"level": 4}), "does not fit"),
    "float": (spoiled(data={"level": 4.5}), "float"),
}


@pytest.mark.parametrize("case", EVENTS)
def test_bad_events_are_refused_with_their_reason(case: str) -> None:
    """Each field that the books rely on is looked at; a changed event is known by its hash."""
    event, reason = EVENTS[case]
    with pytest.raises(Unreadable, match=reason):
        envelope.check(event, SOURCE, "rating")
    assert envelope.check(ratings(1)[0], SOURCE, "rating") == ratings(1)[0]


def test_an_event_with_its_journals_row_is_taken_as_one_without() -> None:
    """Events of earlier versions have no `seq`; it is hashed with all the rest."""
    (told,) = ratings(1)
    former = {name: value for name, value in told.items() if name != "seq"}
    with pytest.raises(Unreadable, match="does not fit"):
        envelope.check(former, SOURCE, "rating")
    former["hash"] = hash_of(former)
    assert [envelope.check(event, SOURCE, "rating") for event in (told, former)] == [told, former]


STATE = b"""{"online": true, "since": "2026-11-23T07:30:00.000+07:00", "sw": "1",
  "streams": {"rating": {"next": 5}}, "health": {}}"""


def test_acknowledgements_requests_and_states_come_back() -> None:
    """What one end writes the other reads, a state of the last version too; anything else is refused."""
    ack, ask = Ack("j", 3, "a" * 64), Ask("j", 2, 5)
    assert envelope.read_ack(ack.payload()) == ack and envelope.read_ask(ask.payload()) == ask
    state = envelope.read_presence(STATE)
    assert state.online and state.payload["streams"]["rating"] == {"next": 5}
    for read in (envelope.read_ack, envelope.read_ask, envelope.read_presence):
        for wrong in (
            b"{}",
            b"nonsense",
            b'{"journal":"j","from":5,"to":2}',
            b'{"journal":"a\\u0000","from":2,"to":5}',
            b'{"journal":"j","stored":-1,"hash":"x"}',
        ):
            with pytest.raises(Unreadable):
                read(wrong)


def test_what_was_hashed_when_its_array_was_opened_is_not_hashed_again() -> None:
    """Its hash is that of whoever computed it; all else of it is looked at."""
    event = sealed(ratings(1)[0], GENESIS)
    event["hash"] = "b" * 64
    assert envelope.check(event, SOURCE, "rating") is event
    with pytest.raises(Unreadable, match="seq is not a number"):
        envelope.check(sealed({**event, "seq": 0}, GENESIS), SOURCE, "rating")
