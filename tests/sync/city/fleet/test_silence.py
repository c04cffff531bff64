"""Who is silent, by the city's own clock: three beats without a word, whatever a will or a retained word says."""

from typing import Any

import pytest

from kiosk.core.calendar.moment import iso
from scripts.soak.link import SOURCE
from sync.city.clerk import Clerk
from sync.city.fleet import silence
from sync.city.fleet.silence import SILENT_S, mark, told
from sync.city.store import Store
from sync.envelope import Presence, read_presence
from tests.sync.chains import WALL, chain, rating
from tests.sync.city.test_store import take

NOW = WALL + 10 * 86_400_000
MINUTE = 60_000
SINCE = iso(NOW - 86_400_000)


def at(minutes: float) -> str:
    return iso(NOW + round(minutes * MINUTE))


def look(store: Store, minutes: float) -> frozenset[str]:
    return mark(store.sql, at(minutes), at(minutes - SILENT_S / 60))


def state(online: bool = True, **more: Any) -> Presence:
    return Presence(online, SINCE, {"online": online, "since": SINCE, **more})


def test_a_kiosk_that_misses_three_beats_is_silent_until_it_is_heard(store: Store) -> None:
    """Not after two; from its last word on; any word ends it."""
    store.present(SOURCE, state(time=at(0)), at(0))
    assert [look(store, minutes) for minutes in (10, 14.9)] == [frozenset(), frozenset()]
    assert look(store, 15.1) == {SOURCE}
    assert store.sql("SELECT silent, online FROM kiosks").fetchone()[:] == (at(0), 1)
    store.present(SOURCE, state(time=at(16)), at(16))
    assert look(store, 17) == frozenset() and store.sql("SELECT silent FROM kiosks").fetchone()[0] is None


def test_events_are_signs_of_life_too_by_when_they_came(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by when they say that they happened: a backlog of last week, or of a clock that is ahead, comes now."""
    store.present(SOURCE, state(time=at(0)), at(0))
    assert look(store, 20) == {SOURCE}
    monkeypatch.setattr("sync.city.store.time.time_ns", lambda: (NOW + 21 * MINUTE) * 1_000_000)
    take(store, chain([rating(4)]))
    assert look(store, 22) == frozenset() and store.sql("SELECT heard FROM kiosks").fetchone()[0] == at(21)


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        (state(online=False, time=at(1)), False),  # it said goodbye
        (state(online=False), True),  # its will: the broker says it, or not
        (state(time=at(1)), True),
    ],
    ids=["took its leave", "last will", "nothing more"],
)
def test_who_took_its_leave_is_not_missed(store: Store, last: Presence, missed: bool) -> None:
    """Whoever is switched off in the evening is nobody's trouble; whose line breaks is."""
    store.present(SOURCE, state(time=at(0)), at(0))
    store.present(SOURCE, last, at(1))
    assert look(store, 30) == ({SOURCE} if missed else frozenset())
    store.present(SOURCE, state(time=at(31)), at(31))
    assert look(store, 60) == {SOURCE}


def test_a_will_takes_nothing_of_what_the_kiosk_said(store: Store) -> None:
    """It was written when the line was dialled: what is out of order since then, and the next numbers, stand; one of a
    former line says nothing of this one."""
    said = state(time=at(0), streams={"rating": {"next": 9, "stored": 8}}, health={"devices": {"printer": "jam"}})
    store.present(SOURCE, said, at(0))
    question = "SELECT online, since, state FROM kiosks"
    before = store.sql(question).fetchone()
    store.present(SOURCE, Presence(False, iso(NOW - 90_000_000), {"online": False}), at(1))
    assert store.sql(question).fetchone() == before
    store.present(SOURCE, state(online=False, streams={"rating": {"next": 1}}, health={"devices": {}}), at(2))
    online, since, kept = store.sql(question).fetchone()
    assert (online, since, kept) == (0, at(2), before[2])


def test_a_kiosk_of_a_former_versions_table_begins_to_be_watched(store: Store) -> None:
    """It is not silent at once, and not for ever unseen."""
    store.sql("INSERT INTO kiosks (source, online, since) VALUES (?, 1, ?)", SOURCE, SINCE)
    assert look(store, 0) == frozenset() and look(store, 16) == {SOURCE}


def test_what_is_told_is_who_became_silent_and_who_is_heard_again() -> None:
    """Once each, five by name and the rest by number; with what to do."""
    many = [f"/H55/k{n}" for n in range(1, 8)]
    (line,) = told(None, many)
    assert "/H55/k5 and 2 more" in line and "/H55/k6" not in line and "power, network" in line
    assert told(many, many) == [] and told(None, []) == []
    (new, back) = told(many, [*many[1:], "/H55/k9"])
    assert "silent" in new and "/H55/k9" in new and back == "heard again: /H55/k1"


def test_nobody_is_silent_while_the_city_itself_did_not_listen(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a night without its broker it waits for three beats before it says a word of anybody."""
    made = Clerk(lambda: Store.open(f"sqlite:///{tmp_path}/city.db"), None)
    made.open()
    made._store.present(SOURCE, read_presence(b'{"online": true, "since": "%s"}' % SINCE.encode()), at(0))
    looks = [made.ask(now, now) for now in (1.0, SILENT_S - 1, SILENT_S + 1, SILENT_S + 2)]
    assert [len(done.said) for done in looks] == [0, 0, 1, 0]
    assert len(made.ask(SILENT_S + silence.LOOK_S + 2, SILENT_S * 2).said) == 0  # told once
    made.close()
