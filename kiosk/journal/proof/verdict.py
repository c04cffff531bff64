"""What came of looking through a journal: flaws by their rows, and how far it is signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Flaw(NamedTuple):
    """Rows `first` to `last` are not what was written, or some of them; 0 to 0: the file itself."""

    first: int
    last: int
    why: str

    def __str__(self) -> str:
        if not self.last:
            return f"file: {self.why}"
        return (
            f"row {self.first}: {self.why}"
            if self.first == self.last
            else f"rows {self.first} to {self.last}: {self.why}"
        )


@dataclass(frozen=True)
class Verdict:
    """`problems`: in the order of the rows, the file's own first; `keys`: of the checkpoints, as they came, in hex;
    `signed`: the last row that a genuine checkpoint covers, 0 for none (its own row is the next); `last`: the last
    row."""

    rows: int
    checkpoints: int
    keys: tuple[str, ...]
    problems: tuple[str, ...]
    signed: int = 0
    last: int = 0

    @property
    def open_from(self) -> int:
        """The first row that nothing signed covers: the one behind the last signature itself, which has a row too."""
        return self.signed + 2 if self.signed else 1

    @property
    def good(self) -> bool:
        return not self.problems


def in_order(flaws: Iterable[Flaw]) -> Iterator[Flaw]:
    """By where they end, the narrower one first; those that stand side by side for one reason as one."""
    open_: Flaw | None = None
    for flaw in sorted(flaws, key=lambda flaw: (flaw.last, -flaw.first)):
        if open_ and (open_.last + 1, open_.why) == (flaw.first, flaw.why):
            open_ = Flaw(open_.first, flaw.last, flaw.why)
            continue
        if open_:
            yield open_
        open_ = flaw
    if open_:
        yield open_
