"""Who comes in at the supervisor's door: the PIN of its own and nothing else, on each call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from kiosk.config.pin_hash import hash_pin
from kiosk.console.sessions import new_nonce
from kiosk.console.supervisor.door import COOKIE, sessions_of
from kiosk.console.supervisor.routes import PREFIX
from tests.console.conftest import Room

PIN = {"pin": "2468"}
OPEN = {f"{PREFIX}/login"}


def supervisor(room: Room) -> httpx.Client:
    client = room.client()
    assert client.post(f"{PREFIX}/login", json=PIN).status_code == 200
    return client


def technician(room: Room) -> httpx.Client:
    client = room.client()
    assert client.post("/api/technician/login", json={"pin": "1234"}).status_code == 200
    return client


def calls(room: Room) -> list[tuple[str, str]]:
    """Every call of the supervisor's, as the console itself describes it, but signing in."""
    described = room.client().get("/openapi.json").json()["paths"]
    ours = [(path, method) for path, methods in described.items() if path.startswith(PREFIX) for method in methods]
    return [(path, method) for path, method in ours if path not in OPEN]


def borrowed(room: Room, client: httpx.Client, name: str) -> httpx.Client:
    """Another door's cookie under the supervisor's name."""
    thief = room.client()
    thief.cookies[COOKIE] = client.cookies[name]
    return thief


ATTACKERS: dict[str, Callable[[Room], httpx.Client]] = {
    "nobody": Room.client,
    "an officer": Room.officer,
    "a technician": technician,
    "an officer's cookie": lambda room: borrowed(room, room.officer(), "quay"),
    "a technician's cookie": lambda room: borrowed(room, technician(room), "kythuat"),
}


@pytest.mark.parametrize("who", ATTACKERS)
def test_nobody_else_gets_an_answer_from_any_call(room: Room, who: str) -> None:
    client, found = ATTACKERS[who](room), calls(room)
    assert len(found) > 10
    for path, method in found:
        asked: dict[str, Any] = {"json": {"counter": 1, "service": "A", "ticket": "A001"}} if method == "post" else {}
        assert client.request(method, path, **asked).json()["refusal"] == "no-supervisor", path
    assert not room.office.state().today.stopped


def test_no_other_site_s_page_does_anything_in_the_supervisor_s_name(room: Room) -> None:
    client = supervisor(room)
    for path, method in calls(room):
        if method == "post":
            told = client.post(path, json={"counter": 1, "service": "A"}, headers={"Origin": "http://evil.example"})
            assert told.status_code == 403, path
    assert client.get(f"{PREFIX}/state").json()["stopped"] is False


def test_the_supervisor_s_cookie_opens_neither_a_desk_nor_the_technician_s_door(room: Room) -> None:
    cookie = supervisor(room).cookies[COOKIE]
    for path, name, refusal in (
        ("/api/state", "quay", "not-logged-in"),
        ("/api/technician/state", "kythuat", "no-technician"),
    ):
        told = room.client().get(path, headers={"Cookie": f"{name}={cookie}; {COOKIE}={cookie}"})
        assert told.json()["refusal"] == refusal


def test_the_settings_pin_is_the_only_one(room: Room) -> None:
    """With it the demo's does not open, nor the officers' or the technician's; without either there is no way in."""
    told = room.config
    assert room.client().post(f"{PREFIX}/login", json={"pin": "1234"}).json()["refusal"] == "wrong-pin"
    room.stop()
    room.config = replace(told, console=replace(told.console, supervisor_pin=hash_pin("975310")))
    room.start()
    assert room.client().post(f"{PREFIX}/login", json=PIN).json()["refusal"] == "wrong-pin"
    assert room.client().post(f"{PREFIX}/login", json={"pin": "975310"}).status_code == 200
    room.stop()
    room.config = replace(told, console=replace(told.console, demo=False))
    room.start()
    assert room.client().post(f"{PREFIX}/login", json=PIN).json()["refusal"] == "no-supervisor-pin"


def test_wrong_pins_cost_time_at_this_door_alone(room: Room) -> None:
    client = room.client()
    for _ in range(5):
        assert client.post(f"{PREFIX}/login", json={"pin": "0000"}).json()["refusal"] == "wrong-pin"
    refused = client.post(f"{PREFIX}/login", json=PIN).json()
    assert refused["refusal"] == "locked-out" and refused["seconds"] > 20
    assert client.post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 1}).status_code == 200


def test_a_cookie_ends_by_signing_out_every_copy_of_it_and_after_its_hours(room: Room) -> None:
    """Also when the console is started again."""
    client = supervisor(room)
    cookie = client.cookies[COOKIE]
    told = client.post(f"{PREFIX}/logout", json={}).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "max-age=0"} <= set(told.split("; "))
    for _ in range(2):
        again = room.client().get(f"{PREFIX}/state", headers={"Cookie": f"{COOKIE}={cookie}"})
        assert again.json()["refusal"] == "no-supervisor"
        room.stop()
        room.start()
    now = [0.0]
    ours = sessions_of(room.config, b"k", "b1", lambda: now[0])
    cookie = ours.sign({}, new_nonce())
    assert ours.verify(cookie)
    now[0] = room.config.console.session_hours * 3600
    assert ours.verify(cookie) is None
