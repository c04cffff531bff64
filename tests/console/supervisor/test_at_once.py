"""Two who set something at once, and an officer who is taken away in the middle of signing in: who comes later goes by
what the earlier one did.

The real console, journal and settings; what somebody else does meanwhile is done in the middle of the call.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import httpx
import pytest

from kiosk.config.options import Config
from kiosk.config.pin_hash import check_pin
from kiosk.console import sign_in
from kiosk.console.app import make_app
from kiosk.console.request_body import Body
from kiosk.console.seats.hand_over import handed
from kiosk.console.supervisor.routes import PREFIX
from kiosk.console.supervisor.settings import Change, asked_option, set_by_supervisor
from kiosk.core.office.refusals import Refused
from kiosk.service.set_options import set_options
from tests.console.conftest import Room
from tests.console.supervisor.test_door import supervisor
from tests.console.supervisor.test_settings import filed

assert filed  # the fixture
T = TypeVar("T")
PIN, OTHER_PIN = "739164", "918273"


# --- two supervisors ---


def set_between(room: Room, theirs: dict[str, Any], ours: Body) -> str:
    """What becomes of ours, where another page sets theirs once ours was looked at: its refusal or "done"."""
    console, waiting = make_app(room.config, room.office, None).state.console, [theirs]

    def change_of(config: Config, asked: Body) -> Change:
        change = asked_option(config, asked)
        if waiting:
            values = waiting.pop()
            room.office.journal.transact(lambda s, now: set_options(room.config, values, {}, "supervisor", ""))
        return change

    try:
        set_by_supervisor(console, change_of, ours, "")
    except Refused as refused:
        return refused.code
    return "done"


def standing(room: Room) -> Config:
    console = make_app(room.config, room.office, None).state.console
    console.newest()
    config: Config = console.config
    return config


def test_of_two_who_change_the_same_value_at_once_the_later_is_told_that_her_page_is_old(filed: Room) -> None:
    ours = {"option": "queue.priority_every", "value": 5, "shown": 2}
    assert set_between(filed, {"queue.priority_every": 3}, ours) == "stale"
    assert standing(filed).queue.priority_every == 3


def test_a_service_that_goes_takes_no_other_one_from_a_counter_that_was_just_given_it(filed: Room) -> None:
    """Counter 10 served A and B when it was looked at, and A, B and C when B was taken away."""
    theirs = {"counters.10": {"services": ["A", "B", "C"], "name": ""}}
    assert set_between(filed, theirs, {"option": "services.B", "value": None}) == "done"
    assert [c.services for c in standing(filed).counters if c.number == 10] == [["A", "C"]]


# --- an officer who is taken away ---


@pytest.fixture
def client(filed: Room) -> httpx.Client:
    client = supervisor(filed)
    assert client.post(f"{PREFIX}/officer", json={"id": "cb05", "pin": PIN}).status_code == 200
    return client


MEANWHILE: dict[str, tuple[str, Body]] = {
    "is taken away": ("officer-gone", {"id": "cb05"}),
    "has another PIN": ("officer", {"id": "cb05", "pin": OTHER_PIN}),
}


@pytest.mark.parametrize("what", MEANWHILE)
@pytest.mark.parametrize("call", ["login", "hand-over"])
def test_who_is_taken_away_while_the_pin_is_looked_at_does_not_come_in(
    filed: Room, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, what: str, call: str
) -> None:
    """Nor by the PIN of before."""
    path, body = MEANWHILE[what]

    def looked_at(pin: str, stored: str) -> bool:
        assert client.post(f"{PREFIX}/{path}", json=body).status_code == 200
        return check_pin(pin, stored)

    pc = filed.officer(1)
    monkeypatch.setattr(sign_in, "check_pin", looked_at)
    answer = pc.post(f"/api/{call}", json={"officer": "cb05", "pin": PIN, "counter": 1})
    assert (answer.status_code, answer.json()["refusal"]) == (409, "wrong-pin")


def in_between(room: Room, monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """Once, when the next wish is about to ask for the journal's lock."""
    waiting, real = [then], room.office.journal.on_reserve

    def on_reserve(work: Callable[[], T]) -> T:
        while waiting:
            waiting.pop()()
        return real(work)

    monkeypatch.setattr(room.office.journal, "on_reserve", on_reserve)


@pytest.mark.parametrize("call", ["login", "hand-over"])
def test_who_is_taken_away_while_the_lock_is_waited_for_sits_nowhere(
    room: Room, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """What sends out whoever is no officer any more has gone by already, and does not come again."""
    office, others = room.office, [officer for officer in room.config.officers if officer.id != "cb05"]
    seat = office.login(1, "cb01", "s1")

    def taken_away() -> None:
        office.adopt(replace(room.config, officers=others))
        office.dismiss()

    in_between(room, monkeypatch, taken_away)
    with pytest.raises(Refused) as refused:
        office.login(2, "cb05", "s5") if call == "login" else handed(office, seat, "cb05", {}, "s5")
    assert refused.value.code == "wrong-pin"
    assert [desk.officer for desk in office.state().counters.values()] == [seat.officer]


# --- what the page shows ---


def test_who_stopped_the_numbers_reads_so_at_once(room: Room) -> None:
    """Not when the console next looks around."""
    client = supervisor(room)
    said = [client.get(f"{PREFIX}/state").json()["opening"]]
    client.post(f"{PREFIX}/stop", json={"service": ""})
    said.append(client.get(f"{PREFIX}/state").json()["opening"])
    assert "dừng cấp số" not in said[0] and "dừng cấp số" in said[1]
