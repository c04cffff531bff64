"""The printer's worker, one suite on each of its wires (a pty; USB, played beneath pyusb; TCP): the printer at the far
end answers, runs out, jams and is pulled."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input, PrinterSaid, PrintMode, SlipEnded
from drivers.printer.escpos import RESYNC
from drivers.printer.worker import EscposPrinter
from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import SILENT_80, Personality, SimulatedPrinter
from scripts.benchmarks.pty_printer import pty_printer
from scripts.benchmarks.sample_slip import CODE, sample_bytes
from tests.paper.wires import WIRES, Far, Wire
from tests.paper.worker import Heard, Job, until


@contextmanager
def worker(far: Far, **options: Any) -> Iterator[tuple[EscposPrinter, Heard]]:
    heard = Heard()
    quick: dict[str, Any] = {
        "rest": lambda seconds: None,
        "settle": 0.05,
        "poll": 0.1,
        "stuck": 1.0,
        "out": 1.0,
        "answer": 0.3,  # as a busy machine may be as late as a printer
        "troubled": 0.05,
        "retry": (0.05,),
    } | options
    printer = EscposPrinter(heard, replace(far.where, baud=921600), **quick)
    try:
        yield printer, heard
    finally:
        printer.close()


def ended(job: str) -> Callable[[Input], bool]:
    return lambda said: isinstance(said, SlipEnded) and isinstance(said.job, Job) and said.job.name == job


@WIRES
def test_a_slip_is_printed_and_the_word_says_how_that_is_known(tmp_path: Path, wire: Wire) -> None:
    """With a healthy printer a job is printed, by the printer's own word, and the paper holds exactly its bytes."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "printed", "gs-h")
        assert sample_bytes() in far.printer.slips[0]
        assert far.printer.refused == []


@WIRES
@pytest.mark.parametrize("state", ["paper_out", "cover_open", "offline"])
def test_nothing_is_sent_to_a_printer_that_cannot_print(tmp_path: Path, wire: Wire, state: str) -> None:
    """Without paper, with an open cover or off line the job fails at once with the reason, and no byte went."""
    with wire(tmp_path) as far:
        far.set_state(state)
        with worker(far) as (printer, heard):
            printer.print(Job("j1"))
            assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "failed", state)
            assert b"\x1dv0" not in far.printer.bytes


@WIRES
def test_a_slip_to_low_paper_is_printed(tmp_path: Path, wire: Wire) -> None:
    """Low paper is said, and prints."""
    with wire(tmp_path) as far:
        far.set_state("paper_low")
        with worker(far) as (printer, heard):
            printer.print(Job("j1"))
            assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "printed", "gs-h")
            assert PrinterSaid("paper_low") in heard.inputs


@WIRES
@pytest.mark.parametrize("known", [True, False])
def test_a_silent_printer_gets_its_slip_and_the_word_is_sent(tmp_path: Path, wire: Wire, known: bool) -> None:
    """A printer that never answers, whether the config says so or not, prints, and nobody claims to know."""
    with (
        wire(tmp_path, SimulatedPrinter(SILENT_80)) as far,
        worker(far, silent=known) as (printer, heard),
    ):
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "sent", "none")
        until(lambda: len(far.printer.slips) == 1)
        assert printer.state() == "unknown"


@WIRES
def test_a_jam_in_the_middle_is_doubtful_and_the_next_slip_is_whole(tmp_path: Path, wire: Wire) -> None:
    """After a jam the job is doubtful; when the printer is well again the next one comes out whole."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("ok"))
        far.set_state("jam_mid_ticket")
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "doubtful", "error")
        heard.inputs.clear()
        far.set_state("ok")
        heard.wait(lambda said: said == PrinterSaid("ok"))
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "printed", "gs-h")
        assert sample_bytes() in far.printer.slips[-1]


@WIRES
def test_a_printer_that_takes_nothing_more_is_doubtful_in_bounded_time(tmp_path: Path, wire: Wire) -> None:
    """A wire that stands still ends in doubtful, not in a worker that hangs."""
    with wire(tmp_path) as far, worker(far, silent=True) as (printer, heard):
        until(lambda: len(far.printer.bytes) == len(RESYNC))
        far.deaf.set()
        printer.print(Job("j1", times=2))  # more than the kernel keeps for a printer
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1", times=2), "doubtful", "stuck")


@WIRES
def test_a_missing_printer_is_news_and_comes_back(tmp_path: Path, wire: Wire) -> None:
    """Without a device the worker starts, says so by the option's name, fails jobs, and finds it when it comes."""
    with wire(tmp_path) as far:
        far.unplug()
        with worker(far) as (printer, heard):
            failed = heard.wait(lambda said: isinstance(said, DeviceFailed))
            assert isinstance(failed, DeviceFailed) and failed.why.startswith(f"{far.option}: no printer at ")
            printer.print(Job("j1"))
            assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "failed", "missing")
            far.plug()
            heard.wait(lambda said: said == DeviceBack("printer"))
            printer.print(Job("j2"))
            assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "printed", "gs-h")
            assert len(far.printer.slips) == 1 and len(heard.of(DeviceFailed)) == 1


@WIRES
def test_pulled_in_the_middle_it_is_doubtful_and_recovers_when_plugged_again(tmp_path: Path, wire: Wire) -> None:
    """Unplugged within a slip: doubtful and DeviceFailed; plugged again: DeviceBack, and the next slip is whole."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("ok"))
        far.unplug_after = len(far.printer.bytes) + 3000
        printer.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "doubtful", "unplugged")
        heard.wait(lambda said: isinstance(said, DeviceFailed))
        far.plug()
        heard.wait(lambda said: said == DeviceBack("printer"))
        printer.print(Job("j2"))
        assert heard.wait(ended("j2")) == SlipEnded(Job("j2"), "printed", "gs-h")
        assert sample_bytes() in far.printer.slips[-1]


@WIRES
def test_pulled_while_nobody_prints_it_is_news_at_once(tmp_path: Path, wire: Wire) -> None:
    """Not only at the next question, which one that never answers is not asked at all."""
    with wire(tmp_path) as far, worker(far, silent=True) as (_, heard):
        heard.wait(lambda said: said == PrinterSaid("unknown"))
        far.unplug()
        heard.wait(lambda said: isinstance(said, DeviceFailed))
        far.plug()
        heard.wait(lambda said: said == DeviceBack("printer"))


@WIRES
@pytest.mark.parametrize("half", [b"\x1d", b"\x1dv0", b"\x1dv0\x00\x48", b"\x1dv0\x00\x48\x00\x0e\x00\xff", b"\x1bJ"])
def test_half_a_command_of_an_earlier_life_does_not_eat_the_slip(tmp_path: Path, wire: Wire, half: bytes) -> None:
    """A printer left with half a command by a power cut gets RESYNC before any question, and the slip is whole."""
    printer = SimulatedPrinter()
    printer.feed(half)
    with wire(tmp_path, printer) as far, worker(far) as (driver, heard):
        driver.print(Job("j1"))
        assert heard.wait(ended("j1")) == SlipEnded(Job("j1"), "printed", "gs-h")
        assert sample_bytes() in far.printer.slips[-1]
        assert far.printer.text().splitlines()[-1] == f"A015 {CODE}"


@WIRES
def test_jobs_end_in_the_order_they_were_asked_for(tmp_path: Path, wire: Wire) -> None:
    """Three slips at once: each gets its word, in turn, and comes out."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        for job in ("j1", "j2", "j3"):
            printer.print(Job(job))
        heard.wait(ended("j3"))
        assert [said.job for said in heard.inputs if isinstance(said, SlipEnded)] == [Job("j1"), Job("j2"), Job("j3")]
        assert len(far.printer.slips) == 3


@WIRES
def test_paper_out_is_known_without_a_slip(tmp_path: Path, wire: Wire) -> None:
    """An idle printer is asked now and then, so that a citizen is told before choosing."""
    with wire(tmp_path) as far, worker(far) as (printer, heard):
        heard.wait(lambda said: said == PrinterSaid("ok"))
        far.set_state("paper_out")
        heard.wait(lambda said: said == PrinterSaid("paper_out"))
        assert printer.state() == "paper_out"


@WIRES
def test_a_print_mode_that_was_looked_at_goes_to_its_printer_only(tmp_path: Path, wire: Wire) -> None:
    """Confirmed for a model it is used; another model on the same wire gets raster, and the old one its own again."""
    models = ["KIOSK-80", "OTHER-80", "KIOSK-80"]
    with wire(tmp_path) as far:
        far.printer.personality = _called(models[0])
        with worker(far, print_mode="downloaded", print_mode_for="KIOSK-80") as (printer, heard):
            for n, model in enumerate(models):
                mode: PrintMode = "downloaded" if model == "KIOSK-80" else "raster"
                until(lambda mode=mode: printer.state() == "ok" and printer.print_mode() == mode)  # type: ignore[misc]  # bound at once
                printer.print(Job(f"j{n}"))
                heard.wait(ended(f"j{n}"))
                assert sample_bytes(576, mode) in far.printer.slips[-1]
                heard.inputs.clear()
                far.unplug()
                heard.wait(lambda said: isinstance(said, DeviceFailed))
                far.printer.personality = _called(models[(n + 1) % 3])
                far.plug()
                heard.wait(lambda said: isinstance(said, DeviceBack))


def _called(model: str) -> Personality:
    return Personality(talks=Talks(names={67: model}))


class Slow(SimulatedPrinter):
    """Thinks for half again as long as an answer usually takes before it says who it is."""

    def feed(self, data: bytes) -> bytes:
        time.sleep(1.5 if b"\x1dI" in data else 0.0)
        return super().feed(data)


def test_a_printer_that_is_late_to_say_who_it_is_has_its_print_mode(tmp_path: Path) -> None:
    """It is asked once: a clone that takes longer than for its status is no other printer."""
    with pty_printer(tmp_path, Slow(_called("KIOSK-80"))) as far:
        named: dict[str, Any] = {"print_mode": "downloaded", "print_mode_for": "KIOSK-80", "answer": 0.5}
        with worker(far, **named) as (printer, _):
            until(lambda: printer.print_mode() == "downloaded")
