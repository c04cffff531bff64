"""Checkpoints: what one says of the kiosk, and that nobody says it in the kiosk's name."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record.chain import canonical
from kiosk.core.record.checkpoints import flaws, paper_of, signed_part
from kiosk.core.record.codec import to_data
from kiosk.core.record.events import Checkpoint
from kiosk.core.record.former_events import CheckpointV1
from kiosk.journal import signing
from kiosk.journal.opening import read_file
from kiosk.journal.signing import is_signed
from tests.journal.conftest import MIXED, Thief
from tests.journal.signed import KEY, OTHER, SALT, SIGNER

Data = dict[str, Any]


def made() -> Data:
    """A checkpoint over three events."""
    (fact,) = signing.decide({"visit": (2, "ab"), "rating": (1, "cd")}, 3, {}, SIGNER, SALT)
    return to_data(fact.event)


def signed(data: Data, key: Ed25519PrivateKey = KEY) -> Data:
    """The same words by somebody who has a key."""
    data = {**data, "key": key.public_key().public_bytes_raw().hex()}
    return {**data, "signature": key.sign(signed_part(Checkpoint.TYPE, data)).hex()}


def found(data: Mapping[str, Any], type_: str = Checkpoint.TYPE) -> list[str]:
    return list(flaws(type_, data, is_signed))


def test_a_checkpoint_says_who_signs_and_over_what() -> None:
    """Heads, rows, version, settings, card, and for paper one hash over salt and heads; signed over all of it."""
    data = made()
    assert {name: data[name] for name in ("rows", "sw", "settings", "card", "salt", "alg")} == {
        "rows": 3, "sw": "0.2.0", "settings": "5e" * 32, "card": "ca" * 8, "salt": SALT, "alg": "Ed25519",
    }  # fmt: skip
    assert data["heads"] == {"visit": {"sequence": 2, "hash": "ab"}, "rating": {"sequence": 1, "hash": "cd"}}
    assert data["paper"] == paper_of(data["heads"], SALT) != paper_of(data["heads"], "5b" * 16)
    assert found(data) == []


SIGNATURE, PAPER, COUNT = (
    "the checkpoint's signature is not",
    "the checkpoint's hash for paper is not",
    "'s count, 4 rows",
)
CHANGES: dict[str, tuple[Callable[[Data], Data], str]] = {
    "another version": (lambda data: {**data, "sw": "0.3.0"}, SIGNATURE),
    "other settings": (lambda data: {**data, "settings": "00" * 32}, SIGNATURE),
    "another card": (lambda data: {**data, "card": ""}, SIGNATURE),
    "other rows": (lambda data: {**data, "rows": 4}, SIGNATURE),
    "another hash for paper": (lambda data: {**data, "paper": "00" * 32}, SIGNATURE),
    "another salt": (lambda data: {**data, "salt": "00" * 16}, SIGNATURE),
    "another head": (lambda data: {**data, "heads": {"visit": {"sequence": 3, "hash": "ab"}}}, SIGNATURE),
    "a word more": (lambda data: {**data, "genuine": True}, SIGNATURE),
    "another's key": (lambda data: {**data, "key": OTHER.public_key().public_bytes_raw().hex()}, SIGNATURE),
    "no signature": (lambda data: {**data, "signature": ""}, SIGNATURE),
    "another way to sign": (lambda data: {**data, "alg": "RSA"}, "signed by 'RSA', which this version does not know"),
    "a hash for paper that is false, signed": (lambda data: signed({**data, "paper": "00" * 32}), PAPER),
    "a salt that is none, signed": (lambda data: signed({**data, "salt": "salt"}), PAPER),
    "a count that is false, signed": (lambda data: signed({**data, "rows": 4}), COUNT),
    "a field is gone": (lambda data: {k: v for k, v in data.items() if k != "salt"}, "missing salt"),
}


@pytest.mark.parametrize(("change", "says"), CHANGES.values(), ids=CHANGES)
def test_a_changed_checkpoint_is_found(change: Callable[[Data], Data], says: str) -> None:
    """Each of its words is under the signature, and what follows from others is held against them."""
    assert says in found(change(made()))[0]


@pytest.mark.parametrize("name", ["sw", "settings", "card", "rows", "paper", "salt", "alg"])
def test_verify_finds_it_in_the_journal(mixed: Path, thief: Thief, name: str) -> None:
    """By its row, beside the hash that does not fit any more."""
    with read_file(mixed) as journal:
        data = next(row["data"] for row in journal.rows(after=MIXED - 1))
    thief("UPDATE events SET data = ? WHERE seq = ?", json.dumps({**data, name: 7 if name == "rows" else "x"}), MIXED)
    with read_file(mixed) as journal:
        lines = [line for line in journal.verify().problems if "checkpoint" in line]
    assert lines and lines[0].startswith(f"row {MIXED}: the checkpoint")


def test_either_version_is_checked_in_its_own_way() -> None:
    """The last version signed the heads alone; its words under this version's name are not genuine, nor the reverse."""
    heads = made()["heads"]
    former = to_data(CheckpointV1(heads, made()["key"], KEY.sign(canonical(heads)).hex()))
    assert found(former, CheckpointV1.TYPE) == []
    assert found({**former, "heads": {}}, CheckpointV1.TYPE)[0].startswith(SIGNATURE)
    assert found({**made(), "signature": former["signature"]})[0].startswith(SIGNATURE)
    assert found(made(), CheckpointV1.TYPE)[0].startswith(SIGNATURE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), st.lists, max_leaves=5
)


@given(st.sampled_from(sorted(made())), JSON | st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_whatever_stands_in_a_field_is_a_flaw_and_no_error(name: str, value: object) -> None:
    """As a damaged file, or somebody who would like to bring the program down, may have it."""
    assert found({**made(), name: value}) != [] or value == made()[name]


def test_nothing_new_is_not_signed_again() -> None:
    """Nothing but the last checkpoint itself came, which stands on `device`; anything else is news."""
    heads = {"device": (3, "ab"), "rating": (1, "cd")}
    assert signing.decide(heads, 4, {"device": 2, "rating": 1}, SIGNER, SALT) == ()
    assert signing.decide(heads, 4, {"device": 2}, SIGNER, SALT) != ()
