"""A `.day` file read into options and steps: pure, and strict, with the line's number in every error."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from kiosk.core.decisions.verbs import VERBS
from kiosk.core.decisions.wishes.words import Word, spoken
from kiosk.simulation.day_supervisor import said

ARGUMENTS = {  # verb: least and most arguments
    **{name: (1 + sum(w.needed for w in v.words), 1 + len(v.words)) for name, v in VERBS.items()},  # with the counter
    "open": (0, 0), "close": (0, 0), "ticket": (1, 2), "login": (2, 2), "logout": (1, 1),
    "hand-over": (2, 2), "supervisor": (1, 6), "press": (1, 5),
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
    "hand-over": re.compile(r"\d+ \S+"),
    "press": re.compile(r"\S+(?: times \d+ every \d+(?:ms)?)?"),
    "clock": re.compile(r"[+-]?\d+(?: (?:unknown|rtc|set|synchronised))?"),
    "expect": re.compile(
        r"(?:screen|time|board|shows\.\S+) [=!]= \S+"
        r"|(?:city\.(?:ratings|gaps|known)|(?!city\.|shows\.|screen |time |board )\S+) [=!<>]= \d+"
    ),
}
WORDS = {"paper": ("out", "ok"), "network": ("up", "down"), "power": ("cut",)}
_HEAD = re.compile(r"(\d{4}-\d\d-\d\d) office (\S+)")
_OPTION = re.compile(r"option ((?:hours|queue|ratings)\.[a-z_]+) (\S.*)")
_STEP = re.compile(r"(\d\d:\d\d:\d\d) (.+?)(?:\s+(->|!>)\s*(.+))?")
_WISH = re.compile(r"(?P<words>.+?)(?: page (?P<page>\d+/(?:-|[A-Z]\d{3,})))?(?: key (?P<key>\S+))?")


class BadDay(ValueError):
    """The file is not a day; says which line and why."""


@dataclass(frozen=True)
class Step:
    """`at`: HH:MM:SS; `yields`: what it must give, `refused`: the code it must be refused with; "" for neither. Of an
    officer's wish: `page`, the counter and the number in hand that the page shows (`1/A001`, `1/-`), and its `key`."""

    line: int
    at: str
    verb: str
    arguments: tuple[str, ...]
    yields: str = ""
    refused: str = ""
    page: str = ""
    key: str = ""


@dataclass(frozen=True)
class Day:
    """`options`: what this office has set otherwise, by `table.option`."""

    date: str
    unit: str
    steps: tuple[Step, ...]
    options: Mapping[str, object] = field(default_factory=dict)


def parse(text: str) -> Day:
    """Raises BadDay."""
    lines = [(n, line.split("#")[0].strip()) for n, line in enumerate(text.splitlines(), start=1)]
    lines = [(n, line) for n, line in lines if line]
    head = _HEAD.fullmatch(lines[0][1]) if lines else None
    if head is None:
        raise BadDay("line 1: a day begins with `YYYY-MM-DD office UNIT`")
    set_first = list(takewhile(bool, (_OPTION.fullmatch(line) for _, line in lines[1:])))
    options = {found[1]: _value(found[2]) for found in set_first if found}
    steps = tuple(_step(n, line) for n, line in lines[1 + len(set_first) :])
    for before, step in pairwise(steps):
        if step.at < before.at:
            raise BadDay(f"line {step.line}: {step.at} is before {before.at}")
    return Day(head[1], head[2], steps, options)


def _value(words: str) -> object:
    """As kiosk.toml would have it; what is no value of TOML is a word."""
    try:
        return tomllib.loads(f"value = {words}")["value"]
    except tomllib.TOMLDecodeError:
        return words


def _step(number: int, line: str) -> Step:
    found = _STEP.fullmatch(line)
    if found is None:
        raise BadDay(f"line {number}: expected `HH:MM:SS verb arguments`, not {line!r}")
    verb, words, beside = _beside(found[2])
    arguments = words.split()
    if verb not in ARGUMENTS:
        raise BadDay(f"line {number}: no verb {verb!r}")
    least, most = ARGUMENTS[verb]
    if not least <= len(arguments) <= most:
        raise BadDay(f"line {number}: {verb} takes {least} to {most} arguments, not {len(arguments)}")
    if verb in WORDS and arguments[0] not in WORDS[verb]:
        raise BadDay(f"line {number}: {verb} {' or '.join(WORDS[verb])}, not {arguments[0]!r}")
    if verb in VERBS and not _can_be_said(VERBS[verb].words, arguments[1:]):
        raise BadDay(f"line {number}: {verb} cannot be {words!r}")
    if verb == "supervisor" and not _supervisor_can(arguments):
        raise BadDay(f"line {number}: supervisor cannot be {words!r}")
    if verb in SHAPES and not SHAPES[verb].fullmatch(" ".join(arguments)):
        raise BadDay(f"line {number}: {verb} cannot be {' '.join(arguments)!r}")
    given = (found[4] or "").strip()
    ends = {"refused": given} if found[3] == "!>" else {"yields": given}
    return Step(number, found[1], verb, tuple(arguments), **ends, **beside)


def _can_be_said(words: Sequence[Word], arguments: Sequence[str]) -> bool:
    try:
        return bool(spoken(words, arguments)) or not arguments
    except ValueError:
        return False


def _supervisor_can(arguments: Sequence[str]) -> bool:
    try:
        said(arguments)
    except ValueError:
        return False
    return True


def _beside(text: str) -> tuple[str, str, dict[str, str]]:
    """The verb, its arguments, and what stands beside an officer's wish."""
    verb, _, words = text.partition(" ")
    wish = _WISH.fullmatch(words) if verb in VERBS or verb in ("logout", "hand-over", "supervisor") else None
    if wish is None:
        return verb, words, {}
    return verb, wish["words"], {"page": wish["page"] or "", "key": wish["key"] or ""}
