"""Calls on real players: one after the other, and none that hangs, fails or is gone silences the ones behind it."""

import os
import select
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input
from drivers.speaker import HANGS_MS, ChildSpeaker, was_said
from kiosk.app.voice import STALE_MS, Voice

FILES = Path("/proc/self/fd")


class Hall:
    """A loop that waits for the ends of players, on a clock of its own."""

    def __init__(self, player: list[str], gap_ms: int = 0) -> None:
        self.watched = dict[int, Callable[[], None]]()
        self.told = list[Input]()
        self.mono = 0
        speaker, clock = ChildSpeaker(player), lambda: self.mono
        self.voice = Voice(speaker, self.watched.__setitem__, self.told.append, clock, gap_ms)

    def wait(self) -> None:
        """Until the player that speaks has ended."""
        poll = select.poll()
        for fd in self.watched:
            poll.register(fd, select.POLLIN)
        ((fd, _),) = poll.poll(30_000)
        self.watched.pop(fd)()

    def states(self) -> list[str]:
        return [word.state if isinstance(word, DeviceFailed) else type(word).__name__ for word in self.told]


def player(folder: Path, script: str) -> list[str]:
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return [str(path)]


def heard(folder: Path, words: str) -> None:
    """Waits until just this was said."""
    deadline = time.monotonic() + 30
    while not (folder / "heard").exists() or (folder / "heard").read_text() != words:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_calls_are_said_one_after_the_other(tmp_path: Path) -> None:
    """In their order, each when the one before has ended; one that waited a minute is left out."""
    hall = Hall(player(tmp_path, f"cat >> {tmp_path}/heard"))
    for n in range(3):
        hall.voice.say(f"call {n}")
    assert len(hall.watched) == 1
    hall.wait()
    hall.mono += STALE_MS + 1
    hall.wait()
    assert (tmp_path / "heard").read_text() == "call 0\ncall 1\n" and hall.watched == {} and hall.told == []


def test_a_player_that_hangs_is_ended_and_the_next_call_is_said(tmp_path: Path) -> None:
    """After 20 s, with what it started; told once, and told again when a sentence came to its end."""
    script = f"read said; echo $said >> {tmp_path}/heard; test -e {tmp_path}/works || sleep 9999 & wait $!"
    hall, files = Hall(player(tmp_path, script)), len(list(FILES.iterdir()))
    for n in range(3):
        hall.voice.say(f"call {n}")
    heard(tmp_path, "call 0\n")
    hall.mono += HANGS_MS - 1
    hall.voice.poll()
    assert hall.told == [] and hall.voice.ms_until_due() == 1
    hall.mono += 1
    hall.voice.poll()
    assert hall.voice.ms_until_due() is None
    hall.wait()
    heard(tmp_path, "call 0\ncall 1\n")
    assert hall.states() == ["failed"]
    (tmp_path / "works").touch()
    hall.mono += HANGS_MS
    hall.voice.poll()
    hall.wait()
    hall.wait()
    assert hall.states() == ["failed", "DeviceBack"] and len(list(FILES.iterdir())) <= files


def test_a_player_that_ends_with_an_error_is_news(tmp_path: Path) -> None:
    """Each call is tried; told once, with the number that it ended with; back with the first that is said."""
    hall = Hall(player(tmp_path, f"test -e {tmp_path}/works"))
    for n in range(3):
        if n == 2:
            (tmp_path / "works").touch()
        hall.voice.say(f"call {n}")
        hall.wait()
    assert hall.told == [
        DeviceFailed("speaker", "speaker.player: ended with 1", "failed"),
        DeviceBack("speaker"),
    ]


@pytest.mark.parametrize("ends", ["kill -9 $$", "kill -15 $$", "exit 3"])
def test_what_a_broken_player_leaves_behind_is_ended(tmp_path: Path, ends: str) -> None:
    """A pipe's second half holds the sound card, and the next call would find it busy: here it holds a FIFO."""
    os.mkfifo(tmp_path / "card")
    card = os.open(tmp_path / "card", os.O_RDONLY | os.O_NONBLOCK)
    hall = Hall(player(tmp_path, f"exec 3>{tmp_path}/card; sleep 9999 & {ends}"))
    hall.voice.say("call")
    hall.wait()
    poll = select.poll()
    poll.register(card, select.POLLIN)
    assert poll.poll(30_000) == [(card, select.POLLHUP)] and hall.states() == ["failed"]
    os.close(card)


def test_a_player_that_is_gone_is_news_and_tried_again(tmp_path: Path) -> None:
    """Removed while the app runs: the loop lives, the next calls are tried, and it is back when it is there again."""
    command = player(tmp_path, "true")
    hall, files = Hall(command), len(list(FILES.iterdir()))
    Path(command[0]).unlink()
    for n in range(20):
        hall.voice.say(f"call {n}")
    assert hall.states() == ["failed"] and hall.watched == {} and len(list(FILES.iterdir())) <= files
    player(tmp_path, "true")
    hall.voice.say("again")
    hall.wait()
    assert hall.states() == ["failed", "DeviceBack"]


@pytest.mark.parametrize(("script", "said"), [("exit 0", True), ("exit 3", False), ("sleep 9999", False)])
def test_the_doctors_player_is_waited_for_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: bool
) -> None:
    """It comes to its end without complaint, or it was not said; one that hangs is ended."""
    monkeypatch.setattr("drivers.speaker.HANGS_MS", 100 if script.startswith("sleep") else HANGS_MS)
    assert was_said(ChildSpeaker(player(tmp_path, script)).say("x")) is said


def test_no_child_is_left(tmp_path: Path) -> None:
    """Whoever spoke was waited for."""
    hall = Hall(player(tmp_path, "true"))
    hall.voice.say("x")
    child = hall.voice._child
    hall.wait()
    assert not Path(f"/proc/{child}").exists() and os.getpid() != child


def test_a_gap_goes_before_the_next_call(tmp_path: Path) -> None:
    """And the loop is told when it is over."""
    hall = Hall(player(tmp_path, f"cat >> {tmp_path}/heard"), gap_ms=700)
    for n in range(2):
        hall.voice.say(f"call {n}")
    hall.wait()
    assert hall.watched == {} and hall.voice.ms_until_due() == 700
    hall.mono += 699
    hall.voice.poll()
    assert hall.watched == {} and hall.voice.ms_until_due() == 1
    hall.mono += 1
    hall.voice.poll()
    hall.wait()
    assert (tmp_path / "heard").read_text() == "call 0\ncall 1\n" and hall.voice.ms_until_due() is None


def test_a_repeated_call_replaces_the_one_that_waits(tmp_path: Path) -> None:
    """Six recalls while another number is spoken are one; what others wait for stays in its order."""
    hall = Hall(player(tmp_path, f"cat >> {tmp_path}/heard"))
    hall.voice.say("B001", "B001")
    for n in range(6):
        hall.voice.say(f"A001 {n}", "A001")
    hall.voice.say("C001", "C001")
    for _ in range(3):
        hall.wait()
    assert (tmp_path / "heard").read_text() == "B001\nA001 5\nC001\n" and hall.watched == {}


def test_who_is_not_wanted_any_more_is_not_called(tmp_path: Path) -> None:
    """It is asked when its turn comes, not when it was called."""
    hall, invited = Hall(player(tmp_path, f"cat >> {tmp_path}/heard")), {"A001", "A002", "A003"}
    for ticket in ("A001", "A002", "A003"):
        hall.voice.say(ticket, ticket, lambda ticket=ticket: ticket in invited)  # type: ignore[misc]
    invited.remove("A002")
    hall.wait()
    hall.wait()
    assert (tmp_path / "heard").read_text() == "A001\nA003\n" and hall.watched == {}
