"""What printers say, what it means, and what stands in the way of hearing it."""

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.ports import PrinterSaid, SlipEnded
from drivers.printer import status
from drivers.printer.session import StatusSession
from drivers.simulated.printer.answers import MUTE, Talks
from drivers.simulated.printer.personality import SILENT_80, Personality, SimulatedPrinter
from scripts.benchmarks.sample_slip import sample_bytes
from tests.paper.test_printer import ended, worker
from tests.paper.wires import WIRES, Wire, opened
from tests.paper.worker import Job

STATES = {
    "ok": "ok",
    "paper_low": "paper_low",
    "paper_out": "paper_out",
    "cover_open": "cover_open",
    "offline": "offline",
    "silent": "unknown",
}


@WIRES
@pytest.mark.parametrize(("played", "named"), STATES.items())
def test_six_states_are_named(tmp_path: Path, wire: Wire, played: str, named: str) -> None:
    """Asked over a pty, in the words of the port."""
    with wire(tmp_path) as far:
        far.set_state(played)
        line = opened(far)
        assert StatusSession(line, 0.05 if played == "silent" else 30.0).state() == named
        line.close()


@WIRES
def test_a_broken_cutter_is_an_error_that_says_so(tmp_path: Path, wire: Wire) -> None:
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        far.set_state("jam_mid_ticket")
        printer.print(Job("j1"))
        heard.wait(ended("j1"))
        assert PrinterSaid("error", "cutter") in heard.inputs


@WIRES
@pytest.mark.parametrize(("talks", "fence"), [(Talks(), "gs-h"), (Talks(done=False), "gs-r"), (MUTE, "dle-eot")])
def test_the_strongest_question_is_learned_and_leaves_no_ink(
    tmp_path: Path, wire: Wire, talks: Talks, fence: str
) -> None:
    """It stands in the last word of a slip; a printer that knows no such question prints nothing of it."""
    with wire(tmp_path, SimulatedPrinter(Personality(talks=talks))) as far, worker(far) as (printer, heard):
        for job in ("j1", "j2"):
            printer.print(Job(job))
            assert heard.wait(ended(job)) == SlipEnded(Job(job), "printed", fence)
        printed, clean = far.printer.sheets, SimulatedPrinter()
        clean.feed(sample_bytes())
        assert [(s.rows, s.typed) for s in printed if s.cut] == [(clean.sheets[0].rows, clean.sheets[0].typed)] * 2


@WIRES
def test_one_that_falls_silent_counts_as_off_until_it_answers(tmp_path: Path, wire: Wire) -> None:
    """Nothing is sent to it; when it answers again, slips come."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("ok"))
        far.set_state("silent")
        heard.wait(lambda said: said == PrinterSaid("silent"))
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "failed", "silent")
        heard.inputs.clear()
        far.set_state("ok")
        heard.wait(lambda said: said == PrinterSaid("ok"))
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "printed", "gs-h")


@WIRES
def test_one_switched_on_after_the_kiosk_is_learned_then(tmp_path: Path, wire: Wire) -> None:
    """Silent at first, its slips are sent; from its first answer on they are confirmed."""
    with wire(tmp_path) as far:
        far.set_state("silent")
        with worker(far) as (printer, heard):
            heard.wait(lambda said: said == PrinterSaid("unknown"))
            far.set_state("ok")
            heard.wait(lambda said: said == PrinterSaid("ok"))
            printer.print(Job("j1"))
            assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "printed", "gs-h")


class Line:
    """A line whose answers are given by question."""

    def __init__(self, answers: dict[int, bytes]) -> None:
        self._answers, self._due = answers, b""

    def write(self, data: bytes, seconds: float) -> None:
        self._due += self._answers.get(data[2], b"")

    def settle(self, seconds: float) -> None:
        return None

    def read(self, seconds: float) -> bytes:
        due, self._due = self._due, b""
        return due

    def fileno(self) -> int | None:
        return None

    def close(self) -> None:
        return None


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({1: b"\x12", 2: b"\x12", 4: b"\x12"}, "ok"),
        ({1: b"\x92", 2: b"\x92", 4: b"\x92"}, "ok"),  # bit 7 set
        ({1: b"\x12", 2: b"\x16", 4: b"\x12"}, "cover_open"),  # the paper sensor says ok
        ({1: b"\x00", 2: b"\x00", 4: b"\x00"}, "unknown"),  # a stuck 00
        ({1: b"\xff\x12", 2: b"\x12", 4: b"\x1e"}, "paper_low"),  # junk before the answer
        ({1: b"\x12"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_clones_answers_are_judged_with_care(answers: dict[int, bytes], state: str) -> None:
    assert StatusSession(Line(answers), 0.01).state() == state


def test_the_letters_of_a_fence_are_never_taken_for_a_status() -> None:
    """Any of 50,000 fences: its answer holds no status byte, and answers no other fence."""
    for number in range(0, 50_000, 7):
        answer = b'7"' + status.fence("gs-h", number)[-4:] + b"\x00"
        assert status.reading(answer) is None
        assert status.passed("gs-h", number, b"\x12" + answer) and not status.passed("gs-h", number + 1, answer)


def test_a_start_leaves_no_temporary_folder_and_imports_no_escpos(tmp_path: Path) -> None:
    """The print path of serial and file printers loads neither python-escpos nor anything that makes folders."""
    code = "import sys, drivers.printer.worker; print('escpos' in sys.modules, 'usb' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"TMPDIR": str(tmp_path)}
    )
    assert done.stdout.split() == ["False", "False"] and list(tmp_path.iterdir()) == []


@WIRES
def test_one_way_printers_stay_unknown(tmp_path: Path, wire: Wire) -> None:
    with wire(tmp_path, SimulatedPrinter(SILENT_80)) as far, worker(far) as (_, heard):
        assert heard.wait(lambda said: isinstance(said, PrinterSaid)) == PrinterSaid("unknown")
