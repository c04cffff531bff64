"""Whoever has not signed in makes no number, calls nobody and ends nothing, whatever is asked."""

import pytest

from kiosk.core.decisions.verbs import VERBS
from tests.console.conftest import Room


@pytest.mark.parametrize("verb", VERBS)
def test_no_stranger_makes_or_moves_a_number(room: Room, verb: str) -> None:
    room.ticket()
    rows, stranger = room.office.state().seq, room.client()
    said = {"ticket": "A001", "service": "A", "counter": 1, "hand": None}
    answers = [
        stranger.get(f"/api/{verb}"),
        stranger.post(f"/api/{verb}", json=said),
        stranger.put(f"/api/{verb}", json=said),
        stranger.post(f"/api/{verb}/1", json=said),
    ]
    assert all(answer.status_code >= 400 for answer in answers)
    assert answers[1].json()["refusal"] == "not-logged-in" and room.office.state().seq == rows
