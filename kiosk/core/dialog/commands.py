"""What the dialog wants the journal to decide, one small class each; carried out by `kiosk/app/commands.py`.

Tokens name visits, numbers name ratings by their sequence and counters as their sign does.
"""

from dataclasses import dataclass
from typing import Literal

Channel = Literal["touch", "button"]


@dataclass(frozen=True)
class Issue:
    """A number. `service`: its letter."""

    service: str
    priority: bool
    channel: Channel


@dataclass(frozen=True)
class Reprint:
    """The same number once more, marked IN LẠI."""

    visit: str


@dataclass(frozen=True)
class Rate:
    """`scanned`: the visit whose slip was shown just before, "" for none; `correcting`: the rating whose question is
    still open on the screen, 0 for none."""

    level: int
    channel: Channel
    scanned: str = ""
    correcting: int = 0


@dataclass(frozen=True)
class RateAtPad:
    level: int
    counter: int


@dataclass(frozen=True)
class Bind:
    rating: int
    counter: int


@dataclass(frozen=True)
class Unbind:
    rating: int


@dataclass(frozen=True)
class GiveReasons:
    """All reasons that are chosen now, by their codes."""

    rating: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Decline:
    """`visit`: "" where there was nobody to ask."""

    visit: str


@dataclass(frozen=True)
class PaperSeen:
    """Somebody looked at the test slip of a new roll, or at the next ticket's. `printed`: words are on it; else the
    roll lies the wrong way round."""

    printed: bool


@dataclass(frozen=True)
class PrintDocuments:
    """The list of a procedure, by its code."""

    procedure: str


Command = Issue | Reprint | Rate | RateAtPad | Bind | Unbind | GiveReasons | Decline | PaperSeen | PrintDocuments
