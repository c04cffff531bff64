"""Whatever a message makes the city raise is that message's own: buried once, and the others are stored."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts.soak.link import SOURCE
from sync.city import clerk, gate, letters
from sync.city.clerk import Clerk, Done
from sync.city.engine import StoreError
from sync.city.fleet.asking import FIRST_PAUSE_S, LONGEST_PAUSE_S
from sync.city.gate import Chain, Judged, Verdict
from sync.city.store import Store
from sync.envelope import Ask, read_ack, read_ask
from sync.packing import pack
from tests.sync.chains import JOURNAL, rating, ratings
from tests.sync.city.days import Kiosk

TOPIC = f"motcua/v1{SOURCE}/rating"
LARGEST = 1 << 20


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/city.db" if request.param == "sqlite" else request.getfixturevalue("postgresql")


@pytest.fixture
def desk(url: str) -> Iterator[tuple[Clerk, Store]]:
    """A clerk, and somebody else who looks at its database."""
    made, beside = Clerk(lambda: Store.open(url), None), Store.open(url)
    made.open()
    yield made, beside
    made.close()
    beside.close()


def buried(store: Store) -> list[tuple[str, bytes]]:
    return [(reason, bytes(p)) for reason, p in store.sql("SELECT reason, payload FROM dead_letters").fetchall()]


def numbers(store: Store) -> list[int]:
    return [n for (n,) in store.sql("SELECT sequence FROM ratings ORDER BY sequence").fetchall()]


@pytest.mark.parametrize("raised", [RecursionError, MemoryError, KeyError, ZeroDivisionError])
def test_whatever_judging_a_message_raises_buries_that_message(
    desk: tuple[Clerk, Store], raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with the error's name; the good one behind it is stored, and the database is not taken for out."""
    (made, store), judge = desk, gate.judge

    def fails(topic: str, payload: bytes, now: int) -> Any:
        if payload == b"poison":
            raise raised("deep down")
        return judge(topic, payload, now)

    monkeypatch.setattr(clerk, "judge", fails)
    done = made.take([(TOPIC, b"poison"), (TOPIC, pack(ratings(2))), (TOPIC, b"poison")], LARGEST)
    assert numbers(store) == [1, 2] and [(raised.__name__ in why, p) for why, p in buried(store)] == [(True, b"poison")]
    assert [read_ack(word.payload).stored for word in done.words] == [2]


@pytest.mark.parametrize("raised", [RecursionError, MemoryError, StoreError, OverflowError])
def test_whatever_storing_an_event_raises_buries_those_events_in_one_letter(
    desk: tuple[Clerk, Store], raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of its message, and the other messages of the batch, are stored."""
    (made, store), keep = desk, Store.keep

    def fails(self: Store, events: list[dict[str, Any]], ahead: Any = ()) -> Any:
        if any(event["sequence"] in (3, 5) for event in events):
            raise raised("refused")
        return keep(self, events, ahead)

    monkeypatch.setattr(Store, "keep", fails)
    done = made.take([(TOPIC, pack(ratings(9))), (f"motcua/v1{SOURCE}/state", b"{")], LARGEST)
    assert numbers(store) == [1, 2, 4, 6, 7, 8, 9] and len(done.letters) == 2
    refused = [json.loads(payload) for reason, payload in buried(store) if "refused" in reason]
    assert [[event["sequence"] for event in events] for events in refused] == [[3, 5]]
    assert [read_ack(word.payload).stored for word in done.words] == [2]


def test_a_database_that_takes_no_letter_is_nobodys_fault(desk: tuple[Clerk, Store]) -> None:
    """Then nothing is acknowledged; once it is whole again, all of it is stored."""
    made, store = desk
    store.sql("ALTER TABLE dead_letters RENAME TO away")
    store.sql("ALTER TABLE ratings RENAME TO ratings_away")
    with pytest.raises(StoreError, match="city database"):
        made.take([(TOPIC, pack(ratings(2)))], LARGEST)
    store.sql("ALTER TABLE away RENAME TO dead_letters")
    store.sql("ALTER TABLE ratings_away RENAME TO ratings")
    made.open()
    made.take([(TOPIC, pack(ratings(2)))], LARGEST)
    assert numbers(store) == [1, 2] and buried(store) == []


@pytest.mark.parametrize("value", [2**63, -(2**70), "half a letter: \ud800", [1]])
def test_a_value_that_no_database_holds_is_its_refusal(url: str, value: Any) -> None:
    """On either engine, whoever raises it."""
    store = Store.open(url)
    with pytest.raises(StoreError), store.transaction():
        store.sql("INSERT INTO letters_beyond (source, letters, last) VALUES (?, ?, ?)", "s", value, "")
    store.close()


def test_a_portion_is_of_some_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last message that fills it goes along; small ones make one portion together."""
    sizes = [5 << 20, 5 << 20, 15 << 20, 1, 1, 1]
    monkeypatch.setattr(
        clerk, "_judged", lambda topic, _: Judged(topic, b"", verdicts=(Verdict(None, size=int(topic)),))
    )
    found = clerk._portions([(str(size), b"") for size in sizes])
    assert [[one.size for one in portion] for portion in found] == [sizes[:2], sizes[2:3], sizes[3:]]


def test_what_unfolds_to_much_is_written_in_portions(
    desk: tuple[Clerk, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few KB of a stranger's may be megabytes: no more of them are held at once than fill a portion; all is kept."""
    monkeypatch.setattr(clerk, "MOST_AT_ONCE", 4_000)
    events, held, kept = ratings(20), list[int](), Clerk._kept

    def counted(self: Clerk, found: Sequence[Judged], done: Done) -> set[Chain]:
        held.append(sum(one.size for one in found))
        return kept(self, found, done)

    monkeypatch.setattr(Clerk, "_kept", counted)
    desk[0].take([(TOPIC, pack([event])) for event in events], LARGEST)
    assert len(held) > 3 and max(held) < 4_000 + max(len(json.dumps(event)) for event in events)
    assert desk[1].sql("SELECT count(*) FROM events").fetchone()[0] == 20


def test_a_letter_is_cut_and_says_how_long_it_was(desk: tuple[Clerk, Store]) -> None:
    """A stranger's megabytes stay with the broker."""
    made, store = desk
    made.take([(TOPIC, b"[" + b" " * 300_000)], LARGEST)
    ((_, payload),) = buried(store)
    (size,) = store.sql("SELECT bytes FROM dead_letters").fetchone()
    assert (len(payload), size) == (letters.MAX_BYTES, 300_001)


def test_letters_have_a_quota_and_what_is_beyond_is_counted(
    desk: tuple[Clerk, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each source, of all together, and of the sources that are counted by name; deleting makes room."""
    for name, value in (("OF_A_SOURCE", 3), ("OF_ALL", 5), ("MAX_COUNTED", 2)):
        monkeypatch.setattr(letters, name, value)
    made, store = desk
    for box in range(6):
        made.take([(f"motcua/v1/H55/92/k{box}/rating", b"no%d" % n) for n in range(4)], LARGEST)
    kept = store.sql("SELECT source, count(*) FROM dead_letters GROUP BY source ORDER BY source").fetchall()
    assert [tuple(row) for row in kept] == [("/H55/92/k0", 3), ("/H55/92/k1", 2)]
    beyond = store.sql("SELECT source, letters FROM letters_beyond ORDER BY source").fetchall()
    assert [tuple(row) for row in beyond] == [("", 16), ("/H55/92/k0", 1), ("/H55/92/k1", 2)]
    store.sql("DELETE FROM dead_letters")
    made.take([("motcua/v1/H55/92/k0/rating", b"again")], LARGEST)
    assert len(buried(store)) == 1


def asked(made: Clerk, now: float) -> list[Ask]:
    return [read_ask(word.payload) for word in made.ask(now, 0.0).words]


def test_a_gap_is_asked_for_ever_more_seldom_and_at_once_when_it_changes(desk: tuple[Clerk, Store]) -> None:
    """A stranger can make gaps that nobody fills: they must not have the kiosks asked all day."""
    made, _ = desk
    made.take([(TOPIC, pack(ratings(9)[5:]))], LARGEST)
    now, times = 0.0, list[float]()
    while now < 2 * LONGEST_PAUSE_S:
        times += [now] if asked(made, now) else []
        now += 1.0
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses[0] == FIRST_PAUSE_S and pauses == sorted(pauses) and len(pauses) < 10
    made.take([(TOPIC, pack(ratings(3)))], LARGEST)
    now += LONGEST_PAUSE_S
    assert asked(made, now) == [], "the rest of what was asked for is on its way"
    assert asked(made, now + FIRST_PAUSE_S) == [Ask(JOURNAL, 4, 5)]
    made.take([(TOPIC, pack(ratings(5)))], LARGEST)
    assert asked(made, now + 3 * LONGEST_PAUSE_S) == []


def test_both_who_speak_are_told_how_far_their_own_history_goes(desk: tuple[Clerk, Store]) -> None:
    """A forger in the same batch does not take the kiosk's answer away."""
    made, _ = desk
    first, second = Kiosk(), Kiosk()
    true, false = ([kiosk.say(rating(level))] for kiosk, level in ((first, 4), (second, 1)))
    done = made.take([(TOPIC, pack(false)), (TOPIC, pack(true)), (TOPIC, pack(false))], LARGEST)
    told = {read_ack(word.payload).hash for word in done.words}
    assert {true[0]["hash"], false[0]["hash"]} <= told
