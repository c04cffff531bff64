"""A call to the printer that does not come back, on each wire: it is told, all get on, and nothing prints late."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input, SlipEnded
from drivers.printer import watched_line
from drivers.printer.transport import Line, Where, open_line
from scripts.benchmarks.sample_slip import sample_bytes
from tests.paper.test_printer import ended, worker
from tests.paper.wires import WIRES, Wire
from tests.paper.worker import Heard, Job, until

HANGS_S = 1.0  # and whatever the call may take by itself


def failed(said: Input) -> bool:
    return isinstance(said, DeviceFailed) and said.state == "failed"


class Kernel:
    """Between the driver and its line: the call `hangs` waits in it until `lets_go`, and is carried out then."""

    def __init__(self) -> None:
        self.hangs, self.held, self.free = "", threading.Event(), threading.Event()
        self.pieces = 0  # of a slip that go out before one hangs

    def wait(self, call: str) -> None:
        if call == self.hangs and self.pieces == 0:
            self.held.set()
            self.free.wait()
        self.pieces -= call == self.hangs and self.pieces > 0

    def lets_go(self) -> None:
        self.hangs = ""
        self.free.set()


class SlowLine:
    """The real line, in that kernel."""

    def __init__(self, line: Line, kernel: Kernel) -> None:
        self._line, self._kernel = line, kernel
        self.fileno, self.settle = line.fileno, line.settle

    def write(self, data: bytes, seconds: float) -> None:
        self._kernel.wait("write" if len(data) > 100 else "short write")
        self._line.write(data, seconds)

    def read(self, seconds: float) -> bytes:
        self._kernel.wait("read")
        return self._line.read(seconds)

    def close(self) -> None:
        self._kernel.wait("close")
        self._line.close()


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    made = Kernel()

    def opened(where: Where) -> Any:
        made.wait("open")
        return SlowLine(open_line(where), made)

    monkeypatch.setattr(watched_line, "open_line", opened)
    yield made
    made.lets_go()


@contextmanager
def printing(far: Any) -> Iterator[tuple[Any, Heard]]:
    with worker(far, hangs=HANGS_S) as (printer, heard):
        prints(printer, heard, "first")
        yield printer, heard


def prints(printer: Any, heard: Heard, name: str) -> None:
    """It does, in the end: a busy machine may take a call for one that hangs."""
    for n in range(60):
        printer.print(Job(f"{name} {n}"))
        word = heard.wait(ended(f"{name} {n}"))
        if isinstance(word, SlipEnded) and word.end == "printed":
            return
        until(lambda: printer.state() in ("ok", "paper_low"))
    raise AssertionError(heard.inputs)


@WIRES
def test_a_write_that_does_not_come_back_is_told_and_the_slip_has_its_last_word(
    tmp_path: Path, wire: Wire, kernel: Kernel
) -> None:
    """In the middle of a slip: it is doubtful, and the next one failed at once, while the call still hangs."""
    with wire(tmp_path) as far, printing(far) as (printer, heard):
        kernel.pieces, kernel.hangs = 2, "write"
        printer.print(Job("hung", 4))
        told = heard.wait(failed)
        assert isinstance(told, DeviceFailed) and "does not come back" in told.why
        assert heard.wait(ended("hung")) == SlipEnded(Job("hung", 4), "doubtful", "hangs")
        printer.print(Job("next"))
        assert heard.wait(ended("next")) == SlipEnded(Job("next"), "failed", "hangs")
        assert printer.state() == "offline" and kernel.held.is_set()


@WIRES
def test_what_comes_back_late_prints_nothing_unasked(tmp_path: Path, wire: Wire, kernel: Kernel) -> None:
    """Neither the slip in hand nor those behind it, of which each had its word; then it prints again."""
    with wire(tmp_path) as far, printing(far) as (printer, heard):
        slips = far.printer.bytes.count(sample_bytes())
        kernel.pieces, kernel.hangs = 2, "write"
        for name in ("hung", "second", "third"):
            printer.print(Job(name))
        for name in ("hung", "second", "third"):
            heard.wait(ended(name))
        kernel.lets_go()
        heard.wait(lambda said: said == DeviceBack("printer"))
        printed = far.printer.bytes.count(sample_bytes())
        prints(printer, heard, "later")
        assert printed == slips and far.printer.bytes.count(sample_bytes()) >= slips + 1
        words = [said.job for said in heard.of(SlipEnded) if isinstance(said, SlipEnded)]
        assert len(words) == len(set(words))


@WIRES
@pytest.mark.parametrize("call", ["open", "close", "read", "short write"])
def test_whichever_call_hangs_a_slip_fails_and_the_printer_is_back_afterwards(
    tmp_path: Path, wire: Wire, kernel: Kernel, call: str
) -> None:
    """Opening it again, closing it, asking it: no byte of the slip went out, and that is its word."""
    with wire(tmp_path) as far, printing(far) as (printer, heard):
        kernel.hangs = call
        if call in ("open", "close"):
            far.unplug()
            far.plug()
        kernel.held.wait(60)
        printer.print(Job("meanwhile"))
        word = heard.wait(ended("meanwhile"))
        assert isinstance(word, SlipEnded) and (word.end, word.why) == ("failed", "hangs")
        assert len([said for said in heard.of(DeviceFailed) if failed(said)]) <= 1
        kernel.lets_go()
        prints(printer, heard, "later")


@WIRES
def test_a_printer_that_hangs_does_not_keep_the_kiosk_from_stopping(tmp_path: Path, wire: Wire, kernel: Kernel) -> None:
    """Its thread is left to itself."""
    with wire(tmp_path) as far, printing(far) as (printer, heard):
        kernel.hangs = "write"
        printer.print(Job("hung"))
        heard.wait(ended("hung"))
        printer.close()
        assert printer._worker.is_alive()
