"""How large, deep and long a foreign JSON text is, found before it is parsed. Pure, and linear in its bytes.

A parser builds what it reads: an array of 16 million zeros becomes 128 MB of list, and a thousand brackets end whoever
walks down into them. So brackets and commas are counted first, without those inside its strings.
"""

import re
from dataclasses import dataclass

_STRING = re.compile(rb'"[^"]*"')  # once no quotation mark is escaped any more
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_NEITHER = bytes(set(range(256)) - set(b'[]{}"'))


@dataclass(frozen=True)
class Bounds:
    """At most `size` bytes, `depth` levels and `values` values."""

    size: int
    depth: int
    values: int


def problem(text: bytes, bounds: Bounds) -> str:
    """Why it is not to be parsed; "" when it may be."""
    if len(text) > bounds.size:
        return f"too big: more than {bounds.size} bytes"
    if text.count(b'"') > 8 * bounds.values:  # name and text of each, and as many again that are escaped
        return f"more than {bounds.values} values"
    brackets = _quick_brackets(text, bounds.values)
    if brackets is None:
        bare = _STRING.sub(b"", text.replace(rb"\\", b"").replace(rb"\"", b""))
        if bare.count(b",") >= bounds.values:
            return f"more than {bounds.values} values"
        brackets = bare.translate(_ONE_KIND, _OTHERS)
    if len(brackets) > 2 * bounds.values:
        return f"more than {bounds.values} values"
    return f"nested more than {bounds.depth} deep" if _are_deeper(brackets, bounds.depth) else ""


def _quick_brackets(text: bytes, commas: int) -> bytes | None:
    """The brackets, where it is plain that none of them and few enough commas stand in a string, as in nearly every
    text: before each bracket all quotation marks are pairs then, and nothing of them is left."""
    if b"\\" in text or text.count(b",") >= commas:
        return None
    brackets = text.translate(_ONE_KIND, _NEITHER).replace(b'""', b"")
    return None if b'"' in brackets else brackets


def _are_deeper(brackets: bytes, depth: int) -> bool:
    """Each round takes the innermost pairs away; brackets that never close are for the parser to refuse."""
    for _ in range(depth):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets
