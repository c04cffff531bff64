"""An office's whole day on its pages, in a real Chromium: officers, board and supervisor, a console that starts anew in
the middle, a cable that is pulled, an officer with seven tabs.

A small day always; `DAY_OFFICERS=9 DAY_TICKETS=300` with `-o timeout=1800` lives a whole one, in some minutes.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.console.supervisor.figures import figures_of
from tests.console.conftest import Room
from tests.console.supervisor.test_settings import filed
from tests.console.whole_day.drivers import Driver, driver_in
from tests.console.whole_day.office import Desk, Hall

__all__ = ["filed"]
OFFICERS, TICKETS = int(os.environ.get("DAY_OFFICERS", "3")), int(os.environ.get("DAY_TICKETS", "18"))
IN_HAND = ("vn.motcua.ticket.called.", "vn.motcua.visit.resumed.")
KEYS = {"Enter": 10, "F3": 2, "F4": 2, "F7": 1, "F8": 1, "F10": 2}  # next, start, recall, absent, put aside, finish


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    with driver_in(tmp_path / "browser") as driver:
        yield driver


@pytest.mark.slow
def test_a_day_of_an_office_goes_by_its_pages_alone(filed: Room, driver: Driver) -> None:
    """Every number is called, by the page that pressed and to no other; each has one end; the board showed all."""
    hall = Hall(filed, driver, random.Random(11))
    hall.opens(OFFICERS)
    taken: list[str] = []
    while len(taken) < TICKETS:
        taken.append(filed.ticket("ABCDE"[len(taken) % 5], priority=hall.chance.random() < 0.1))
        works(hall, hall.chance.choice(hall.desks))
        mishaps(hall, len(taken))
    while waits(filed):
        for desk in hall.desks:
            works(hall, desk, only_next=True)
    for desk in hall.desks:
        hall.presses(desk, "Enter")  # ends the last one; nobody waits
    judge(hall, taken)


def works(hall: Hall, desk: Desk, only_next: bool = False) -> None:
    hall.room.clock.pass_seconds(hall.chance.randint(25, 90))
    if hall.clicks(desk, "#came [data-said=came]"):
        return
    idle = not hall.hand(desk)[1:].isdigit()
    key = "Enter" if idle or only_next else hall.chance.choices([*KEYS], [*KEYS.values()])[0]
    if idle and hall.chance.random() < 0.5 and (hall.clicks(desk, "[data-held]") or hall.clicks(desk, "[data-absent]")):
        return
    hall.presses(desk, key)


def mishaps(hall: Hall, at: int) -> None:
    """Each once, in the course of the day."""
    desk = hall.desks[at % OFFICERS]
    if at == TICKETS // 4:
        seven_tabs(hall, hall.desks[0])
    elif at == TICKETS // 3:
        cable(hall, next(each for each in hall.desks if hall.hand(each)[1:].isdigit()))
    elif at == TICKETS // 2:
        new_start(hall, desk)


def seven_tabs(hall: Hall, desk: Desk) -> None:
    """Six more of one officer, in the same browser; all show what is in hand there."""
    hand = hall.hand(desk)
    for _ in range(6):
        hall.browser.open_beside(desk.page)
        hall.browser.go(f"{hall.room.url}/")
        hall.browser.until(f"document.getElementById('number').textContent === '{hand}'")


def cable(hall: Hall, desk: Desk) -> None:
    """Pressed while the line is dead: the page says so, and the press is carried out once when it is back."""
    hall.looks_at(desk)
    before = calls_at(hall.room, desk)
    hall.browser.cable(pulled=True)
    hall.browser.press("Enter")
    hall.browser.until("document.getElementById('message').textContent.length > 0")
    hall.browser.cable(pulled=False)
    hall.looks_at(desk)
    assert len(calls_at(hall.room, desk)) <= len(before) + 1


def new_start(hall: Hall, desk: Desk) -> None:
    """The console dies and comes back at its address; nobody signs in again, and no page is loaded anew by hand."""
    port = int(hall.room.url.rpartition(":")[2])
    hall.looks_at(desk)
    hall.room.stop()
    hall.browser.press("Enter")
    hall.room.start(port)
    for each in hall.desks:
        hall.looks_at(each)


def waits(room: Room) -> bool:
    return any(v.status in ("waiting", "held") and not v.missed for v in room.office.state().visits.values())


def calls_at(room: Room, desk: Desk) -> list[str]:
    """The numbers that came into this counter's hand, as the journal has it: called, or taken up where they lay."""
    events = room.office.journal.after("visit", 0, 100_000)
    came = (event["data"] for event in events if event["type"].startswith(IN_HAND))
    return [data["ticket"] for data in came if data["counter"] == desk.counter]


def judge(hall: Hall, taken: list[str]) -> None:
    called = {desk.counter: calls_at(hall.room, desk) for desk in hall.desks}
    assert {ticket for calls in called.values() for ticket in calls} == set(taken)
    for desk in hall.desks:
        assert set(hall.kept(desk.page)) == set(called[desk.counter])
    assert set(hall.kept(hall.board)) == set(taken)
    told = figures_of(hall.room.office, hall.room.config, "", hall.room.clock.now)
    ends = told["ends"]
    assert (told["issued"], ends["open"], ends["served"] + ends["unconfirmed"] + ends["no-show"]) == (
        TICKETS,
        0,
        TICKETS,
    )
    hall.browser.look_at(hall.supervisor)
    hall.browser.js("document.querySelector('[data-tab=figures]').click()")
    hall.browser.until("document.querySelector('#figures-table table')")
    assert f"{TICKETS} lượt" in hall.browser.text("#figures-table")
