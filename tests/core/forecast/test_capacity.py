"""How many more of a service can still be served before lunch or closing, and when nobody is told."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kiosk.core.calendar.hours import Hours
from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.colleagues.pauses import pause
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.forecast.capacity import FEW, Prospect, is_full, left_for, prospects
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import Today
from tests.core.office import Room, rules

HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), early=15)
TWO = {"A": "Hộ tịch", "B": "Đất đai"}
ONE = rules(TWO, {1: ""})
EACH = rules(TWO, {1: "A", 2: "B"})
TEN_MINUTES = {"A": (600,) * 5, "B": (600,) * 5}


def at(time: str, turns: Mapping[str, tuple[int, ...]] = TEN_MINUTES) -> Room:
    """A Monday on which turns have been ten minutes long so far."""
    room = Room(wall=from_iso(f"2026-11-23T{time}:00+07:00"))
    room.state = replace(room.state, turns=turns)
    return room


def waiting(room: Room, office: Rules, *tickets: str) -> Room:
    for n, ticket in enumerate(tickets):
        room.do(queue.issue, office, NewTicket(f"w{n}", ticket[0], ticket.endswith("!")))
    return room


def seated(room: Room, office: Rules, *at_counters: int) -> Room:
    for counter in at_counters:
        room.do(counters.sign_in, office, counter, f"o{counter}", "s")
    return room


@pytest.mark.parametrize(
    ("time", "office", "line", "left"),
    [
        ("11:00", ONE, (), (2, 4)),  # half an hour, ten minutes each, a quick officer or a slow one
        ("11:00", ONE, ("A", "B"), (0, 2)),  # who waits for the other service has the same counter
        ("11:00", ONE, ("A", "A", "A", "B"), (0, 0)),
        ("11:00", EACH, ("B", "B", "B", "B"), (2, 4)),  # the other counter has its own line
        ("11:26", EACH, (), (0, 0)),
        ("12:50", EACH, ("A",) * 17, (2, 7)),  # before the work, for the afternoon: 3 h 30
        ("16:15", EACH, (), (1, 2)),
    ],
)
def test_what_is_left_of_a_session_is_what_its_counters_still_have_time_for(
    time: str, office: Rules, line: tuple[str, ...], left: tuple[int, int]
) -> None:
    """Lunch and closing end it; whoever waits at the same counters goes first."""
    room = seated(waiting(at(time), office, *line), office, *office.counters)
    found = left_for(room.state, room.now(), office, HOURS, "A")
    assert found is not None and left[0] <= found <= left[1]


@pytest.mark.parametrize(
    ("why", "time", "turns", "office", "hours"),
    [
        ("many are left", "08:00", TEN_MINUTES, EACH, HOURS),
        ("no turn is known", "11:20", {}, EACH, HOURS),
        ("too few turns are known", "11:20", {"A": (600,) * 4}, EACH, HOURS),
        ("the office does not want it", "11:20", TEN_MINUTES, replace(EACH, capacity="off"), HOURS),
        ("nobody closes", "11:20", TEN_MINUTES, EACH, replace(HOURS, enforce=False)),
        ("no numbers are given anyway", "12:00", TEN_MINUTES, EACH, HOURS),
    ],
)
def test_nobody_is_warned_by_a_guess(
    why: str, time: str, turns: Mapping[str, tuple[int, ...]], office: Rules, hours: Hours
) -> None:
    """Nor refused, where nothing is reckoned."""
    room = seated(at(time, turns), office, *office.counters)
    assert left_for(room.state, room.now(), office, hours, "A") is None, why


def test_a_clock_that_nobody_knows_closes_no_session() -> None:
    room = seated(at("11:20"), EACH, 1)
    room.clock = "unknown"
    assert left_for(room.state, room.now(), EACH, HOURS, "A") is None


def test_more_counters_have_room_for_more_and_a_priority_number_for_who_goes_before() -> None:
    """Of a line of six at one counter at eleven o'clock no more can be served, at three counters some can; with
    priority one can, because two ordinary ones at the most go before."""
    three = rules(TWO, {1: "A", 2: "A", 3: "AB"})
    line = ("A",) * 6
    one, more = (seated(waiting(at("10:50"), office, *line), office, *office.counters) for office in (EACH, three))
    assert left_for(one.state, one.now(), EACH, HOURS, "A") == 0
    assert (left_for(more.state, more.now(), three, HOURS, "A") or 0) >= 2
    assert (left_for(one.state, one.now(), EACH, HOURS, "A", priority=True) or 0) >= 1


def test_only_where_the_office_wants_it_is_a_full_service_refused() -> None:
    """By default it is told, and the citizen chooses."""
    room = seated(at("11:28"), EACH, 1, 2)
    full = {how: is_full(room.state, room.now(), replace(EACH, capacity=how), HOURS, "A", False) for how in
            ("tell", "refuse", "off")}  # fmt: skip
    assert EACH.capacity == "tell" and full == {"tell": False, "refuse": True, "off": False}


@pytest.mark.parametrize(
    ("time", "seats", "open_"),
    [("09:00", (1,), {"A": True, "B": False}), ("09:00", (), {"A": False, "B": False}),
     ("07:20", (), {"A": True, "B": True}), ("12:50", (2,), {"A": True, "B": True})],
)  # fmt: skip
def test_a_service_without_a_counter_is_known_before_the_press(
    time: str, seats: tuple[int, ...], open_: dict[str, bool]
) -> None:
    """Before the work begins the counters of the plan count as open."""
    room = seated(at(time), EACH, *seats)
    assert {s: p.open for s, p in prospects(room.state, room.now(), EACH, HOURS).items()} == open_


def test_a_rest_of_the_only_officer_turns_nobody_away() -> None:
    """More than an hour before lunch a few more can be served, whoever drinks a tea just now."""
    room = seated(at("10:20"), EACH, 1)
    before = left_for(room.state, room.now(), EACH, HOURS, "A")
    room.do(lambda state, now: pause(state, 1))
    assert before is not None and left_for(room.state, room.now(), EACH, HOURS, "A") == before > 0


def test_a_counter_that_is_shut_today_is_no_part_of_the_plan() -> None:
    """Where it is the only one, nothing is reckoned, and nobody refused."""
    room = at("11:20")
    assert left_for(room.state, room.now(), EACH, HOURS, "A") is not None
    room.state = replace(room.state, today=Today(shut=frozenset({1})))
    assert left_for(room.state, room.now(), EACH, HOURS, "A") is None


def test_what_is_told_is_a_few_and_of_every_service() -> None:
    room = seated(at("11:00"), EACH, 1, 2)
    found = prospects(room.state, room.now(), EACH, HOURS)
    assert found.keys() == {"A", "B"} and all(isinstance(p, Prospect) and (p.left or 0) <= FEW for p in found.values())
