"""The supervisor's settings over real HTTP: alive at once, refused by name, told without a value, with its author."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.config.load import load
from kiosk.console.supervisor.routes import PREFIX
from kiosk.core.record.events import SettingChanged
from kiosk.office import Office
from tests.console.conftest import NAMES, SALT, Room, opened_room
from tests.console.supervisor.test_door import supervisor
from tests.console.test_pages import fits


def file_of(folder: Path) -> str:
    services = "".join(f'[[services]]\nletter = "{letter}"\nname = "{name}"\n' for letter, name in NAMES.items())
    counters = "".join(f"[[counters]]\nnumber = {n}\n" for n in range(1, 10))
    counters += '[[counters]]\nnumber = 10\nservices = ["A", "B"]\n'
    officers = "".join(f'[[officers]]\nid = "cb{n:02d}"\n' for n in range(1, 10))
    return f"""
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{folder}"
runtime = "{folder}/run"
[hardware]
kind = "simulated"
wires = "{folder}/dev"
[console]
demo = true
{services}{counters}{officers}"""


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Room]:
    """A console whose settings stand in a file, as a kiosk's do."""
    with opened_room(tmp_path) as room:
        room.stop()
        (tmp_path / "kiosk.toml").write_text(file_of(tmp_path), encoding="utf-8")
        room.config = load(tmp_path / "kiosk.toml")
        room.office = Office.of(room.config, room.office.journal, SALT, room.bell.ring)
        room.start()
        yield room


def put(client: httpx.Client, option: str, value: Any, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = client.post(f"{PREFIX}/set", json={"option": option, "value": value, **more}).json()
    return told


def settings(client: httpx.Client) -> dict[str, Any]:
    seen: dict[str, Any] = client.get(f"{PREFIX}/settings").json()
    fits("SupervisedSettings", seen)
    return seen


def option(client: httpx.Client, name: str) -> dict[str, Any]:
    return next(row for row in settings(client)["options"] if row["option"] == name)


def test_a_value_counts_at_once_with_its_author_and_after_a_restart(filed: Room) -> None:
    client = supervisor(filed)
    assert option(client, "hours.morning") == {
        "option": "hours.morning", "value": "07:30-11:30", "author": None, "at": None, "low": None, "high": None,
    }  # fmt: skip
    assert put(client, "hours.morning", "07:00-11:00") == {"options": ["hours.morning"]}
    told = option(client, "hours.morning")
    assert (told["value"], told["author"], told["at"][:16]) == ("07:00-11:00", "supervisor", "2026-11-23T07:30")
    assert load(filed.config.origin).hours.morning == "07:00-11:00"


def test_a_value_that_cannot_be_is_refused_by_name_and_bounds_in_vietnamese(filed: Room) -> None:
    client = supervisor(filed)
    told = put(client, "queue.priority_every", 0)
    assert told == {
        "refusal": "bad-setting", "message": "queue.priority_every: phải từ 1 đến 20, không phải 0.",
    }  # fmt: skip
    assert put(client, "printer.kind", "none")["refusal"] == "bad-setting"
    assert put(client, "officers.cb01", None)["refusal"] == "bad-request"
    assert option(client, "queue.priority_every")["value"] == 2


def test_a_page_that_is_old_sets_nothing_and_a_repeated_wish_happens_once(filed: Room) -> None:
    client = supervisor(filed)
    first = put(client, "queue.priority_every", 3, shown=2, key="k1")
    assert put(client, "queue.priority_every", 5, shown=2)["refusal"] == "stale"
    put(client, "queue.priority_every", 4, shown=3)
    assert put(client, "queue.priority_every", 3, shown=2, key="k1") == first
    assert option(client, "queue.priority_every")["value"] == 4


ROWS = [  # a call, what the page shows, and what somebody else changed meanwhile
    ("set", {"option": "counters.3", "value": {"services": ["C"], "name": ""}}, {"services": [], "name": ""}),
    ("set", {"option": "services.B", "value": {"name": "Khác"}}, {"name": NAMES["B"], "short": ""}),
    ("set", {"option": "services.F", "value": {"name": "Mới"}}, None),
    ("set", {"option": "stopped", "value": "Xin quay lại chiều nay."}, ""),
    ("officer", {"id": "cb05", "name": "Trần Thị Lan"}, {"name": "", "out_of_turn": True}),
    ("officer", {"id": "cb77", "name": "Lê Văn An", "pin": "739164"}, None),
    ("officer-gone", {"id": "cb05"}, {"name": "", "out_of_turn": True}),
]


@pytest.mark.parametrize(("call", "asked", "shown"), ROWS)
def test_a_row_that_somebody_changed_meanwhile_is_not_changed_unseen(
    filed: Room, call: str, asked: dict[str, Any], shown: Any
) -> None:
    """Nor taken away; as the page shows it, it is done, and once it is, that page is old."""
    client = supervisor(filed)
    old = {"name": "Somebody else's"} if shown is None else None

    def answered(shown: Any) -> Any:
        return client.post(f"{PREFIX}/{call}", json={**asked, "shown": shown}).json().get("refusal")

    before = settings(client)
    assert answered(old) == "stale" and settings(client) == before
    assert answered(shown) is None
    assert answered(shown) == "stale"


def test_the_city_hears_which_option_and_who_and_never_what(filed: Room) -> None:
    client = supervisor(filed)
    put(client, "office.hotline", "1022")
    client.post(f"{PREFIX}/officer", json={"id": "cb77", "name": "Nguyễn Thị Lan", "pin": "918273"})
    told = [row for row in filed.office.journal.rows() if row["type"] == SettingChanged.TYPE]
    assert [(row["data"]["option"], row["data"]["author"]) for row in told] == [
        (name, "supervisor") for name in ("office.hotline", "officers.cb77", "officers.cb77.pin")
    ]
    assert not any(word in str(told) for word in ("1022", "Lan", "918273", "scrypt"))


def test_a_new_officer_comes_in_a_gone_one_is_out_and_the_visit_is_everybodys(filed: Room) -> None:
    client = supervisor(filed)
    filed.ticket()
    officer = filed.officer(1)
    officer.post("/api/next", json={})
    assert client.post(f"{PREFIX}/officer", json={"id": "cb77", "name": "Lan", "pin": "918273"}).status_code == 200
    new = filed.client()
    assert new.post("/api/login", json={"officer": "cb77", "pin": "918273", "counter": 2}).status_code == 200
    client.post(f"{PREFIX}/officer-gone", json={"id": "cb01"})
    assert officer.get("/api/state").json()["refusal"] == "not-logged-in"
    told = filed.client().post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 3}).json()
    assert told["refusal"] == "wrong-pin"
    assert new.post("/api/resume", json={"ticket": "A001"}).status_code == 200


def test_a_reset_pin_opens_and_the_old_one_does_not(filed: Room) -> None:
    client = supervisor(filed)
    client.post(f"{PREFIX}/officer", json={"id": "CB01", "pin": "918273"})

    def signs_in(pin: str) -> bool:
        body = {"officer": "cb01", "pin": pin, "counter": 1}
        return filed.client().post("/api/login", json=body).status_code == 200

    assert signs_in("918273") and not signs_in("1234")
    for weak in ("123456", "12345", "010190", "abcdef"):
        assert client.post(f"{PREFIX}/officer", json={"id": "cb01", "pin": weak}).json()["refusal"] == "weak-pin"


def test_a_counter_that_is_taken_away_lets_its_officer_go_and_keeps_nobody_waiting(filed: Room) -> None:
    client, officer = supervisor(filed), filed.officer(1)
    filed.ticket()
    officer.post("/api/next", json={})
    put(client, "counters.1", None)
    assert officer.get("/api/state").json()["refusal"] == "not-logged-in"
    assert filed.officer(2).post("/api/resume", json={"ticket": "A001"}).status_code == 200


def test_who_waits_for_a_service_that_was_taken_away_is_seen_and_called_by_every_counter(filed: Room) -> None:
    client, officer = supervisor(filed), filed.officer(1)
    filed.ticket("B")
    put(client, "services.B", None)
    lines = {row["service"]: row for row in client.get(f"{PREFIX}/state").json()["lines"]}
    assert (lines["B"]["waiting"], lines["B"]["known"]) == (1, False)
    assert {row["service"]: row["waiting"] for row in officer.get("/api/state").json()["waiting"]}["B"] == 1
    assert officer.post("/api/next", json={}).json()["ticket"] == "B001"


def test_notices_and_the_sentence_for_stopped_numbers_reach_the_board_and_end(filed: Room) -> None:
    client = supervisor(filed)
    until = filed.clock.now.wall + 60_000
    put(client, "notices", [["Chiều nay nghỉ họp <b>", until]])
    put(client, "stopped", "Hôm nay hết số.")
    client.post(f"{PREFIX}/stop", json={"service": ""})
    assert settings(client)["notices"] == [{"text": "Chiều nay nghỉ họp <b>", "until": until}]
    with filed.client().stream("GET", "/api/stream") as answer:
        lines = (line for line in answer.iter_lines() if line.startswith("data: ") and '"notices"' in line)
        boards = (json.loads(line[6:]) for line in lines)
        told = ((board["notices"], board["closed"], board["opening"]) for board in boards if "counters" in board)
        assert (["Chiều nay nghỉ họp <b>"], True, "Hôm nay hết số.") in told  # sooner or later: the two are two wishes
        filed.clock.pass_seconds(61)
        assert next(t for t in told if not t[0])[0] == []
    assert put(client, "notices", [["x" * 121, until]])["refusal"] == "bad-setting"
