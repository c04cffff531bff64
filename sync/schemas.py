"""The shape of each event's data as JSON Schema, made from the dataclasses in `kiosk/core/record/events.py`.

`python -m scripts.write_schemas` writes `sync/schemas/`, one file a type; the tests hold files and code against each
other. The city judges data with what limits/fitting.py makes of each; whoever fails there is judged by `problem`, which
reads the few words of JSON Schema that stand in these files, and says what is wrong in words of ours.
"""

import json
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import required
from kiosk.core.record.events import Event
from kiosk.core.record.former_events import Former
from sync.limits import fitting

FOLDER = Path(__file__).parent / "schemas"
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": -(2**53), "maximum": 2**53}
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": 200},
    int: _NUMBER,
    bool: {"type": "boolean"},
    tuple[str, ...]: {"type": "array", "items": {"type": "string", "maxLength": 200}},
}
_SECONDS: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 2**53}
_HEX_128: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_CLOCKS = ["unknown", "estimated", "rtc", "set", "synchronised", "corrected"]
_CLOSER: dict[str, dict[str, Any]] = {  # where docs/contract.md names the words
    "level": {"type": "integer", "minimum": 1, "maximum": 5},
    "bind": {"type": "string", "enum": ["scan", "pad", "one", "tap"]},
    "clock": {"type": "string", "enum": _CLOCKS},
    "rating": {"type": "integer", "minimum": 1, "maximum": 2**53},
    "counter": {"type": "integer", "minimum": 1, "maximum": 99},
    "leg": {"type": "integer", "minimum": 1, "maximum": 999},
    "salt": _HEX_128,
    "sign_in": {"type": "string", "pattern": "^[0-9A-Za-z-]{1,64}$"},
    "undone": {"type": "integer", "minimum": 1, "maximum": 2**53},
    **dict.fromkeys(("waited", "way", "worked", "held"), _SECONDS),
}
_FIRST = ".v1"  # of former versions, the ones that had fewer bounds
_FORMER = {
    **{name: _CLOSER[name] for name in ("level", "bind", "rating", "counter", "leg")},
    "clock": {"type": "string", "enum": ["synchronised", "estimated", "corrected"]},
}
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "string": (str,),
    "integer": (int,),
    "array": (list,),
}


def schema(kind: type[Event]) -> dict[str, Any]:
    """Unknown fields are allowed: a newer kiosk may send more."""
    hints = typing.get_type_hints(kind)
    closer = _FORMER if issubclass(kind, Former) and kind.TYPE.endswith(_FIRST) else _CLOSER
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:motcua:{kind.TYPE}",
        "title": (kind.NOW if issubclass(kind, Former) else kind).__name__,
        "type": "object",
        "properties": {f.name: closer.get(f.name) or _shape(hints[f.name]) for f in fields(kind)},
        "required": required(kind),
    }


def _shape(hint: Any) -> dict[str, Any]:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    return _PLAIN.get(hint, {"type": "object"})


SCHEMAS: dict[str, dict[str, Any]] = {type_: schema(kind) for type_, kind in KINDS.items()}


def unfit(type_: str, data: Any) -> str:
    """What is wrong with the data of a type that is known here, "" for nothing. `data`: as JSON without floats has it,
    of which every event consists that was hashed."""
    try:
        fits = _compiled(type_)(data)
    except KeyError:
        fits = False
    return "" if fits else problem(SCHEMAS[type_], data)


@cache
def _compiled(type_: str) -> Callable[[Any], bool]:
    """Made when the first event of the type comes: the making takes longer than judging a thousand of them."""
    return fitting.compiled(SCHEMAS[type_])


def problem(shape: Mapping[str, Any], value: Any, name: str = "data") -> str:
    """What is wrong with a value, "" for nothing."""
    if not _is(shape["type"], value):
        return f"{name} is not {shape['type']}"
    if "enum" in shape and value not in shape["enum"]:
        return f"{name} is none of {', '.join(shape['enum'])}"
    if "pattern" in shape and not re.search(shape["pattern"], value):
        return f"{name} does not fit {shape['pattern']}"
    return _bounds(shape, value, name) or _inside(shape, value, name)


def _is(word: str, value: Any) -> bool:
    if word == "boolean" or isinstance(value, bool):
        return word == "boolean" and isinstance(value, bool)
    return isinstance(value, _TYPES[word])


def _bounds(shape: Mapping[str, Any], value: Any, name: str) -> str:
    if "maxLength" in shape and len(value) > shape["maxLength"]:
        return f"{name} is longer than {shape['maxLength']}"
    low, high = shape.get("minimum"), shape.get("maximum")
    outside = (low is not None and value < low) or (high is not None and value > high)
    return f"{name} is not within {low} and {high}" if outside else ""


def _inside(shape: Mapping[str, Any], value: Any, name: str) -> str:
    if shape["type"] not in ("object", "array"):
        return ""
    missing = [key for key in shape.get("required", ()) if key not in value]
    if missing:
        return f"{name} has no {', '.join(missing)}"
    known = shape.get("properties", {})
    parts = [(known[k], v, f"{name}.{k}") for k, v in value.items() if k in known] if known else []
    parts += [(shape["items"], v, f"{name}[{i}]") for i, v in enumerate(value)] if "items" in shape else []
    return next((found for part in parts if (found := problem(*part))), "")


def text_of(type_: str) -> str:
    return json.dumps(SCHEMAS[type_], indent=2) + "\n"
