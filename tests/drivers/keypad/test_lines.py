"""The keypad's contract, on USB and on a serial line: a press is heard once, what stands is shown, loss is news."""

import fcntl
import queue
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.keypad.evdev_pad import EvdevPad
from drivers.keypad.presses import Stroke
from drivers.keypad.reader import LineKeypad
from drivers.ports import DeviceBack, DeviceFailed, Input, KeyPressed, Missing
from drivers.reopen import now_ms
from tests.drivers.keypad.wires import CODES, NUM_LOCK, WIRES, EvdevFar, Far, Wire, evdev_far, pad_at


@pytest.fixture
def said() -> "queue.Queue[Input]":
    return queue.Queue()


@pytest.fixture
def far(tmp_path: Path) -> Iterator[EvdevFar]:
    with evdev_far(tmp_path) as made:
        yield made


def heard(said: "queue.Queue[Input]") -> Input:
    return said.get(timeout=60)


def key(said: "queue.Queue[Input]") -> str:
    pressed = heard(said)
    assert isinstance(pressed, KeyPressed), pressed
    return pressed.key


def until(wanted: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 60
    while not wanted():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def opened(pad: LineKeypad, far: Far) -> None:
    """It shows what it was told: so it listens."""
    pad.show("-", lit=False)
    until(lambda: far.shows("-", lit=False), "the pad was never opened")


@WIRES
def test_each_press_is_heard_once_by_the_keys_name(tmp_path: Path, wire: Wire, said: "queue.Queue[Input]") -> None:
    """In order, with the pad's name, at a time that has passed."""
    with wire(tmp_path) as far:
        pad = pad_at(far, said.put, "7")
        opened(pad, far)
        for wanted in ("enter", "+", "0", "-", "backspace", "enter"):
            far.press(wanted)
            pressed = heard(said)
            assert isinstance(pressed, KeyPressed) and (pressed.pad, pressed.key) == ("7", wanted)
            assert pressed.mono <= now_ms()
        pad.close()
    assert said.empty()


@WIRES
def test_what_stands_is_shown_and_a_refusal_is_seen(tmp_path: Path, wire: Wire, said: "queue.Queue[Input]") -> None:
    """The number as text or as a light; the refusal as a line, or as a light that blinks and is as before."""
    with wire(tmp_path) as far:
        pad = pad_at(far, said.put)
        opened(pad, far)
        pad.show("A015", lit=True)
        until(lambda: far.shows("A015", lit=True), "the number")
        pad.refuse("stale")
        until(lambda: far.was_refused("stale"), "the refusal")
        until(lambda: far.shows("A015", lit=True), "the number again")
        pad.close()
    assert said.empty()


@WIRES
def test_one_that_is_pulled_out_is_news_and_works_when_it_is_back(
    tmp_path: Path, wire: Wire, said: "queue.Queue[Input]"
) -> None:
    """Told once each; what was shown meanwhile stands there at once."""
    with wire(tmp_path) as far:
        pad = pad_at(far, said.put)
        opened(pad, far)
        far.unplug()
        lost = heard(said)
        pad.show("A016", lit=True)
        far.plug()
        assert isinstance(lost, DeviceFailed) and (lost.device, lost.state) == ("keypads", "missing")
        assert heard(said) == DeviceBack("keypads")
        until(lambda: far.shows("A016", lit=True), "what stands now")
        far.press("+")
        assert key(said) == "+"
        pad.close()
    assert said.empty()


@pytest.mark.parametrize("kind", ["serial", "evdev"])
def test_one_that_is_not_there_is_news(tmp_path: Path, kind: str, said: "queue.Queue[Input]") -> None:
    """No exception; the option is named."""
    (tmp_path / "event").write_bytes(b"")
    for path in ("none", "event"):
        absent = LineKeypad("3", lambda path=path: _opened(kind, tmp_path / path), said.put, now_ms)  # type: ignore[misc]
        failed = heard(said)
        absent.close()
        assert isinstance(failed, DeviceFailed) and "keypads.path" in failed.why


def _opened(kind: str, path: Path) -> EvdevPad:
    from drivers.keypad.reader import open_pad

    pad = open_pad(kind, str(path), 9600)
    assert isinstance(pad, EvdevPad)
    return pad


@WIRES
def test_a_key_that_is_held_is_one_press_and_then_news(
    tmp_path: Path, wire: Wire, said: "queue.Queue[Input]", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What repeats while it is down means nothing; after a minute something lies on it, until it is lifted."""
    monkeypatch.setattr("drivers.keypad.reader.STUCK_MS", 2000)
    with wire(tmp_path) as far:
        pad = pad_at(far, said.put)
        opened(pad, far)
        news, end = list[Input](), time.monotonic() + 60
        while not any(isinstance(one, DeviceFailed) for one in news):
            assert time.monotonic() < end, news
            far.hold("+")
            time.sleep(0.02)
            while not said.empty():
                news.append(said.get())
        far.let_go("+")
        assert heard_last(said, news) == DeviceBack("keypads")
        failed = [one for one in news if isinstance(one, DeviceFailed)]
        assert [one.state for one in failed] == ["stuck"] and "keypad 3" in failed[0].why
        pressed = [one for one in news if isinstance(one, KeyPressed)]
        assert len(pressed) <= 1 or far.kind == "serial"  # whose far end pauses where this machine is busy
        pad.close()


def heard_last(said: "queue.Queue[Input]", news: list[Input]) -> Input:
    """The next word that is no press; on a serial line the press is known when the repeats end."""
    while isinstance(one := heard(said), KeyPressed):
        news.append(one)
    return one


# --- USB alone ---


def test_it_is_grabbed_and_so_types_into_nothing(far: EvdevFar, said: "queue.Queue[Input]") -> None:
    """Once, when it is opened; while another program holds it that is news, and it is taken once it is let go."""
    far.held_by_others = True
    pad = pad_at(far, said.put)
    busy = heard(said)
    assert isinstance(busy, DeviceFailed) and "another program" in busy.why and far.grabs == 0
    far.held_by_others = False
    assert heard(said) == DeviceBack("keypads") and far.grabs == 1
    pad.close()


def test_numlock_changes_nothing(far: EvdevFar, said: "queue.Queue[Input]") -> None:
    """Its own key around every other one, as some pads press it; and digits that come as arrows."""
    pad = pad_at(far, said.put)
    opened(pad, far)
    for code in (CODES["0"], 11, 110):
        far.at = max(now_ms(), far.at + 1000)
        far.tap(NUM_LOCK, code, NUM_LOCK)
        assert key(said) == "0"
    pad.close()
    assert said.empty()


def test_what_no_pad_has_is_not_opened(far: EvdevFar) -> None:
    """A touch panel, a mouse, the pad's own second device for its sound keys: no Enter key; it is not grabbed."""
    far.keys = frozenset((0x110, 113, 114))
    with pytest.raises(Missing, match="no Enter"):
        EvdevPad(str(far.path))
    assert far.grabs == 0


@pytest.fixture
def near(far: EvdevFar) -> Iterator[EvdevPad]:
    pad = EvdevPad(str(far.path))
    yield pad
    pad.close()


def arrived(far: EvdevFar, near: EvdevPad) -> tuple[Stroke, ...]:
    """All that was said since the last call, read at once."""

    def waits() -> bool:
        return int.from_bytes(fcntl.ioctl(near.fileno(), termios.FIONREAD, bytes(4)), "little") == far.sent

    until(waits, "the records")
    far.sent = 0
    return near.read()


def presses(far: EvdevFar, near: EvdevPad) -> list[str]:
    """What is known long after all that was said."""
    return [stroke.key for stroke in (*arrived(far, near), *near.quiet(10**12))]


def test_a_key_that_is_down_when_it_is_opened_is_no_press_and_may_be_stuck(far: EvdevFar) -> None:
    """It is held from then on, and a press once it was let go."""
    far.frame(CODES["+"], 1)
    near = EvdevPad(str(far.path))
    assert near.held_since() is not None and near.due() is None
    far.hold("+")
    far.let_go("+")
    assert presses(far, near) == [] and near.held_since() is None
    far.press("+")
    assert presses(far, near) == ["+"]
    near.close()


def test_behind_lost_records_nothing_is_guessed(far: EvdevFar, near: EvdevPad) -> None:
    """Neither the press that was undecided nor what stands before the next report; the keys that are down are asked
    for; the next press counts."""
    far.press("0")
    far.frame(CODES["-"], 1)
    far.lost()
    assert presses(far, near) == [] and near.held_since() is not None
    far.let_go("-")
    far.press("+")
    assert presses(far, near) == ["+"] and near.held_since() is None


def test_records_may_come_in_any_pieces(far: EvdevFar, near: EvdevPad) -> None:
    """Byte by byte."""
    far.at = now_ms()
    known = list[str]()
    for byte in far.frame(CODES["+"], 1) + far.frame(CODES["+"], 0):
        far.say(bytes((byte,)))
        known += [stroke.key for stroke in arrived(far, near)]
    assert known == [] and [stroke.key for stroke in near.quiet(10**12)] == ["+"]


def test_the_times_of_presses_are_the_kernels(far: EvdevFar, near: EvdevPad) -> None:
    """However late they are read: two presses of half a second apart are two, though they are heard together."""
    far.at = now_ms()
    first = far.at + 600
    far.press("+")
    far.press("enter")
    strokes = (*arrived(far, near), *near.quiet(10**12))
    assert [(s.key, s.at) for s in strokes] == [("+", first), ("enter", first + 600)]
