"""One intention is one event: a finger that trembles, stays or comes too early changes nothing that nobody meant.

The real app, screen and journal; only time is the tests' own.
"""

import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivers import ports
from drivers.ports import Touched
from kiosk.devices.screen import DOUBLED_MS, READ_MS
from scripts.small_office import small
from tests.app.test_app import BUTTONS, Room, _opened

STEPS = int(os.environ.get("INTENTIONS", "240"))  # 10000: some minutes
LEVELS = ("level-1", "level-2", "level-3", "level-4")
Place = tuple[int, int]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small(buttons=BUTTONS))


def things(room: Room) -> dict[str, Place]:
    """What can be touched, and its middle."""
    shown = room.app.screen.data()["things"]
    middles = {t["id"]: (t["rect"][0] + t["rect"][2] // 2, t["rect"][1] + t["rect"][3] // 2) for t in shown}
    return {id_: place for id_, place in middles.items() if room.app.screen.hit(*place) == id_}


def tap(room: Room, place: Place) -> None:
    room.hear(Touched("down", *place), Touched("up", *place))


def read_and_tap(room: Room, id_: str) -> Place:
    """As a person does who means it; where that was."""
    room.pass_ms(READ_MS)
    place = things(room)[id_]
    tap(room, place)
    return place


def asked(room: Room) -> None:
    room.served(1)
    read_and_tap(room, "rate")
    assert room.on() == "rate"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("after", [0, 150, 300, 450, 600, READ_MS - 1])
def test_the_second_tap_on_a_face_is_no_reason(room: Room, level: str, after: int) -> None:
    """Wherever it falls on the thanks, one rating stands there, without a reason."""
    asked(room)
    place = read_and_tap(room, level)
    assert room.on() == "thanks"
    room.pass_ms(after)
    tap(room, place)
    assert room.on() == "thanks" and room.rows("rating.reasoned") == [] and len(room.rows("rating.given")) == 1


def test_a_reason_that_was_read_is_a_reason(room: Room) -> None:
    """Seven tenths of a second after the thanks; and a finger that trembles on it does not take it back."""
    asked(room)
    read_and_tap(room, "level-1")
    place = read_and_tap(room, "reason-LATE")
    for _ in range(3):
        room.pass_ms(DOUBLED_MS // 4)
        tap(room, place)
    assert [row["reasons"] for row in room.rows("rating.reasoned")] == [["LATE"]]


def test_a_finger_that_is_down_when_the_screen_changes_means_nothing_until_it_is_lifted(room: Room) -> None:
    """However long it stays: neither what it touched before, nor what came under it; the next one counts."""
    asked(room)
    room.pass_ms(READ_MS)
    place = things(room)["level-2"]
    room.hear(Touched("down", *place))
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    assert room.on() == "thanks" and room.app.pressed == ""
    for _ in range(3):
        room.pass_ms(READ_MS)
        room.hear(Touched("move", *place))
    room.hear(Touched("up", *place))
    assert room.rows("rating.reasoned") == [] and [row["level"] for row in room.rows("rating.given")] == [3]
    tap(room, things(room)["reason-LATE"])
    assert len(room.rows("rating.reasoned")) == 1


def test_a_tap_on_one_number_means_nothing_for_the_next(room: Room) -> None:
    """The same screen, and the number of somebody who pressed the button just now: whoever wanted to close theirs, with
    a finger that was down already or in that moment, takes it from nobody's eyes."""
    for moment in ("down before", "in that moment"):
        room.pass_ms(11_000)
        room.hear(ports.ButtonPressed("service-a", room.mono))
        room.pass_ms(11_000)
        place, number = things(room)["done"], room.app.dialog.ticket
        if moment == "down before":
            room.hear(Touched("down", *place), ports.ButtonPressed("service-a", room.mono), Touched("up", *place))
        else:
            room.hear(ports.ButtonPressed("service-a", room.mono))
            room.pass_ms(READ_MS - 1)
            tap(room, place)
        assert room.on() == "ticket" and room.app.dialog.ticket != number
        read_and_tap(room, "done")
        assert room.on() == "home"


def test_what_stays_where_it_is_counts_at_once(room: Room) -> None:
    """A waiting line that grows under the eyes changes nothing under the finger."""
    room.pass_ms(READ_MS)
    place = things(room)["service-A"]
    room.served(1)
    tap(room, place)
    assert room.on() == "ticket"


@pytest.mark.parametrize("after", [150, 300, 600, 2_000, 3_999])
def test_the_same_button_again_is_the_same_number(room: Room, after: int) -> None:
    """One number, one slip, and it stays on the screen."""
    for _ in range(2):
        room.hear(ports.ButtonPressed("service-a", room.mono))
        room.pass_ms(after)
    assert len(room.rows("ticket.issued")) == 1 == len(room.printer.jobs) and room.on() == "ticket"


def test_another_person_at_the_same_button_gets_another_number(room: Room) -> None:
    """Eleven seconds later; sooner it is asked whether it is for somebody else (tests/app/giving)."""
    for _ in range(2):
        room.hear(ports.ButtonPressed("service-a", room.mono))
        room.pass_ms(11_000)
    assert len(room.rows("ticket.issued")) == 2


@pytest.mark.parametrize("seed", range(4))
def test_doubled_fingers_write_nothing(room: Room, seed: int) -> None:
    """People mean what they touch, and each of their taps falls again within six tenths of a second, sometimes while a
    button is pressed: whatever the echo hits, it adds no row to the journal."""
    dice = random.Random(seed)
    for _ in range(STEPS // 4):
        if dice.random() < 0.2:
            room.served(dice.choice((1, 2)))
        room.pass_ms(dice.choice((READ_MS, 1_500, 4_000)))
        there = things(room)
        meant = dice.choice(list(there))
        tap(room, there[meant])
        if dice.random() < 0.1:
            room.hear(ports.ButtonPressed("satisfied", room.mono))
        room.pass_ms(dice.randrange(50, 600))
        room.pass_ms(0)
        before, last = room.on(), room.journal.last()
        tap(room, there[meant])
        assert room.journal.last() == last, f"the echo of {meant} wrote, on {before}"


@pytest.mark.parametrize("frame_ms", [0, 400, 1_500])
@pytest.mark.parametrize("commit_ms", [0, 900])
def test_a_slow_kiosk_takes_no_echo_for_an_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch, frame_ms: int, commit_ms: int
) -> None:
    """Frames and commits take their time; the second tap of the same finger is heard behind them: it is neither the
    reason of a rating, nor does it take a reason back."""
    asked(room)
    show, execute = room.app.screen.panel.show, room.app.writer.execute

    def slow(does: Callable[..., Any], ms: int, *given: Any) -> Any:
        done = does(*given)
        room.mono += ms
        return done

    monkeypatch.setattr(room.app.screen.panel, "show", partial(slow, show, frame_ms))
    monkeypatch.setattr(room.app.writer, "execute", partial(slow, execute, commit_ms))
    for thing in ("level-1", "reason-LATE"):
        place = read_and_tap(room, thing)
        room.pass_ms(300)
        tap(room, place)
    assert len(room.rows("rating.given")) == 1
    assert [row["reasons"] for row in room.rows("rating.reasoned")] == [["LATE"]]
