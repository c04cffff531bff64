"""Printer and scanner against far ends that do anything: no thread dies, no descriptor leaks, each loss is told."""

import random
import termios
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import CodeScanned, DeviceFailed, PrintMode, SlipEnded
from drivers.printer.worker import EscposPrinter
from drivers.scanner.reader import LineScanner
from drivers.simulated.wires import SimulatedScanner
from scripts.benchmarks.pty_printer import pty_printer
from tests.drivers.fuzz.faults import EVENTS, NUMBERS, ROUND, Faults, News, alive, failing, held, none_left
from tests.drivers.scanner.wires import WIRES as SCANNERS
from tests.drivers.scanner.wires import Far as ScannerFar
from tests.drivers.scanner.wires import Wire as Scanning
from tests.drivers.scanner.wires import scanner_at
from tests.paper.wires import WIRES, Far, Wire

QUICK: dict[str, Any] = {
    "rest": lambda seconds: None,
    "settle": 0.0,
    "poll": 0.01,
    "stuck": 0.05,
    "out": 0.05,
    "answer": 0.01,
    "look": 0.01,
    "troubled": 0.01,
    "retry": (0.005,),
}
STATES = ("ok", "paper_low", "paper_out", "cover_open", "offline", "silent", "jam_mid_ticket")


@dataclass(frozen=True)
class Tiny:
    """A few lines of a slip; `broken`: whoever makes its bytes has a fault."""

    number: int
    broken: bool = False

    def encoded(self, mode: PrintMode) -> bytes:
        if self.broken:
            raise ZeroDivisionError("ours")
        return b"\x1b@" + b"A015\n" * 40 + b"\x1dV\x00"


class Printing:
    """`jobs`: how many were asked for."""

    def __init__(self, far: Far, dice: random.Random, faults: Faults) -> None:
        self.far, self._dice, self._faults, self.news, self.jobs = far, dice, faults, News("printer"), 0
        self.plugged = True
        self.printer = EscposPrinter(self.news, replace(far.where, baud=921600), **QUICK)

    def event(self) -> None:
        acts: tuple[tuple[int, Callable[[], object]], ...] = (
            (6, self._job),
            (1, self._plug),
            (2, lambda: self.far.set_state(self._dice.choice(STATES)) if self.plugged else None),
            (1, self.far.deaf.set),
            (2, self.far.deaf.clear),
            (3, self._noise),
            (1, getattr(self.far, "ends", lambda: None)),
            (2, lambda: setattr(self.far, "noise", self._dice.choice((0, 0, *NUMBERS)))),  # of USB's transfers
            (4, lambda: setattr(self._faults, "share", self._dice.choice((0.0, 0.02, 0.3)))),
            (6, lambda: time.sleep(self._dice.choice((0.0, 0.001, 0.003)))),
        )
        self._dice.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    def _job(self) -> None:
        self.printer.print(Tiny(self.jobs, self._dice.random() < 0.05))
        self.jobs += 1

    def _plug(self) -> None:
        self.far.unplug() if self.plugged else self.far.plug()
        self.plugged = not self.plugged

    def _noise(self) -> None:
        """Whatever bytes an ill printer says."""
        if self.plugged:
            self.far._say(self._dice.randbytes(self._dice.randrange(1, 40)))

    def calm(self) -> None:
        """Everything is put right: it comes back, and prints; then its loss and its return are told."""
        self._faults.share = 0.0
        vars(self.far)["noise"] = 0
        self.far.deaf.clear()
        if not self.plugged:
            self._plug()
        self.far.set_state("ok")
        self.news.wait(self.news.there, "the printer's return")
        self._prints()
        self._plug()
        self.news.wait(lambda: not self.news.there(), "its loss")
        self._plug()
        self.news.wait(self.news.there, "its return after a loss")

    def _prints(self) -> None:
        """The first slip may meet what is left of the trouble."""
        for _ in range(50):
            self.printer.print(Tiny(self.jobs))
            self.jobs += 1
            self.news.wait(lambda: len(self.ended()) == self.jobs, "the last word on a slip")
            if self.ended()[-1].end == "printed":
                return
        raise AssertionError(self.ended()[-5:])

    def ended(self) -> list[SlipEnded]:
        return [said for said in tuple(self.news.all) if isinstance(said, SlipEnded)]


def test_one_error_in_a_terminal_call_ends_neither_printer_nor_scanner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EIO in `tcflush`, as of an adapter that was pulled just then: told with the option, tried again, and back."""
    monkeypatch.setattr("drivers.scanner.reader._RETRY_MS", (5,))
    broken = [True]

    def tcflush(fd: int, queue: int) -> None:
        if broken[0]:
            raise termios.error(5, "Input/output error")

    monkeypatch.setattr(termios, "tcflush", tcflush)
    news, far = {"printer": News("printer"), "scanner": News("scanner")}, SimulatedScanner(tmp_path / "scanner")
    with pty_printer(tmp_path) as printing:
        printer = EscposPrinter(news["printer"], printing.where, **QUICK)
        scanner = LineScanner("serial", str(tmp_path / "scanner"), 9600, news["scanner"])
        for device, one in news.items():
            one.wait(lambda one=one: not one.there(), f"the {device}'s loss")  # type: ignore[misc]  # bound at once
            failed = one.all[0]
            assert isinstance(failed, DeviceFailed) and failed.why.startswith(f"{device}.path: ")
        broken[0] = False
        for device, one in news.items():
            one.wait(one.there, f"the {device}'s return")
        scanner.close()
        printer.close()
    far.unplug()


@WIRES
def test_a_printer_that_does_anything(tmp_path: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulled, deaf, ill, noisy, its connection ended, and any system call fails: each slip has one last word, and it
    prints again."""
    monkeypatch.setattr("drivers.printer.worker._LASTED_MS", 20)
    dice, before = random.Random(20), held()
    with wire(tmp_path) as far, failing(dice, "printer") as faults:
        fuzz = Printing(far, dice, faults)
        for _ in range(max(1, EVENTS // ROUND)):
            for _ in range(ROUND):
                fuzz.event()
            fuzz.calm()
            alive("printer")
        fuzz.printer.close()
    fuzz.news.in_turn()
    numbers = Counter(said.job.number for said in fuzz.ended() if isinstance(said.job, Tiny))
    assert numbers == Counter(range(fuzz.jobs))
    none_left(before, "printer")


@SCANNERS
def test_a_scanner_that_does_anything(tmp_path: Path, wire: Scanning) -> None:
    """Serial or a keyboard, pulled in the middle of codes, junk, and any system call fails: it is heard again each
    time."""
    dice, before, news = random.Random(20), held(), News("scanner")
    with wire(tmp_path) as far, failing(dice, "scanner") as faults, pytest.MonkeyPatch.context() as patch:
        patch.setattr("drivers.scanner.reader._RETRY_MS", (5,))
        scanner, plugged = scanner_at(far, news), True
        for n in range(EVENTS):
            act = dice.choice(("code", "junk", "half", "plug", "faults", "nap", "nap", "nap"))
            if act == "plug":
                far.unplug() if plugged else far.plug()
                plugged = not plugged
            elif act == "faults":
                faults.share = dice.choice((0.0, 0.02, 0.3))
            elif act == "nap":
                time.sleep(dice.choice((0.0, 0.001, 0.004)))
            elif plugged:
                _scanned(far, act, dice)
            if n % ROUND == ROUND - 1:
                faults.share = 0.0
                if not plugged:
                    far.plug()
                    plugged = True
                _heard(far, news, f"code{n}")
                alive("scanner")
        scanner.close()
        if not plugged:
            far.plug()
    news.in_turn()
    none_left(before, "scanner")


def _scanned(far: ScannerFar, what: str, dice: random.Random) -> None:
    with suppress(BlockingIOError):  # nobody has read for long
        if what == "junk":
            far.junk(dice)
        else:
            far.scan("abcd", "\r" if what == "code" else "")


def _heard(far: ScannerFar, news: News, code: str) -> None:
    """Scanned again and again, as a person does, until it is."""
    end = time.monotonic() + 60
    while CodeScanned(code) not in news.all:
        assert time.monotonic() < end, news.all[-5:]
        with suppress(BlockingIOError):
            far.calm()
            far.scan(code)
        time.sleep(0.005)
    news.wait(news.there, "the scanner's return")
