"""What the city gives back to a kiosk that wants its own events again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.soak.link import SOURCE
from sync.city import reading
from sync.city.reading import MAX_ARRAY, MAX_NOTED, MAX_WANTED, PAUSE_S, Wishes, payloads, wanted
from sync.city.store import Store
from sync.envelope import Ask, check
from sync.packing import unpack
from tests.sync.chains import JOURNAL, chain, rating, ratings

CHAIN = (SOURCE, JOURNAL, "rating")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Thirty ratings of our box, and some of another box and of another card, on either engine."""
    sqlite = f"sqlite:///{tmp_path}/city/city.db"
    opened = Store.open(sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql"))
    others = chain([rating()] * 40, source="/H55/1/k1"), chain([rating()] * 40, journal="another")
    with opened.transaction():
        for events in (ratings(30), *others):
            opened.keep(events)
    yield opened
    opened.close()


def test_a_kiosk_gets_its_own_events_as_it_sent_them(store: Store) -> None:
    """Of its own source and journal alone, in order, each with its hashes."""
    found = wanted(store, CHAIN, Ask(JOURNAL, 11, 35))
    assert found == ratings(30)[10:] and [check(event, SOURCE, "rating") for event in found] == found
    assert wanted(store, CHAIN, Ask(JOURNAL, 31, 90)) == [] == wanted(store, (SOURCE, "none", "rating"), Ask("", 1, 9))


def test_one_wish_has_its_bounds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of them; for what follows the kiosk asks again."""
    assert MAX_WANTED == 1000
    monkeypatch.setattr(reading, "MAX_WANTED", 7)
    assert wanted(store, CHAIN, Ask(JOURNAL, 3, 2**53)) == ratings(30)[2:9]


def test_an_answer_goes_in_arrays_of_bounded_size() -> None:
    """Of events and of bytes; nothing here is an array too, so that the kiosk knows."""
    many = ratings(2 * MAX_ARRAY + 5)
    assert [len(unpack(payload)) for payload in payloads(many, 1 << 20)] == [MAX_ARRAY, MAX_ARRAY, 5]
    small = list(payloads(many, 2000))
    assert [event for payload in small for event in unpack(payload)] == many and max(map(len, small)) <= 2000
    assert list(payloads([], 2000)) == [b"[]"]


def test_one_wish_a_second_is_noted_of_each_kiosk() -> None:
    """A storm of one does not push others out; what is taken is taken once."""
    wishes, ask = Wishes(), Ask(JOURNAL, 1, 9)
    for n in range(500):
        wishes.note("/a", "rating", ask, 10.0 + n / 1000)
    wishes.note("/b", "visit", ask, 10.5)
    assert wishes.take() == [(("/a", JOURNAL, "rating"), ask), (("/b", JOURNAL, "visit"), ask)]
    wishes.note("/a", "rating", ask, 10.0 + PAUSE_S)
    assert len(wishes.take()) == 1 and wishes.take() == []


def test_no_more_wishes_wait_than_are_soon_answered() -> None:
    """Of however many kiosks; one that was dropped may ask again at once."""
    wishes, ask = Wishes(), Ask(JOURNAL, 1, 9)
    for n in range(MAX_NOTED + 1):
        wishes.note(f"/{n}", "rating", ask, 1.0)
    assert len(wishes.take()) == MAX_NOTED
    wishes.note(f"/{MAX_NOTED}", "rating", ask, 1.1)
    assert len(wishes.take()) == 1
