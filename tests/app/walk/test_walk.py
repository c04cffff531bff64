"""Touches, presses, scans and faults as they come: one intention is one event, never a number or a reason that nobody
meant. The real app on its real drivers; INTENTIONS sets how many steps are gone (10000: some twenty minutes)."""

import os
import random
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.app.walk.cabinet import cabinet
from tests.app.walk.faults import FAULTS
from tests.app.walk.people import GESTURES, People

STEPS, LONG = int(os.environ.get("INTENTIONS", "240")), 40
ACTS = ("tap",) * 12 + ("press",) * 3 + ("brush", "scan", "scan", "serve", "serve", "call", "wait") + ("fault",) * 3


def acts(people: People, act: str) -> None:
    dice = people.dice
    match act:
        case "tap":
            people.taps(dice.choice(GESTURES))
        case "fault":
            dice.choice(FAULTS)(people.room, dice)
        case "wait":
            people.waits(dice.choice((300, 4_000, 20_000)))
        case _:
            getattr(people, {"press": "presses", "brush": "brushes"}.get(act, f"{act}s"))()


@pytest.mark.slow
@pytest.mark.timeout(max(300, STEPS))
@settings(
    max_examples=max(1, STEPS // LONG),
    derandomize=STEPS <= 240,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # the wires' threads go their own ways: to shrink would take hours
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2**32)), min_size=LONG, max_size=LONG))
def test_one_intention_is_one_event(steps: list[tuple[str, int]]) -> None:
    """Whoever taps, presses or scans, whatever breaks meanwhile, and however slow frames and commits are: what stands
    in the journal is what was meant, once; of a tap whose records the kernel lost, at most that."""
    with tempfile.TemporaryDirectory() as folder, cabinet(Path(folder)) as room:
        people = People(room)
        for act, seed in steps:
            people.dice = random.Random(seed)
            acts(people, act)
        for device in {row["device"] for row in room.rows("device.changed")}:
            states = [row["state"] for row in room.rows("device.changed") if row["device"] == device]
            assert all(before != after for before, after in pairwise(states)), (device, states)
