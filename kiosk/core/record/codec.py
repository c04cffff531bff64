"""Events to and from the plain JSON values of `data`.

Reading is strict about what it knows and lenient about what is new: an unknown type or a missing field raises
`UnreadableEvent`, an unknown field of a known type is kept out (a newer writer may add one).
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from kiosk.core.record.events import Event


class UnreadableEvent(ValueError):
    """A stored or received event that this version cannot read; says which type and why."""


class UnknownType(UnreadableEvent):
    """A type that this version does not have: a newer one wrote it."""


KINDS: dict[str, type[Event]] = {kind.TYPE: kind for kind in Event.__subclasses__()}


def to_data(event: Event) -> dict[str, Any]:
    """The event's `data`: plain JSON values, None left out."""
    values = {f.name: getattr(event, f.name) for f in fields(event)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v is not None}


def from_data(type_: str, data: Mapping[str, Any]) -> Event:
    """The event that `to_data` wrote. Raises UnreadableEvent."""
    kind = KINDS.get(type_)
    if kind is None:
        raise UnknownType(f"unknown event type {type_!r}")
    missing = [f.name for f in fields(kind) if f.default is MISSING and f.name not in data]
    if missing:
        raise UnreadableEvent(f"{type_}: missing {', '.join(missing)}")
    known = {f.name for f in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in known})
