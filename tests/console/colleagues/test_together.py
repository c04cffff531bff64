"""What counters see of each other over real HTTP: rests, help and who is where; and what the room sees of it."""

import json
from typing import Any

import httpx
import pytest

from kiosk.core.record import events as e
from tests.console.conftest import Room, opened_room


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/{path}", json=body)
    return answer.json()["refusal"] if answer.status_code in (400, 409) else answer.json()


def seen(client: httpx.Client) -> Any:
    return client.get("/api/state").json()


def board(room: Room) -> Any:
    with room.client().stream("GET", "/api/stream") as stream:
        lines = stream.iter_lines()
        return next(json.loads(line[6:]) for line in lines if line.startswith("data: ") and "counters" in line)


def test_a_rest_is_seen_by_officers_and_by_the_room(room: Room) -> None:
    """Why, and since when, by its own officer; that a line whose counters all rest is called by nobody, by all."""
    one, nine = room.officer(1), room.officer(9)
    assert post(one, "pause", reason="lunch") == {
        "ticket": None, "service": None, "priority": None, "counter": 1, "finished": None,
    }  # fmt: skip
    room.clock.pass_seconds(90)
    assert seen(one)["paused"] == {"reason": "lunch", "seconds": 90} and seen(nine)["paused"] is None
    assert seen(nine)["others"] == [{"counter": 1, "name": "", "ticket": None, "status": None, "paused": True}]
    lines = {line["service"]: (line["open"], line["paused"]) for line in seen(nine)["waiting"]}
    assert lines == {"A": (1, 1), "B": (1, 1), "C": (0, 1), "D": (0, 1), "E": (0, 1)}
    assert [c["counter"] for c in board(room)["counters"] if c["paused"]] == [1]
    assert post(one, "back")["counter"] == 1 and seen(one)["paused"] is None
    assert [c["counter"] for c in board(room)["counters"] if c["paused"]] == []


@pytest.mark.parametrize("wish", [("pause", {"reason": "break"}), ("help", {})])
def test_a_wish_about_the_counter_keeps_to_key_and_page(room: Room, wish: tuple[str, dict[str, str]]) -> None:
    """The same key is the same wish; another page is stale; a reason that nobody knows is refused."""
    verb, body = wish
    one = room.officer(1)
    assert post(one, verb, hand="A001", **body) == "stale" and post(one, verb, counter=2, **body) == "stale"
    first = post(one, verb, counter=1, hand=None, key="k", **body)
    rows = room.office.state().seq
    assert post(one, verb, counter=1, hand=None, key="k", **body) == first and room.office.state().seq == rows
    assert post(one, "pause", reason="holiday") == "bad-request"


def test_next_ends_a_rest_in_one_commit(room: Room) -> None:
    room.ticket()
    one = room.officer(1)
    post(one, "pause")
    assert post(one, "next")["ticket"] == "A001"
    last = [r for r in room.office.journal.recorded() if isinstance(r.event, e.CounterResumed | e.TicketCalled)]
    assert [type(r.event) for r in last] == [e.CounterResumed, e.TicketCalled] and last[0].wall == last[1].wall


def test_help_is_seen_by_every_officer_and_by_nobody_else(room: Room) -> None:
    one, two, three = room.officer(1), room.officer(2), room.officer(3)
    before = board(room)
    post(one, "help")
    room.clock.pass_seconds(30)
    told = [{"counter": 1, "seconds": 30, "answered_by": None, "mine": False}]
    assert seen(two)["help"] == seen(three)["help"] == told
    assert seen(one)["help"] == [{**told[0], "mine": True}]
    assert post(two, "help-answer", to_counter=1)["counter"] == 2
    assert post(three, "help-answer", to_counter=1) == "help-answered"
    assert [asked["answered_by"] for asked in seen(one)["help"]] == [2]
    assert board(room)["counters"] == before["counters"] and "help" not in json.dumps(board(room))
    post(one, "help-end")
    assert seen(two)["help"] == []


def test_rests_and_help_outlive_the_console_and_end_with_the_day(tmp_path: Any) -> None:
    with opened_room(tmp_path) as room:
        room.ticket()
        one, two = room.officer(1), room.officer(2)
        post(one, "pause", reason="meeting"), post(two, "help")
    with opened_room(tmp_path) as room:
        state = room.office.state()
        assert state.counters[1].reason == "meeting" and state.help == {2: 0}
        room.office.close_day()
        state = room.office.state()
        assert (state.counters, state.help, state.help_since) == ({}, {}, {})
