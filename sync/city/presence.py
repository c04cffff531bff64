"""Of what a kiosk says about itself (`state`) the fields that are known, each of its own kind and short. Pure.

The rest is dropped: a stranger's word in it must not come back out of the city's database, and a newer kiosk's waits
until somebody here reads it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.core.record.event import STREAMS
from sync.envelope import is_count, is_time

MAX_ENTRIES = 64  # of a table in it: parts of the box, programs, days
MAX_LETTERS = 200

Read = Callable[[Any], Any]  # what is known of a value; None for nothing


def _flag(value: Any) -> Any:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> Any:
    """`isprintable` is true of an empty one."""
    return value if isinstance(value, str) and len(value) <= MAX_LETTERS and value.isprintable() else None


def _time(value: Any) -> Any:
    return value if is_time(value) else None


def _count(value: Any) -> Any:
    return value if is_count(value) else None


def _table(of: Read) -> Read:
    """Of one kind of value, by names that nobody here knows."""

    def read(value: Any) -> Any:
        found = [(k, of(v)) for k, v in list(value.items())[:MAX_ENTRIES]] if isinstance(value, dict) else []
        return {k: v for k, v in found if v is not None and _text(k) is not None}

    return read


def _record(**fields: Read) -> Read:
    def read(value: Any) -> Any:
        said = value if isinstance(value, dict) else {}
        found = {name: of(said[name]) for name, of in fields.items() if name in said}
        return {name: v for name, v in found.items() if v is not None}

    return read


_STREAM = _record(next=_count, stored=_count, since=_time)
_STATE = _record(
    online=_flag,
    since=_time,
    time=_time,
    sw=_text,
    journal=_text,
    card=_text,
    streams=_record(**dict.fromkeys(STREAMS, _STREAM)),
    health=_record(devices=_table(_text), faults=_table(_text), trouble=_table(_text), written=_table(_count)),
)


def known(payload: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _STATE(dict(payload))
    return found
