"""The supervisor's wishes over real HTTP: what is shown, what is done once, what others hear."""

import json
from pathlib import Path

import httpx
import pytest

from kiosk.console.supervisor.routes import PREFIX, SETS
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.decisions.supervising.table import WISHES
from kiosk.core.record import events as e
from kiosk.simulation.day_supervisor import SAYS
from tests.console.conftest import Room
from tests.console.supervisor.test_door import supervisor
from tests.console.test_pages import fits

DESCRIBED = json.loads(Path("kiosk/console/openapi.json").read_text(encoding="utf-8"))["paths"]


def today(client: httpx.Client) -> dict[str, dict[int | str, dict[str, object]]]:
    seen = client.get(f"{PREFIX}/state").json()
    fits("Supervised", seen)
    return {
        "counters": {row["counter"]: row for row in seen["counters"]},
        "lines": {row["service"]: row for row in seen["lines"]},
        "gone": {row["ticket"]: row for row in seen["gone"]},
        "seen": seen,
    }


def test_the_described_calls_are_the_wishes() -> None:
    """With what each needs, what its page shows, its reasons, and a key."""
    for name, wish in WISHES.items():
        asked = DESCRIBED[f"{PREFIX}/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert asked["required"] == [*wish.needs, *["reason"] * bool(wish.reasons)], name
        assert list(asked["properties"]) == [*asked["required"], *[wish.shown] * bool(wish.shown), "key"], name
        assert tuple(asked["properties"].get("reason", {}).get("enum", ())) == wish.reasons


def test_a_day_s_script_has_the_supervisor_do_whatever_the_page_can() -> None:
    """With the same words: each that must be said, in the wish's order."""
    assert set(SAYS) == {*WISHES, *SETS}
    for name, wish in WISHES.items():
        needed = [word.name for word in SAYS[name] if word.needed]
        assert needed == [*wish.needs, *["reason"] * bool(wish.reasons)], name


def test_today_is_seen_at_a_glance(room: Room) -> None:
    """Who sits where by the sign-in name, who is in hand, how many wait in each line and how long the first."""
    room.ticket("A"), room.ticket("A"), room.ticket("B", priority=True)
    officer, client = room.officer(1), supervisor(room)
    officer.post("/api/next", json={})
    room.clock.pass_seconds(120)
    seen = today(client)
    assert {k: seen["counters"][1][k] for k in ("officer", "ticket", "status")} == {
        "officer": "cb01", "ticket": "B001", "status": "called",
    }  # fmt: skip
    assert seen["counters"][2]["officer"] is None
    assert {k: seen["lines"]["A"][k] for k in ("waiting", "oldest", "open")} == {"waiting": 2, "oldest": 120, "open": 1}


def test_a_sick_officer_is_out_and_the_visit_in_hand_is_everybodys(room: Room) -> None:
    room.ticket()
    officer, client = room.officer(1), supervisor(room)
    officer.post("/api/next", json={})
    refused = client.post(f"{PREFIX}/free", json={"counter": 1, "hand": None}).json()
    assert refused["refusal"] == "stale"
    assert client.post(f"{PREFIX}/free", json={"counter": 1, "hand": "A001"}).json() == {"tickets": ["A001"]}
    assert officer.get("/api/state").json()["refusal"] == "not-logged-in"
    assert room.officer(2).post("/api/resume", json={"ticket": "A001"}).status_code == 200


def test_a_wish_that_comes_twice_happens_once(room: Room) -> None:
    room.ticket(), room.ticket()
    client, asked = supervisor(room), {"service": "A", "waiting": 2, "reason": "closed", "key": "k1"}
    first = client.post(f"{PREFIX}/cancel-line", json=asked).json()
    room.ticket()
    assert first == client.post(f"{PREFIX}/cancel-line", json=asked).json() == {"tickets": ["A001", "A002"]}
    assert today(client)["lines"]["A"]["waiting"] == 1


def test_a_shut_counter_lets_nobody_in_and_says_why(room: Room) -> None:
    client = supervisor(room)
    client.post(f"{PREFIX}/shut", json={"counter": 3})
    body = {"officer": "cb03", "pin": "1234", "counter": 3}
    refused = room.client().post("/api/login", json=body).json()
    assert refused["refusal"] == "counter-shut" and "lãnh đạo" in refused["message"]
    client.post(f"{PREFIX}/unshut", json={"counter": 3})
    assert room.client().post("/api/login", json=body).status_code == 200


def test_a_cancelled_number_is_shown_until_it_waits_again(room: Room) -> None:
    room.ticket()
    client = supervisor(room)
    client.post(f"{PREFIX}/cancel", json={"ticket": "a001", "reason": "mistake"})
    assert today(client)["gone"]["A001"]["how"] == "cancelled"
    client.post(f"{PREFIX}/revive", json={"ticket": "A001"})
    assert today(client)["gone"] == {} and today(client)["lines"]["A"]["waiting"] == 1


@pytest.mark.parametrize("level", [1, 4])
def test_a_rating_changes_nothing_that_is_seen(room: Room, level: int) -> None:
    """Neither the page nor an answer tells whether a citizen has rated."""
    room.ticket()
    officer, client = room.officer(1), supervisor(room)
    officer.post("/api/next", json={})
    room.clock.pass_seconds(60)
    officer.post("/api/finish", json={})
    before = client.get(f"{PREFIX}/state").json()
    journal, rules = room.office.journal, room.office.rules
    assert journal.transact(lambda s, now: ratings.press(s, now, rules, Press(level, "button")))
    assert client.get(f"{PREFIX}/state").json() == before
    assert client.post(f"{PREFIX}/stop", json={"service": "B"}).json() == {"tickets": []}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("free", {}),
        ("free", {"counter": "1"}),
        ("shut", {"counter": 1, "hand": 5}),
        ("stop", {}),
        ("close", {"waiting": "two"}),
        ("cancel", {"ticket": "A001"}),
        ("cancel", {"ticket": "A001", "reason": "because"}),
        ("stop", {"service": "A", "key": ""}),
    ],
)
def test_what_is_no_wish_is_refused(room: Room, name: str, asked: dict[str, object]) -> None:
    assert supervisor(room).post(f"{PREFIX}/{name}", json=asked).status_code == 400


def test_each_change_names_its_author_in_the_journal(room: Room) -> None:
    client = supervisor(room)
    client.post(f"{PREFIX}/stop", json={"service": ""})
    told = [row["data"] for row in room.office.journal.rows() if row["type"] == e.TodayChanged.TYPE]
    assert told == [{"part": "numbers", "about": "", "to": "closed", "author": "supervisor"}]


def test_a_days_figures_are_told_and_a_date_that_is_none_is_refused(room: Room) -> None:
    room.ticket()
    officer, client = room.officer(1), supervisor(room)
    officer.post("/api/next", json={})
    seen = client.get(f"{PREFIX}/figures").json()
    fits("DayFigures", seen)
    assert (seen["date"], seen["issued"], seen["known"]) == ("2026-11-23", 1, True)
    assert client.get(f"{PREFIX}/figures", params={"date": "2026-11-22"}).json()["issued"] == 0
    assert client.get(f"{PREFIX}/figures", params={"date": "yesterday"}).status_code == 400
