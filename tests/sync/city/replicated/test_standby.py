"""What is acknowledged outlives the server that it was written to: a real primary, a real standby, real deaths."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from scripts.failures.servers import PATIENCE
from scripts.soak.link import SOURCE, CityLink, until
from sync.city.clerk import Clerk, Done
from sync.city.engine import Away
from sync.city.store import Store
from sync.envelope import read_ack
from sync.packing import pack
from tests.sync.chains import JOURNAL, ratings
from tests.sync.city.replicated.pair import Pair

pytestmark = pytest.mark.slow
TOPIC, LARGEST = f"motcua/v1{SOURCE}/rating", 1 << 20
CHAIN = (SOURCE, JOURNAL, "rating")
EVENTS = ratings(12)


class City:
    """A kiosk-city of which the acknowledgements are kept."""

    def __init__(self, url: str) -> None:
        self.acknowledged = [0]
        self._clerk = Clerk(lambda: Store.open(url), None)
        self._clerk.open()
        self._desk = ThreadPoolExecutor(1)

    def takes(self, first: int, last: int) -> Future[Done]:
        """As a service in its own thread does, until it is acknowledged or fails."""
        return self._begin(lambda: self._clerk.take([(TOPIC, pack(EVENTS[first - 1 : last]))], LARGEST))

    def greets(self) -> Future[Done]:
        return self._begin(self._clerk.greet)

    def _begin(self, call: Callable[[], Done]) -> Future[Done]:
        def work() -> Done:
            done = call()
            self.acknowledged += [read_ack(word.payload).stored for word in done.words]
            return done

        return self._desk.submit(work)

    def ends(self) -> None:
        self._desk.shutdown()
        self._clerk.close()


def stored(url: str) -> int:
    with closing(Store.open(url)) as store:
        return store.head(CHAIN).stored


def ends_badly(waiting: Future[Done], pair: Pair, how: str) -> None:
    """Whoever ends the wait ends it as often as it takes."""

    def is_over() -> bool:
        pair.ends_the_wait(how)
        return waiting.done()

    until(is_over, "the end of the wait", PATIENCE)


@pytest.mark.parametrize("how", ["pg_terminate_backend", "pg_cancel_backend"])
@pytest.mark.parametrize("again", ["the same message", "a new connection"])
def test_nothing_is_acknowledged_that_the_standby_does_not_hold(pair: Pair, how: str, again: str) -> None:
    """The standby is away and the commit hangs; the connection ends in it, the row is there all the same, the city
    starts again and is told of it again: it waits. The primary dies, and no acknowledgement was beyond the standby."""
    city = City(pair.primary.url())
    city.takes(1, 10).result(PATIENCE)
    pair.standby.stop()
    hangs = city.takes(11, 11)
    ends_badly(hangs, pair, how)
    assert isinstance(hangs.exception(), Away) and stored(pair.primary.url()) == 11
    after = City(pair.primary.url())
    waits = after.takes(11, 11) if again == "the same message" else after.greets()
    until(lambda: pair.waiting() or waits.done(), "the next wait", PATIENCE)
    acknowledged = max(*city.acknowledged, *after.acknowledged)
    pair.fails_over()
    assert acknowledged == 10 == stored(pair.standby.url())
    city.ends()
    after.ends()


def test_a_standby_that_comes_back_ends_the_wait_and_all_is_acknowledged(pair: Pair) -> None:
    """Nobody has to do anything, and nothing is sent twice for it."""
    city = City(pair.url)
    city.takes(1, 10).result(PATIENCE)
    pair.standby.stop()
    waits = city.takes(11, 12)
    until(pair.waiting, "the wait", PATIENCE)
    assert not waits.done()
    pair.standby.start()
    waits.result(PATIENCE)
    assert city.acknowledged[-1] == 12 == stored(pair.url)
    city.ends()


class Replicated(CityLink):
    """A kiosk, a broker and a city that stores into the pair."""

    url: str

    def opened(self) -> Store:
        return Store.open(self.url, seat="city")

    def acknowledged(self) -> int:
        """What the kiosk believes."""
        return self.sender.lanes["rating"].cursor


def test_a_city_whose_database_fails_over_goes_on_at_the_standby_and_loses_nothing(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a real broker: commits hang, their connections are ended again and again, the primary dies. The kiosk was
    told of nothing that the new primary does not hold; both servers stand in --db, and what was missing comes by
    itself."""
    monkeypatch.setattr(Replicated, "url", pair.url, raising=False)
    way = Replicated(tmp_path)
    try:
        way.rate(20)
        until(lambda: way.acknowledged() == 20, "twenty acknowledged", PATIENCE)
        pair.standby.stop()
        way.rate(5)
        for _ in range(2):  # the first of them may have committed nothing yet
            until(lambda: pair.ends_the_wait("pg_terminate_backend"), "a commit that hangs", PATIENCE)
        until(pair.waiting, "the next", PATIENCE)
        told = way.acknowledged()
        pair.fails_over()
        ((here,),) = pair.standby.sql_in("city", "SELECT count(*) FROM ratings")
        assert told == 20 <= here  # more, where it heard a little of the primary before that died
        until(lambda: way.acknowledged() == 25, "the rest at the new primary", PATIENCE)
        assert pair.standby.sql_in("city", "SELECT count(*) FROM ratings") == [(25,)]
        assert any("city database" in line for line in way.said)
    finally:
        way.close()
