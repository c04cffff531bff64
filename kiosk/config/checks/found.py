"""How a check tells what it found: a problem by its option, which has no line yet."""

import re
from collections.abc import Hashable, Iterable, Iterator

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem, shown

Found = Iterator[Problem]
NUMBERED = re.compile(r"/(event|mouse|js|hidraw|tty[A-Za-z]*)\d+$")
"""A device named by the kernel, in the order of plugging in."""


def wrong(option: str, code: Code, **values: str | int) -> Problem:
    return Problem(code, values, option)


def not_so(option: str, code: Code, value: object) -> Problem:
    """One whose line quotes the value and nothing else."""
    return wrong(option, code, value=shown(value))


def twice(values: Iterable[Hashable], table: str, option: str) -> Found:
    """Those that stand there before; `option`: of the table's rows, "" where the table itself is a list."""
    seen: set[Hashable] = set()
    for i, value in enumerate(values):
        if value in seen:
            yield not_so(f"{table}[{i}].{option}" if option else table, Code.TWICE, value)
        seen.add(value)
