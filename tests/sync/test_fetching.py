"""What a kiosk asks back of its own: a repair's rows over a real mosquitto, and numbers that go on above the city's."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.decisions import days, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS
from kiosk.core.state.values import State
from kiosk.journal.bell import Bell
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.repair import given_back
from kiosk.journal.repair.everything import repair
from kiosk.journal.repair.given_back import DUE, FORMER_DUE
from kiosk.journal.repair.repairing import Repaired
from kiosk.journal.schema import KEY
from kiosk.simulation.broker import mosquitto
from scripts.soak.link import RULES, SOURCE, CityLink, until
from sync.envelope import Ack, Ask
from sync.fetching import asking as rules
from sync.fetching import numbers
from sync.fetching.asking import Fetching
from sync.fetching.numbers import Above, carry_on, further
from sync.packing import pack
from tests.journal.clocks import Ticking
from tests.journal.conftest import GUARDS
from tests.sync.chains import JOURNAL, chain, ratings

DAY = "2026-11-18"  # of tests.sync.chains.WALL


# --- over the wire ----------------------------------------------------------------------------------------------


@pytest.fixture
def way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CityLink]:
    if mosquitto() is None and os.environ.get("CI") != "true":
        pytest.skip("mosquitto is not installed here")
    monkeypatch.setattr(rules, "PAUSE_S", 0.2)
    monkeypatch.setattr("sync.city.reading.PAUSE_S", 0.1)
    made = CityLink(tmp_path)
    yield made
    made.close()


def issue(way: CityLink, count: int) -> str:
    """The last ticket."""
    for n in range(count):
        wanted = NewTicket(f"{way.book.id}{way.book.state.seq}{n}", "A", slip="shown")
        last = way.book.transact(partial(queue.issue, rules=RULES, wanted=wanted))
    way.bell.ring()
    assert isinstance(last[-1].event, e.TicketIssued)
    return last[-1].event.ticket


def arrives(way: CityLink, *streams: str) -> None:
    """All that is written is in the city."""
    with closing(way.opened()) as store:
        for stream in streams:
            until(lambda s=stream: store.head((SOURCE, way.book.id, s)).stored == way.book.head(s)[0] > 0, stream)  # type: ignore[misc]


def stop(way: CityLink) -> None:
    way.courier.stop()
    for part in (way.bell, way.journal, way.book):
        part.close()


def repaired(way: CityLink) -> Repaired:
    found = repair(Kiosk(way.folder / "journal.db", SOURCE, way.book.timestamps.clock, ""))
    assert found is not None
    return found


def start(way: CityLink) -> None:
    way.journal, way.book = (open_file(way.folder / "journal.db", SOURCE, way.book.timestamps.clock) for _ in "12")
    way.bell = Bell(way.folder / "run", "sync", way.folder / "journal.db")
    way.courier = way.send()


def test_rows_that_were_lost_come_back_from_the_city(way: CityLink) -> None:
    """A hole in the file: the repair says what it lacks, the courier asks and keeps it, and the next start takes it
    in: the chain holds again, and the city was asked for nothing else."""
    way.rate(2)
    arrives(way, "rating")  # the courier's first look at the journal noted a row that stays
    way.rate(28)
    issue(way, 3)
    way.book.transact(days.close_day)
    way.bell.ring()
    until(lambda: "checkpoint" in " ".join(row["type"] for row in way.book.rows()), "the checkpoint")
    arrives(way, "rating", "visit", "device")
    stop(way)
    with closing(sqlite3.connect(way.folder / "journal.db")) as db:
        db.execute(f"DROP TRIGGER {GUARDS[1]}")
        before = db.execute("SELECT * FROM events WHERE type NOT LIKE '%link%' ORDER BY seq").fetchall()
        db.execute("DELETE FROM events WHERE seq BETWEEN 5 AND 25")
        db.commit()
    found = repaired(way)
    assert not found.done and given_back.wanted(way.folder) == {found.journal: found.lacking}
    start(way)
    until(lambda: given_back.is_due(way.folder, DUE), "what was asked for")
    stop(way)
    found = repaired(way)
    assert found.holds and found.taken["city"] == 21 and not given_back.is_due(way.folder, DUE)
    with closing(sqlite3.connect(way.folder / "journal.db")) as db:
        after = db.execute("SELECT * FROM events WHERE type NOT LIKE '%link%' ORDER BY seq").fetchall()
    assert [row for row in before if row not in after] == []
    start(way)
    assert way.book.verify().good


def test_numbers_of_the_day_go_on_above_what_the_city_has_of_another_card(way: CityLink) -> None:
    """A new card under the same name begins at once; as soon as the city is heard no number comes again."""
    assert issue(way, 5) == "A005"
    arrives(way, "visit")
    stop(way)
    (way.folder / "old").mkdir()
    for path in [*way.folder.glob("journal.*"), way.folder / KEY]:
        path.rename(way.folder / "old" / path.name)
    migrate(way.folder / "journal.db")
    start(way)
    until(lambda: (way.book.refresh(), way.book.state.last_number("A") == 5)[1], "the city's numbers")
    assert issue(way, 1) == "A006"


# --- the rules --------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Fetching]:
    """A kiosk whose repair lacked ratings 3 to 12 of another journal, and the end of it."""
    migrate(tmp_path / "journal.db")
    given_back.want(tmp_path, {JOURNAL: {"rating": [(3, 12), (20, given_back.OPEN)]}})
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as journal:
        yield Fetching(journal, SOURCE, lambda line: None)


def test_one_wish_at_a_time_patiently(asking: Fetching) -> None:
    """An answer makes the next one due, silence makes it rarer."""
    assert asking.wish(10.0) == ("rating", Ask(JOURNAL, 3, 12)) and asking.wish(19.9) is None
    assert asking.wish(20.0) is not None and asking.wish(39.9) is None and asking.due() == [40.0]
    asking.hear("rating", pack(ratings(12)[2:7]), 30.0)
    assert asking.due() == [30.0 + rules.PAUSE_S]
    assert asking.wish(32.0) == ("rating", Ask(JOURNAL, 8, 12))


def test_what_comes_is_kept_in_order_and_what_is_not_there_is_not_asked_for_again(
    asking: Fetching, tmp_path: Path
) -> None:
    """Repetitions, other events and forged ones are passed over."""
    asking.wish(0.0)
    all_ = ratings(12)
    false = [{**all_[7], "hash": "0" * 64}]
    for events in (all_[2:7], all_[2:7], false, all_[9:10], [], ratings(25)[19:25], []):
        asking.hear("rating", pack(events), 1.0)
    kept = [event for _, event in given_back.rows_of(given_back.streams_of(tmp_path, JOURNAL)["rating"])]
    assert kept == [*all_[2:7], *ratings(25)[19:25]]
    assert given_back.wanted(tmp_path) == {JOURNAL: {"rating": [(3, 12)]}} and given_back.is_due(tmp_path, FORMER_DUE)
    assert asking.wish(2.0) is None


def test_a_full_disk_takes_nothing_back(asking: Fetching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is the journal's."""
    asking.wish(0.0)
    monkeypatch.setattr(rules, "ROOM_BYTES", 1 << 60)
    asking.hear("rating", pack(ratings(12)[2:7]), 1.0)
    assert given_back.streams_of(tmp_path, JOURNAL) == {} and not given_back.is_due(tmp_path, FORMER_DUE)


def test_what_was_no_proof_makes_room_for_what_comes_again(tmp_path: Path) -> None:
    """It keeps its content."""
    given_back.keep(tmp_path, JOURNAL, ratings(9)[:5])
    given_back.keep(tmp_path, JOURNAL, ratings(9)[5:])
    given_back.put_away(tmp_path, JOURNAL, "rating", 6)
    (left,) = given_back.streams_of(tmp_path, JOURNAL)["rating"]
    assert left.name == "rating-0000000001-0000000005.events"
    assert len(list((tmp_path / "city" / JOURNAL).glob("*.unproven"))) == 1


def issued(*tickets: tuple[str, int]) -> list[e.Event]:
    return [e.TicketIssued(f"{s}{n:03}", s, n, False, "touch", "shown", test=False) for s, n in tickets]


def test_numbers_are_those_of_one_chain_and_one_day() -> None:
    """A part at a time back to an earlier day; a part that is not bound to the next by its hash counts for nothing."""
    events = chain(issued(("A", 1), ("B", 1), ("A", 2)))
    found = further(Above(3, events[-1]["hash"]), events)
    assert found == Above(0, GENESIS, DAY, {"A": 2, "B": 1}, all_of_the_day=True)
    assert further(Above(3, "0" * 64), events) is None and further(Above(3, events[-1]["hash"]), events[1:]) is None
    false = [events[0], {**events[1], "hash": "1" * 64}, events[2]]
    assert further(Above(3, events[-1]["hash"]), false) is None and further(Above(3, ""), []) is None


def test_a_long_day_is_walked_back_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that nobody has wanted for long is on the first of them."""
    monkeypatch.setattr(numbers, "PART", 2)
    events = chain(issued(("B", 1), ("A", 1), ("A", 2)))
    above = further(Above(3, events[-1]["hash"]), events[1:])
    assert above == Above(1, events[1]["prevhash"], DAY, {"A": 2}) and above.first == 1
    assert further(above, events[:1]) == Above(0, GENESIS, DAY, {"A": 2, "B": 1}, all_of_the_day=True)


@pytest.mark.parametrize(
    ("state", "at", "raised"),
    [
        (State(), f"{DAY}T10:00:00+07:00", {"A": 7, "B": 2}),
        (State(day=DAY, numbers={"A": 9}), f"{DAY}T10:00:00+07:00", {"B": 2}),
        (State(day=DAY, numbers={"A": 9, "B": 2}), f"{DAY}T10:00:00+07:00", {}),
        (State(day="2026-11-19"), "2026-11-19T10:00:00+07:00", {}),
        (State(), "2026-11-19T10:00:00+07:00", {}),
    ],
    ids=["nothing yet", "only up", "above it already", "another day in hand", "another day"],
)
def test_numbers_only_ever_go_up_and_only_of_the_day(state: State, at: str, raised: dict[str, int]) -> None:
    facts = carry_on(Above(0, "", DAY, {"A": 7, "B": 2}, True))(state, Moment(from_iso(at), 0, "boot"))
    assert [fact.event.numbers for fact in facts if isinstance(fact.event, e.NumbersRaised)] == (
        [raised] if raised else []
    )


def test_the_citys_word_about_another_journal_is_looked_at_once(asking: Fetching) -> None:
    """However often the retained word comes; more of our own journal than we have is asked for too."""
    asking.wish(0.0)
    own = asking._journal.id
    for _ in range(2):
        asking.other("visit", Ack("another", 40, "a" * 64), 0, 0.0)
    asking.other("rating", Ack(own, 9, "a" * 64), 4, 0.0)
    assert asking.wish(1.0) == ("visit", Ask("another", 1, 40))
    asking.hear("visit", b"[]", 2.0)
    jobs = [(job.journal, job.stream, job.at, job.last) for job in asking._jobs]
    assert jobs == [(JOURNAL, "rating", 3, 12), (JOURNAL, "rating", 20, given_back.OPEN), (own, "rating", 5, 9)]
