"""A problem of a file that a person wrote: its code, the values that its line quotes, and its place; all as one error.

Values stand in a line as `shown` writes them, the same in both languages. What the lines say is in codes.py and
vietnamese.py; which language a technician reads, the environment tells.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.vietnamese import VIETNAMESE

Language = Literal["en", "vi"]
MAX_VALUE_LETTERS = 40  # letters of a value in a line
HIDDEN = "…"  # in the place of what may be a secret


@dataclass(frozen=True)
class Problem:
    """`values`: what stands between { } of the code's line; a `Code` among them is said in the same language.

    `option`: `queue.priority_every`, `services[2].letter`, a column of a table, or "" for the file; `line` 0: not
    known; `row`: as Excel counts it, 0: the file is no table.
    """

    code: Code
    values: Mapping[str, str | int | Code] = field(default_factory=dict)
    option: str = ""
    line: int = 0
    file: str = ""
    row: int = 0

    def __str__(self) -> str:
        return text(self)


class ConfigError(ValueError):
    """What is wrong with a file, one line each; `problems` in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def text(problem: Problem, language: Language = "en") -> str:
    """One line: file, line, option, and what is wrong."""
    parts = (*_place(problem, language), _option(problem, language), message(problem, language))
    return ": ".join(part for part in parts if part)


def _place(problem: Problem, language: Language) -> tuple[str, ...]:
    if language == "vi":
        return problem.file, f"dòng {problem.line}" if problem.line else ""
    return (f"{problem.file}:{problem.line}" if problem.line else problem.file,)


def _option(problem: Problem, language: Language) -> str:
    row = {"en": "row", "vi": "hàng"}[language]
    return ", ".join(filter(None, (f"{row} {problem.row}" if problem.row else "", problem.option)))


def message(problem: Problem, language: Language = "en") -> str:
    """What is wrong, without its place."""
    values = {name: _line(v, language) if isinstance(v, Code) else v for name, v in problem.values.items()}
    return _line(problem.code, language).format(**values)


def _line(code: Code, language: Language) -> str:
    return VIETNAMESE[code] if language == "vi" else code.value


def shown(value: Any) -> str:
    """A value as TOML writes it, on one line and not too long."""
    if swallows(value):
        return HIDDEN
    try:
        said = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # an integer of more digits than Python writes
        return HIDDEN
    return said if len(said) <= MAX_VALUE_LETTERS else f"{said[: MAX_VALUE_LETTERS - 1]}…"


def swallows(value: Any) -> bool:
    """A text that holds a = looks like lines that a quote too many has swallowed: a secret may have stood there."""
    return isinstance(value, str) and "=" in value


def language_of(environment: Mapping[str, str]) -> Language:
    """Vietnamese where the locale of messages is (LC_ALL, LC_MESSAGES, LANG: the first that is set), else English."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "vi" if locale.lower().startswith("vi") else "en"
