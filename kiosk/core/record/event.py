"""What every fact has: its type with a version, its stream; a fact about to be written, and one as it stands.

A fact is written once and never changes; what is learned later is a further fact that points back. Fields are ASCII
names; values are str, int, bool, None, or tuples and dicts of those: no floats (RFC 8785 stays simple), no names, no
citizen or dossier numbers. `None` is left out of the JSON.
"""

import re
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")
STREAMS = ("rating", "visit", "device")
ALWAYS = {"always": True}  # of a field with a default that is written all the same
_AROUND = re.compile(r"^vn\.motcua\.|\.v\d+$")


@dataclass(frozen=True)
class Event:
    """`TYPE`: the CloudEvents type, with its version; `STREAM`: the chain it belongs to."""

    TYPE: ClassVar[str]
    STREAM: ClassVar[str]


def changed(value: T, **fields: Any) -> T:
    """`dataclasses.replace` for a frozen value, at a tenth of its price: an event and the state have many fields, few
    of which change, and a press waits for it. Raises TypeError for a field that is not there."""
    before = vars(value)
    after = before | fields
    if len(after) != len(before):
        raise TypeError(f"{type(value).__name__} has no such field: {', '.join(fields.keys() - before.keys())}")
    return filled(type(value), after)


def filled(kind: type[T], said: dict[str, Any]) -> T:
    """A frozen value with all of its fields, as the class itself would make it, at a third of the price."""
    new = object.__new__(kind)
    object.__setattr__(new, "__dict__", said)  # past the lock that the decorator puts on it
    return new


def name_of(type_: str) -> str:
    """`rating.given`, whatever the version that wrote it."""
    return _AROUND.sub("", type_)


def required(kind: type[Event]) -> list[str]:
    """The fields that stand in every event of this type."""
    return [f.name for f in fields(kind) if _always(f)]


def _always(field: "Field[Any]") -> bool:
    return field.default is MISSING or bool(field.metadata.get("always"))


@dataclass(frozen=True)
class Fact:
    """An event about to be written: `visit` is the visit's random token, `cause` the id of the event it answers."""

    event: Event
    visit: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A fact as it stands in the journal. `wall`, `mono` in ms; `sequence` counts within `stream` from 1."""

    seq: int
    id: str
    stream: str
    sequence: int
    wall: int
    mono: int
    boot: str
    clock: str
    event: Event
    visit: str | None = None
    cause: str | None = None
