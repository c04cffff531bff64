"""A printer on the network, beyond the contract of every wire: connections that end, are refused, or go nowhere."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Missing, PrinterSaid, SlipEnded, WriteTimeout
from drivers.printer import worker as printer_worker
from drivers.printer.network import NetworkLine
from drivers.printer.transport import open_line
from drivers.simulated.printer.personality import SILENT_80, SimulatedPrinter
from scripts.benchmarks.sample_slip import sample_bytes
from tests.paper.test_printer import ended, worker
from tests.paper.ways.network_printer import NetworkPrinter, network_printer
from tests.paper.worker import Job, until


@pytest.fixture
def far(tmp_path: Path) -> Iterator[NetworkPrinter]:
    with network_printer(tmp_path) as plugged:
        yield plugged


def test_a_connection_that_ended_idle_is_made_anew_and_is_no_news(
    far: NetworkPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Printers end a connection after minutes without a byte: nobody is told that it is missing, and slips come."""
    monkeypatch.setattr(printer_worker, "_LASTED_MS", 0)
    far.one = False
    with worker(far, poll=60.0, retry=(0.05,)) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("ok"))
        for n in range(1, 4):
            far.ends()
            until(lambda n=n: heard.of(PrinterSaid) == [PrinterSaid("ok")] * (n + 1))  # type: ignore[misc]  # bound at once
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "printed", "gs-h")
    assert not heard.of(DeviceFailed) and not heard.of(DeviceBack)


def test_one_that_lets_nobody_in_is_news_and_is_asked_again(far: NetworkPrinter) -> None:
    """It accepts and ends each connection at once, as some do for a second computer: missing, not a busy loop."""
    with worker(far, silent=True) as (_, heard):
        heard.wait(lambda said: said == PrinterSaid("unknown"))
        until(lambda: far.met == 1)  # before it served us there is nothing to end
        far.ends()
        failed = heard.wait(lambda said: isinstance(said, DeviceFailed))
        assert isinstance(failed, DeviceFailed) and "ended the connection" in failed.why
        heard.wait(lambda said: said == DeviceBack("printer"))


def test_a_printer_that_serves_another_computer_refuses_and_comes_back(far: NetworkPrinter) -> None:
    """Somebody else prints on it: told with option, address and what it may be; afterwards it is ours again."""
    other = socket.create_connection((far.where.host, far.where.port))
    until(lambda: far.met == 1)
    with pytest.raises(Missing, match=rf"^printer\.host: no printer at {far.path} .*another computer"):
        open_line(far.where)
    with worker(far) as (printer, heard):
        heard.wait(lambda said: isinstance(said, DeviceFailed))
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "failed", "missing")
        other.close()
        heard.wait(lambda said: said == DeviceBack("printer"))
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "printed", "gs-h")


def test_what_its_system_did_not_acknowledge_is_not_called_sent(tmp_path: Path) -> None:
    """A silent printer that reads nothing: a slip that stands in our kernel is doubtful, and after it the connection is
    given up, so that no rest of it comes out later."""
    with network_printer(tmp_path, SimulatedPrinter(SILENT_80)) as far, worker(far, silent=True) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("unknown"))
        until(lambda: len(far.printer.bytes) > 1000)
        far.deaf.set()
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "doubtful", "stuck")
        heard.wait(lambda said: isinstance(said, DeviceFailed))  # it serves the lost connection still
        far.deaf.clear()
        heard.wait(lambda said: said == DeviceBack("printer"))
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "sent", "none")
        until(lambda: bool(far.printer.slips))
        assert sample_bytes() in far.printer.slips[0] and len(far.printer.slips) == 1


def test_a_write_that_does_not_move_ends_in_its_time(far: NetworkPrinter) -> None:
    """Little stands in the kernel, so that a long slip is known to be stuck while it is written."""
    far.deaf.set()
    with closing(NetworkLine(far.where.host, far.where.port)) as line, pytest.raises(WriteTimeout):
        for _ in range(64):
            line.write(bytes(1024), 0.2)


def test_half_open_connections_are_found_by_the_kernel(far: NetworkPrinter) -> None:
    """A cable that was pulled says nothing: the kernel asks after 10 s of silence, and gives up what nobody
    acknowledged within 10 s. Set on the real socket; what a cable does stands in docs/first-pi.md."""
    with closing(NetworkLine(far.where.host, far.where.port)) as line:
        asked = {name: line._socket.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in KEPT}
        assert line._socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1 and asked == KEPT


KEPT = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000, "TCP_NODELAY": 1}


def test_an_address_where_nobody_is_does_not_hold_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer to our first packet: within seconds it is missing, by its option."""
    monkeypatch.setattr("drivers.printer.network.CONNECT_S", 0.05)
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    held = [_knocked(full.getsockname()) for _ in range(4)]  # who knocks now is not answered
    with network_printer(tmp_path) as far:
        far.where = replace(far.where, host="127.0.0.1", port=full.getsockname()[1])
        with worker(far) as (printer, heard):
            failed = heard.wait(lambda said: isinstance(said, DeviceFailed))
            assert isinstance(failed, DeviceFailed) and "timed out" in failed.why
            printer.print(Job("j1"))
            assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "failed", "missing")
    for one in (*held, full):
        one.close()


def _knocked(at: tuple[str, int]) -> socket.socket:
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(at)
    time.sleep(0)
    return one
