"""No byte is lost by a printer that says nothing and holds nothing back: real slips, the real worker, real bytes on a
pty. At the far end stand a buffer and a motor; both sides go by one clock, which the worker's own waits move."""

import os
import pty
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.ports import PrintMode, SlipEnded
from drivers.printer import watched_line
from drivers.printer.pace import MM_S, portions
from drivers.printer.transport import Line, SerialLine, Where
from drivers.printer.worker import EscposPrinter
from drivers.simulated.printer.personality import SILENT_80, SimulatedPrinter
from kiosk.paper.encode import Paper, slip_bytes
from scripts.benchmarks.sample_slip import sample, sample_bytes
from tests.paper.mechanism import Mechanism
from tests.paper.test_documents import SLIP as LIST
from tests.paper.worker import Heard

PAGES = {
    "ticket": sample_bytes(576),
    "small ticket": sample_bytes(576, "downloaded"),
    "inline ticket": sample_bytes(576, "inline"),
    "long list": slip_bytes(LIST * 3, Paper(576), "raster"),
    "marked": slip_bytes(sample(priority=True, reprint=True), Paper(576), "raster"),
}


@dataclass(frozen=True)
class Page:
    name: str

    def encoded(self, mode: PrintMode) -> bytes:
        return PAGES[self.name]


class Cable:
    """`rest` is the worker's wait: what was written until then has come, and time goes on."""

    def __init__(self, mechanism: Mechanism, baud: int) -> None:
        self.mechanism, self._byte_s = mechanism, 10 / baud
        self.now, self._free, self._due = 0.0, 0.0, 0
        self.master, self._near = pty.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)

    def opened(self, where: Where) -> Line:
        return Counted(where, self)

    def wrote(self, size: int) -> None:
        self._due += size

    def rest(self, seconds: float) -> None:
        came = b""
        while len(came) < self._due:
            came += os.read(self.master, self._due - len(came))
        self._due = 0
        self._free = max(self._free, self.now)  # one byte goes after the other
        self.mechanism.take(came, self._free, self._byte_s)
        self._free += len(came) * self._byte_s
        self.now += seconds
        self.mechanism.passes(max(self._free, self.now))

    def close(self) -> None:
        os.close(self.master)
        os.close(self._near)


class Counted(SerialLine):
    """The real line, which tells how much it wrote."""

    def __init__(self, where: Where, cable: Cable) -> None:
        super().__init__(where.path, where.baud, where.flow)
        self._cable = cable

    def write(self, data: bytes, seconds: float) -> None:
        super().write(data, seconds)
        self._cable.wrote(len(data))


@contextmanager
def cabled(mechanism: Mechanism, baud: int, mm_s: float = MM_S) -> Iterator[tuple[Cable, EscposPrinter, Heard]]:
    """A silent printer, known to be so, on a serial line without flow control."""
    cable, heard = Cable(mechanism, baud), Heard()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched_line, "open_line", cable.opened)
        where = Where("serial", cable.path, baud)
        printer = EscposPrinter(heard, where, silent=True, stuck=30.0, mm_s=mm_s, rest=cable.rest)
        try:
            yield cable, printer, heard
        finally:
            printer.close()
            cable.close()


def printed(mechanism: Mechanism, baud: int, names: Sequence[str], mm_s: float = MM_S) -> float:
    """All at once, as in a rush; the seconds that they took. Each has the word "sent"."""
    with cabled(mechanism, baud, mm_s) as (cable, printer, heard):
        for name in names:
            printer.print(Page(name))
        heard.wait(lambda said: len(heard.of(SlipEnded)) == len(names), 120)
        assert {said.end for said in heard.of(SlipEnded) if isinstance(said, SlipEnded)} == {"sent"}
        took = cable.now
        cable.rest(600.0)  # whatever it still had comes out
    return took


def mechanism(room: int, mm_s: float, by_rows: bool) -> Mechanism:
    return Mechanism(SimulatedPrinter(SILENT_80), room, mm_s, by_rows=by_rows)


TRAINS = st.lists(st.sampled_from(sorted(PAGES)), min_size=1, max_size=4)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    TRAINS,
    st.sampled_from([9600, 19200, 38400, 115200]),
    st.sampled_from([2048, 4096]),
    st.floats(50.0, 250.0),
    st.booleans(),
)
def test_no_train_of_slips_loses_a_byte(names: list[str], baud: int, room: int, mm_s: float, by_rows: bool) -> None:
    """Whatever is printed, at whatever speed, into 2 or 4 KB, by rows or by whole pictures: all of it is on paper."""
    far = mechanism(room, mm_s, by_rows)
    printed(far, baud, names)
    assert far.lost == 0 and far.printer.refused == []
    assert [PAGES[name] in slip for name, slip in zip(names, far.printer.slips, strict=True)] == [True] * len(names)


@pytest.mark.parametrize(("baud", "room"), [(9600, 8), (19200, 32), (115200, 128)])
def test_a_printer_with_hardly_a_buffer_loses_nothing(baud: int, room: int) -> None:
    """A few bytes are enough on a slow line, a row of dots or two on a quick one."""
    far = mechanism(room, 50.0, by_rows=True)
    printed(far, baud, ["ticket", "small ticket", "ticket"])
    assert far.lost == 0 and len(far.printer.slips) == 3


def test_the_far_end_does_lose_what_comes_too_fast() -> None:
    """The same three slips at the pace of the wire alone: kilobytes are missing, and the word would still be "sent"."""
    far = mechanism(4096, 50.0, by_rows=True)
    printed(far, 921600, ["ticket"] * 3, mm_s=1e9)
    assert far.lost > 4096


def test_the_next_slip_waits_for_the_paper_of_the_one_before() -> None:
    """The word on a slip comes when its cut is over, not when its bytes are gone."""
    far = mechanism(4096, 50.0, by_rows=True)
    took = printed(far, 921600, ["small ticket"])
    rows = sum(len(sheet.rows) for sheet in far.printer.sheets)
    assert took > rows / 8 / 50.0 + 0.5


def test_a_slip_that_is_waited_for_leaves_the_door_open() -> None:
    """`print` returns while paper moves: the touch loop asks for it, the worker waits."""
    far, gate, slow = mechanism(4096, 50.0, by_rows=True), threading.Event(), threading.Event()
    with cabled(far, 115200) as (cable, printer, heard):
        moved = cable.rest

        def held(seconds: float) -> None:
            slow.set()
            assert gate.wait(60)
            moved(seconds)

        printer._rest = held
        for _ in range(3):
            printer.print(Page("ticket"))
        assert slow.wait(60) and not heard.of(SlipEnded)
        gate.set()
        heard.wait(lambda said: len(heard.of(SlipEnded)) == 3, 120)
    assert far.lost == 0


@given(st.binary(max_size=3000))
def test_portions_are_the_bytes_whatever_they_are(data: bytes) -> None:
    """Nothing is left out or doubled, and no wait is negative, also where half a command ends it."""
    found = list(portions(data))
    assert b"".join(portion.data for portion in found) == data
    assert all(portion.along >= 0 and portion.behind >= 0 <= portion.again for portion in found)


@pytest.mark.parametrize("name", PAGES)
def test_the_paper_that_is_waited_for_is_the_paper_that_comes(name: str) -> None:
    """Of each kind of page in millimetres, the knife's way apart: never less than comes out."""
    far = SimulatedPrinter(SILENT_80)
    far.feed(PAGES[name])
    mm = sum(portion.along + portion.behind for portion in portions(PAGES[name]))
    came = len(far.sheets[0].rows) / 8
    assert came <= mm <= came + 60
