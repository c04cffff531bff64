"""Each part of the harness over all of its days, on as many processes as wanted: figures, and `good`."""

import argparse
import gc
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from typing import Any

from scripts.power.cuts import Told, cut_day, first_lost
from scripts.power.damage import damage_storm
from scripts.power.faults import fault_storm
from scripts.power.kills import storm
from scripts.power.planted import PLANTS
from scripts.power.recorder import Life

Figures = dict[str, Any]
SHORT = 8  # acts of a day that only has to show a planted defect, or is lived again for each fault


def of_part(part: str, asked: argparse.Namespace) -> Figures:
    return _PARTS[part](asked)


def _cuts(asked: argparse.Namespace) -> Figures:
    with ProcessPoolExecutor(asked.processes, initializer=gc.disable) as pool:
        days = [pool.submit(cut_day, Life(asked.seed + n, asked.acts), asked.each) for n in range(asked.days)]
        told = reduce(_further, (day.result() for day in days), Told())
    return {"good": told.bad == 0, "days": asked.days, **told.figures()}


def _further(so_far: Told, day: Told) -> Told:
    """A long run says how far it is."""
    told = so_far.merged(day)
    print(f"cut-power: {told.images} images, {told.bad} of them broken", file=sys.stderr, flush=True)
    return told


def _planted(asked: argparse.Namespace) -> Figures:
    """Good is what was found."""
    found = {name: first_lost(Life(asked.seed, SHORT, [name]), 3) for name in PLANTS}
    return {"good": all(found.values()), **found}


def _kills(asked: argparse.Namespace) -> Figures:
    told = storm(asked.kills, asked.seed)
    return {"good": not told["broken"], **told}


def _faults(asked: argparse.Namespace) -> Figures:
    told = fault_storm(asked.faults, asked.seed, SHORT)
    return {"good": not (told["broken"] or told["ended"] or told["late"]), **told}


def _damage(asked: argparse.Namespace) -> Figures:
    told = damage_storm(asked.flips, asked.seed, asked.acts // 2)
    return {"good": not told["bad"], **told}


_PARTS: dict[str, Callable[[argparse.Namespace], Figures]] = {
    "cuts": _cuts,
    "planted": _planted,
    "kills": _kills,
    "faults": _faults,
    "damage": _damage,
}
