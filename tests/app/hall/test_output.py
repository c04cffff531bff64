"""The touch app and the program that draws its board: told in time, never waited for, started anew when it ends."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from display.television.scene import View
from drivers.ports import DeviceBack, DeviceFailed, Input
from kiosk.app.hall.output import HUNG_MS, LIFE_MS, RETRY_MS, BoardOutput, started
from kiosk.app.hall.plan import MAX_BYTES, Plan
from tests.display.television.test_scene import call, view

PLAN = Plan("HDMI-A-2")


@dataclass
class Played:
    """The far end of the line: a program that does what the test says."""

    lines: list[socket.socket] = field(default_factory=list)
    killed: int = 0
    stays: bool = False
    television: bool = True

    def start(self, plan: Plan, theirs: socket.socket) -> "Played":
        self.lines.append(socket.socket(fileno=os.dup(theirs.fileno())))
        self.lines[-1].setblocking(False)
        return self

    def poll(self) -> int | None:
        return None if self.stays else 0

    def kill(self) -> None:
        self.killed += 1

    def heard(self) -> list[str]:
        """What it was told since, by kind; each board is answered."""
        found: list[str] = []
        while True:
            try:
                data, fds, _, _ = socket.recv_fds(self.lines[-1], MAX_BYTES, 1)
            except BlockingIOError:
                return found
            word = json.loads(data)
            found.append(f"card {len(fds)}" if "card" in word else "board")
            if "board" in word:
                self.say({"there": self.television})
            for fd in fds:
                os.close(fd)

    def say(self, word: Mapping[str, object]) -> None:
        self.lines[-1].send(json.dumps(word).encode())

    def close(self) -> None:
        for line in self.lines:
            line.close()


@dataclass
class Lends:
    screen: object | None = None
    here: bool = True

    def lend(self) -> int:
        return os.open(os.devnull, os.O_RDWR) if self.here else -1


class Side:
    """The app's side, with what the waiting room sees in `now`."""

    def __init__(self, lends: Lends | None = None) -> None:
        self.now: View | None = view()
        self.told, self.child, self.mono = list[Input](), Played(), 0
        self.output = BoardOutput(PLAN, self.seen, self.told.append, lends, self.child.start)

    def seen(self) -> dict[str, object] | None:
        return None if self.now is None else dict(self.now)

    def at(self, mono: int) -> list[str]:
        self.mono = mono
        self.output.poll(mono)
        return self.child.heard()


@pytest.fixture
def side() -> Side:
    return Side()


def test_it_is_told_at_once_what_changed_and_now_and_then_that_we_live(side: Side) -> None:
    """A passing minute is no news: the board's clock goes by itself."""
    assert side.at(0) == ["board"]
    assert side.at(1) == [] and side.output.ms_until_due(1) == LIFE_MS - 1
    side.now = view(call("A015", 1))
    assert side.at(2) == ["board"]
    side.now = view(call("A015", 1), clock=1_795_999_440_000)
    assert side.at(3) == []
    assert side.at(LIFE_MS) == ["board"]


def test_who_knows_nothing_tells_nothing(side: Side) -> None:
    """The journal cannot be read: the board hears no sign of life, and says so itself."""
    side.at(0)
    side.now = None
    assert [side.at(n * LIFE_MS) for n in range(1, 6)] == [[]] * 5
    side.now = view()
    assert side.at(6 * LIFE_MS) == ["board"]


def test_a_television_that_goes_and_comes_is_told_once_each(side: Side) -> None:
    side.at(0)
    side.child.television = False
    for word in ({"lost": "no panel"}, {"lost": "no panel"}, {"back": "HDMI-A-2: 1920 x 1080"}):
        side.child.say(word)
        side.at(1)
    assert side.told == [DeviceFailed("board", "no panel"), DeviceBack("board", "HDMI-A-2: 1920 x 1080")]


def test_a_program_that_ended_is_started_anew(side: Side) -> None:
    side.at(0)
    side.child.lines[-1].close()
    side.output.poll(10)
    assert side.told == [DeviceFailed("board", "the board's program ended")]
    side.output.poll(9 + RETRY_MS)
    assert len(side.child.lines) == 1
    assert side.at(10 + RETRY_MS) == ["board"] and len(side.child.lines) == 2
    side.at(11 + RETRY_MS)
    assert side.told[1:] == [DeviceBack("board")]


def test_a_program_that_hangs_is_ended_and_nobody_waits_for_it(side: Side) -> None:
    """It takes nothing and answers nothing; held by the kernel it is not even gone: no other one is started then."""
    side.output.poll(0)
    side.child.stays = True
    for mono in range(0, HUNG_MS + 1000, 50):  # fills the line
        side.now = view(call("A015", 1, mono))
        side.output.poll(mono)
    assert side.child.killed == 1 and [type(one) for one in side.told] == [DeviceFailed]
    side.output.poll(HUNG_MS + 2 * RETRY_MS)
    assert len(side.child.lines) == 1
    side.child.stays = False
    assert side.at(HUNG_MS + 3 * RETRY_MS) == ["board"]


@pytest.mark.parametrize(("here", "said"), [(True, "card 1"), (False, "card 0")])
def test_its_socket_is_lent_once_for_each_panel(here: bool, said: str) -> None:
    """When the kiosk's own panel came anew its card did too; without that panel nothing is lent."""
    lends = Lends(here=here)
    side = Side(lends)
    assert side.at(0) == ["board"]
    lends.screen = object()
    assert side.at(1) == [said] and side.at(2) == []
    lends.screen = None
    assert side.at(3) == []
    lends.screen = object()
    assert side.at(4) == [said]


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
def test_the_real_program_draws_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    """In simulation the television is a picture; killed, the program is there again, and with the app it ends."""
    picture, pids = tmp_path / "board.png", list[int]()

    def start(plan: Plan, theirs: socket.socket) -> object:
        child = started(plan, theirs)
        pids.append(child.pid)  # type: ignore[attr-defined]
        return child

    output = BoardOutput(
        Plan("HDMI-A-2", (), str(picture)),
        lambda: view(call("A015", 1)),
        lambda said: None,
        None,
        start,  # type: ignore[arg-type]
    )

    def polled() -> bool:
        output.poll(time.monotonic_ns() // 1_000_000)
        return picture.exists()

    eventually(polled)
    os.kill(pids[0], signal.SIGKILL)
    os.waitid(os.P_PID, pids[0], os.WEXITED | os.WNOWAIT)  # it draws no more
    picture.unlink()
    eventually(polled)
    output.close()
    assert len(pids) == 2
