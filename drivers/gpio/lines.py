"""The kernel's GPIO lines as gpiozero's pins: libgpiod's binding, and one thread that sleeps until a line has an edge.

Each pin is one line request on the chip behind the Pi's header; an edge carries the kernel's own time (CLOCK_MONOTONIC,
which is gpiozero's `ticks` too). The thread waits in epoll without a timeout, so a kiosk at rest is not woken, as it is
by lgpio's (up to 2,000 times a second). No PWM, no SPI and no debouncing: the first edge must count at once.
A line that cannot be read any more is news and asked for again; so are all of a chip that went away.
"""

import contextlib
import os
import select
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import gpiod
from gpiod import EdgeEvent, LineSettings
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero.exc import PinEdgeDetectUnsupported, PinFixedPull, PinInvalidFunction, PinInvalidPull, PinSetInput
from gpiozero.pins.pi import PiFactory, PiPin

from drivers.ports import Missing, Post
from drivers.reopen import Reopened, now_ms
from drivers.supervised import attempt, ignored, kept_alive
from drivers.together import Together

HEADER = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")
"""Labels of the chip behind the 40-pin header: Pi 3 and Zero 2 W, Pi 4, Pi 5."""
_RETRY_MS = (500, 1000, 3000)  # until a line that broke is asked for again
ROOM = 64  # edges that the kernel keeps for one line while we are held up; a bouncing press has about ten
_BOARD = 0xA02082  # names of the header's pins, alike since the B+; the machine need not be a Pi
_BIAS = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}


class Request(Protocol):
    """A line that was asked of the kernel, as `gpiod.LineRequest`."""

    def fileno(self) -> int: ...
    def read_edge_events(self) -> list[EdgeEvent]: ...
    def get_value(self, line: int | str) -> Value: ...
    def set_value(self, line: int | str, value: Value) -> None: ...
    def release(self) -> None: ...


Ask = Callable[[int, LineSettings], Request]
"""A line's number on the chip, what it shall be → the line. Raises OSError when the kernel refuses."""


def kernel_lines(chip: str) -> Ask:
    """`chip` as `hardware.gpiochip`: a device, a label, or "" for the Pi's header, looked for at the first line.

    Asking raises Missing when there is no such chip.
    """
    found = list[str]()

    def ask(line: int, settings: LineSettings) -> Request:
        if not found:
            found.append(find_chip(chip, _labels()))
        return _request(found[0], line, settings)

    return ask


def _request(chip: str, line: int, settings: LineSettings) -> Request:
    config: dict[Any, LineSettings | None] = {line: settings}
    try:
        return gpiod.request_lines(chip, config, consumer="kiosk", event_buffer_size=ROOM)
    except ValueError as error:
        raise Missing(f"hardware.gpiochip: {chip} has no line {line}") from error


def find_chip(wanted: str, labels: Mapping[str, str]) -> str:
    """The device of the chip among `labels` (device → label). Raises Missing, which names what is there."""
    for path, label in labels.items():
        if wanted in (path, label) or (not wanted and label in HEADER):
            return path
    there = ", ".join(f"{path} ({label})" for path, label in labels.items()) or "none"
    raise Missing(f"hardware.gpiochip: no {wanted or 'chip of a Raspberry Pi'} among the kernel's GPIO chips: {there}")


def _labels() -> dict[str, str]:
    """The chips that may be opened."""
    found = dict[str, str]()
    for path in sorted(map(str, Path("/dev").glob("gpiochip*"))):
        with contextlib.suppress(OSError), gpiod.Chip(path) as chip:
            found[path] = chip.get_info().label
    return found


class Watched(NamedTuple):
    """What `Edges` needs of a line: `read` hands over its edges, `again` asks for it anew. Both may raise."""

    read: Callable[[], object]
    again: Callable[[], object]


class Edges:
    """One thread for all lines, started with the first one; it has them read, and sleeps. `post` is told when one
    cannot be read any more, and when all can again."""

    def __init__(self, post: Post) -> None:
        self._lock = threading.RLock()  # a line is not released while it is read
        self._selector = selectors.DefaultSelector()
        self._wake = os.eventfd(0)
        self._thread: threading.Thread | None = None
        self._closed = False
        self._broken = list[Watched]()
        self._all = Reopened("buttons", self._mended, post, _RETRY_MS)

    def watch(self, fd: int, line: "Watched") -> None:
        with self._lock:
            self._selector.register(fd, selectors.EVENT_READ, line)
            if self._thread is None:
                self._selector.register(self._wake, selectors.EVENT_READ, None)
                self._thread = kept_alive("pins", self._goes_on, self._all.lost)

    def unwatch(self, fd: int) -> None:
        """Nothing is read from `fd` any more when this returns, whether or not it was watched."""
        with self._lock:
            if fd in self._selector.get_map():
                self._selector.unregister(fd)

    def _goes_on(self) -> bool:
        """Until an edge, or until a broken line is to be asked for again; False when closed."""
        with self._lock:
            self._all.poll(now_ms())
            due = self._all.ms_until_due(now_ms())
        for key, _ in self._selector.select(None if due is None else due / 1000):
            if key.fd == self._wake:
                os.eventfd_read(self._wake)
                continue
            self.catch_up(key.fd)
        return not self._closed

    def catch_up(self, fd: int) -> None:
        """Reads what waits on `fd`, in any thread: whoever asks for a line's level has heard its edges until now."""
        with self._lock:
            key = self._selector.get_map().get(fd)  # None: it was let go since
            if key is not None and _waits(fd):  # else somebody else read it meanwhile, and reading would wait
                attempt(key.data.read, lambda why: self._breaks(key, why))

    def lost(self, fd: int, why: str) -> None:
        """A line that does not answer who asks it is broken too; the thread is woken to ask for it again."""
        with self._lock:
            key = self._selector.get_map().get(fd)
            if key is not None:
                self._breaks(key, why)
                os.eventfd_write(self._wake, 1)

    def _breaks(self, key: selectors.SelectorKey, why: str) -> None:
        self.unwatch(key.fd)
        self._broken.append(key.data)
        self._all.lost(f"hardware.gpiochip: {why}")

    def _mended(self) -> bool:
        """Every broken line was given again. Raises what the kernel says to the first that is not."""
        with self._lock:
            while self._broken:
                self._broken[-1].again()
                self._broken.pop()
        return True

    def close(self) -> None:
        self._closed = True
        if self._thread is not None:
            os.eventfd_write(self._wake, 1)
            self._thread.join()
        self._selector.close()
        os.close(self._wake)


def _waits(fd: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))


class LineFactory(PiFactory):  # type: ignore[misc]  # gpiozero has no types
    """gpiozero's pins, GPIO0 … GPIO27, on the lines of these numbers that `ask` gives."""

    def __init__(self, ask: Ask, post: Post = lambda said: None) -> None:
        super().__init__()
        self.told = Together("buttons")
        self.ask, self.edges, self.pin_class = ask, Edges(self.told.of("its lines", post)), LinePin

    def close(self) -> None:
        super().close()
        self.edges.close()

    def _get_revision(self) -> int:
        return _BOARD

    @staticmethod
    def ticks() -> float:
        """Seconds of the clock by which the kernel stamps edges."""
        return time.monotonic()

    @staticmethod
    def ticks_diff(later: float, earlier: float) -> float:
        return later - earlier


class LinePin(PiPin):  # type: ignore[misc]  # gpiozero has no types
    """One line; asked of the kernel anew whenever its direction, pull or watching changes."""

    def __init__(self, factory: LineFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._line: Request | None = None
        self._out, self._watched, self._pull = False, False, info.pull or "floating"

    def _again(self) -> Request:
        """The line as it shall be now."""
        self._let_go()
        line: Request = self.factory.ask(self._number, self._settings())
        self._line = line
        if self._watched:
            self.factory.edges.watch(line.fileno(), Watched(lambda: self._read(line), self._renew))
        return line

    def _renew(self) -> None:
        """Not one that was closed since. Whoever let go of the contact meanwhile was not heard: that is told now; who
        presses meanwhile presses again."""
        if self._watched and self._again().get_value(self._number) is Value.ACTIVE:
            self._call_when_changed(time.monotonic(), True)

    def _settings(self) -> LineSettings:
        if self._out:
            return LineSettings(Direction.OUTPUT)
        return LineSettings(Direction.INPUT, Edge.BOTH if self._watched else Edge.NONE, _BIAS[self._pull])

    def _let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self.factory.edges.unwatch(line.fileno())
            line.release()

    def _read(self, line: Request) -> None:
        """In the thread of `Edges`."""
        for edge in line.read_edge_events():
            self._call_when_changed(edge.timestamp_ns / 1e9, edge.event_type is EdgeEvent.Type.RISING_EDGE)

    def close(self) -> None:
        self.when_changed = None
        self._let_go()
        self._out, self._pull = False, self.info.pull or "floating"

    # what gpiozero's Pin is made of

    def _get_function(self) -> str:
        return "output" if self._out else "input"

    def _set_function(self, value: str) -> None:
        if value not in ("input", "output"):
            raise PinInvalidFunction(f'invalid function "{value}" for pin {self!r}')
        self._out = value == "output"
        self._again()

    def _get_state(self) -> bool:
        line = self._line or self._again()
        self.factory.edges.catch_up(line.fileno())
        try:
            return line.get_value(self._number) is Value.ACTIVE
        except OSError as error:
            self.factory.edges.lost(line.fileno(), str(error))
            raise

    def _set_state(self, value: float) -> None:
        if not self._out:
            raise PinSetInput(f"cannot set state of pin {self!r}")
        line = self._line or self._again()
        line.set_value(self._number, Value.ACTIVE if value else Value.INACTIVE)

    def _get_pull(self) -> str:
        return str(self._pull)

    def _set_pull(self, value: str) -> None:
        if self._out or self.info.pull not in ("", value):
            raise PinFixedPull(f"the pull of pin {self!r} cannot be {value}")
        if value not in _BIAS:
            raise PinInvalidPull(f'invalid pull "{value}" for pin {self!r}')
        self._pull = value
        self._again()

    def _get_edges(self) -> str:
        return "both"

    def _set_edges(self, value: str) -> None:
        if value != "both":
            raise PinEdgeDetectUnsupported(f"pin {self!r} hears both edges or none")

    def _enable_event_detect(self) -> None:
        self._watched = True
        self._again()

    def _disable_event_detect(self) -> None:
        self._watched = False
        attempt(self._again, ignored)  # of a chip that is gone: whoever reads it next asks for it
