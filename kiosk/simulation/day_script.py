"""A `.day` file read into steps: pure, and strict, with the line's number in every error."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kiosk.core.decisions.verbs import VERBS

ARGUMENTS = {  # verb: least and most arguments
    **{name: (1 + bool(verb.needs),) * 2 for name, verb in VERBS.items()},  # the counter, and what it needs
    "open": (0, 0), "close": (0, 0), "ticket": (1, 2), "login": (2, 2), "logout": (1, 1), "press": (1, 5),
    "touch": (1, 1), "scan": (1, 1), "paper": (1, 1), "printer": (1, 1),
    "network": (1, 1), "power": (1, 1), "clock": (1, 2), "board": (0, 0), "say": (0, 0),
    "expect": (3, 3),
}  # fmt: skip
HOLDS: dict[str, Callable[[str, str], bool]] = {
    "==": lambda got, value: got == value,
    "!=": lambda got, value: got != value,
    ">=": lambda got, value: int(got) >= int(value),
    "<=": lambda got, value: int(got) <= int(value),
}
SHAPES = {  # of all arguments, for those that are more than words
    "login": re.compile(r"\d+ \S+"),
    "press": re.compile(r"\S+(?: times \d+ every \d+(?:ms)?)?"),
    "clock": re.compile(r"[+-]?\d+(?: (?:unknown|rtc|set|synchronised))?"),
    "expect": re.compile(
        r"(?:screen|time) [=!]= \S+|(?:city\.(?:ratings|gaps|known)|(?!city\.|screen |time )\S+) [=!<>]= \d+"
    ),
}
WORDS = {"paper": ("out", "ok"), "network": ("up", "down"), "power": ("cut",)}
_HEAD = re.compile(r"(\d{4}-\d\d-\d\d) office (\S+)")
_STEP = re.compile(r"(\d\d:\d\d:\d\d) (.+?)(?:\s+(->|!>)\s*(.+))?")


class BadDay(ValueError):
    """The file is not a day; says which line and why."""


@dataclass(frozen=True)
class Step:
    """`at`: HH:MM:SS; `yields`: what it must give, `refused`: the code it must be refused with; "" for neither."""

    line: int
    at: str
    verb: str
    arguments: tuple[str, ...]
    yields: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Day:
    date: str
    unit: str
    steps: tuple[Step, ...]


def parse(text: str) -> Day:
    """Raises BadDay."""
    lines = [(n, line.split("#")[0].strip()) for n, line in enumerate(text.splitlines(), start=1)]
    lines = [(n, line) for n, line in lines if line]
    head = _HEAD.fullmatch(lines[0][1]) if lines else None
    if head is None:
        raise BadDay("line 1: a day begins with `YYYY-MM-DD office UNIT`")
    steps = tuple(_step(n, line) for n, line in lines[1:])
    for before, step in pairwise(steps):
        if step.at < before.at:
            raise BadDay(f"line {step.line}: {step.at} is before {before.at}")
    return Day(head[1], head[2], steps)


def _step(number: int, line: str) -> Step:
    found = _STEP.fullmatch(line)
    if found is None:
        raise BadDay(f"line {number}: expected `HH:MM:SS verb arguments`, not {line!r}")
    verb, *arguments = found[2].split()
    if verb not in ARGUMENTS:
        raise BadDay(f"line {number}: no verb {verb!r}")
    least, most = ARGUMENTS[verb]
    if not least <= len(arguments) <= most:
        raise BadDay(f"line {number}: {verb} takes {least} to {most} arguments, not {len(arguments)}")
    if verb in WORDS and arguments[0] not in WORDS[verb]:
        raise BadDay(f"line {number}: {verb} {' or '.join(WORDS[verb])}, not {arguments[0]!r}")
    if verb in SHAPES and not SHAPES[verb].fullmatch(" ".join(arguments)):
        raise BadDay(f"line {number}: {verb} cannot be {' '.join(arguments)!r}")
    given = (found[4] or "").strip()
    return Step(number, found[1], verb, tuple(arguments), *(("", given) if found[3] == "!>" else (given, "")))
