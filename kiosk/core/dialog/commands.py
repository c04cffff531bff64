"""What the dialog wants the journal to decide, one small class each; carried out by `kiosk/app/commands.py`.

Tokens name visits, numbers name ratings by their sequence and counters as their sign does.
"""

from dataclasses import dataclass
from typing import Literal

Channel = Literal["touch", "button"]
Way = Channel | Literal["scan"]


@dataclass(frozen=True)
class Issue:
    """A number. `service`: its letter; `sure`: it is one more for somebody else, as the citizen said; `paper`: stands
    for the appointment slip that was scanned, 0 for none."""

    service: str
    priority: bool
    channel: Way
    sure: bool = False
    paper: int = 0


@dataclass(frozen=True)
class Reprint:
    """The same number once more, marked IN LẠI."""

    visit: str


@dataclass(frozen=True)
class Promise:
    """Its person goes away, to be back in so many seconds."""

    visit: str
    seconds: int


@dataclass(frozen=True)
class IsBack:
    """The person of a number that was put aside stands here; its counter is told."""

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


Command = (
    Issue
    | Reprint
    | Promise
    | IsBack
    | Rate
    | RateAtPad
    | Bind
    | Unbind
    | GiveReasons
    | Decline
    | PaperSeen
    | PrintDocuments
)
