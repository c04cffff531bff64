"""Scales of satisfaction and sets of reasons, as data: they change with the law, the code does not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`levels`: number → button name, best first. `satisfied`: the levels that count as satisfied."""

    name: str
    levels: dict[int, str]
    satisfied: tuple[int, ...]


@dataclass(frozen=True)
class Reasons:
    name: str
    codes: tuple[str, ...]


SCALES = {
    "vn4": Scale("vn4", {4: "very-satisfied", 3: "satisfied", 2: "neutral", 1: "dissatisfied"}, (4, 3)),
}


REASONS = Reasons("vn-2018", ("LATE", "REPEAT", "MANY_OFFICES", "ATTITUDE", "EXTRA_COST", "INFO", "WAIT", "OTHER"))
