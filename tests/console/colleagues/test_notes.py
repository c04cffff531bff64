"""A note for whoever goes on: seen in the office alone, over a restart, until the day closes; and nowhere else."""

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.console.colleagues.notes import FILE, Notes
from kiosk.core.record import events as e
from tests.console.conftest import Room

WORDS = "Đã thu bản sao, chờ chị ký giấy số 7"


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/{path}", json=body)
    return answer.json()["refusal"] if answer.status_code in (400, 409) else answer.json()["ticket"]


def in_hand(client: httpx.Client) -> Any:
    return client.get("/api/state").json()["visit"]


def noted(room: Room) -> tuple[httpx.Client, httpx.Client]:
    """A001 is sent from counter 1 to counter 2 with a note."""
    one, two = room.officer(1), room.officer(2)
    room.ticket()
    post(one, "next")
    room.clock.pass_seconds(60)
    assert post(one, "transfer", to_counter=2, note=WORDS, back=True) == "A001"
    return one, two


def test_a_note_comes_with_the_visit(room: Room) -> None:
    """In hand: who sent it, where it goes back to, and the words; after a transfer without one, and over a restart of
    the console too."""
    one, two = noted(room)
    assert post(two, "next") == "A001"
    seen = in_hand(two)
    assert [seen[name] for name in ("note", "leg", "from", "back_to")] == [WORDS, 2, 1, 1]
    assert Notes.beside(Path(room.config.kiosk.data)).of(room.office.state().visits[token(room)]) == WORDS
    room.clock.pass_seconds(60)
    assert post(two, "finish") == "A001" and post(one, "next") == "A001"
    seen = in_hand(one)
    assert [seen[name] for name in ("note", "leg", "from", "back_to")] == [WORDS, 3, 2, None]


def token(room: Room) -> str:
    visit = room.office.state().ticket("A001")
    assert visit
    return visit.token


def test_a_note_is_seen_before_the_call(room: Room) -> None:
    """Where the number stands in the order, with whom it waits for; at no other counter."""
    _, two = noted(room)
    room.ticket()
    shown = two.get("/api/state").json()["queue"]
    assert [(next_["ticket"], next_["note"], next_["to"]) for next_ in shown] == [
        ("A001", WORDS, "counter"), ("A002", None, None),
    ]  # fmt: skip
    assert [next_["ticket"] for next_ in room.officer(3).get("/api/state").json()["queue"]] == ["A002"]


def test_a_note_is_in_no_event_and_in_no_other_file(room: Room) -> None:
    """Only that there is one: no event, no file but the console's own, which nobody else reads."""
    noted(room)
    moved = [r.event for r in room.office.journal.recorded() if isinstance(r.event, e.VisitTransferred)]
    assert [event.noted for event in moved] == [True]
    words = WORDS.encode()
    files = [path for path in Path(room.config.kiosk.data).rglob("*") if path.is_file() and words in path.read_bytes()]
    assert [path.name for path in files] == [FILE] and files[0].stat().st_mode & 0o777 == 0o600


def test_the_day_s_end_takes_the_notes(room: Room) -> None:
    """Whoever closes it; and what was written is overwritten where it stood."""
    noted(room)
    path = Path(room.config.kiosk.data) / FILE
    with path.open("rb") as stood:
        room.office.close_day()
        notes = Notes(path)
        notes.look(room.office.state())
        assert WORDS.encode() not in stood.read() and json.loads(path.read_bytes())["notes"] == {}
        assert stood.seek(0, io.SEEK_SET) == 0 and set(stood.read()) == {0}


def test_the_console_looks_by_itself(room: Room) -> None:
    noted(room)
    path = Path(room.config.kiosk.data) / FILE
    room.office.close_day()
    room.bell.ring()
    while WORDS.encode() in path.read_bytes():
        room.client().get("/healthz")
    assert json.loads(path.read_bytes()) == {"day": 0, "notes": {}}


def test_a_note_that_is_taken_back_is_gone(room: Room) -> None:
    one, _ = noted(room)
    room.clock.pass_seconds(2)
    assert post(one, "undo") == "A001" and in_hand(one)["note"] is None


def test_a_repeated_key_writes_nothing(room: Room) -> None:
    """Not even another note."""
    one, two = room.officer(1), room.officer(2)
    room.ticket()
    post(one, "next")
    room.clock.pass_seconds(60)
    assert post(one, "transfer", to_counter=2, note=WORDS, key="k") == "A001"
    assert post(one, "transfer", to_counter=2, note="another", key="k") == "A001"
    assert post(two, "next") == "A001" and in_hand(two)["note"] == WORDS


UNREAD: dict[str, dict[str, Any]] = {
    "a note too long": {"service": "B", "note": "x" * 201},
    "no plain letters": {"service": "B", "note": "a\u0007b"},
    "no text": {"service": "B", "note": 5},
    "nobody": {},
    "a counter that is no number": {"to_counter": "2"},
    "a counter and an officer": {"to_counter": 2, "to_officer": "cb02"},
    "a return that is no yes or no": {"service": "B", "back": "yes"},
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_cannot_be_read_is_refused(room: Room, case: str) -> None:
    one = room.officer(1)
    room.ticket()
    post(one, "next")
    assert post(one, "transfer", **UNREAD[case]) == "bad-request"


OFFICERS = {"by name": ("cb02", "A001"), "however typed": ("CB02", "A001"), "not in": ("cb05", "officer-away"),
            "nobody's": ("cb99", "officer-away"), "oneself": ("cb01", "same-counter")}  # fmt: skip


@pytest.mark.parametrize("case", OFFICERS)
def test_a_visit_is_sent_to_an_officer_by_sign_in_name(room: Room, case: str) -> None:
    """In the event the opaque reference stands; an empty note is none."""
    named, answer = OFFICERS[case]
    one, two = room.officer(1), room.officer(2)
    room.ticket()
    post(one, "next")
    assert post(one, "transfer", to_officer=named, note="  ") == answer
    moved = [r.event for r in room.office.journal.recorded() if isinstance(r.event, e.VisitTransferred)]
    assert [(event.to_officer, event.noted) for event in moved] == [(room.office.officers["cb02"][0], False)] * (
        answer == "A001"
    )
    assert (post(two, "next") == "A001") == (answer == "A001")
