"""A kiosk that knows its city's key, and what is said to it without: nothing moves, whoever says it, and it is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.words.faults import words_of
from scripts.attacks.inbox import SOURCE, Inbox
from sync.envelope import Ack, Ask
from sync.limits.hourly import HOUR_S
from sync.packing import pack
from sync.signed_ack import signed

NOW, NEXT, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
KEYS = tuple(key.public_key().public_bytes_raw().hex() for key in (NOW, NEXT))
RATED = 8
PLACE = (SOURCE, "rating")


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """It knows the city's key and the next one."""
    made = Inbox(tmp_path, rated=RATED, city_keys=KEYS)
    yield made
    made.close()


def ack(inbox: Inbox, stored: int) -> Ack:
    """True: with the hash of that event."""
    return Ack(
        inbox.journal.id, stored, inbox.journal.after("rating", stored - 1, 1)[0]["hash"] if stored else "0" * 64
    )


def cursor(inbox: Inbox) -> int:
    return inbox.cursors.lanes["rating"].cursor


def city_words(inbox: Inbox) -> list[tuple[str, str]]:
    found = (row["data"] for row in inbox.journal.rows() if row["type"] == "vn.motcua.device.changed.v1")
    return [(data["state"], data.get("why", "")) for data in found if data["device"] == "city"]


FORGED = {
    "unsigned": lambda word: word,
    "by a stranger's key": lambda word: signed(word, *PLACE, STRANGER),
    "of another stream": lambda word: signed(word, SOURCE, "visit", NOW),
    "of another kiosk": lambda word: signed(word, SOURCE + "9", "rating", NOW),
    "changed afterwards": lambda word: replace(
        signed(word, *PLACE, NOW),
        **({"stored": (word.stored + 1) % (RATED + 1)} if isinstance(word, Ack) else {"last": word.last + 1}),
    ),
}


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("tail", ["ack", "ask", "back", "config"])
def test_no_word_without_the_citys_signature_moves_anything(inbox: Inbox, tail: str, forged: str) -> None:
    """Neither the cursor nor what is to be sent; nothing of it comes into the journal but what is said of it."""
    inbox.hear("ack/rating", signed(ack(inbox, 2), *PLACE, NOW).payload(), 1.0)
    before, rows = inbox.cursors.lanes["rating"], inbox.journal.state.seq
    words = {"ack": ack(inbox, 6), "ask": Ask(inbox.journal.id, 1, 2)}
    events = inbox.journal.after("rating", 0, RATED)
    payload = FORGED[forged](words[tail]).payload() if tail in words else pack(events)
    inbox.hear(tail if tail == "config" else f"{tail}/rating", payload, 2.0)
    assert inbox.cursors.lanes["rating"] == before and inbox.kept() == 0
    assert inbox.journal.state.seq == rows + (tail in words)
    assert [word for word, _ in city_words(inbox)] == (["unsigned"] if tail in words else [])


def test_forged_words_are_told_once_an_hour_with_their_number_until_a_genuine_one_comes(inbox: Inbox) -> None:
    """In the journal, and so in the city's tables and at the doctor, with what to do; and in the log."""
    for second in range(4_000):
        inbox.hear("ack/rating", ack(inbox, 6).payload(), float(second))
    assert city_words(inbox) == [("unsigned", "")] and cursor(inbox) == 0
    assert len(inbox.said) == 2 and "broker.city_key" in inbox.said[0] and inbox.said[1].startswith("3600 times: ")
    inbox.hear("ack/rating", signed(ack(inbox, 3), *PLACE, NOW).payload(), 4_001.0)
    for second in range(10):
        inbox.hear("ack/rating", ack(inbox, 6).payload(), 4_002.0 + second)
    assert [word for word, _ in city_words(inbox)] == ["unsigned", "ok", "unsigned"] and cursor(inbox) == 3
    told = words_of("city", "unsigned")
    assert told and "broker.city_key" in told.do.en and "broker.city_key" in told.do.vi


def test_while_the_city_changes_its_key_either_counts(inbox: Inbox) -> None:
    """And goes on from where the other one was."""
    for stored, key in ((2, NOW), (4, NEXT), (5, NOW), (7, NEXT)):
        inbox.hear("ack/rating", signed(ack(inbox, stored), *PLACE, key).payload(), float(stored))
        assert cursor(inbox) == stored
    inbox.hear("ask/rating", signed(Ask(inbox.journal.id, 1, 2), *PLACE, NEXT).payload(), 9.0)
    asked = [(span.first, span.last) for span in inbox.cursors.lanes["rating"].asked]
    assert asked == [(1, 2)] and city_words(inbox) == []


SAID = st.tuples(st.sampled_from(["genuine", "replayed", *FORGED]), st.integers(0, RATED), st.sampled_from([NOW, NEXT]))


@settings(max_examples=40)
@given(st.lists(st.tuples(SAID, st.integers(0, 3_000)), min_size=1, max_size=25))
def test_whatever_is_said_the_cursor_stands_where_the_city_said_and_goes_back_once_an_hour(
    said: list[tuple[tuple[str, int, Ed25519PrivateKey], int]],
) -> None:
    """Genuine words in any order, old ones said again by whoever kept them, forged ones in between: the cursor is never
    at a number that no genuine word named, and a replay costs one step back an hour, which the next word mends."""
    with TemporaryDirectory() as folder:
        inbox = Inbox(Path(folder), rated=RATED, city_keys=KEYS)
        genuine, steps, now, last_back = [0], list[float](), 0.0, float("-inf")
        for (kind, stored, key), pause in said:
            now, before = now + pause, cursor(inbox)
            word = ack(inbox, stored if kind != "replayed" else genuine[stored % len(genuine)])
            made = signed(word, *PLACE, key) if kind in ("genuine", "replayed") else FORGED[kind](word)
            inbox.hear("ack/rating", made.payload(), now)
            genuine += [word.stored] if kind == "genuine" else []
            assert cursor(inbox) in genuine and (kind in ("genuine", "replayed") or cursor(inbox) == before)
            if cursor(inbox) < before:
                steps.append(now - last_back)
                last_back = now
        inbox.hear("ack/rating", signed(ack(inbox, RATED), *PLACE, NOW).payload(), now)
        assert cursor(inbox) == RATED and all(pause >= HOUR_S for pause in steps[1:])
        inbox.close()
