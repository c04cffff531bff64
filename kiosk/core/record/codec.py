"""Events to and from the plain JSON values of `data`.

Reading is strict about what it knows and lenient about what is new: an unknown type or a missing field raises
`UnreadableEvent`, an unknown field of a known type is kept out (a newer writer may add one). What an earlier version
wrote is read as the event of today.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache, lru_cache
from typing import Any, NamedTuple, get_origin, get_type_hints

from kiosk.core.record.event import filled, required
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
    form, more = _reading(type_, tuple(data))
    said = {**form.blank, **data}
    for name in more:
        del said[name]
    for name in form.lists:
        if type(said[name]) is list:
            said[name] = tuple(said[name])
    return filled(form.kind, said)


class _Form(NamedTuple):
    """Of a type: its class; the fields that stand in every event of it; all that it may have, in their order, each with
    what it is where it is not said; those of lists."""

    kind: type[Event]
    needed: Sequence[str]
    blank: Mapping[str, Any]
    lists: Sequence[str]


@cache
def _form(type_: str) -> _Form:
    kind = KINDS[type_]
    blank = {f.name: None if f.default is MISSING else f.default for f in fields(kind)}
    lists = [name for name, hint in get_type_hints(kind).items() if get_origin(hint) is tuple]
    return _Form(kind, required(kind), blank, lists)


@lru_cache(1_000)
def _reading(type_: str, names: Sequence[str]) -> tuple[_Form, Sequence[str]]:
    """How data with these names is read, and which of them are none of its fields; a city reads many events a second,
    of few kinds. Raises UnreadableEvent."""
    if type_ not in KINDS:
        raise UnknownType(f"unknown event type {type_!r}")
    form = _form(type_)
    if missing := [name for name in form.needed if name not in names]:
        raise UnreadableEvent(f"{type_}: missing {', '.join(missing)}")
    return form, [name for name in names if name not in form.blank]
