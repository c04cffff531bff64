"""An officer's page asks how the desk is while the officer signs out in another tab: it is told one of the two."""

import pytest

from kiosk.core.decisions.counters import sign_out
from kiosk.core.state.values import State
from tests.console.conftest import Room

TRIES = 8  # the console looks by itself too, and then she has signed out before the page asks


def test_a_page_that_asks_as_its_officer_signs_out_is_answered(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one look at the journal: the desk of just before, or that nobody is signed in."""
    look, told = room.office.state, set[int]()

    def then_signs_out() -> State:
        state = look()
        room.office.journal.transact(lambda s, now: sign_out(s, now, 1) if 1 in s.counters else ())
        return state

    for _ in range(TRIES):
        with monkeypatch.context() as patch:
            page = room.officer(1)
            patch.setattr(room.office, "state", then_signs_out)
            told.add(page.get("/api/state").status_code)
    assert told <= {200, 409}
