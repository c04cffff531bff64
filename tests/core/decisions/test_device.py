"""Facts about the box itself: a fault is told once, a start says how the last run ended and doubts open slips."""

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.device import device_back, device_moved, started, stopped
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from tests.core.office import RULES, Room


def test_a_fault_is_told_once_and_so_is_its_end() -> None:
    """A device of which nothing is known works; why it failed is told where it is known."""
    room = Room()
    assert device_moved(room.state, "printer", "ok") == ()
    assert device_moved(room.state, "printer", "paper_out") == (Fact(e.DeviceChanged("printer", "paper_out")),)
    failed = room.write(device_moved(room.state, "printer", "offline", "unplugged"))
    assert [r.event for r in failed] == [e.DeviceChanged("printer", "offline", "unplugged")]
    assert device_moved(room.state, "printer", "offline") == () != device_moved(room.state, "scanner", "offline")
    assert device_moved(room.state, "printer", "ok") == (Fact(e.DeviceChanged("printer", "ok")),)


def test_a_device_that_works_otherwise_is_news_though_it_never_failed() -> None:
    """The screen draws in another mode: written with what it is; without anything to tell, a working one is no news."""
    room, mode = Room(), "HDMI-A-1: 1024 x 768 at 60 Hz, no EDID"
    assert device_back(room.state, "screen") == ()
    assert device_back(room.state, "screen", mode) == (Fact(e.DeviceChanged("screen", "ok", mode)),)
    room.write(device_moved(room.state, "screen", "missing"))
    assert device_back(room.state, "screen", mode) == (Fact(e.DeviceChanged("screen", "ok", mode)),)
    assert device_back(room.state, "screen") == (Fact(e.DeviceChanged("screen", "ok")),)


def test_a_start_says_how_the_last_run_ended() -> None:
    """The first one, one after a power cut, one after a goodbye; a goodbye is said once."""
    room = Room()
    assert stopped(room.state, "told") == ()
    for _ in range(2):
        room.write(started(room.state, "1.2"))
    room.write(stopped(room.state, "told"))
    assert stopped(room.state, "told") == ()
    room.write(started(room.state, "1.2"))
    assert [r.event for r in room.events] == [
        e.KioskStarted("1.2", "first"),
        e.KioskStarted("1.2", "cut"),
        e.KioskStopped("told"),
        e.KioskStarted("1.2", "stop"),
    ]


@pytest.mark.parametrize(
    ("slip", "after"),
    [
        ("asked", "doubtful"),
        ("sending", "doubtful"),
        ("printed", "printed"),
        ("sent", "sent"),
        ("failed", "failed"),
        ("shown", "shown"),
    ],
)
def test_a_slip_that_was_on_its_way_at_a_start_is_doubtful(slip: str, after: str) -> None:
    """Nobody knows what came out of it; the others are as they were."""
    room = Room()
    room.do(queue.issue, RULES, NewTicket("t", "A", slip=slip))
    facts = started(room.state, "1")[1:]
    assert [f.event for f in facts] == ([e.SlipMoved("A001", "doubtful", "restart")] if after != slip else [])
    room.write(facts)
    assert room.state.visits["t"].slip == after


def test_a_second_copy_that_was_on_its_way_is_doubtful_as_the_second() -> None:
    """Which decides that it is not offered again."""
    room = Room()
    room.do(queue.issue, RULES, NewTicket("t", "A"))
    room.write([Fact(e.SlipMoved("A001", "sending", copy=1), "t")])
    assert started(room.state, "1")[1:] == (Fact(e.SlipMoved("A001", "doubtful", "restart", 1), "t"),)
