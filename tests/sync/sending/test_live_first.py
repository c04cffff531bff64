"""A rating goes ahead of a backlog, through courier, broker and city."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.soak.link import CityLink, until
from sync.city.store import Store
from sync.connection import Wire
from sync.packing import unpack

BEFORE, LIVE = 600, 20


@pytest.fixture
def link(tmp_path: Path) -> Iterator[CityLink]:
    """With a backlog that was not begun."""
    made = CityLink(tmp_path)
    made.courier.stop()
    made.rate(BEFORE)
    yield made
    made.close()


def asked(link: CityLink, sql: str) -> int:
    """Of the city's database; 0 for nothing."""
    store = Store.open(f"sqlite:///{link.folder}/city.db")
    found = store.sql(sql).fetchone()
    store.close()
    return int(found[0] or 0) if found else 0


def newest(link: CityLink) -> int:
    return asked(link, "SELECT MAX(sequence) FROM events WHERE stream = 'rating'")


def complete(link: CityLink) -> int:
    return asked(link, "SELECT stored FROM heads WHERE stream = 'rating'")


def test_a_rating_reaches_a_city_that_says_nothing_of_the_backlog(link: CityLink) -> None:
    """No window of a backlog keeps it waiting; and in the end the city has each one once, in order."""
    link.city.stop()
    ear = Wire(link.at, "ear")
    ear.dial()
    heard = list[int]()

    def hears(number: int) -> bool:
        ear.pump(True) if not ear.up else ear.await_taken(-1, 0.05)
        while ear.news:
            news = ear.news.popleft()
            if news.kind == "up":
                ear.subscribe(["motcua/v1/H55/#"])
            if news.kind == "ready":
                link.courier = link.send()
            if news.message and news.message.topic.endswith("/rating"):
                heard.extend(event["sequence"] for event in unpack(bytes(news.message.payload)))
        return number in heard

    until(lambda: hears(1), "the first array", 60)
    before, _ = link.book.head("rating")
    link.rate(1)
    until(lambda: hears(before + 1), "the live rating", 60)
    ear.close()
    assert max(number for number in heard if number <= before) < before
    link.city = link.receive()
    until(lambda: complete(link) == link.book.head("rating")[0], "all of them", 120)


def test_on_a_metered_line_a_backlog_waits_and_a_rating_does_not(link: CityLink) -> None:
    """A megabyte a day is an array in some minutes; what is live goes at once."""
    link.courier = link.send(mb_a_day=1)
    until(lambda: newest(link) > 0, "the first array", 60)
    for _ in range(LIVE):
        link.rate(1)
        until(lambda: newest(link) == link.book.head("rating")[0], "the live rating", 60)
    assert complete(link) < BEFORE / 2
