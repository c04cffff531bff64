"""A call to the scanner that does not come back, on each of its wires: told, and heard again once it has."""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import CodeScanned, DeviceBack, DeviceFailed, Input
from drivers.scanner import reader
from drivers.scanner.reader import CodeLine, LineScanner
from tests.drivers.scanner.wires import WIRES, Wire, opened


def waiting(line: CodeLine, call: str, wait: Callable[[], object]) -> CodeLine:
    """The real line, of which this call waits in the kernel first."""
    real = getattr(line, call)

    def waits(*args: Any) -> Any:
        wait()
        return real(*args)

    setattr(line, call, waits)
    return line


@WIRES
@pytest.mark.parametrize("call", ["read", "close"])
def test_a_scanner_that_hangs_is_told_and_heard_again(
    tmp_path: Path, wire: Wire, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had read when it hung is nobody's any more; stopping the kiosk does not wait for it."""
    said: queue.Queue[Input] = queue.Queue()
    free, hangs, real = threading.Event(), threading.Event(), reader.open_scanner

    def opens(*where: Any) -> CodeLine:
        return waiting(real(*where), call, lambda: free.wait() if hangs.is_set() else None)

    monkeypatch.setattr(reader, "open_scanner", opens)
    with wire(tmp_path) as far:
        scanner = LineScanner(far.kind, str(far.path), 9600, said.put, hangs=0.5)
        opened(said, far)
        hangs.set()
        if call == "close":
            far.unplug()
            far.plug()
        else:
            far.scan("of-long-ago")
        failed = said.get(timeout=60)
        assert isinstance(failed, DeviceFailed) and failed.state == "failed" and "does not come back" in failed.why
        hangs.clear()
        free.set()
        assert said.get(timeout=60) == DeviceBack("scanner")
        opened(said, far)
        far.scan("right-now")
        while (news := said.get(timeout=60)) != CodeScanned("right-now"):
            assert news != CodeScanned("of-long-ago")
        scanner.close()


@WIRES
def test_the_kiosk_stops_though_its_scanner_hangs(tmp_path: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread is left to itself."""
    said: queue.Queue[Input] = queue.Queue()
    free, real = threading.Event(), reader.open_scanner
    monkeypatch.setattr(reader, "open_scanner", lambda *where: waiting(real(*where), "read", free.wait))
    with wire(tmp_path) as far:
        scanner = LineScanner(far.kind, str(far.path), 9600, said.put, hangs=0.5)
        while said.empty():
            far.scan("1234567")
            scanner._thread.join(0.5)
        scanner.close()
        assert scanner._thread.is_alive()
        free.set()
        scanner._thread.join()
