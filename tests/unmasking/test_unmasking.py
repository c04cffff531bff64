"""Somebody tries to unmask a day of two hundred ratings, and finds no more than the office's shares tell anyway.

The same attacker finds levels where the salts are taken out, where they are read, or where a head's number leaks: so it
is one (attacker.py). What it reads is read from the real programs (box.py, day.py). Bytes and times of the console's
own streams are held in tests/console; what a root reads, and the city, is theirs to read (docs/security.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.decisions.days import close_day
from kiosk.core.record.closing_word import ClosingWord
from kiosk.journal.closing.days import close_of, unsigned
from kiosk.journal.finding import heads_at
from kiosk.paper.closing import slip_of_day
from sync.packing import pack
from tests.unmasking.attacker import LEVELS, Read, by_hashing, by_paper, by_shares, guesses
from tests.unmasking.box import Box, opened_box
from tests.unmasking.day import Day, lived

pytestmark = pytest.mark.slow

PRESSES, FEW = 200, 40
SALT = "5a" * 16


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with opened_box(tmp_path_factory.mktemp("kiosk")) as box:
        yield lived(box, PRESSES)


def hits(read: Read, levels: Sequence[int]) -> int:
    return sum(guess == level for guess, level in zip(guesses(read, levels), levels, strict=True))


def test_the_levels_of_a_day_are_guessed_no_better_than_by_the_shares(day: Day) -> None:
    """Given every hash, number and lamp that officer, technician or stranger sees, and checkpoints and papers."""
    assert len(day.levels) == len(day.read.chains) == PRESSES and {*day.levels} == {*LEVELS}
    assert len(day.read.hashes) > PRESSES and len(day.read.salts) > PRESSES
    assert hits(day.read, day.levels) <= by_shares(day.read, day.levels) < PRESSES


def test_the_same_moves_at_a_press_whatever_its_level(day: Day) -> None:
    """The lamps, which all light up, and nothing else; what moves later is the same for each level too."""
    found = {*zip(day.read.groups, day.levels, day.read.signs, strict=True)}
    assert {place for _, _, sign in found for place, _ in sign} <= {"lamps"}
    assert len({(group, sign) for group, _, sign in found}) == len({*day.read.groups})
    for served in (True, False):
        assert len({moved for (before, _), moved in day.settled.items() if before is served}) == 1
    assert len(day.settled) == 2 * len(LEVELS)


def test_without_salts_the_attacker_finds_every_level(tmp_path: Path) -> None:
    """By the heads in the checkpoints alone."""
    with opened_box(tmp_path, salted=False) as box:
        day = lived(box, FEW)
    assert by_hashing(day.read) == list(day.levels)


def test_where_the_salts_are_read_the_attacker_finds_every_level(day: Day) -> None:
    """Of each press to which nothing was added: so a salt may be nowhere that a head is."""
    alone = [n for n, chain in enumerate(day.read.chains) if len(chain) == 1][:FEW]
    chains = [day.read.chains[n] for n in alone]
    read = replace(
        day.read, chains=chains, texts=[*day.read.texts, str([chain[0]["data"]["salt"] for chain in chains])]
    )
    assert by_hashing(read) == [day.levels[n] for n in alone] and len(alone) == FEW


def test_where_the_number_of_a_head_leaks_more_is_guessed(day: Day) -> None:
    """Two looks around one press tell whether a reason came, and so more than the shares."""
    signs = [sign | {("leak", str(n))} for sign, n in zip(day.read.signs, day.grown, strict=True)]
    leaking = replace(day.read, signs=signs, texts=())
    assert hits(leaking, day.levels) > by_shares(day.read, day.levels)


@pytest.mark.parametrize(("salted", "found"), [(True, 0), (False, 3)], ids=["as it is", "without salts"])
def test_the_hash_on_an_unsigned_slip_tells_no_level(tmp_path: Path, salted: bool, found: int) -> None:
    """Its own salt stands on it, and who knows the other heads can try: only the rating's salt is in the way."""
    with opened_box(tmp_path, salted) as box:
        box.press(3)
        box.room.office.journal.transact(close_day)
        word = unsigned_word(box)
        (given,) = [row for row in box.journal.rows() if row["stream"] == "rating"]
        close = close_of(box.journal, box.room.office.state().day)
        known = heads_at(box.journal, close["seq"] if close else 0)
        heads = {stream: {"sequence": n, "hash": hash_} for stream, (n, hash_) in known.items()}
        assert by_paper(word.paper, word.salt, heads, [given]) == found


def unsigned_word(box: Box) -> ClosingWord:
    close = close_of(box.journal, box.room.office.state().day)
    assert close is not None
    return unsigned(box.journal, close, "1.0", SALT)


def test_the_closing_slip_is_the_same_for_other_levels(tmp_path: Path) -> None:
    """But for its one hash: a day on which all were satisfied and one on which nobody was."""
    slips = []
    for level in (4, 1):
        with opened_box(tmp_path / f"{level}") as box:
            for _ in range(3):
                box.serve()
                box.press(level)
                box.passes(70)
            box.room.office.journal.transact(close_day)
            word = unsigned_word(box)
            slip = repr(slip_of_day(box.journal, box.room.config, box.room.office.state().day, word))
            slips.append(re.sub("'[0-9a-f]{16}'", "HASH", slip.replace(word.text, "WORD")))
    assert slips[0] == slips[1] and "WORD" in slips[0]


def test_all_levels_are_equally_long_on_the_wire(day: Day) -> None:
    """Who watches the encrypted line to the broker sees that something is sent, and how much."""
    for given, *_ in day.read.chains:
        sizes = {len(pack([{**given, "data": {**given["data"], "level": level}}])) for level in LEVELS}
        assert len(sizes) == 1
