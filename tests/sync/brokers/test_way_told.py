"""When the city last had everything, as the courier tells it on this machine and as doctor and pages say it."""

from pathlib import Path

import pytest

from kiosk.core.record.events import STREAMS
from kiosk.core.state.values import State
from kiosk.core.words.faults import words_of
from kiosk.host.told import way
from kiosk.service.telling.attention import attention
from kiosk.service.telling.city_way import OLD_MIN, found
from sync.line.way_told import WayTold

MINUTE = 60_000
NONE = dict.fromkeys(STREAMS, 0)


def test_the_moment_is_the_last_at_which_the_city_had_everything(tmp_path: Path) -> None:
    """What is just on its way counts as not there yet, and was not there a beat ago; a backlog leaves the moment."""
    told = WayTold(tmp_path)
    told.line("up", "h:1883", "", 0)
    told.beat({"rating": 3}, NONE, 1 * MINUTE)
    assert way.told(tmp_path)["stored"] is None
    told.beat({"rating": 4}, {**NONE, "rating": 3}, 6 * MINUTE)
    assert way.told(tmp_path)["stored"] == 1 * MINUTE
    told.beat({"rating": 4}, {**NONE, "rating": 4}, 11 * MINUTE)
    assert way.told(tmp_path) == {"line": "up", "since": 0, "at": "h:1883", "why": "", "stored": 11 * MINUTE}
    told.beat({"rating": 90}, {**NONE, "rating": 5}, 16 * MINUTE)
    told.beat({"rating": 90}, {**NONE, "rating": 6}, 21 * MINUTE, metered=5)
    assert way.told(tmp_path)["stored"] == 11 * MINUTE and way.told(tmp_path)["metered_mb"] == 5


def test_a_courier_that_is_started_again_keeps_the_moment_and_a_try_keeps_the_beginning(tmp_path: Path) -> None:
    """A failed try changes the reason only."""
    WayTold(tmp_path).beat({}, NONE, 7 * MINUTE)
    told = WayTold(tmp_path)
    told.line("down", "h:1", "cut", 9 * MINUTE)
    told.line("down", "g:1", "refused", 12 * MINUTE)
    assert way.told(tmp_path) == {
        "line": "down", "since": 9 * MINUTE, "at": "g:1", "why": "refused", "stored": 7 * MINUTE,
    }  # fmt: skip


UP, DOWN = {"line": "up", "at": "h:1", "stored": 0}, {"line": "down", "at": "h:1", "why": "cut", "stored": 0}


@pytest.mark.parametrize(
    ("said", "minutes", "good", "words"),
    [
        (UP, 9, True, "less than 10 min"),
        (UP, OLD_MIN - 1, True, "50 min ago"),
        (UP, OLD_MIN, False, "60 min ago"),
        ({**UP, "stored": None}, 5, False, "not everything was stored"),
        ({**UP, "metered_mb": 5}, OLD_MIN, True, "by 5 MB a day"),
        ({**DOWN, "metered_mb": 5}, 5, False, "down: cut"),
        (DOWN, 5, False, "down: cut"),
        ({}, 5, False, "kiosk-sync has said nothing"),
    ],
)
def test_its_age_is_said_in_steps_of_ten_minutes(said: dict[str, object], minutes: int, good: bool, words: str) -> None:
    """With what to do wherever it is not good."""
    finding = found(said, "ok", minutes * MINUTE)
    assert finding.good == good and words in finding.said.en and bool(finding.do.vi) != good


@pytest.mark.parametrize("word", ["ahead", "differs", "silent", "refused"])
def test_a_remedy_stands_beside_each_word_of_the_city(word: str) -> None:
    """On the technician's page and in the doctor, in both languages."""
    finding, (urgent,) = found(UP, word, MINUTE), attention(State(devices={"city": word}), "ntp", {}, [])
    assert not finding.good and finding.do == urgent.do == words_of("city", word).do and finding.do.vi and finding.do.en
    assert urgent.said.en in finding.said.en


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b'{"stored": "x"}'])
def test_what_nobody_can_read_says_nothing(tmp_path: Path, text: bytes) -> None:
    """Whoever else wrote there."""
    (tmp_path / way.FILE).write_bytes(text)
    assert way.age_s(way.told(tmp_path), 5) is None and not found(way.told(tmp_path), "", 5).good
    WayTold(tmp_path).beat({}, NONE, 7)
    assert way.told(tmp_path)["stored"] == 7
