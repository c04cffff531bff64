"""Flow control on the real port: the kernel holds our bytes back as the printer says; one that holds on is told.

A pty has no modem wires: of rtscts its flag is seen here, which makes the kernel obey CTS (termios(3), CRTSCTS).
"""

import select
import termios
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.ports import PrinterSaid, SlipEnded, WriteTimeout
from drivers.printer.transport import Flow, Where, open_line
from drivers.simulated.printer.personality import SILENT_80, SimulatedPrinter
from scripts.benchmarks.pty_printer import PtyPrinter, pty_printer
from tests.paper.lines.mechanism import XOFF, XON
from tests.paper.test_printer import ended, worker
from tests.paper.worker import Job, until

IFLAG, CFLAG = 0, 2
HELD = PrinterSaid("offline", "it takes no bytes")


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[PtyPrinter]:
    with pty_printer(tmp_path, SimulatedPrinter(SILENT_80)) as far:
        yield far


@pytest.mark.parametrize(
    ("flow", "flags"), [("none", (False, False)), ("xonxoff", (True, False)), ("rtscts", (False, True))]
)
def test_the_port_is_set_as_the_option_says(silent: PtyPrinter, flow: Flow, flags: tuple[bool, bool]) -> None:
    """IXON for xonxoff, CRTSCTS for rtscts, neither for none, whatever the port was set to before; never IXANY, by
    which any byte of the printer would go for XON."""
    for before in ("xonxoff", "rtscts", flow):
        open_line(replace(silent.where, flow=before)).close()
    line = open_line(replace(silent.where, flow=flow))
    set_ = termios.tcgetattr(line.fileno() or -1)
    line.close()
    assert (bool(set_[IFLAG] & termios.IXON), bool(set_[CFLAG] & termios.CRTSCTS)) == flags
    assert not set_[IFLAG] & termios.IXANY


def test_xoff_pauses_and_xon_goes_on(silent: PtyPrinter) -> None:
    """After XOFF no byte goes out until XON, and then all of them do, in order."""
    line = open_line(replace(silent.where, flow="xonxoff"))
    silent._say(XOFF)
    until(lambda: not select.select([], [line.fileno() or -1], [], 0)[1])
    with pytest.raises(WriteTimeout):
        line.write(b"A015\n", 0.05)
    assert silent.printer.bytes == b""
    threading.Timer(0.1, silent._say, [XON]).start()
    line.write(b"A016\n" * 100, 60.0)
    until(lambda: silent.printer.bytes == b"A016\n" * 100)
    line.close()


def test_without_flow_control_these_bytes_are_what_the_printer_says(silent: PtyPrinter) -> None:
    """They hold nothing back: the doctor hears them so."""
    line = open_line(silent.where)
    silent._say(XOFF + XON)
    assert line.read(60.0) in (XOFF + XON, XOFF)
    line.write(b"A015\n", 60.0)
    until(lambda: silent.printer.bytes == b"A015\n")
    line.close()


def test_a_printer_that_holds_on_is_said_to_be_off_line(silent: PtyPrinter) -> None:
    """Its cover is open under XOFF: no slip is called sent, the state says why; after XON slips come."""
    silent.where = replace(silent.where, flow="xonxoff")
    silent.deaf.set()
    with worker(silent, silent=True) as (printer, heard):
        silent._say(XOFF)
        printer.print(Job("j1", times=9))
        word = heard.wait(ended("j1"))
        assert isinstance(word, SlipEnded) and word.end in ("failed", "doubtful")
        heard.wait(lambda said: said == HELD)
        heard.inputs.clear()
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "failed", "offline")
        silent.deaf.clear()
        silent._say(XON)
        heard.wait(lambda said: said == PrinterSaid("unknown"))
        printer.print(Job("j3"))
        assert heard.wait(ended("j3")) == SlipEnded(Job("j3"), "sent", "none")


def test_bytes_that_only_our_kernel_has_are_not_called_sent(
    silent: PtyPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real port keeps some KB while CTS is low; a pty does not, so its count is played."""
    kept = [0]
    monkeypatch.setattr("drivers.printer.descriptor.DescriptorLine._kept", lambda line: kept[0])
    silent.where = replace(silent.where, flow="rtscts")
    with worker(silent, silent=True) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("unknown"))
        kept[0] = 40
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "doubtful", "stuck")
        kept[0] = 0
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "sent", "none")


def test_only_a_line_on_which_nothing_holds_us_back_is_waited_for() -> None:
    """USB, the network, usblp and flow control do by themselves."""
    assert [Where(kind).unheld for kind in ("serial", "usb", "file", "network")] == [True, False, False, False]
    assert not Where("serial", flow="xonxoff").unheld and not Where("serial", flow="rtscts").unheld
