"""What the program that draws the board is given at its start."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_BYTES = 1 << 18  # of a word between the app and that program


@dataclass(frozen=True)
class Plan:
    """`output`: the connector; `counters`: which are shown, none for all; `picture`: in simulation the file that stands
    for the television, "" for a real one."""

    output: str
    counters: Sequence[int] = ()
    picture: str = ""
