"""Another officer goes on at a counter, by a PIN of their own, in the browser that stands there: over real HTTP."""

from typing import Any

import httpx
import pytest

from kiosk.console.throttle import FREE_TRIES
from tests.console.conftest import Room


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/{path}", json=body)
    return answer.json()["refusal"] if answer.status_code in (400, 409) else answer.json()


def hand_over(client: httpx.Client, officer: str = "cb05", pin: str = "1234", **beside: Any) -> Any:
    return post(client, "hand-over", officer=officer, pin=pin, **beside)


def busy(room: Room) -> httpx.Client:
    """Officer cb01 has A001 in hand at counter 1."""
    room.ticket()
    one = room.officer(1)
    post(one, "next")
    room.clock.pass_seconds(60)
    return one


def test_the_visit_stays_in_hand(room: Room) -> None:
    """The browser is the new officer's; no counter was taken; a copy of the cookie before is worth nothing."""
    one, before = busy(room), room.client()
    before.cookies.update(one.cookies)
    assert hand_over(one) == {"officer": "cb05", "counter": 1, "services": ["A", "B", "C", "D", "E"]}
    state = one.get("/api/state").json()
    assert (state["officer"], state["counter"], state["visit"]["ticket"]) == ("cb05", 1, "A001")
    assert post(before, "finish") == "not-logged-in" and before.get("/api/state").json()["refusal"] == "not-logged-in"
    assert post(one, "finish")["ticket"] == "A001"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a wrong PIN": ({"pin": "9999"}, "wrong-pin"),
    "a name that nobody has": ({"officer": "cb99"}, "wrong-pin"),
    "no PIN": ({"pin": 5}, "bad-request"),
    "a page that shows another number": ({"hand": "A002"}, "stale"),
    "a page of another counter": ({"counter": 2}, "stale"),
    "an officer who has somebody elsewhere": ({"officer": "cb02"}, "officer-elsewhere"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_writes_nothing(room: Room, case: str) -> None:
    body, code = REFUSED[case]
    one, two = busy(room), room.officer(2)
    room.ticket()
    post(two, "next")
    rows = room.office.state().seq
    assert hand_over(one, **body) == code and room.office.state().seq == rows
    assert one.get("/api/state").json()["visit"]["ticket"] == "A001"
    assert hand_over(room.client()) == "not-logged-in"


def test_wrong_pins_count_as_at_every_sign_in(room: Room) -> None:
    one = busy(room)
    tries = [hand_over(one, pin="9999") for _ in range(FREE_TRIES + 1)]
    assert tries == ["wrong-pin"] * FREE_TRIES + ["locked-out"]
    assert hand_over(one) == "locked-out"


def test_a_lost_answer_is_asked_for_again(room: Room) -> None:
    """The browser still has the cookie before: the same key gives the same sign-in, and writes nothing; the PIN is
    looked at each time, and the key of one officer's hand-over signs no other one in."""
    one, lost = busy(room), room.client()
    lost.cookies.update(one.cookies)
    hand_over(one, key="k", counter=1, hand="A001")
    rows = room.office.state().seq
    assert hand_over(lost, pin="9999", key="k") == "wrong-pin"
    assert hand_over(lost, officer="cb06", key="k") == "wrong-pin"
    assert hand_over(lost, key="k", counter=1, hand="A001")["officer"] == "cb05"
    assert room.office.state().seq == rows
    assert post(lost, "finish")["ticket"] == "A001"


def test_two_press_at_once_and_one_goes_on(room: Room) -> None:
    """The second one's page shows what is no more."""
    one, other = busy(room), room.client()
    other.cookies.update(one.cookies)
    assert hand_over(one)["officer"] == "cb05"
    assert hand_over(other, officer="cb06") == "not-logged-in"


def test_over_midnight_the_new_one_begins_a_new_day(room: Room) -> None:
    """What was in hand ended with its day; nobody of yesterday is handed over."""
    room.clock.pass_seconds(15 * 3600)
    one = busy(room)
    room.clock.pass_seconds(2 * 3600)
    assert hand_over(one)["officer"] == "cb05" and one.get("/api/state").json()["visit"] is None
    assert room.office.state().day == "2026-11-24" and room.office.state().counters[1].officer
