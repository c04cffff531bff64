"""USB beneath the printer's port: which end points are spoken to, what a bus may do in between, how errors are named.

That the worker prints, asks and recovers over it is in test_printer.py, test_status.py and test_faults.py, with the
serial line's own tests.
"""

import errno
import functools
import itertools
import select
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from usb.backend import libusb1

from drivers.ports import Missing, NotAllowed, NotInstalled, PrintMode, WriteTimeout
from drivers.printer import usb as printer_usb
from drivers.printer.transport import Line, Where, open_line
from scripts.benchmarks.pty_printer import pty_printer
from scripts.benchmarks.sample_slip import sample_bytes
from tests.paper.ways.descriptors import IN, IPP, ONE_WAY, OUT, OWN, PRODUCT, TWO_WAY, USUAL, VENDOR, End, Setting
from tests.paper.ways.usb_printer import UsbPrinter, usb_printer
from tests.paper.wires import opened
from tests.paper.worker import until

ASK, ANSWER = b"\x10\x04\x01", b"\x12"
FILES = Path("/proc/self/fd")  # open ones
slip = functools.cache(sample_bytes)


@pytest.fixture
def far(tmp_path: Path) -> Iterator[UsbPrinter]:
    with usb_printer(tmp_path) as plugged:
        yield plugged


@pytest.fixture
def line(far: UsbPrinter) -> Iterator[Line]:
    made = opened(far)
    yield made
    made.close()


# --- bytes ---


@pytest.mark.parametrize("mode", get_args(PrintMode))
def test_a_slip_comes_out_of_both_wires_the_same(tmp_path: Path, mode: PrintMode) -> None:
    """Every byte of it, and every dot on the paper."""
    with pty_printer(tmp_path) as serial, usb_printer(tmp_path) as usb:
        for end in (serial, usb):
            wire = opened(end)
            wire.write(sample_bytes(576, mode), 10)
            until(lambda end=end: len(end.printer.slips) == 1)  # type: ignore[misc]  # bound at once
            wire.close()
        assert usb.printer.slips == serial.printer.slips == [sample_bytes(576, mode)]
        assert usb.printer.png(0) == serial.printer.png(0)


TALKING = {  # the settings of a device → interface, alternate setting and what it was set to, end points
    "usual": (USUAL, 1, ["setting 1 of 1"], (OUT, IN)),
    "alone": ((Setting(0, 0, ends=(End(0x02), End(0x81))),), 0, [], (0x02, 0x81)),
    "large packets": ((Setting(0, 0, ends=(End(0x81, packet=512), End(0x0F, packet=512))),), 0, [], (0x0F, 0x81)),
    "web first": ((IPP, TWO_WAY), 1, ["setting 1 of 1"], (OUT, IN)),
    "second printer talks": ((Setting(0, 0, protocol=1, ends=(End(0x01),)), Setting(2, 0)), 2, [], (OUT, IN)),
}


@pytest.mark.parametrize("name", TALKING)
def test_it_speaks_to_the_end_points_that_the_device_names(tmp_path: Path, name: str) -> None:
    """Of the printer's interface, the setting that talks both ways; set only where there is a choice."""
    settings, number, asked, ends = TALKING[name]
    with usb_printer(tmp_path, settings=settings) as far:
        far.kernel = {number}
        line = opened(far)
        line.write(ASK, 1)
        assert line.read(1) == ANSWER
        assert far.asked == asked and far.carried == set(ends)
        line.close()


def test_one_that_only_listens_prints_and_says_nothing(tmp_path: Path) -> None:
    """No end point in: a question gets no answer, a slip comes out."""
    with usb_printer(tmp_path, settings=(OWN, ONE_WAY)) as far:
        line = opened(far)
        line.write(ASK + sample_bytes(), 10)
        assert line.read(0.01) == b"" and far.printer.slips == [ASK + sample_bytes()]
        line.close()


@given(st.lists(st.integers(1, 900), max_size=30))
def test_what_a_transfer_leaves_over_goes_into_the_next(folder: Callable[[], Path], takes: list[int]) -> None:
    """However short they are: every byte once, in order."""
    with usb_printer(folder()) as far:
        far.takes = list(takes)
        line = opened(far)
        line.write(slip(), 10)
        assert far.printer.slips == [slip()]
        line.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("bus")


def test_one_that_takes_no_more_is_stuck(far: UsbPrinter, line: Line) -> None:
    """At once, or after a part of the bytes."""
    far.takes = [100, 0]
    with pytest.raises(WriteTimeout, match=r"within 0\.1 s"):
        line.write(sample_bytes(), 0.1)
    assert bytes(far.printer.bytes) == sample_bytes()[:100]
    far.deaf.set()
    with pytest.raises(WriteTimeout):
        line.write(ASK, 0.02)


def test_one_that_trickles_is_stuck_too(far: UsbPrinter, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit is for all the bytes of a write: on a clock that every transfer costs 30 ms."""
    ticks = itertools.count(0, 0.03)
    monkeypatch.setattr(printer_usb, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    far.takes = [1] * 100
    with pytest.raises(WriteTimeout):
        line.write(slip(), 0.1)
    assert len(far.printer.bytes) == 3


def test_answers_come_in_order_and_nothing_is_nothing(far: UsbPrinter, line: Line) -> None:
    """A read waits for what is due and no longer than it was told."""
    assert line.read(0) == b"" and line.read(0.02) == b""
    for state, answer in (("ok", b"\x12"), ("paper_out", b"\x1a")):
        far.set_state(state)
        line.write(ASK, 1)
        assert line.read(1) == answer
    assert line.read(0) == b""


def test_a_printer_that_answers_with_empty_packets_is_heard(far: UsbPrinter, line: Line) -> None:
    """They are nothing said, and a read goes on listening behind them."""
    far.empties = 3
    line.write(ASK, 1)
    assert line.read(1) == ANSWER and far.empties == 0
    far.empties = 1_000_000
    assert line.read(0.02) == b"" and 1_000_000 - far.empties < 20  # with a pause after each


def test_a_halted_ear_counts_as_silence(far: UsbPrinter, line: Line) -> None:
    """Clones halt the end point that they do not use: cleared, and nothing heard; then an answer comes again."""
    far.halted.add(IN)
    assert line.read(0) == b"" and far.halted == set()
    line.write(ASK, 1)
    assert line.read(1) == ANSWER


def test_a_halted_mouth_is_an_error_that_the_next_opening_does_not_meet(far: UsbPrinter, line: Line) -> None:
    """Nobody knows how much of the bytes it took: not sent again, but cleared."""
    far.halted.add(OUT)
    with pytest.raises(OSError) as refused:
        line.write(ASK, 1)
    assert refused.value.errno == errno.EPIPE
    line.close()
    again = opened(far)
    again.write(sample_bytes(), 10)
    assert far.printer.slips == [sample_bytes()]
    again.close()


def test_a_transfer_that_noise_broke_is_an_error_both_ways(far: UsbPrinter, line: Line) -> None:
    """Silence it is not: what was said is lost."""
    far.noise = errno.EIO
    for use in (lambda: line.write(ASK, 1), lambda: line.read(1)):
        with pytest.raises(OSError) as refused:
            use()
        assert refused.value.errno == errno.EIO


# --- pulled, held, given back ---


def test_a_pulled_one_is_an_error_and_its_file_hangs_up(far: UsbPrinter, line: Line) -> None:
    """For who writes, reads or sleeps on it; closing it stays quiet, and so it is with the next at another address."""
    sleeping = select.poll()
    sleeping.register(line.fileno() or -1, 0)
    assert sleeping.poll(0) == []
    far.unplug()
    assert sleeping.poll(0)
    for use in (lambda: line.write(ASK, 1), lambda: line.read(1)):
        with pytest.raises(OSError) as refused:
            use()
        assert refused.value.errno == errno.ENODEV
    line.close()
    far.plug()
    again = opened(far)
    again.write(ASK, 1)
    assert again.read(1) == ANSWER
    again.close()


def test_the_kernels_driver_is_sent_away_and_comes_back(far: UsbPrinter) -> None:
    """usblp has it before and afterwards; where nobody had it, nobody gets it."""
    files = len(list(FILES.iterdir()))
    for before in ({1}, set[int]()):
        far.kernel = set(before)
        line = opened(far)
        assert (far.kernel, far.opened) == (set(), 1)
        line.close()
        assert (far.kernel, far.opened) == (before, 0) and len(list(FILES.iterdir())) <= files


REFUSED: dict[str, tuple[dict[str, Any], type, str]] = {  # what is so: what is raised, what it says
    "pulled": ({"there": False}, Missing, r"^printer\.vendor: no printer at 0fe6:811e .*no such device.*plug it in"),
    "no printer": ({"settings": (OWN,)}, Missing, r"no interface of a printer, class 7\); .*correct the option"),
    "web only": ({"settings": (OWN, IPP)}, Missing, "no interface of a printer"),
    "held": ({"held": True}, Missing, r"^printer\.vendor: 0fe6:811e is held by another program .*busy.*stop that one"),
    "barred": ({"barred": True}, NotAllowed, r"0fe6:811e is there, and this user may not open it .* group lp"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_keeps_it_from_being_opened_is_named(far: UsbPrinter, name: str) -> None:
    """By its option, and with what to do; nothing stays open, and usblp has again what it had."""
    what, kind, said = REFUSED[name]
    for attribute, value in what.items():
        setattr(far, attribute, value)
    with pytest.raises(Missing, match=said) as refused:
        opened(far)
    assert type(refused.value) is kind and ("plug it in" in str(refused.value)) == (name not in ("held", "barred"))
    assert (far.opened, far.kernel) == (0, {1})
    far.there = True


def test_another_device_is_left_alone(far: UsbPrinter) -> None:
    """Its ids are what counts: the bus has a keyboard too."""
    with pytest.raises(Missing, match="no interface of a printer"):
        open_line(Where("usb", vendor=0x046D, product=0xC31C))
    with pytest.raises(Missing, match=r"046d:c31d .*no such device"):
        open_line(Where("usb", vendor=0x046D, product=0xC31D))


def test_python_escpos_works_as_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of ours imports it, but who writes a tool of their own with it reaches the same printer by USB."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # its import makes a folder, which it leaves behind
    from escpos.printer import Usb

    with usb_printer(tmp_path, settings=(Setting(0, 0),)) as far:
        far.kernel.clear()
        rival = Usb(VENDOR, PRODUCT, in_ep=IN, out_ep=OUT)
        rival.open()
        rival.text("A015\n")
        rival.cut()
        rival.close()
        assert len(far.printer.slips) == 1 and far.printer.text(0).split() == ["A015"]


# --- what is not installed ---


@pytest.mark.parametrize(
    ("library", "why"),
    [("libusb-none.so.0", "cannot be loaded .*: apt install"), ("libc.so.6", "does not start")],
)
def test_without_libusb_the_library_is_named_and_nobody_is_told_to_plug(
    library: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pyusb itself finds it missing, or of no use."""
    monkeypatch.setattr(libusb1, "_lib_object", None)
    monkeypatch.setattr(printer_usb, "LIBRARY", library)
    with pytest.raises(NotInstalled, match=rf"^printer\.kind: .* {library}, which {why}") as said:
        open_line(Where("usb", vendor=VENDOR, product=PRODUCT))
    assert "plug" not in str(said.value)


@pytest.mark.parametrize(("kind", "module", "package"), [("usb", "usb", "pyusb"), ("serial", "serial", "pyserial")])
def test_without_its_package_a_printer_says_which(
    kind: str, module: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing library is never called a missing printer."""
    monkeypatch.delitem(sys.modules, "drivers.printer.usb")
    for loaded in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.setitem(sys.modules, loaded, None)  # as the import system marks what is not there
    with pytest.raises(NotInstalled, match=rf"^printer\.kind: a {kind} .* the Python package {package}") as said:
        open_line(Where(kind, str(tmp_path / "printer"), vendor=VENDOR, product=PRODUCT))
    assert "plug" not in str(said.value)


def test_a_serial_line_that_somebody_holds_is_said_to_be_held(tmp_path: Path) -> None:
    """The same words for the same trouble on the other wire."""
    with pty_printer(tmp_path) as far:
        line = opened(far)
        with pytest.raises(Missing, match=r"^printer\.path: .* is held by another program"):
            opened(far)
        line.close()
