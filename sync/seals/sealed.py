"""An event whose hash was computed from its content, once, by whoever opened its array. Pure.

What is hashed is the canonical form (kiosk/core/record/chain.py), which some values cannot have. A city opens the
arrays of a province: so the text of a whole array is looked through at once for anything that could be such a value
(`is_exact`), and where there is none, as in nearly every array, no event of it is looked through alone.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from kiosk.core.record.chain import canonical, canonical_text

HASHED_LATER = len('"hash":"",') + 64  # letters that the hash adds to the text that it is of
_NUMBER = re.compile(rb'":-?(?:\d{16}|\d+[.eE])')  # a fraction, or perhaps beyond 2^53
_LIST = re.compile(rb'\[(?!\]|"[^"]*"(?:,"[^"]*")*\])')  # of anything but texts
_ODD = (b"\\", b" ", b"\n", b"\t", b"\r")  # escapes, and white space that may stand before a number


class Sealed(dict[str, Any]):
    """`size`: bytes of the whole event as JSON. Its `hash` and its `prevhash` are hashes, whatever else it is."""

    __slots__ = ("size",)
    size: int


def is_exact(array: bytes) -> bool:
    """A JSON array of which all objects have a canonical form, which is then their JSON with its names in order. Where
    that is not plain at once it is said to be none."""
    return (
        array.isascii()
        and not any(odd in array for odd in _ODD)
        and _NUMBER.search(array) is None
        and _LIST.search(array, 1) is None
    )


def sealed(event: Mapping[str, Any], prevhash: str, exact: bool = False) -> Sealed:
    """Behind the event of this hash, with the hash that its content has, whatever it said. `exact`: of an array that
    is. Raises ValueError for a value that no event can hold, and RecursionError."""
    made = Sealed(event)
    made["prevhash"] = prevhash
    made.pop("hash", None)
    hashed = canonical_text(made) if exact else canonical(made)
    made["hash"] = sha256(hashed).hexdigest()
    made.size = len(hashed) + HASHED_LATER
    return made
