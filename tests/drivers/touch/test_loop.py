"""The panel in the app's loop: what lies on it is news, and whatever it raises is news and not the end."""

import errno
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input, Missing, Touched
from drivers.touch import TouchPanel
from kiosk.devices.touch import RETRY_MS, STUCK_MS, TouchInput
from tests.drivers.touch.hand import EVERY, SIZE, Time, dot, taps
from tests.drivers.touch.simulated_panel import SimulatedPanel, simulated_panel


class Loop:
    """The app's ears: the real input over the real driver."""

    def __init__(self, far: SimulatedPanel, clock: Time) -> None:
        self.told, self.touched = list[Input](), list[Touched]()
        self.watched = dict[int, Callable[[], None]]()
        self.mono = 0
        self.input = TouchInput(
            lambda: TouchPanel(far.path, SIZE),
            self.told.append,
            self.watched.__setitem__,
            self.watched.__delitem__,
            self.touched.append,
            clock,
        )

    def turn(self) -> None:
        self.mono += RETRY_MS
        self.input.poll(self.mono)
        for read in tuple(self.watched.values()):
            read()
        self.input.poll(self.mono)


@EVERY
def test_a_contact_that_does_not_end_is_news_after_a_minute(far: SimulatedPanel, time: Time) -> None:
    """And when it has ended; the loop wakes for it by itself, and a finger beside it is heard meanwhile."""
    loop = Loop(far, time)
    loop.turn()
    far.down(1, 100, 200)
    loop.turn()
    assert loop.input.ms_until_due(loop.mono) == STUCK_MS
    time.ms += STUCK_MS - 1
    loop.turn()
    assert loop.told == [] and loop.input.ms_until_due(loop.mono) == 1
    time.ms += 1
    loop.turn()
    (stuck,) = loop.told
    assert isinstance(stuck, DeviceFailed) and (stuck.device, stuck.state) == ("touch", "stuck")
    assert loop.input.ms_until_due(loop.mono) is None
    far.up(1)
    loop.turn()
    assert loop.told[1:] == [DeviceBack("touch")]
    loop.input.close()


@pytest.mark.parametrize("kind", ["slots"])
@pytest.mark.parametrize(
    "raised",
    [OSError(errno.EBUSY, "busy"), OSError(errno.EINVAL, "no"), struct.error("6i"), ValueError("ours")],
    ids=str,
)
def test_a_panel_that_cannot_be_asked_costs_no_descriptor(far: SimulatedPanel, time: Time, raised: Exception) -> None:
    """Held by another program, or of no kind that we know: told once, looked for, nothing stays open; then heard."""
    loop, far.raises = Loop(far, time), raised
    files = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        loop.turn()
    assert [type(word) for word in loop.told] == [DeviceFailed]
    assert len(list(Path("/proc/self/fd").iterdir())) < files + 25  # other tests' may come and go
    far.raises = None
    loop.turn()
    far.tap(5, 7)
    loop.turn()
    assert loop.told[1:] == [DeviceBack("touch")] and taps(loop.touched) == [dot(5, 7)]
    loop.input.close()


@pytest.mark.parametrize("kind", ["slots"])
def test_what_it_raises_among_records_is_news_and_not_the_end(far: SimulatedPanel, time: Time) -> None:
    """Asked after lost records it fails: closed, told, opened again; what lay there then is no finger."""
    loop = Loop(far, time)
    loop.turn()
    far.down(1, 100, 200)
    loop.turn()
    far.lose()
    far.caught_up()
    far.raises = struct.error("short")
    loop.turn()
    far.raises = None
    loop.turn()
    far.up(1)
    far.tap(5, 7)
    loop.turn()
    assert [type(word) for word in loop.told] == [DeviceFailed, DeviceBack]
    assert [(one.x, one.y) for one in loop.touched if one.phase == "up"] == [dot(5, 7)]
    loop.input.close()


def test_a_panel_without_a_range_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyboard by mistake: what is wrong, by its option."""
    with simulated_panel(tmp_path, "single") as far:
        monkeypatch.setattr(far, "_axis", lambda axis: (0, 0, 0))
        with pytest.raises(Missing, match=r"hardware\.touch: the device reports no range"):
            TouchPanel(far.path, SIZE)
