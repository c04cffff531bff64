"""Idle counters are given the next number where the office wants it, while their page is there and the office works."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from kiosk.config.options import Queue
from kiosk.config.rules import hours_of
from kiosk.console.colleagues.feeding import GONE_S, Pages, feed_all
from kiosk.core.calendar.hours import Hours
from tests.console.conftest import Room

AFTER = 20_000  # ms
HALF_PAST_SEVEN = 27_000  # seconds from midnight, when the room's clock begins


def idle(room: Room) -> tuple[str, Pages]:
    """A001 waits and counter 1 is free, for a minute; its page is there."""
    room.officer(1), room.ticket()
    room.clock.pass_seconds(60)
    sign_in = room.office.state().counters[1].sign_in
    pages = Pages(lambda: room.clock.now.mono / 1000)
    pages.took(sign_in)
    return sign_in, pages


def fed(room: Room, pages: Pages, hours: Hours | None = None, after: int = AFTER) -> str:
    feed_all(room.office, room.office.state(), pages, hours or hours_of(room.config), after)
    visit = room.office.state().ticket("A001")
    return visit.status if visit else ""


def test_an_idle_counter_is_given_the_next_number(room: Room) -> None:
    _, pages = idle(room)
    assert fed(room, pages) == "called"


def test_never_where_the_office_does_not_want_it(room: Room) -> None:
    _, pages = idle(room)
    assert Queue().feed_seconds == 0 and fed(room, pages, after=0) == "waiting"


def test_a_counter_whose_page_is_gone_is_left_alone(room: Room) -> None:
    """A minute after it took something last; somebody else's page is nobody's."""
    _, pages = idle(room)
    room.clock.pass_seconds(int(GONE_S) + 1)
    assert fed(room, pages) == "waiting"
    pages.took("another")
    assert fed(room, pages) == "waiting"


WHEN = {  # hour, minute, clock known → fed
    "at work": (9, 0, True, True),
    "over lunch": (11, 45, True, False),
    "after closing": (16, 30, True, False),
    "nobody knows the time": (9, 0, False, False),
}


@pytest.mark.parametrize("case", WHEN)
def test_only_in_the_hours_of_work(room: Room, case: str) -> None:
    """Of an office whose hours are not enforced, always."""
    hour, minute, known, calls = WHEN[case]
    room.clock.pass_seconds(hour * 3600 + minute * 60 - HALF_PAST_SEVEN - 60)
    _, pages = idle(room)
    if not known:
        room.clock.now = replace(room.clock.now, boot="boot-2", clock="unknown")
    assert fed(room, pages) == ("called" if calls else "waiting")
    assert fed(room, pages, replace(hours_of(room.config), enforce=False)) == "called"


def test_whoever_presses_meanwhile_is_given_nobody_twice(room: Room) -> None:
    """The page showed an empty hand: the wish is stale, and one number is called."""
    room.ticket()
    _, pages = idle(room)
    (one,) = room.clients
    assert fed(room, pages) == "called"
    answer = one.post("/api/next", json={"counter": 1, "hand": None})
    assert answer.json()["refusal"] == "stale" and len(room.office.state().calls) == 1


def test_the_console_s_watcher_does_it_while_the_page_listens(room: Room) -> None:
    """Over real HTTP: the stream of the officer's page is told of the call."""
    room.stop()
    room.config = replace(room.config, queue=Queue(feed_seconds=20))
    room.start()
    one, heard, told = room.officer(1), threading.Event(), list[Any]()

    def listen() -> None:
        with one.stream("GET", "/api/stream") as stream:
            for line in stream.iter_lines():
                heard.set()
                if line.startswith("data: ") and '"status":"called"' in line and '"undo"' in line:
                    told.append(json.loads(line[6:]))
                    return

    page = threading.Thread(target=listen)
    page.start()
    assert heard.wait(60)
    room.ticket()
    room.clock.pass_seconds(60)
    page.join(120)
    assert [state["visit"]["ticket"] for state in told] == ["A001"] and told[0]["undo"] > 0
