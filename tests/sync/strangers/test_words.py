"""Whatever is said at the broker: the journal grows by what happened, and the cursors follow the city alone."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.calendar.moment import iso
from kiosk.core.record.chain import hash_of
from scripts.attacks.inbox import MOST_ROWS, SOURCE, Inbox, fuzzed
from sync.envelope import Ack, Ask
from sync.fetching import asking, numbers
from sync.fetching.asking import LOOKS
from sync.limits.hourly import HOUR_S
from sync.packing import pack
from sync.signed_ack import signed
from tests.sync.chains import chain, rating
from tests.sync.test_fetching import DAY, issued

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """Thirty ratings in the journal, nothing stored yet."""
    made = Inbox(tmp_path)
    yield made
    made.close()


@pytest.fixture
def enrolled(tmp_path: Path) -> Iterator[Inbox]:
    """The same kiosk, which knows its city's key."""
    made = Inbox(tmp_path, city_keys=(PUBLIC,))
    yield made
    made.close()


def ack(inbox: Inbox, stored: int, key: Ed25519PrivateKey | None = None) -> bytes:
    """As the city would say it, for ratings."""
    at = inbox.journal.after("rating", stored - 1, 1)[0]["hash"] if stored else "0" * 64
    word = Ack(inbox.journal.id, stored, at)
    return (signed(word, SOURCE, "rating", key) if key else word).payload()


def news(inbox: Inbox) -> Counter[str]:
    """What stands in the journal besides ratings, as often as it does."""
    rows = inbox.journal.rows(after=31)
    return Counter(f"{row['type']} {row['data'].get('state', '')}".strip() for row in rows)


def cursor(inbox: Inbox) -> int:
    return inbox.cursors.lanes["rating"].cursor


def test_two_forged_acknowledgements_in_turn_write_a_word_each(inbox: Inbox) -> None:
    """10,000 of them within two hours: the later word says more than the one before it, and stays."""
    ahead, other = Ack(inbox.journal.id, 900, "a" * 64), Ack(inbox.journal.id, 30, "b" * 64)
    for n in range(10_000):
        inbox.hear("ack/rating", (ahead, other)[n % 2].payload(), n * 0.7)
    found = news(inbox)
    assert found == {"vn.motcua.device.changed.v1 ahead": 1, "vn.motcua.device.changed.v1 differs": 1}
    assert "rating" not in str([row["data"].get("why") for row in inbox.journal.rows(after=31)]) and cursor(inbox) == 0


def test_a_word_that_the_histories_part_is_over_an_hour_after_it_was_said_last(inbox: Inbox) -> None:
    """Whatever a true acknowledgement says meanwhile; then one of these ends it."""
    ahead, differs = (Ack(inbox.journal.id, n, "a" * 64).payload() for n in (900, 30))
    for at, said, word in (
        (100.0, ahead, "ahead"), (101.0, ack(inbox, 30), "ahead"),
        (200.0, differs, "differs"), (300.0, ahead, "differs"),
        (299.0 + HOUR_S, ack(inbox, 30), "differs"), (301.0 + HOUR_S, ack(inbox, 30), "ok"),
    ):  # fmt: skip
        inbox.hear("ack/rating", said, at)
        assert inbox.journal.state.devices["city"] == word


def test_a_line_that_was_down_says_nothing_about_the_histories(inbox: Inbox) -> None:
    """The city could not say it again: an hour begins when the line is back."""
    inbox.hear("ack/rating", Ack(inbox.journal.id, 900, "a" * 64).payload(), 100.0)
    inbox.diary.line_up(100.0 + 5 * HOUR_S)
    inbox.hear("ack/rating", ack(inbox, 30), 101.0 + 5 * HOUR_S)
    assert inbox.journal.state.devices["city"] == "ahead"
    inbox.hear("ack/rating", ack(inbox, 30), 100.0 + 6 * HOUR_S)
    assert inbox.journal.state.devices["city"] == "ok"


@pytest.mark.parametrize("number", [31, 10_000, 2**53])
def test_no_word_moves_the_cursor_beyond_the_journal(inbox: Inbox, number: int) -> None:
    """Whatever hash it names."""
    for said in ("0" * 64, "a" * 64, inbox.journal.head("rating")[1]):
        inbox.hear("ack/rating", Ack(inbox.journal.id, number, said).payload(), 1.0)
    assert cursor(inbox) == 0


def test_an_unsigned_word_moves_nothing_back(inbox: Inbox) -> None:
    """However true its hash is: a city from an older backup asks for what it lacks."""
    inbox.hear("ack/rating", ack(inbox, 20), 1.0)
    for second in range(2, 8_000):
        inbox.hear("ack/rating", ack(inbox, 5), float(second))
    assert cursor(inbox) == 20 and not news(inbox)
    inbox.hear("ask/rating", Ask(inbox.journal.id, 6, 20).payload(), 8_001.0)
    assert [(span.first, span.last) for span in inbox.cursors.lanes["rating"].asked] == [(6, 20)]


def test_what_the_city_signed_moves_the_cursor_back_once_an_hour(enrolled: Inbox) -> None:
    """Two genuine words said again and again in turn for three hours: three steps back."""
    steps, last = 0, 0
    for second in range(0, 3 * 3_600, 5):
        for stored in (20, 5):
            enrolled.hear("ack/rating", ack(enrolled, stored, KEY), float(second))
            steps, last = steps + (cursor(enrolled) < last), cursor(enrolled)
    assert steps == 3 and not news(enrolled)


def test_an_enrolled_kiosk_hears_no_unsigned_acknowledgement(enrolled: Inbox) -> None:
    """Not even one with the hash of an event that the broker saw and the city never got."""
    for word in (ack(enrolled, 30), Ack("another", 9, "a" * 64).payload(), Ack(enrolled.journal.id, 99).payload()):
        enrolled.hear("ack/rating", word, 1.0)
        enrolled.hear("ack/visit", word, 1.0)
    assert (
        cursor(enrolled) == 0
        and news(enrolled) == {"vn.motcua.device.changed.v1 unsigned": 1}
        and enrolled.fetching.wish(2.0) is None
    )


# --- what is given back -----------------------------------------------------------------------------------------


def believed(inbox: Inbox, now: float, ticket: tuple[str, int], journal: str) -> None:
    """An event of today that somebody made, said to be the city's of this kiosk, and given back."""
    (event,) = chain(issued(ticket), journal=journal)
    event["time"] = iso(inbox.journal.now().wall)
    event["hash"] = hash_of(event)
    inbox.hear("ack/visit", Ack(journal, 1, event["hash"]).payload(), now)
    inbox.hear("back/visit", pack([event]), now)


def test_numbers_that_no_office_gives_are_not_gone_on_from(inbox: Inbox) -> None:
    """Nor letters that are no service; what may be true is."""
    events = issued(("A", 40), ("A", numbers.MOST + 1), ("ab", 5), ("\x00", 5), ("B", -1))
    above = numbers.further(numbers.Above(5, (made := chain(events))[-1]["hash"]), made)
    assert above == numbers.Above(0, "0" * 64, DAY, {"A": 40}, all_of_the_day=True)


def test_a_strangers_numbers_raise_ours_a_few_times_an_hour_at_most(inbox: Inbox) -> None:
    """However many journals are said to have been here before."""
    for n in range(500):
        believed(inbox, n * 2.0, ("A", n + 1), f"journal{n}")
    assert news(inbox) == {"vn.motcua.numbers.raised.v1": LOOKS}


def test_answers_are_heard_as_many_as_a_wish_can_have(inbox: Inbox) -> None:
    """Nobody can make us parse without end what we asked for once."""
    inbox.hear("ack/visit", Ack("another", 9, "a" * 64).payload(), 1.0)
    for _ in range(asking.ANSWERS + 30):
        inbox.hear("back/visit", b"[7]", 2.0)
    assert inbox.fetching._answers == 0 and len(inbox.said) == 1


def test_what_is_given_back_has_its_own_room(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of our own journal than we have, without end: kept until that room is full, under whatever names."""
    monkeypatch.setattr(asking, "KEPT_BYTES", 20_000)
    for n in range(60):
        events = chain([rating()] * (31 + 10 * n), journal=inbox.journal.id)[30 + 10 * max(0, n - 1) :]
        inbox.hear("ack/rating", Ack(inbox.journal.id, 2**40, "a" * 64).payload(), n * HOUR_S)
        inbox.hear("back/rating", pack(events), n * HOUR_S + 1)
    assert 0 < inbox.kept() < 40_000


def test_whatever_is_put_into_the_inbox_is_survived_and_told_in_a_few_lines(inbox: Inbox) -> None:
    """A thousand inputs too deep, too many, too large or spoilt; `./scripts/attack inbox` has more of them."""
    told = fuzzed(inbox, 1_000, random.Random(7))
    assert told["faults"] == [] and told["rows"] <= MOST_ROWS and told["lines"] < 20


def test_a_fault_of_ours_ends_the_message_that_finds_it(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told once, and the next word counts as before."""

    def faulty(*_: object) -> None:
        raise KeyError("of ours")

    with monkeypatch.context() as patched:
        patched.setattr(inbox.fetching, "hear", faulty)
        for _ in range(5):
            inbox.hear("back/rating", b"[]", 1.0)
    inbox.hear("ack/rating", ack(inbox, 7), 2.0)
    assert len(inbox.faults()) == 1 and cursor(inbox) == 7
