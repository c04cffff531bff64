"""Which codes lie under the scanner: one that is held there, or was left there, is shown once. Pure.

A scanner in presentation mode reads what it sees again and again, some of them every third of a second. The first time
is the citizen's word; while the code stays there the rest says nothing new: the screen does not move, no time on it
begins anew, and a slip that was forgotten there speaks for nobody who comes later. A code that was away for `AWAY_MS`
is shown anew, as is at once any other one; two that lie there side by side are one word each.
"""

from collections.abc import Mapping

AWAY_MS = 4_000
MOST = 8  # codes that are remembered: more do not lie there

Lying = Mapping[int, int]
"""A number that stands for a code → when it was read last, in mono ms."""


def laid(lying: Lying, code: int, now: int) -> tuple[Lying, bool]:
    """What lies there after one more reading, and whether it is a word."""
    there = {one: at for one, at in lying.items() if now - at < AWAY_MS and one != code}
    anew = now - lying[code] >= AWAY_MS if code in lying else True
    return dict([*there.items(), (code, now)][-MOST:]), anew
