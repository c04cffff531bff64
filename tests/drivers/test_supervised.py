"""Whatever a driver's work raises is said, survived and tried again; and only once as news."""

import queue
import struct
import termios
import threading

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input
from drivers.reopen import Reopened
from drivers.supervised import attempt, in_words, kept_alive

RAISED = [
    OSError(5, "Input/output error"),
    termios.error(5, "Input/output error"),
    struct.error("unpack requires a buffer of 24 bytes"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ZeroDivisionError("ours"),
    StopIteration(),
    NotImplementedError("a backend that cannot"),
]
EACH = pytest.mark.parametrize("raised", RAISED, ids=lambda error: type(error).__name__)


def raises(error: Exception) -> bool:
    raise error


@EACH
def test_a_thread_lives_whatever_its_turns_raise(raised: Exception) -> None:
    """Three that raise, each told; then turns go on, and it ends when a turn says so."""
    said: queue.Queue[str] = queue.Queue()
    turns = iter([lambda: raises(raised)] * 3 + [lambda: True, lambda: False])
    thread = kept_alive("it", lambda: next(turns)(), said.put)
    thread.join(30)
    assert not thread.is_alive() and [said.get(), said.get(), said.get()] == [in_words(raised)] * 3 and said.empty()


def test_a_thread_lives_though_nobody_can_be_told() -> None:
    """The door to the loop is closed, the log's pipe broken: what tells raises too, and the turns go on."""
    turns = iter([lambda: raises(OSError("gone"))] * 2 + [lambda: True, lambda: False])
    thread = kept_alive("it", lambda: next(turns)(), lambda why: raises(BrokenPipeError(32, "Broken pipe")))
    thread.join(30)
    assert not thread.is_alive() and next(turns, None) is None


def test_turns_that_raise_are_no_busy_loop() -> None:
    """Ten of them take more than a second; the machine has other work."""
    rests, left = list[float](), iter(range(10))

    def turn() -> bool:
        return False if next(left, None) is None else raises(OSError("gone"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("drivers.supervised.time.sleep", rests.append)
        kept_alive("it", turn, lambda why: None).join(30)
    assert rests == sorted(rests) and sum(rests) > 1 and max(rests) <= 1.0


def test_what_is_no_fault_of_a_device_names_its_line() -> None:
    """It may be ours: class, words, file and line; an OSError says all by itself."""
    said = list[str]()
    assert attempt(lambda: raises(ZeroDivisionError("ours")), said.append) is None
    assert said[0].startswith("ZeroDivisionError: ours (test_supervised.py:")
    assert in_words(OSError(5, "Input/output error")) == "[Errno 5] Input/output error"


@EACH
@pytest.mark.parametrize("when", ["open", "on_back", "on_lost"])
def test_a_device_that_raises_anything_is_looked_for_again(raised: Exception, when: str) -> None:
    """While it opens, when it is greeted, when it is closed: news once, and news when it is there."""
    told, bad, closed = list[Input](), {when}, list[object]()

    def at(moment: str) -> None:
        if moment in bad:
            raise raised

    def opened() -> str:
        at("open")
        return "it"

    def left(device: object) -> None:
        closed.append(device)
        at("on_lost")

    found = Reopened("printer", opened, told.append, (500,), lambda _: at("on_back"), left)
    found.poll(0)
    if when == "on_lost":
        found.lost("pulled")
    found.poll(500)
    bad.clear()
    found.poll(1000)
    assert [type(word) for word in told] == [DeviceFailed, DeviceBack] and found.device == "it"
    assert closed.count("it") == {"open": 0, "on_back": 2, "on_lost": 1}[when]


def test_no_thread_of_a_test_is_left() -> None:
    """Each ended by its own word."""
    assert not [thread for thread in threading.enumerate() if thread.name == "it"]
