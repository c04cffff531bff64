"""The person beside the doctor: somebody who looks, listens, presses, and answers one question at a time.

A question has an id without language, words in Vietnamese and English, and a few answers; who asks never knows whether
it stood on a terminal (`Terminal`, here) or on the kiosk's own screen (screen.py). Raises EOFError when nobody
is there any more.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from display.drawing.qr_code import QUIET, modules
from kiosk.service.findings import Bilingual


@dataclass(frozen=True)
class Answer:
    id: str
    said: Bilingual


@dataclass(frozen=True)
class Question:
    """`about`: the device, as the technician may know it; `answers`: two to six; `edges`: about the test picture."""

    id: str
    said: Bilingual
    answers: tuple[Answer, ...]
    about: str = ""
    edges: bool = False


class Person(Protocol):
    marks: bool
    """Whether `say` can show its mark on the screen."""

    def ask(self, question: Question) -> str:
        """The id of an answer."""

    def say(self, said: Bilingual, mark: tuple[int, int] | None = None, code: str = "") -> None:
        """Something to do or to know. `mark`: the dot of the screen that it is about, for whoever can show it; `code`:
        to be scanned, shown as a QR code."""


YES = Answer("y", Bilingual("Có", "Yes"))
NO = Answer("n", Bilingual("Không", "No"))
YES_NO = (YES, NO)
AGAIN = Answer("again", Bilingual("Thử lại", "Try again"))
SKIP = Answer("skip", Bilingual("Bỏ qua", "Skip"))


def yes(person: Person, id_: str, said: Bilingual, about: str = "") -> bool:
    return person.ask(Question(id_, said, YES_NO, about)) == "y"


class Terminal:
    """Lines out, lines in. `read`: gives the next line, raises EOFError; `write`: takes a line."""

    marks = False

    def __init__(self, read: Callable[[], str] = input, write: Callable[[str], None] | None = None) -> None:
        self._read, self._write = read, write or _line

    def ask(self, question: Question) -> str:
        """Asks until the answer is one of those offered: its key, or the beginning of its words."""
        said = f"{question.about}: {question.said}" if question.about else str(question.said)
        while True:
            self._write(f"{said}\n  {'   '.join(f'[{a.id}] {a.said}' for a in question.answers)}")
            found = _meant(self._read().strip().lower(), question.answers)
            if found:
                return found

    def say(self, said: Bilingual, mark: tuple[int, int] | None = None, code: str = "") -> None:
        self._write("\n".join((str(said), *(_drawn(code) if code else ()))))


def _drawn(code: str) -> Iterator[str]:
    """A QR code in half blocks, black on white whatever the terminal's colours are: two rows of modules a line."""
    wide = len(modules(code)) + 2 * QUIET
    above = [bytes(wide)] * QUIET
    rows = [*above, *(bytes(QUIET) + bytes(row) + bytes(QUIET) for row in modules(code)), *above, bytes(wide)]
    for upper, lower in zip(rows[::2], rows[1::2], strict=False):
        yield f"\033[30;107m{''.join(_HALVES[pair] for pair in zip(upper, lower, strict=True))}\033[0m"


_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def _meant(typed: str, answers: tuple[Answer, ...]) -> str:
    """The answer's id, "" for none or for more than one."""
    if any(typed == answer.id for answer in answers):
        return typed
    words = [a.id for a in answers if typed and any(word.lower().startswith(typed) for word in a.said)]
    return words[0] if len(words) == 1 else ""


def _line(said: str) -> None:
    print(said, flush=True)


def on_error_stream(said: str) -> None:
    """Where standard output belongs to the JSON."""
    print(said, file=sys.stderr, flush=True)
