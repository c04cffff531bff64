"""A working day of an office by chance.

A visit is gone through at least once from number to thanks; around it and after it comes what comes, by a seed. The
first `migrate` and a stop with a start stand in it too, because power goes then as well.
"""

import contextlib
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from kiosk.journal.opening import read_file
from scripts.power.far_ends import TAPS, Promises
from scripts.power.office_day import FAULTS, OfficeDay
from scripts.power.promises import JOURNAL, bring_up

Act = Callable[[OfficeDay], object]
T = TypeVar("T")
STARTS = 50  # of a program, before the disk counts as dead
CITIZEN: tuple[tuple[int, Act], ...] = (  # how often among others
    (8, lambda day: day.tap(day.dice.choice(TAPS))),
    (6, lambda day: day.press("service-a")),
    (4, lambda day: day.press("satisfied")),
    (2, lambda day: day.press("pad")),
    (2, lambda day: day.scan()),
    (8, lambda day: day.slip_ends()),
    (1, lambda day: day.printer_says()),
)
OFFICER: tuple[tuple[int, Act], ...] = (
    (6, lambda day: day.ask("next", _counter(day))),
    (2, lambda day: day.ask("recall", _counter(day))),
    (5, lambda day: day.ask("start", _counter(day))),
    (5, lambda day: day.ask("finish", _counter(day))),
    (1, lambda day: day.ask("no-show", _counter(day))),
    (1, lambda day: day.ask("transfer", _counter(day), service="B")),
    (1, lambda day: day.ask("walk-in", _counter(day), service="A")),
    (1, lambda day: day.sign_in(_counter(day))),
)
HOUSE: tuple[tuple[int, Act], ...] = (
    (5, lambda day: day.send()),
    (1, lambda day: day.checkpoint()),
    (1, lambda day: day.line()),
    (2, lambda day: day.fold()),
    (4, lambda day: day.passes(day.dice.choice((1_000, 15_000, 120_000, 1_200_000)))),
)
ACTS = CITIZEN + OFFICER + HOUSE
VISIT: tuple[Act, ...] = (
    lambda day: day.turn_day(closes=False),
    lambda day: day.keep_settings("good"),
    lambda day: day.sign_in(1),
    lambda day: day.tap("service-A"),
    lambda day: day.slip_ends(),
    lambda day: day.checkpoint(),
    lambda day: day.ask("next", 1),
    lambda day: day.ask("start", 1),
    lambda day: day.passes(60_000),
    lambda day: day.ask("finish", 1),
    lambda day: day.press("satisfied"),
    lambda day: day.tap("reason-ATTITUDE"),
    lambda day: day.fold(),
    lambda day: day.passes(30_000),
    lambda day: day.keep_settings("better"),
)


def _counter(day: OfficeDay) -> int:
    return day.dice.randint(1, 3)


def acts(dice: random.Random, many: int) -> Iterator[Act]:
    """One visit, and as many other acts."""
    yield from VISIT
    yield from dice.choices([act for _, act in ACTS], [often for often, _ in ACTS], k=many)
    yield lambda day: day.turn_day(closes=True)
    yield lambda day: day.checkpoint()


def first_migrate(folder: Path, promises: Promises) -> None:
    """Again until it goes, as at the machine's next start."""
    persist(lambda: bring_up(folder / JOURNAL, print))
    promises.make("journal", id=persist(lambda: _id_of(folder / JOURNAL)))


def _id_of(path: Path) -> str:
    with read_file(path) as journal:
        return journal.id


def persist(start: Callable[[], T]) -> T:
    """What a start came to: one that the disk refuses is tried again, as systemd does."""
    for _ in range(STARTS):
        try:
            return start()
        except FAULTS as error:
            print(f"start: {error}", file=sys.stderr)
    return start()


def live(folder: Path, promises: Promises, dice: random.Random, many: int) -> None:
    """The day. What the disk refuses is said on standard error."""
    first_migrate(folder, promises)
    day = persist(lambda: OfficeDay(folder, promises, dice))
    for n, act in enumerate(acts(dice, many)):
        day.clock.passes(dice.randint(200, 4_000))
        try:
            act(day)
            day.comes_home()
        except FAULTS as error:
            print(f"act {n}: {error}", file=sys.stderr)
        if n in (len(VISIT) + 3, len(VISIT) + many // 2):
            day = _again(day)
    with contextlib.suppress(*FAULTS):
        day.close(folded=dice.random() < 0.5)


def _again(day: OfficeDay) -> OfficeDay:
    """All programs end and start, each in its own way."""
    with contextlib.suppress(*FAULTS):
        day.close(folded=day.dice.random() < 0.5)
    return persist(lambda: OfficeDay(day.folder, day.promises, day.dice))
