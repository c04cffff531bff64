"""When the app may start again: nobody is in the middle of something, no slip is on its way."""

from dataclasses import replace

from kiosk.app.print_jobs import at_rest
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.office.rules import Stamp
from kiosk.core.state.values import State, Visit


def test_nobody_is_interrupted_and_no_slip_is_lost() -> None:
    """The app may only start again at a screen at rest, with no slip on its way."""
    state, waiting = State(), Visit("t", "A001", "A", False, (1, 0), Stamp(0, 0, "b1"), Stamp(0, 0, "b1"))
    assert at_rest(state, Dialog()) and not at_rest(state, Dialog(screen="rate"))
    for slip, resting in (("asked", False), ("sending", False), ("printed", True), ("doubtful", True)):
        assert at_rest(replace(state, visits={"t": replace(waiting, slip=slip)}), Dialog()) is resting
