"""Each rating is written with its own random salt, and nothing else has one."""

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from kiosk.core.record import events as e
from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import required
from kiosk.core.record.former_events import Former
from kiosk.core.record.rating_events import RatingEvent
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file
from tests.journal.clocks import SOURCE, TestClock

VALUES: dict[str, Any] = {"int": 1, "str": "x", "bool": True, "tuple": ("x",)}
RATINGS = [kind for kind in KINDS.values() if issubclass(kind, RatingEvent)]


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with open_file(path, SOURCE, TestClock()) as opened:
        yield opened


def example(kind: type[RatingEvent]) -> RatingEvent:
    """Without a salt, as decisions make it."""
    needed = [name for name in required(kind) if name != "salt"]
    hints = get_type_hints(kind)
    return kind(**{name: VALUES[getattr(hints[name], "__name__", "")] for name in needed})


def test_every_rating_of_today_has_the_field() -> None:
    """A rating event that is added without it is found here; those of before never had one and are not written."""
    today = [kind for kind in KINDS.values() if kind.STREAM == "rating" and not issubclass(kind, Former)]
    assert today == RATINGS and len(RATINGS) == 5


@pytest.mark.parametrize("kind", RATINGS)
def test_no_rating_is_written_without_a_salt(journal: Journal, kind: type[RatingEvent]) -> None:
    """Of 128 bits, another one each time; what is told, what stands there and what is hashed are the same."""
    written = [journal.transact(lambda s, now: (e.Fact(example(kind)),))[0] for _ in range(2)]
    salts = [r.event.salt for r in written if isinstance(r.event, RatingEvent)]
    assert [row["data"]["salt"] for row in journal.rows()] == salts and len(set(salts)) == 2
    assert all(len(salt) == 32 and set(salt) <= set(string.hexdigits.lower()) for salt in salts)
    assert journal.verify().good


def test_the_salt_comes_from_where_it_is_said(path: Path) -> None:
    """Randomness is an argument, so that a day can be played twice."""
    with open_file(path, SOURCE, TestClock()) as opened:
        journal = Journal(path, opened._conn, SOURCE, TestClock(), lambda: "5a" * 16)
        (rating,) = journal.transact(lambda s, now: (e.Fact(example(e.RatingBound)),))
    assert isinstance(rating.event, e.RatingBound) and rating.event.salt == "5a" * 16


def test_nothing_else_is_salted(journal: Journal) -> None:
    """A fact of another stream stands as it was decided."""
    fact = e.DeviceChanged("printer", "ok")
    assert journal.transact(lambda s, now: (e.Fact(fact),))[0].event == fact
    assert "salt" not in next(journal.rows())["data"]
