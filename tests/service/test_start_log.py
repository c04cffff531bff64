"""The kept starts, on a real folder; and the running app that crashes."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.crashes import Start
from kiosk.core.record.event import name_of
from kiosk.service.start_log import FILE, MAX_STARTS, Starts, read, reset
from kiosk.simulation.dev_stack import DevStack
from tests.simulation.hand import Hand, until


@dataclass
class Clock:
    now: int = 0
    id: str = "b1"

    def __call__(self) -> Moment:
        return Moment(0, self.now, self.id)


def crash(folder: Path, clock: Clock, times: int) -> list[bool]:
    """Starts without an end; which of them give numbers only."""
    modes = []
    for _ in range(times):
        modes.append(Starts(folder, clock).begin())
        clock.now += 5000
    return modes


def test_the_sixth_start_gives_numbers_only_until_forgiven(tmp_path: Path) -> None:
    """Five crashes, then tickets only; a technician's word ends it at once, and the next start gives everything."""
    clock = Clock()
    assert crash(tmp_path, clock, 5) == [False] * 5
    starts = Starts(tmp_path, clock)
    assert starts.begin() and not starts.over()
    assert reset(tmp_path) and starts.over()
    starts.end("told")
    assert not Starts(tmp_path, clock).begin()


def test_a_healthy_stretch_is_written_down(tmp_path: Path) -> None:
    """Half an hour later its end is `healthy`, and everything comes back."""
    clock = Clock()
    crash(tmp_path, clock, 5)
    (starts := Starts(tmp_path, clock)).begin()
    clock.now += 30 * 60_000
    assert starts.over()
    starts.end("told")
    assert read(tmp_path / FILE)[-1].end == "healthy" and not Starts(tmp_path, clock).begin()


def test_five_power_cuts_change_nothing(tmp_path: Path) -> None:
    """The file may outlive the boot, as on a desk: each start has another boot id."""
    assert [crash(tmp_path, Clock(id=f"boot {n}"), 1) for n in range(8)] == [[False]] * 8


@pytest.mark.parametrize("text", ["", "nonsense", "[{}]", '{"a": 1}', '[{"boot": "b1", "mono": 0, "more": 1}]', "\0"])
def test_a_file_that_is_not_ours_counts_for_nothing(tmp_path: Path, text: str) -> None:
    """Whatever stands there, the kiosk starts, and the file is ours again."""
    (tmp_path / FILE).write_text(text)
    assert Starts(tmp_path, Clock()).begin() is False
    assert read(tmp_path / FILE) == [Start("b1", 0)]


def test_a_folder_that_takes_nothing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No room for the file: one line for the technician, and the kiosk starts."""
    (tmp_path / "file").write_text("")
    assert Starts(tmp_path / "file", Clock()).begin() is False
    assert "crashes cannot be counted" in capsys.readouterr().err


def test_only_the_last_starts_are_kept(tmp_path: Path) -> None:
    """The file does not grow."""
    crash(tmp_path, Clock(), MAX_STARTS + 30)
    assert len(json.loads((tmp_path / FILE).read_text())) == MAX_STARTS


@pytest.mark.slow
def test_the_app_that_crashes_five_times_still_gives_numbers(tmp_path: Path) -> None:
    """kill -9 five times: a home screen without ratings, a rating button that does nothing, a number; at a technician's
    word everything is back within a minute."""
    with DevStack(tmp_path, without=("broker", "city", "sync"), options={"broker.url": ""}) as stack:
        hand = Hand(stack)
        for _ in range(5):
            _crash(stack, hand)
        assert "rate" not in hand.things() and "service-A" in hand.things()
        hand.press("very-satisfied")
        assert hand.take("A") == "A001"
        assert _events(stack, "rating.given") == [] and _app(stack)["state"] == "tickets_only"
        hand.touch("done")
        hand.sees("home")
        until(lambda: _events(stack, "slip.moved")[-1]["slip"] == "printed", "its slip")
        argv = [sys.executable, "-m", "kiosk", "starts", "--forgive", "--config", str(stack.config)]
        assert subprocess.run(argv, capture_output=True, text=True).stdout.startswith("forgiven")
        hand.post("/cabinet/clock", {"offset_s": 61})
        until(lambda: _home(hand) and "rate" in hand.things(), "everything again", 120)
        assert _app(stack) == {"device": "app", "state": "ok"}


def _crash(stack: DevStack, hand: Hand) -> None:
    before = stack.pid("app")
    stack.kill("app")
    until(lambda: stack.pid("app") not in (0, before) and _home(hand), "the app again", 120)


def _home(hand: Hand) -> bool:
    try:
        return bool(hand.screen()["screen"] == "home")
    except OSError:
        return False


def _app(stack: DevStack) -> dict[str, str]:
    """The journal's last word on the app."""
    return [e for e in _events(stack, "device.changed") if e["device"] == "app"][-1]


def _events(stack: DevStack, kind: str) -> list[dict[str, str]]:
    argv = [sys.executable, "-m", "kiosk", "journal", "export", "--config", str(stack.config)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return [e["data"] for e in map(json.loads, said.splitlines()) if name_of(e["type"]) == kind]
