"""What follows from an event, and what is left of it when it turns out to be no part of its chain."""

from collections.abc import Sequence
from typing import Any

import pytest

from kiosk.core.decisions.ratings import with_sweep
from kiosk.core.record import events as e
from kiosk.core.record.chain import hash_of
from kiosk.core.record.events import Fact
from scripts.soak.link import SOURCE
from sync.city import store as stores
from sync.city.batch import following
from sync.city.engine import StoreError
from sync.city.store import Store
from tests.core.office import RULES, press, served
from tests.sync.chains import JOURNAL, rating, ratings
from tests.sync.city.days import Kiosk
from tests.sync.city.test_store_order import tables, take

TICKET = e.TicketIssued("A001", "A", 1, False, "touch", "asked")


def marked() -> Kiosk:
    """A number that is called, a rating with a reason; a rule noticed both."""
    kiosk = Kiosk()
    kiosk.say(TICKET, "v1")
    kiosk.say(e.TicketCalled("A001", 1, "o1", 1, 60, "turn"), "v1")
    kiosk.say(e.VisitMarked("A001", "short-walk-in"), "v1")
    kiosk.say(rating(4))
    kiosk.say(e.RatingReasoned(1, ("WAIT",)))
    kiosk.say(e.RatingMarked(1, "cadence"))
    return kiosk


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.sql(sql).fetchall()]


def test_a_mark_is_data_about_a_row_that_stays_as_it_is(store: Store) -> None:
    """Which rating or visit, the rule's name, when; the level and the wait are what they were."""
    kiosk = marked()
    take(store, kiosk.sent)
    at = "2026-11-23T07:30:00.000+07:00"
    assert rows(store, "SELECT * FROM marks ORDER BY stream") == [
        (SOURCE, JOURNAL, "rating", 3, "1", "cadence", at),
        (SOURCE, JOURNAL, "visit", 3, "v1", "short-walk-in", at),
    ]
    assert rows(store, "SELECT level, reasons FROM ratings") == [(4, "WAIT")]
    assert rows(store, "SELECT waited_s, sequence FROM visits") == [(60, 3)]


def test_the_city_sees_what_was_marked_and_counts_the_rest(store: Store) -> None:
    """Forty walk-ins of two seconds, each rated at once, at a counter of its own officer; a second word that is worse,
    one that is better: each rating is there, with its mark, and one of each slip counts."""
    kiosk = Kiosk()
    for _ in range(40):
        (token,) = served(kiosk.later(61), 1)
        press(kiosk.later(5), 4)
        kiosk.later(61).write(ratings_due(kiosk))
    press(kiosk, 1, scanned=token)
    press(kiosk.later(61), 4, scanned=token)
    take(store, kiosk.sent)
    assert rows(store, "SELECT count(*), sum(counted), min(counter), max(counter) FROM ratings") == [(42, 40, 1, 1)]
    assert rows(store, "SELECT counted, uncounted_reason, level FROM ratings ORDER BY sequence DESC LIMIT 3") == [
        (0, "already-rated", 4), (1, None, 1), (0, "replaced", 4),
    ]  # fmt: skip
    marked = "SELECT rule, count(*), count(DISTINCT about) FROM marks GROUP BY rule ORDER BY rule"
    assert rows(store, marked) == [("second-word", 1, 1), ("walk-in-seconds", 40, 40)]
    joined = "SELECT count(*) FROM marks JOIN ratings ON about = CAST(ratings.sequence AS TEXT) WHERE level = 4"
    assert rows(store, joined) == [(41,)]


def ratings_due(kiosk: Kiosk) -> Sequence[Fact]:
    return with_sweep(kiosk.state, kiosk.now(), RULES, ())


def test_what_is_no_part_of_its_chain_leaves_nothing_behind(store: Store) -> None:
    """Events of a true form that do not follow: as if they had never come, once the chain shows it."""
    kiosk, forger = marked(), marked()
    forged = []
    for event in forger.sent[1:]:  # all but the first, behind a predecessor that never was
        false = {**event, "prevhash": "ab" * 32}
        forged.append({**false, "hash": hash_of(false)})
    take(store, [event for event in forged if event["sequence"] > 1])
    for event in kiosk.sent:
        take(store, [event])
        take(store, [event])
    straight = {name: found for name, found in tables(store).items() if name != "dead_letters"}
    assert rows(store, "SELECT count(*) FROM dead_letters") == [(4,)]
    for table in ("events", "ratings", "visits", "legs", "marks", "heads", "covered", "claims", "journals", "kiosks"):
        store.sql(f"DELETE FROM {table}")
    take(store, kiosk.sent)
    assert straight == {name: found for name, found in tables(store).items() if name != "dead_letters"}


def test_a_text_that_no_database_holds_makes_no_row_and_stops_nobody(store: Store) -> None:
    """NUL in an officer's name, before the number itself is here: kept in events, told, and the visit stands."""
    kiosk = Kiosk()
    kiosk.say(TICKET, "v1")
    kiosk.say(e.TicketCalled("A001", 1, "o\x001", 1, 60, "turn"), "v1")
    kiosk.say(e.RatingReasoned(1, ("\x00",)))
    take(store, kiosk.sent[1:])
    take(store, kiosk.sent[:1])
    assert rows(store, "SELECT ticket, called, officer FROM visits") == [("A001", None, None)]
    assert len(rows(store, "SELECT 1 FROM dead_letters")) == 2 and store.head((SOURCE, JOURNAL, "visit")).stored == 2


def test_an_event_of_a_newer_version_is_kept_and_makes_no_row(store: Store) -> None:
    """Whoever knows the type later finds it; nothing is a dead letter."""
    kiosk = marked()
    newer = {**kiosk.sent[0], "type": "vn.motcua.ticket.issued.v9", "data": {"moons": 2}}
    take(store, [{**newer, "hash": hash_of(newer)}])
    assert rows(store, "SELECT type FROM events") == [("vn.motcua.ticket.issued.v9",)]
    assert rows(store, "SELECT 1 FROM visits") == rows(store, "SELECT 1 FROM dead_letters") == []


def test_what_a_transaction_kept_is_written_a_page_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its end where there is much; all of it at its end; nothing of one that failed."""
    monkeypatch.setattr(stores, "WRITTEN_AT_ONCE", 3)
    with store.transaction():
        store.keep(ratings(2))
        assert rows(store, "SELECT count(*) FROM events") == [(0,)]
        store.keep(ratings(4)[2:])
        assert rows(store, "SELECT count(*) FROM events") == [(4,)]
        store.keep(ratings(5)[4:])
    with pytest.raises(StoreError), store.transaction():
        store.keep(ratings(6)[5:])
        store.sql("SELECT nonsense FROM nowhere")
    with store.transaction():
        pass
    assert rows(store, "SELECT count(*) FROM events") == rows(store, "SELECT count(*) FROM ratings") == [(5,)]


def test_two_programs_do_not_store_the_same_event_twice(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that comes later is refused as a whole; when it comes again, what is here is passed by."""
    first, second = Store.open(postgresql), Store.open(postgresql)
    here = following.split

    def meanwhile(*asked: Any) -> Any:
        found = here(*asked)
        monkeypatch.undo()
        take(first, ratings(1))
        return found

    monkeypatch.setattr(stores, "split", meanwhile)
    with pytest.raises(StoreError, match="duplicate key"), second.transaction():
        second.keep(ratings(2))
    take(second, ratings(2))
    assert rows(second, "SELECT sequence FROM ratings ORDER BY sequence") == [(1,), (2,)]
    first.close()
    second.close()
