"""Whether data has the shape of a JSON Schema, as one expression of Python that is made from it once: pure.

A city judges each event of a province, so the schema is not walked for each: what it says of every field stands in one
line of code, compiled when the first event of its type comes. The line knows the few words that stand in our schemas,
and says yes or no; what is wrong is told by other code (schemas.py). It may say no to what would do, and never yes to
what would not.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Shape = Mapping[str, Any]
_KINDS = {"object": dict, "string": str, "integer": int, "boolean": bool, "array": list}


class _Names(dict[str, Any]):
    """What the line speaks of beside its own words."""

    def of(self, value: Any) -> str:
        name = f"k{len(self)}"
        self[name] = value
        return name


def compiled(shape: Shape) -> Callable[[Any], bool]:
    """Of an object's shape. Raises KeyError where a field is missing, and nothing else of a JSON value."""
    names, line = _Names(), ["type(data) is dict"]
    for name, inner in shape["properties"].items():
        fits = " and ".join(_tests(inner, f"v := data[{name!r}]", "v", names))
        line.append(f"({fits})" if name in shape["required"] else f"({name!r} not in data or {fits})")
    made: Callable[[Any], bool] = eval(f"lambda data: {' and '.join(line)}", names)
    return made


def _tests(shape: Shape, value: str, name: str, names: _Names) -> Iterator[str]:
    """`value`: how the first of them comes by what the others call `name`."""
    yield f"type({value}) is {_KINDS[shape['type']].__name__}"
    if "enum" in shape:
        yield f"{name} in {names.of(frozenset(shape['enum']))}"
    if "pattern" in shape:
        yield f"{names.of(re.compile(shape['pattern'].strip('^$')).fullmatch)}({name})"
    if "maxLength" in shape:
        yield f"len({name}) <= {shape['maxLength']}"
    if "minimum" in shape or "maximum" in shape:
        yield f"{shape.get('minimum', name)} <= {name} <= {shape.get('maximum', name)}"
    if "items" in shape:
        yield f"all({' and '.join(_tests(shape['items'], 'w', 'w', names))} for w in {name})"
