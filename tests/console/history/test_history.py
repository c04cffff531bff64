""" "Lịch sử A015" and an officer's own day over real HTTP: who may ask, what is told, and never a rating in it."""

from typing import Any

import httpx
import pytest

from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from tests.console.conftest import Room, opened_room
from tests.console.supervisor.test_door import supervisor, technician
from tests.console.test_pages import LEAKS, fits


def lives(room: Room, rated: bool = False) -> httpx.Client:
    """A001 is begun, put aside and gone on with at counter 2; A003 has priority and was called before A002."""
    one, two = room.officer(1), room.officer(2)
    room.ticket("A"), room.ticket("A"), room.ticket("A", priority=True)
    wishes: list[tuple[httpx.Client, str, dict[str, Any]]] = [
        (one, "call", {"ticket": "A001", "reason": "frail"}), (one, "start", {}), (one, "hold", {"reason": "copy"}),
        (one, "next", {}), (two, "resume", {"ticket": "A001"}), (two, "finish", {"result": "done"}), (one, "start", {}),
        (one, "finish", {}), (one, "next", {}),
    ]  # fmt: skip
    for who, verb, body in wishes:
        room.clock.pass_seconds(60)
        assert who.post(f"/api/{verb}", json=body).status_code == 200
        if rated and verb == "finish":
            room.office.journal.transact(lambda s, now: ratings.press(s, now, room.office.rules, Press(1, "button")))
    return one


def asked(client: httpx.Client, ticket: str, path: str = "/api/history") -> Any:
    return client.get(path, params={"ticket": ticket}).json()


def test_a_number_tells_what_became_of_it_and_who_went_before(room: Room) -> None:
    """Clock, counter and plain words, in order; nobody's name."""
    officer = lives(room)
    fits("History", told := asked(officer, "A002"))
    rows = [(line["time"], line["counter"], line["before"], line["said"]) for line in told["lines"]]
    assert rows == [
        ("7:30", None, None, "Lấy số tại máy, dịch vụ A"),
        ("7:31", 1, "A001", "lấy số trước A002"),
        ("7:34", 1, "A003", "ưu tiên, 1 xen 2 thường"),
        ("7:35", 2, "A001", "làm tiếp sau khi bổ sung"),
        ("7:39", 1, None, "Quầy 1 mời: đúng lượt"),
    ]
    assert (told["service"], told["priority"], told["day"]) == ("A", False, "2026-11-23")
    assert "cb0" not in str(told) and "Hường" not in str(told)


def test_the_supervisor_reads_also_by_whom(room: Room) -> None:
    lives(room)
    fits("HistoryWithNames", told := asked(supervisor(room), "A001", "/api/supervisor/history"))
    assert [(line["said"], line["by"]) for line in told["lines"]] == [
        ("Lấy số tại máy, dịch vụ A", None),
        ("Quầy 1 mời trước lượt: người yếu, cần làm ngay", "Nguyễn Thị Hường"),
        ("Bắt đầu ở quầy 1", "Nguyễn Thị Hường"),
        ("Để chờ bổ sung: đi phô tô", "Nguyễn Thị Hường"),
        ("Làm tiếp ở quầy 2", "cb02"),
        ("Hoàn thành", "cb02"),
    ]


def test_an_officer_reads_their_own_day(room: Room) -> None:
    """What was theirs, the newest first, with totals; nobody else's."""
    one = lives(room)
    fits("OwnDay", told := one.get("/api/visits").json())
    rows = [(row["ticket"], row["from"], row["to"], row["said"]) for row in told["served"]]
    assert rows == [("A003", "7:37", "7:38", "Hoàn thành"), ("A001", "7:32", "7:35", "Quầy khác làm tiếp")]
    assert (told["visits"], told["median_s"], told["day"]) == (1, 60, "2026-11-23")


def test_whether_citizens_rated_changes_no_answer(room: Room, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Not a letter of it, for officer and supervisor."""
    with opened_room(tmp_path_factory.mktemp("rated")) as other:
        told = [everything(here, lives(here, rated=here is other)) for here in (room, other)]
    assert told[0] == told[1] and not [text for text in told[0] if LEAKS.search(text)]


def everything(room: Room, officer: httpx.Client) -> list[str]:
    room.clock.pass_seconds(120)
    officer.post("/api/recall", json={})  # ends what is due
    paths = [f"/api/{who}history?ticket=A00{n}" for n in (1, 2, 3) for who in ("", "supervisor/")]
    answers = [(supervisor(room) if "supervisor" in path else officer).get(path).text for path in paths]
    return [*answers, officer.get("/api/visits").text]


@pytest.mark.parametrize("ticket", ["A009", "", "x", "A001; DROP", "Z001"])
def test_a_number_that_was_not_given_today_has_none(room: Room, ticket: str) -> None:
    officer = lives(room)
    assert asked(officer, ticket)["refusal"] == "unknown-ticket"
    assert asked(officer, " a001 ")["ticket"] == "A001"


def test_nobody_else_reads_either(room: Room) -> None:
    lives(room)
    for who in (room.client(), technician(room), supervisor(room)):
        assert asked(who, "A001")["refusal"] == who.get("/api/visits").json()["refusal"] == "not-logged-in"
    assert asked(room.officer(3), "A001", "/api/supervisor/history")["refusal"] == "no-supervisor"
