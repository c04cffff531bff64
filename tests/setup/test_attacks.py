"""The attacks with broken files, in short: each reader takes or refuses, and says or writes nothing it must not."""

import argparse
import random
from pathlib import Path

import pytest

from scripts.attacks.files import run
from scripts.attacks.mutations import mutated
from scripts.attacks.readers import Harmed, Reader, readers


@pytest.mark.slow
def test_broken_files_reach_nothing() -> None:
    """Thirty inputs for each reader; twenty thousand by `./scripts/attack files`."""
    figures = run(argparse.Namespace(inputs=30, seed=7))
    assert figures["good"], figures
    assert set(figures["readers"]) >= {"config", "list", "scanner", "status", "identity", "identity, unsealed"}


def test_the_inputs_of_a_seed_are_the_same_again() -> None:
    """So that what was found can be looked at; another seed makes others; some are giants."""
    made = [[mutated([b"good"], [b"[", b"="], random.Random(f"{seed} {n}")) for n in range(2000)] for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2] and max(map(len, made[0])) > 1_000_000


def test_the_good_ones_are_taken(tmp_path: Path) -> None:
    """Or all of them would be refused at the door, and nothing behind it tried."""
    for name, reader in readers(tmp_path):
        (tmp_path / name).mkdir()
        assert reader.attempt(reader.samples[0], tmp_path / name) or name == "status", name


@pytest.mark.parametrize("secret", ["9Q8W7E6R5T4Y3U2I", "x 5T4Y y"])
def test_a_secret_that_is_said_is_found_out(tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a reader to say a piece of one, it would be told."""
    monkeypatch.setattr("scripts.attacks.readers.told_settings", lambda file: secret)
    config: Reader = dict(readers(tmp_path))["config"]
    with pytest.raises(Harmed):
        config.attempt(config.samples[0], tmp_path)
