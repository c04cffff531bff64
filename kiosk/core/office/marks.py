"""The rules by which a rating is marked, as data: their names, what each noticed, and from where on.

A mark is a fact beside a rating, which stays what it is: no rule drops one. What may count for what is told by the
figures (kiosk/core/figures): a mark can keep a satisfied rating from raising a share, never a bad one from lowering it,
so that nobody gains by having a rating marked. Why the limits are as they are: docs/decisions/0016.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MarkRule:
    """`means`: what was noticed; `limits`: from where on, by name: counts, or ms where the name ends so; `apart`: a
    satisfied rating that carries it stands beside the shares, not in them."""

    means: str
    limits: Mapping[str, int] = field(default_factory=dict)
    apart: bool = True


MARKS: Mapping[str, MarkRule] = {
    "cadence": MarkRule(
        "pressed in a run, each within seconds of the one before, as no row of citizens presses",
        {"presses": 8, "gap_ms": 20_000, "quiet_ms": 30_000, "latest_ms": 240_000},
    ),
    "walk-in-seconds": MarkRule(
        "given within seconds of the end of a short visit that had no slip",
        {"visit_ms": 60_000, "rated_ms": 30_000},
    ),
    "visit-seconds": MarkRule(
        "given within seconds of the end of a visit that lasted some seconds",
        {"visit_ms": 20_000, "rated_ms": 30_000},
    ),
    "no-show-late": MarkRule(
        "about a number that was called absent long after its call: it counts for the office, for no counter",
        {"called_ms": 120_000},
    ),
    "unconfirmed": MarkRule("by the slip of a number that was ended at once after its call"),
    "unfinished": MarkRule("by the slip of a visit that was called, then put aside or sent on, and not served"),
    "late-slip": MarkRule("the first word on a visit, by its slip, after its question was over"),
    "second-word": MarkRule("by the slip of a visit that was rated already, and better than that: it does not count"),
    "after-closing": MarkRule("given while the day was closed"),
    "own-share": MarkRule(
        "one of an officer's ratings of a day, whose satisfied share stands far from that of all others",
        {"own": 30, "others": 10},
        apart=False,
    ),
}  # fmt: skip


def limit(rule: str, name: str) -> int:
    """A rule's limit: a count, or ms."""
    return MARKS[rule].limits[name]


def stands_apart(rules: frozenset[str]) -> bool:
    """Whether a satisfied rating that carries these marks is kept out of shares. A rule that a newer version knows is
    taken to keep it out."""
    return any(rule not in MARKS or MARKS[rule].apart for rule in rules)
