"""Verifying: whatever is changed in the file shows, at its row; signed checkpoints are held against the chain."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.record.chain import canonical
from kiosk.core.record.device_events import Heads
from kiosk.core.record.event import Fact
from kiosk.core.record.former_events import CheckpointV1
from kiosk.journal import signing
from kiosk.journal.errors import Damage
from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.proof.known import Known
from kiosk.journal.proof.verdict import Verdict
from kiosk.journal.proof.walk import verdict as walked
from kiosk.journal.rows import COLUMNS
from tests.core.test_record import journal
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.conftest import MIXED, Thief
from tests.journal.proof.rows import stored
from tests.journal.signed import KEY, OTHER, SALT, SIGNER, sign
from tests.journal.test_journal import rate, take

SIGNED = 53  # row of the first checkpoint
VALUES = st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(max_size=8))
ELSEWHERE = [column for column in COLUMNS.split(", ") if column != "seq"] + ["recordedtime"]


def verdict(path: Path) -> Verdict:
    with read_file(path) as journal:
        return journal.verify()


@pytest.mark.slow
@given(
    row=st.integers(1, MIXED),
    column=st.sampled_from(ELSEWHERE),
    value=VALUES,
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_value_is_changed_unseen(mixed: Path, row: int, column: str, value: object) -> None:
    """Any column of any row, of either version, set to anything else: the first thing that is said names that row."""
    db = sqlite3.connect(mixed, isolation_level=None)
    for guard in ("events_stay", "events_keep"):
        db.execute(f"DROP TRIGGER IF EXISTS {guard}")
    (was,) = db.execute(f"SELECT {column} FROM events WHERE seq = ?", (row,)).fetchone()
    db.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (value, row))
    (now,) = db.execute(f"SELECT {column} FROM events WHERE seq = ?", (row,)).fetchone()
    found = verdict(mixed)
    db.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (was, row))
    db.close()
    assert found.good is (now == was) and (found.good or found.problems[0].startswith(f"row {row}:"))


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("DELETE FROM events WHERE seq = 40", "row 41: rows before it are missing (expected 40)"),
        ("DELETE FROM events WHERE seq > 70", "row 75: the end is missing, from row 71 on"),
        ("DELETE FROM events", "row 75: the end is missing, from row 1 on"),
        ("UPDATE events SET data = replace(data, '\"level\":4', '\"level\":1') WHERE seq = 28", "row 28: its content"),
        ("UPDATE events SET data = '{\"level\":1.5}' WHERE seq = 28", "row 28: its content is not what was written"),
    ],
)
def test_what_is_missing_or_changed_is_named_once_and_first(kept: Path, thief: Thief, sql: str, first: str) -> None:
    """One line for the place, and no avalanche of lines for all that comes behind it."""
    thief(sql)
    found = verdict(kept)
    assert found.problems[0].startswith(first) and len(found.problems) <= 3


def signed_again(data: str, key: Ed25519PrivateKey | None, **changed: dict[str, object]) -> str:
    """The checkpoint's data with other heads; signed by `key`, or still with the old signature."""
    said = json.loads(data)
    said["heads"] |= changed
    if key is not None:
        said["key"] = key.public_key().public_bytes_raw().hex()
        said["signature"] = key.sign(canonical(said["heads"])).hex()
    return json.dumps(said)


CHECKPOINTS = {
    "another head, the old signature": (None, {"visit": {"sequence": 38, "hash": "0" * 64}}, "signature"),
    "a head that the chain never had": (KEY, {"visit": {"sequence": 39, "hash": "0" * 64}}, "head of visit, 39,"),
    "ahead of the chain": (KEY, {"visit": {"sequence": 40, "hash": "0" * 64}}, "head of visit, 40,"),
    "a stream that is not there": (KEY, {"moon": {"sequence": 1, "hash": "0" * 64}}, "head of moon, 1,"),
    "no head": (KEY, {"visit": {}}, "head of visit, None,"),
}


@pytest.mark.parametrize(("key", "heads", "says"), CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_a_false_checkpoint_is_found(
    kept: Path, thief: Thief, key: Ed25519PrivateKey | None, heads: dict[str, dict[str, object]], says: str
) -> None:
    """Also where whoever made it had a key of their own and chained everything anew."""
    with read_file(kept) as journal:
        data = next(row["data"] for row in journal.rows(after=SIGNED - 1))
    thief("UPDATE events SET data = ? WHERE seq = ?", signed_again(json.dumps(data), key, **heads), SIGNED)
    problems = [line for line in verdict(kept).problems if "checkpoint" in line]
    assert says in problems[0] and all(line.startswith(f"row {SIGNED}: ") for line in problems)


def test_a_checkpoint_may_lag_behind_what_others_wrote_just_then(tmp_path: Path) -> None:
    """The last version read the heads before its transaction: each is one that the chain had, and that is well, but not
    all before it is signed. One of today counts every row."""
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as journal:
        take(journal, "t1")
        heads, rows = {"visit": journal.head("visit")}, journal.state.seq
        take(journal, "t2")
        said: Heads = {stream: {"sequence": n, "hash": hash_} for stream, (n, hash_) in heads.items()}
        public = KEY.public_key().public_bytes_raw().hex()
        lagging = CheckpointV1(said, public, KEY.sign(canonical(said)).hex())
        journal.transact(lambda state, now: (Fact(lagging),))
        assert journal.verify().good and journal.verify().signed == 0
        facts = signing.decide(heads, rows, {}, SIGNER, SALT)
        journal.transact(lambda state, now: facts)
        (problem,) = journal.verify().problems
        assert (
            problem == "rows 1 to 5: not what the kiosk signed, by the checkpoint at their end: its count of rows is 2"
        )


def test_a_key_that_changed_is_told(tmp_path: Path) -> None:
    """Nothing in the file says which key is the kiosk's: both are named, in their order."""
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as journal:
        for key in (KEY, OTHER, OTHER):
            rate(journal)
            sign(journal, key)
        found = journal.verify()
    assert found.good and found.checkpoints == 3
    assert found.keys == tuple(key.public_key().public_bytes_raw().hex() for key in (KEY, OTHER))


def test_verifying_tells_how_far_it_is(kept: Path) -> None:
    """By the last row of each batch."""
    seen: list[int] = []
    with read_file(kept) as journal:
        journal.verify(seen.append)
    assert seen == [75]


Rows = list[Any]
TAMPERED: dict[str, tuple[Callable[[Rows], object], list[str]]] = {
    "another date written in": (
        lambda rows: rows[4]["data"].update(date="d9"),
        ["row 5: its content is not what was written"],
    ),
    "a row taken out": (
        lambda rows: rows.pop(2),
        [
            "row 4: rows before it are missing (expected 3)",
            "row 6: visit 2 is missing",
            "row 6: prevhash is not the hash of the event before",
        ],
    ),
    "the last of a stream taken out and the rows counted anew": (
        lambda rows: (rows.pop(4), rows[4].update(seq=5)),
        ["row 5: its content is not what was written", "row 6: the end is missing, from row 6 on"],
    ),
    "the first event of a stream": (
        lambda rows: rows[0].update(prevhash="f" * 64, hash=""),
        [
            "row 1: prevhash is not the hash of the event before",
            "row 1: its content is not what was written",
            "row 3: prevhash is not the hash of the event before",
        ],
    ),
    "a number of its own": (
        lambda rows: rows[3].update(sequence=2),
        ["row 4: device 1 is missing", "row 4: its content is not what was written"],
    ),
    "rows that cannot be read": (
        lambda rows: rows.__setitem__(slice(1, 3), [Damage(2, 3, "cannot be read")]),
        ["rows 2 to 3: cannot be read"],
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_each_row_that_does_not_fit_is_named(case: str) -> None:
    """What is missing, what is not behind its event, what is not what was written; nothing twice."""
    rows = journal("visit", "rating", "visit", "device", "rating", "visit")
    tamper, says = TAMPERED[case]
    tamper(rows)
    found = [row if isinstance(row, Damage) else stored(row) for row in rows]
    assert list(walked("j1", [], [found], 6, lambda stream, n: None, Known()).problems) == says
