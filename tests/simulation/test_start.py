"""In what order the dev stack raises its programs."""

import threading
from pathlib import Path

import pytest

from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.folder import place_wires
from kiosk.simulation.supervisor import Supervisor, answers

pytestmark = pytest.mark.slow


def test_the_touch_app_starts_once_its_wires_are_laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cabinet that is two seconds late: who opens a wire after somebody has spoken throws away what was said."""
    start, laid = Supervisor.start, list[bool]()

    def started(supervisor: Supervisor) -> None:
        if supervisor.name == "cabinet":
            threading.Timer(2, start, (supervisor,)).start()
            return
        if supervisor.name == "app":
            laid.append(answers(place_wires(tmp_path)[0] / "cabinet.sock"))
        start(supervisor)

    monkeypatch.setattr(Supervisor, "start", started)
    with DevStack(tmp_path, without=("city", "sync", "broker", "console")):
        assert laid == [True]
