"""To whom a time to come back at is offered, and which."""

from dataclasses import replace

import pytest

from kiosk.core.decisions.giving.promising import promise
from kiosk.core.forecast.later import comes_back
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.rules import Rules
from tests.core.forecast.test_outlook import seated, taken
from tests.core.office import Room, rules

FIVE = rules({"A": "Hộ tịch"}, dict.fromkeys(range(1, 6), ""))
ONE = rules({"A": "Hộ tịch"}, {1: ""})
THREE = rules({"A": "Hộ tịch"}, dict.fromkeys(range(1, 4), ""))
MIXED = (420, 540, 600, 660, 780, 900)
QUICK, LONG = (240, 300, 300, 360, 420), (1500, 1700, 1800, 1900, 2400)


def asked(office: Rules, people: int, turns: tuple[int, ...]) -> tuple[Room, str, int | None]:
    room = Room()
    room.state = replace(room.state, turns={"A": turns})
    tokens = taken(room, office, *"A" * people)
    seated(room, office)
    told = outlook(room.state, room.now(), office, tokens[-1], int)
    return room, tokens[-1], comes_back(room.state, room.now(), office, tokens[-1], int, told)


@pytest.mark.parametrize(
    ("office", "people", "turns", "offered"),
    [
        (FIVE, 40, QUICK, True),
        (ONE, 8, QUICK, True),
        (ONE, 3, QUICK, False),  # so short a wait is sat through
        (ONE, 5, LONG, False),  # one counter, half an hour each: no minute can be promised
        (ONE, 2, LONG, False),  # nor because nobody else waits yet: whoever comes next may be at it for long by then
        (FIVE, 40, (), False),  # nothing is known
        (replace(FIVE, later=0), 40, QUICK, False),  # the office does not want it
    ],
)
def test_a_time_is_offered_where_the_wait_is_long_and_the_time_can_be_kept(
    office: Rules, people: int, turns: tuple[int, ...], offered: bool
) -> None:
    """On a whole five minutes of the clock, behind the wait that was told."""
    room, token, seconds = asked(office, people, turns)
    assert (seconds is not None) == offered
    if seconds is not None:
        told = outlook(room.state, room.now(), office, token, int)
        assert told is not None and told.minutes is not None and seconds >= told.minutes[1] * 60
        assert (room.wall // 1000 + seconds) % 300 == 0


def test_where_the_first_time_cannot_be_kept_a_later_one_is_offered() -> None:
    """Three counters in visits of ten minutes: ten minutes behind the wait that was told."""
    room, token, seconds = asked(THREE, 12, MIXED)
    told = outlook(room.state, room.now(), THREE, token, int)
    assert told is not None and told.minutes is not None and seconds is not None
    assert 600 <= seconds - told.minutes[1] * 60 < 1800


def test_no_more_come_back_at_once_than_counters_serve_the_line() -> None:
    """With one counter one each ten minutes; whoever is one too many is offered another time."""
    room, token, first = asked(ONE, 8, QUICK)
    other = next(t for t, visit in room.state.visits.items() if visit.ticket == "A004")
    room.write(promise(room.state, ONE, other, first or 0))
    told = outlook(room.state, room.now(), ONE, token, int)
    later = comes_back(room.state, room.now(), ONE, token, int, told)
    assert first is not None and (later is None or abs(later - first) >= 600)


def test_it_is_offered_once() -> None:
    room, token, seconds = asked(FIVE, 40, QUICK)
    room.write(promise(room.state, FIVE, token, seconds or 0))
    told = outlook(room.state, room.now(), FIVE, token, int)
    assert comes_back(room.state, room.now(), FIVE, token, int, told) is None
