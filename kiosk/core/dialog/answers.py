"""What came of a command, as the dialog is told it: inputs too, made of what was written (`kiosk/app/commands.py`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Issued:
    """`visit`: the token of the visit whose number this is."""

    visit: str


@dataclass(frozen=True)
class AsksAnother:
    """The last number is so fresh that this may be a second one for the same person. `visit`: of that number."""

    visit: str


@dataclass(frozen=True)
class Rated:
    """`rating`: its sequence; `counter`: whose visit it was, 0 when nobody knows; `may_correct`: found by being the
    only one, so that the citizen may say it was another."""

    rating: int
    level: int
    counter: int = 0
    may_correct: bool = False


@dataclass(frozen=True)
class RatedWhich:
    """Several visits could be meant. `lit`: the counters to ask for."""

    rating: int
    level: int
    lit: tuple[int, ...]


@dataclass(frozen=True)
class Bound:
    counter: int


@dataclass(frozen=True)
class Unbound:
    pass


@dataclass(frozen=True)
class UnboundWhich:
    """`lit`: the counters that it may have been instead."""

    lit: tuple[int, ...]


@dataclass(frozen=True)
class ListComes:
    """The list of documents goes onto paper."""


@dataclass(frozen=True)
class Refused:
    """Against the rules, nothing was written. `closed`: no numbers are given at this hour; `full`: no more of this
    service can be served in this session; `stopped`: none of this service today."""

    closed: bool
    full: bool = False
    stopped: bool = False


@dataclass(frozen=True)
class NotWritten:
    """The journal cannot be written just now: nothing of the wish is on disk. No screen may go on showing what came of
    an earlier one."""


Answer = Issued | AsksAnother | Rated | RatedWhich | Bound | Unbound | UnboundWhich | ListComes | Refused | NotWritten
