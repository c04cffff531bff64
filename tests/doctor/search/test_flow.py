"""The doctor finds a printer's flow control: real bytes of XON and XOFF on a pty; the wire to CTS, which no pty has, is
played where the kernel is asked for it."""

import fcntl
import struct
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulated.printer.personality import SILENT_80, SimulatedPrinter
from kiosk.config.load import load
from kiosk.doctor.person.person import Question
from kiosk.doctor.run import run
from kiosk.doctor.search.flow import XOFF, XON, Seen, judged
from scripts.benchmarks.pty_printer import PtyPrinter
from tests.doctor.people import Eyes, arguments

Busy = Callable[[bool], None]


class Hands(Eyes):
    """Somebody who opens the cover and closes it, and looks for one more line; `unsure`: leaves it open."""

    def __init__(self, far: PtyPrinter, busy: Busy, unsure: bool = False, line: str = "y") -> None:
        super().__init__({"printer": far})
        self._busy, self._unsure, self._line = busy, unsure, line

    def covers(self, question: Question) -> str:
        if question.id not in ("flow-open", "flow-close"):
            return self._line
        if question.id == "flow-close" and self._unsure:
            return "skip"
        self._busy(question.id == "flow-open")
        return "done"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[PtyPrinter]:
    end = PtyPrinter(tmp_path / "printer", SimulatedPrinter(SILENT_80), 9600)
    yield end
    end.unplug()


class Wires:
    """CTS as the far end drives it, None: a line without modem wires, as a pty is."""

    cts: bool | None = None

    def ioctl(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(fd: int, request: int, *rest: Any) -> Any:
            if request == termios.TIOCMGET and self.cts is not None:
                return struct.pack("I", termios.TIOCM_CTS if self.cts else 0)
            return real(fd, request, *rest)

        return asked


@pytest.fixture
def wires(monkeypatch: pytest.MonkeyPatch) -> Wires:
    played = Wires()
    monkeypatch.setattr(fcntl, "ioctl", played.ioctl(fcntl.ioctl))
    return played


def found(file: Path, far: PtyPrinter, hands: Hands) -> str:
    assert run(arguments(file, "--port", str(far.path)), hands) == 0
    return load(file).printer.flow


def test_bytes_of_xoff_and_xon_are_heard_and_written(far: PtyPrinter, file: Path) -> None:
    """13 while the cover is open, 11 when it is closed; then a line goes out under it, and it is written."""
    hands = Hands(far, lambda busy: far._say(XOFF if busy else XON))
    assert found(file, far, hands) == "xonxoff"
    assert b"KIOSK xonxoff" in far.printer.bytes


def test_a_wire_that_goes_down_and_up_is_rtscts(far: PtyPrinter, file: Path, wires: Wires) -> None:
    """CTS is clear, falls with the cover, and is clear again."""
    wires.cts = True

    def busy(opened: bool) -> None:
        wires.cts = not opened

    assert found(file, far, Hands(far, busy)) == "rtscts"


@pytest.mark.parametrize("cts", [True, False, None])
def test_a_wire_that_never_moves_is_no_flow_control(
    cts: bool | None, far: PtyPrinter, file: Path, wires: Wires
) -> None:
    """A bridge in the plug, a wire that hangs free, no wire."""
    wires.cts = cts
    assert found(file, far, Hands(far, lambda busy: None)) == "none"


def test_who_is_unsure_gets_none(far: PtyPrinter, file: Path) -> None:
    """Skipped at the cover, or no line came out: the file says none, also where it said otherwise before."""
    file.write_text(file.read_text(encoding="utf-8").replace('# flow = "none" ', 'flow = "rtscts" '), encoding="utf-8")
    say: Busy = lambda busy: far._say(XOFF if busy else XON)  # noqa: E731
    assert load(file).printer.flow == "rtscts"
    assert found(file, far, Hands(far, say, unsure=True)) == "none"
    far._say(XON)
    assert found(file, far, Hands(far, say, line="n")) == "none"


LOOKS = st.builds(Seen, st.binary(max_size=4), st.sampled_from([True, False, None]))


@given(LOOKS, LOOKS, LOOKS)
def test_only_a_change_that_fits_the_cover_counts(before: Seen, opened: Seen, shut: Seen) -> None:
    """Whatever noise: rtscts where the wire fell and rose, xonxoff where both bytes came in their turn, else none."""
    flow = judged(before, opened, shut)
    wire = (before.clear, opened.clear, shut.clear) == (True, False, True)
    both = b"\x13" in opened.heard and b"\x11" in shut.heard
    assert flow == ("rtscts" if wire else "xonxoff" if both else "none")
