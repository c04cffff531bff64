"""`./scripts/bench waiting`, the part `returns`: people who go away until a time that they were offered.

Each day is lived twice with the same people, once where nobody goes and once where half of those to whom a time is
offered take it, and come back up to three minutes early or two late. Ten days in a row are one office's, which knows
the turns of its day before; each day's offers are asked of the forecast, which knows nothing of how the day is made.
What is counted of both: tally.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.decisions.giving.promising import promise
from kiosk.core.forecast.later import comes_back
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State
from scripts.benchmarks.waiting.days import MIDNIGHT, OPEN, Day, Kind, lived
from scripts.benchmarks.waiting.tally import Pair, tallied

OPENS = MIDNIGHT + OPEN * 1000
ACCEPTS = 0.5
EARLY_S, LATE_S = 180, 120
IN_A_ROW = 10  # days of one office
PROCESSES = 2


@dataclass
class Lived:
    """`asked`: who would go; `back`: second of the day at which who went is there again."""

    asked: int = 0
    back: dict[str, float] = field(default_factory=dict)


def scored(kinds: Sequence[tuple[Kind, Rules]], days: int, first: int = 0) -> dict[str, Any]:
    """Of all kinds together and of each: `days` of each, by seeds from `first` on."""
    rows = [range(seed, min(seed + IN_A_ROW, first + days)) for seed in range(first, first + days, IN_A_ROW)]
    asked = [(kind, rules, row) for kind, rules in kinds for row in rows]
    found: dict[str, list[Pair]] = {kind.name: [] for kind, _ in kinds}
    with ProcessPoolExecutor(PROCESSES) as pool:
        for (kind, _, _), pairs in zip(asked, pool.map(_row, *zip(*asked, strict=True)), strict=True):
            found[kind.name] += pairs
    return {"all": tallied([pair for pairs in found.values() for pair in pairs])} | {
        name: tallied(pairs) for name, pairs in found.items()
    }


def _row(kind: Kind, rules: Rules, seeds: Sequence[int]) -> list[Pair]:
    return list(_pairs(kind, rules, seeds))


def _pairs(kind: Kind, rules: Rules, seeds: Sequence[int]) -> Iterator[Pair]:
    """Each of both knows the turns of its own day before."""
    stay, go = State(), State()
    for seed in seeds:
        stayed = Day.begun(kind, rules, seed, stay)
        came = _stays(stayed)
        gone = Day.begun(kind, rules, seed, go)
        found = _goes(gone)
        yield Pair(_waits(stayed, came), _waits(gone, came), found.back, found.asked, came)
        stay, go = stayed.state, gone.state


def _stays(day: Day) -> dict[str, float]:
    """By token, the second at which it was given."""
    came = dict[str, float]()
    for token in lived(day):
        came[token] = day.clock
    return came


def _goes(day: Day) -> Lived:
    """Who would sit whatever is offered is not asked: that is most of what a day costs here."""
    found = Lived()
    for token in lived(day):
        chance = day.chance(f"goes {token}")
        if chance.random() >= ACCEPTS:
            continue
        found.asked += 1
        seconds = _offered(day, token)
        if seconds is not None:
            day.write(promise(day.state, day.rules, token, seconds))
            day.wakes_at(day.clock + seconds)
            found.back[token] = day.clock + seconds + chance.uniform(-EARLY_S, LATE_S)
    return found


def _offered(day: Day, token: str) -> int | None:
    told = outlook(day.state, day.now(), day.rules, token, _works)
    return comes_back(day.state, day.now(), day.rules, token, _works, told)


def _works(wall: int) -> int:
    return max(wall, OPENS)


def _waits(day: Day, came: Mapping[str, float]) -> dict[str, float]:
    """Seconds from the number to its first call."""
    waits = dict[str, float]()
    for token, _, at in day.calls:
        waits.setdefault(token, at - came[token])
    return waits
