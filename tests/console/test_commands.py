"""An officer's day over real HTTP."""

import threading
from typing import Any

import httpx
import pytest

from kiosk.core.record.events import Fact, RatingGiven, VisitEnded
from tests.console.conftest import Room


def post(client: httpx.Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post(f"/api/{path}", json=body or {})
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()
    return data


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["refusal"]


def test_one_key_serves_the_whole_line(room: Room) -> None:
    """`next` calls the first, then ends the visit in hand and calls the second, then only ends it."""
    room.ticket(), room.ticket()
    officer = room.officer()
    first, second, third = (post(officer, "next") for _ in range(3))
    assert (first["ticket"], first["service"], first["counter"], first["finished"]) == ("A001", "A", 1, None)
    assert (second["ticket"], second["finished"]) == ("A002", "A001")
    assert (third["ticket"], third["finished"]) == (None, "A002")
    assert refusal(officer.post("/api/next")) == (409, "nobody-waiting")


def test_every_wish_of_a_counter(room: Room) -> None:
    """Recall, start, hold, resume, transfer, call by number, no-show, walk-in, finish: each names its ticket."""
    room.ticket("A"), room.ticket("B", priority=True)
    officer = room.officer()
    assert post(officer, "call", {"ticket": "a001"})["ticket"] == "A001"
    assert post(officer, "recall")["ticket"] == "A001"
    assert post(officer, "start")["ticket"] == "A001"
    assert post(officer, "hold")["ticket"] == "A001"
    assert [h["ticket"] for h in officer.get("/api/state").json()["held"]] == ["A001"]
    assert post(officer, "resume", {"ticket": "A001"})["ticket"] == "A001"
    assert post(officer, "transfer", {"service": "C"}) == {
        "ticket": "A001", "service": "C", "priority": False, "counter": 1, "finished": None
    }  # fmt: skip
    assert post(officer, "next")["ticket"] == "B001"
    assert post(officer, "no-show")["ticket"] == "B001"
    walked = post(officer, "walk-in", {"service": "D"})
    assert (walked["ticket"], walked["service"]) == ("D001", "D")
    assert officer.get("/api/state").json()["visit"]["status"] == "serving"
    assert post(officer, "finish")["ticket"] == "D001"
    assert officer.get("/api/state").json()["visit"] is None


def test_the_state_tells_who_waits_and_how_long(room: Room) -> None:
    """Per service: how many, how many with priority, the oldest wait; and the seconds of the visit in hand."""
    room.ticket("A")
    room.clock.pass_seconds(90)
    room.ticket("A", priority=True)
    officer = room.officer(9)
    state = officer.get("/api/state").json()
    line = state["waiting"][0]
    assert (line["waiting"], line["priority"], line["oldest"], line["mine"]) == (2, 1, 90, True)
    assert [w["mine"] for w in state["waiting"]] == [True, True, False, False, False]
    assert [w["open"] for w in state["waiting"]] == [1, 1, 0, 0, 0]  # counter 9 serves A and B, and is the only one
    post(officer, "next")
    room.clock.pass_seconds(12)
    assert officer.get("/api/state").json()["visit"]["seconds"] == 12


@pytest.mark.slow
def test_eight_officers_pressing_next_at_once(room: Room) -> None:
    """400 waiting, eight counters as fast as they can: 400 different numbers, each called once."""
    for n in range(400):
        room.ticket("ABCDE"[n % 5])
    called: list[str] = []

    def work(client: httpx.Client) -> None:
        while ticket := client.post("/api/next", json={}).json().get("ticket"):
            called.append(ticket)

    threads = [threading.Thread(target=work, args=(room.officer(n),)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(called) == 400
    assert len(set(called)) == 400


@pytest.mark.parametrize(
    "content, kind",
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 4000, "application/json"),
        (b"{}", "application/json"),
        (b'{"ticket": 5}', "application/json"),
        (b'{"ticket": "A001"}', "text/plain"),
        (b'{"ticket": "' + b"A" * 5000 + b'"}', "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_what_cannot_be_read_is_told_so(room: Room, content: bytes, kind: str) -> None:
    """Broken, oversized, mistyped or unlabelled bodies: 400 with a sentence, and nothing is written."""
    officer = room.officer()
    before = room.office.state().seq
    answer = officer.post("/api/call", content=content, headers={"content-type": kind})
    assert refusal(answer) == (400, "bad-request")
    assert room.office.state().seq == before


def test_a_served_number_is_told_the_same_rated_or_not(room: Room) -> None:
    """Whoever calls a served number again learns nothing of whether its visit has ended by a rating."""
    room.ticket(), room.ticket()
    officer = room.officer()
    for _ in range(3):
        post(officer, "next")
        room.clock.pass_seconds(60)
    rated = next(v for v in room.office.state().visits.values() if v.ticket == "A001")
    room.office.journal.transact(lambda s, now: [Fact(VisitEnded("A001", "served", 1, "rated", 1), rated.token)])
    answers = [officer.post("/api/call", json={"ticket": t}) for t in ("A001", "A002")]
    assert [refusal(a) for a in answers] == [(409, "not-waiting")] * 2
    assert answers[0].text == answers[1].text
    assert refusal(officer.post("/api/call", json={"ticket": "A003"})) == (409, "unknown-ticket")


def test_a_rating_changes_no_byte_for_the_officer(room: Room) -> None:
    """State and board are byte for byte the same before and after a rating of the visit just finished."""
    room.ticket()
    officer = room.officer()
    post(officer, "next"), post(officer, "start"), post(officer, "finish")
    before = officer.get("/api/state").text
    visit = next(iter(room.office.state().visits.values()))
    given = RatingGiven(1, "vn4", True, True, "button", False, "synchronised", False, counter=1)
    room.office.journal.transact(
        lambda s, now: [Fact(given, visit.token), Fact(VisitEnded("A001", "served", 1, "rated", 1), visit.token)]
    )
    assert room.office.state().ratings
    assert officer.get("/api/state").text == before
