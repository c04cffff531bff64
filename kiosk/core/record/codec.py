"""Events to and from the plain JSON values of `data`.

Reading is strict about what it knows and lenient about what is new: an unknown type or a missing field raises
`UnreadableEvent`, an unknown field of a known type is kept out (a newer writer may add one). What an earlier version
wrote is read as the event of today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from kiosk.core.record.event import required
from kiosk.core.record.events import Event
from kiosk.core.record.former_events import Former


class UnreadableEvent(ValueError):
    """A stored or received event that this version cannot read; says which type and why."""


class UnknownType(UnreadableEvent):
    """A type that this version does not have: a newer one wrote it."""


def _kinds(of: type[Event]) -> Iterator[type[Event]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


KINDS = {kind.TYPE: kind for kind in _kinds(Event) if "TYPE" in vars(kind)}  # by each type that was ever written


def to_data(event: Event) -> dict[str, Any]:
    """The event's `data`: plain JSON values, None left out."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(event).items() if v is not None}


def from_data(type_: str, data: Mapping[str, Any]) -> Event:
    """What `to_data` wrote, as an event of today. Raises UnreadableEvent."""
    event = as_written(type_, data)
    return event.renewed() if isinstance(event, Former) else event


def as_written(type_: str, data: Mapping[str, Any]) -> Event:
    """The event in the version that was written. Raises UnreadableEvent."""
    kind = KINDS.get(type_)
    if kind is None:
        raise UnknownType(f"unknown event type {type_!r}")
    needed, known = _names(type_)
    missing = [name for name in needed if name not in data]
    if missing:
        raise UnreadableEvent(f"{type_}: missing {', '.join(missing)}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in known})


@cache
def _names(type_: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The fields that stand in every event of a type; all that it may have. A city reads many events a second."""
    kind = KINDS[type_]
    return tuple(required(kind)), frozenset(f.name for f in fields(kind))
