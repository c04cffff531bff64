"""An agency's code, written either way round, and the tree it stands in.

The 2018 rule writes the lowest level first (`000.08.92.H55`), the 2020 rule the highest first (`H55.92.08`). The top
level is the one that begins with a letter, so the order can be read off the code itself. No level has a name here:
the district level is gone since July 2025 and may not be the last to go.
"""

import re
from dataclasses import dataclass

_TOP = re.compile(r"[A-Z][0-9]{2,3}")
_BELOW = re.compile(r"[0-9]{2,3}")
DEEPEST = 6


@dataclass(frozen=True)
class Unit:
    """`raw`: as it was written; `levels`: highest first, `("H55", "92", "08", "000")`."""

    raw: str
    levels: tuple[str, ...]

    @classmethod
    def parse(cls, raw: str) -> "Unit":
        """Raises ValueError for anything that is not an agency code of two to six levels."""
        parts = tuple(raw.split("."))
        levels = parts if _TOP.fullmatch(parts[0]) else parts[::-1]
        if not 2 <= len(levels) <= DEEPEST or not _TOP.fullmatch(levels[0]):
            raise ValueError(f"{raw!r} is no agency code like 000.08.92.H55 or H55.92.08")
        if not all(_BELOW.fullmatch(level) for level in levels[1:]):
            raise ValueError(f"{raw!r}: below {levels[0]} each level is two or three digits")
        return cls(raw, levels)

    @property
    def topic(self) -> str:
        """The unit's part of an MQTT topic, `H55/92/08/000`."""
        return "/".join(self.levels)
