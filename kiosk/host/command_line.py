"""Command lines that refuse a wrong word in one line, which says where the right ones stand. Exit code 2.

A mistake of whoever called is one line too and never a traceback, and a pipe that closed early is no failure.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the units start a program again after every code but 2
INTERRUPTED = 130  # as a shell tells of a program that Ctrl-C ended


class Parser(argparse.ArgumentParser):
    """argparse without its whole usage over each refusal; its subcommands are of this class too."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())}; see {self.prog} --help\n")


def number(low: int, high: int) -> Callable[[str], int]:
    """The `type` of a whole number within bounds."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


port = number(0, 65535)
"""The `type` of a TCP port."""


class _Version(argparse.Action):
    """Read only when it is asked for: every start would pay for it."""

    def __init__(self, option_strings: Sequence[str], dest: str, text: Callable[[], str], **more: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, **more)
        self._text = text

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"{parser.prog} {self._text()}")
        parser.exit()


def add_version(parser: argparse.ArgumentParser, text: Callable[[], str]) -> None:
    parser.add_argument("--version", action=_Version, text=text, help="which version this is")


def exit_code(work: Callable[[], int], mistakes: tuple[type[Exception], ...], prefix: str = "") -> int:
    """What `work` answers; 2 for one of the `mistakes`, which is told on standard error without a traceback."""
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:  # `kiosk journal tail | head` has seen enough; nothing more may be written at the exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except mistakes as error:
        print(f"{prefix}{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def program_code(work: Callable[[], int], mistake: type[Exception], passing: type[Exception], prefix: str = "") -> int:
    """Of a program that systemd keeps running: what `work` answers; 2 for a `mistake`, which only a person can mend;
    AGAIN for what is `passing`: a disk, a key or a lock that is not to be had just now. Told without a traceback."""
    try:
        return work()
    except (mistake, passing) as error:
        print(f"{prefix}{error}", file=sys.stderr, flush=True)
        return 2 if isinstance(error, mistake) else AGAIN
