"""What a hand means by the keys of a pad: which of those that go down is a press. Pure.

A hand presses one key and lets go. Whatever comes within `APART_MS` of another press of the pad is the same press (a
finger that trembles, a key that bounces, `00` that types twice). Different keys within `TOGETHER_MS` of each other are
no hand: two keys under one finger, or a code scanner that was plugged into the pad's socket, whose keys are never
further apart (drivers/scanner/keyboard.py); none of them counts. So a press is known once no key went down for longer
than `TOGETHER_MS`, and counts at the time of its own. Times are ms of the kernel's monotonic clock, however late they
are heard.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

APART_MS = 300
TOGETHER_MS = 100
STUCK_MS = 60_000  # a key that is down for so long is stuck


class Stroke(NamedTuple):
    """A key, and when it went down."""

    key: str
    at: int


Strokes = tuple[Stroke, ...]


@dataclass(frozen=True)
class Presses:
    """`down`: keys that are down, from when on; `undecided`: went down, and may be a press; `last`: when a key last
    went down, None: none did."""

    down: Strokes = ()
    undecided: Stroke | None = None
    last: int | None = None


def went_down(presses: Presses, key: str, at: int) -> tuple[Presses, Strokes]:
    """The presses that are known by now; this one is known later."""
    presses, known = passed(presses, at)
    before = presses.undecided
    if presses.last is None or at - presses.last >= APART_MS:
        before = Stroke(key, at)
    elif before and before.key != key:
        before = None
    others = tuple(stroke for stroke in presses.down if stroke.key != key)
    return Presses((*others, Stroke(key, at)), before, at), known


def went_up(presses: Presses, key: str) -> Presses:
    return replace(presses, down=tuple(stroke for stroke in presses.down if stroke.key != key))


def passed(presses: Presses, mono: int) -> tuple[Presses, Strokes]:
    """Nothing more went down until `mono`: what is known by then."""
    at = due(presses)
    if presses.undecided is None or at is None or mono < at:
        return presses, ()
    return replace(presses, undecided=None), (presses.undecided,)


def due(presses: Presses) -> int | None:
    """When the next press is known; None: none is undecided."""
    return None if presses.undecided is None or presses.last is None else presses.last + TOGETHER_MS + 1


def held_since(presses: Presses) -> int | None:
    """When the key that has been down for longest went down; None: none is down."""
    return min((stroke.at for stroke in presses.down), default=None)
