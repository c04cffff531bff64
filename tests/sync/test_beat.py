"""What a kiosk says of itself, and when."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.calendar.moment import iso
from kiosk.core.decisions.device import device_moved
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from sync.beat import BEAT_S, Beat
from sync.envelope import read_presence
from tests.core.office import MORNING
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.test_journal import rate

SIX_YEARS_MS = 6 * 365 * 86_400_000
OUT = "Máy in hết giấy: đặt giấy vào, đóng nắp"
CURSORS = {"rating": 0, "visit": 0, "device": 0}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, TestClock()) as opened:
        yield opened


@pytest.fixture
def beat(journal: Journal) -> Beat:
    """Connected at second 100, and heard once."""
    made = Beat(journal, "1.2", "card-7")
    made.will()
    made.begin(100.0)
    assert made.word(CURSORS, 100.0)
    return made


def said(word: bytes | None) -> dict[str, Any]:
    assert word
    return read_presence(word).payload


def test_it_is_said_every_five_minutes_and_no_rating_makes_it_come_earlier(beat: Beat, journal: Journal) -> None:
    """By a clock of its own: who rates, and a cursor that moves, stay unheard until then."""
    rate(journal)
    beat.moved("rating")
    assert beat.word({**CURSORS, "rating": 1}, 99.9 + BEAT_S) is None and beat.due() == 100 + BEAT_S
    assert said(beat.word({**CURSORS, "rating": 1}, 100 + BEAT_S))["streams"]["rating"]["stored"] == 1
    assert beat.due() == 100 + 2 * BEAT_S


def test_a_part_that_fails_is_told_at_once_and_the_beat_keeps_its_time(beat: Beat, journal: Journal) -> None:
    """Once a change, and again when it works."""
    for state in ("paper_out", "ok"):
        journal.transact(lambda s, _, state=state: device_moved(s, "printer", state))  # type: ignore[misc]  # bound at once
        health = said(beat.word(CURSORS, 110.0))["health"]
        assert health.pop("faults", {}) == {"ok": {}, "paper_out": {"printer": OUT}}[state]
        assert health == {"devices": {"printer": state}}
        assert beat.word(CURSORS, 110.0) is None and beat.due() == 100 + BEAT_S


def test_it_holds_what_the_city_has_and_since_when(beat: Beat, journal: Journal) -> None:
    """Who speaks, the time of the word, and of each stream the next number and the last that is stored."""
    rate(journal)
    beat.moved("rating")
    word = said(beat.word({**CURSORS, "rating": 1}, 100 + BEAT_S))
    now = word["time"]
    assert word == {
        "online": True, "since": now, "time": now, "sw": "1.2", "journal": journal.id, "card": "card-7",
        "health": {"devices": {}},
        "streams": {
            "rating": {"next": 2, "stored": 1, "since": now},
            "visit": {"next": journal.state.heads.get("visit", 0) + 1, "stored": 0, "since": None},
            "device": {"next": 1, "stored": 0, "since": None},
        },
    }  # fmt: skip


def test_the_last_will_holds_nothing_that_will_be_old(beat: Beat, journal: Journal) -> None:
    """Whose connection is over, and since when there was one: no faults of yesterday, no old numbers."""
    will = said(beat.will())
    assert will == {"online": False, "since": will["since"], "sw": "1.2", "journal": journal.id, "card": "card-7"}
    assert said(beat.goodbye(CURSORS)) == {**said(beat.goodbye(CURSORS)), "online": False, "time": will["since"]}


def test_a_clock_that_was_wrong_when_the_line_came_up_leaves_no_false_since(tmp_path: Path) -> None:
    """Corrected from 2020 to today: told at once, and each `since` is what it would have been by a true clock."""
    clock, true = TestClock(wall_ms=MORNING - SIX_YEARS_MS), iso(MORNING)
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, clock) as journal:
        beat = Beat(journal, "1", "")
        beat.will()
        beat.begin(100.0)
        beat.moved("rating")
        assert said(beat.word(CURSORS, 100.0))["since"] < "2021"
        assert beat.word(CURSORS, 101.0) is None
        clock.wall_ms = MORNING
        word = said(beat.word(CURSORS, 101.0))
        assert word["since"] == word["streams"]["rating"]["since"] == true
        assert beat.word(CURSORS, 101.0) is None and beat.due() == 100 + BEAT_S
