"""The harness on the real code, in its short form: a day's promises are kept, and what would break them is found."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.power.cuts import check, first_lost
from scripts.power.damage import BAD, busiest, damages, outcome
from scripts.power.faults import Fault, suffered
from scripts.power.kills import storm
from scripts.power.recorder import Life, in_memory, record

SEED, ACTS = 1, 8


@pytest.fixture(scope="module")
def day() -> Iterator[Path]:
    """A recorded one."""
    with in_memory() as folder:
        record(Path(folder), Life(SEED, ACTS))
        yield Path(folder)


def test_no_power_cut_of_a_day_breaks_a_promise(day: Path) -> None:
    """At every sync and every promise, from the first migrate on."""
    told = check(day, SEED, each=2)
    assert told.bad == 0, told.said
    assert told.images > 150 and min(told.moments["sync"], told.moments["promise"]) > 20


@pytest.mark.parametrize("defect", ["normal-sync", "print-early", "no-folder-sync"])
def test_a_planted_defect_is_found(defect: str) -> None:
    """Each would lose what somebody was promised."""
    assert first_lost(Life(SEED, 0, [defect]), each=2)


def test_a_disk_that_fails_breaks_no_promise() -> None:
    """One call here and there: as programs see it, and as it lies on the disk; everybody is back soon."""
    assert list(suffered(Fault("pwrite64", "EIO", 60), SEED, ACTS)) == []


def test_nothing_is_built_on_a_log_that_failed_syncs_have_torn() -> None:
    """All programs are started again while no sync succeeds: rows that they still see are not on the card."""
    found = suffered(Fault("fdatasync", "EIO", 23, times=30), SEED, ACTS, some=1.0)
    assert [line for word, line in found if word in ("broken", "ended")] == []


def test_a_damaged_card_gives_no_number_twice_and_loses_nothing_in_silence(day: Path) -> None:
    """Bits, pages and whole files of journal and log."""
    whole, older, promised = busiest(day, SEED)
    dice = random.Random(SEED)
    done = list(damages(whole, older, dice, flips=20))
    found = [(what, *outcome(day / "damaged", files, promised)) for what, files in dice.sample(done, 50)]
    assert [bad for bad in found if bad[1] in BAD] == []


@pytest.mark.slow
def test_kills_of_all_programs_break_no_promise() -> None:
    """While people take numbers, rate and call."""
    told = storm(kills=5, seed=SEED)
    assert told["broken"] == [] and told["killed"] >= 5
