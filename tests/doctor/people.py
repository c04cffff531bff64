"""Who answers the doctor in the tests: somebody who looks at the paper, and somebody who says what was agreed."""

import argparse
import fcntl
import struct
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from drivers.printer.escpos import PRESENT
from drivers.simulated.printer.sheet import Sheet
from kiosk.doctor.command import add_arguments
from kiosk.doctor.person.person import Question
from kiosk.service.findings import Bilingual
from scripts.benchmarks.pty_printer import PtyPrinter
from tests.paper.wires import Far

SAMPLE = Path("docs/kiosk.toml")
RULER_ROWS = 25


def arguments(file: Path, *given: str) -> argparse.Namespace:
    """The command line of `kiosk doctor --config FILE …`, with a short wait."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args(["--wait", "1.5", *given])
    args.config = file
    return args


_USUAL = {"ruler": "3", "flow-open": "skip"}  # where a test does not care


class Told:
    """Says what stands beside the question's id; a callable is asked anew each time. Keeps what it heard."""

    marks = False

    def __init__(self, answers: Mapping[str, str | Callable[[], str]] | None = None) -> None:
        self.answers, self.asked, self.heard = dict(answers or {}), list[Question](), list[Bilingual]()
        self.code = ""  # that is to be scanned
        self.does: Callable[[Bilingual], None] = lambda said: None  # what the person does when told

    def ask(self, question: Question) -> str:
        self.asked.append(question)
        answer = self.answers.get(question.id, "") or _USUAL[question.id]
        said = answer if isinstance(answer, str) else answer()
        assert said in [a.id for a in question.answers], (question, said)
        return said

    def say(self, said: Bilingual, mark: tuple[int, int] | None = None, code: str = "") -> None:
        self.heard.append(said)
        self.code = code
        self.does(said)


class Eyes(Told):
    """Looks at the paper of the printer that is asked about; `choice`: the one wanted; `modes`: which look right."""

    def __init__(self, ends: Mapping[str, Far], choice: str = "", modes: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.ends, self.choice, self.modes = ends, choice, modes

    def ask(self, question: Question) -> str:
        self.asked.append(question)
        if question.id == "which":
            return self._which(question)
        sheets = self._sheets(question.about.split(" at ")[0])
        if question.id.startswith("print-mode-"):
            return "y" if question.id.removeprefix("print-mode-") in self.modes else "n"
        if question.id == "out":
            return "y" if any(PRESENT in sheet.raw for sheet in sheets) else "n"
        if question.id.startswith("cut"):
            return "y" if any(sheet.cut for sheet in sheets) else "n"
        if question.id.startswith("flow-"):
            return self.covers(question)
        assert question.id == "ruler", question
        return max((_number(sheet) for sheet in sheets), default="0")

    def covers(self, question: Question) -> str:
        """Nobody touches the cover, unless the test has somebody who does."""
        return "skip"

    def _which(self, question: Question) -> str:
        name = Path(self.ends[self.choice].path).name
        return next((a.id for a in question.answers if a.said.en.endswith(name)), "other")

    def _sheets(self, path: str) -> list[Sheet]:
        """Once the page is out: nothing waits for the printer, and nothing more comes."""
        end = next(end for end in self.ends.values() if str(end.path) == path)
        got = -1
        while _waiting(end) or got != len(end.printer.bytes):
            got = len(end.printer.bytes)
            time.sleep(0.2)
        return end.printer.sheets


def _waiting(end: Far) -> int:
    """Bytes on their way to it; what it has taken and not yet printed counts as one."""
    if not isinstance(end, PtyPrinter):
        return 0
    return int(struct.unpack("i", fcntl.ioctl(end.master, termios.FIONREAD, bytes(4)))[0]) or int(end.taking.is_set())


def _number(sheet: Sheet) -> str:
    """The largest one with a block at its right: twelve dots, as high as the ruler, up to the last dot of a head."""
    blocks = {"1": 384, "2": 512, "3": 576}
    whole = [n for n, end in blocks.items() if end <= sheet.dots and _blocks(sheet, end) >= RULER_ROWS]
    return max(whole, default="0")


def _blocks(sheet: Sheet, end: int) -> int:
    return sum(row >> sheet.dots - end & 0xFFFFF == 0x00FFF for row in sheet.rows)
