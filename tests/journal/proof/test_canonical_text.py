"""The quick way to a row's hash: what it tells is what the slow way tells, and it keeps silent about anything odd."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record.chain import hash_of
from kiosk.journal.errors import Damage
from kiosk.journal.proof.canonical_text import quick_hashes
from kiosk.journal.rows import COLUMNS, Row, as_event

NAMES = COLUMNS.split(", ")
PLAIN = (
    7, "j1-visit-3", "vn.motcua.day.closed.v1", "visit", 3, "2026-11-23T07:31:10.000+07:00", '{"date":"2026-11-23"}',
    "a" * 64, "", "/H55/92/08/000/k1", "v1", None, "b1", 51, "rtc", 2,
)  # fmt: skip
TEXTS = st.text(max_size=6) | st.sampled_from(["", "%s", "{}", '"', "\\", "\n", "\ue000cause\ue001", "Ộ", "\x7f"])
ODD = st.none() | st.integers() | st.floats() | TEXTS | st.binary(max_size=3) | st.integers(-(2**53) - 2, 2**53 + 2)
KEYS = st.sampled_from(["a", "b", "B", "é", "z_1", ""])
INNER = TEXTS | st.integers(-(2**54), 2**54) | st.booleans() | st.none() | st.floats()
VALUES = st.dictionaries(
    KEYS, INNER | st.lists(INNER, max_size=2) | st.dictionaries(KEYS, INNER, max_size=2), max_size=3
)
DATA = st.sampled_from(
    ['{"a":1,"a":2}', '{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', '{"a":1e3}', "[1]", '{"a":"\\u00e9"}', '{"a":-0}',
     '{"a":"\\u001f"}', '{"a":"\\ud800"}', '{"a":', "", "{}", '{"a":NaN}', '{"a":["x"', '"y"]}', '{"a":[]},{"b":1}',
     '{"a":["x",["y"]]}', '{"a":"b\\"c"}', '{"a":"\\n"}', '{"a":9007199254740993}', "1", '{"é":1}']
)  # fmt: skip


def slowly(row: Row) -> str:
    """The hash of what everybody reads in the row, "" where that is nothing."""
    try:
        return hash_of(as_event(row, "j1"))
    except (Damage, ValueError, RecursionError):
        return ""


def rows() -> st.SearchStrategy[Row]:
    changes = st.dictionaries(
        st.sampled_from([n for n in NAMES if n not in ("seq", "prevhash", "hash")]), ODD, max_size=2
    )
    data = DATA | VALUES.map(_written)

    def made(changed: dict[str, Any], data: str | None) -> Row:
        values = dict(zip(NAMES, PLAIN, strict=True)) | changed
        return tuple((values if data is None else values | {"data": data}).values())

    return st.builds(made, changes, st.none() | data)


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(st.lists(rows(), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_what_it_tells_is_the_hash_and_what_is_odd_it_does_not_tell(found: list[Row]) -> None:
    """Alone and among others, whatever stands in the columns: also where two pieces together would be JSON."""
    batch = [(n, *row[1:]) for n, row in enumerate(found, 1)]
    for hashes in (quick_hashes("j1")(batch), *(quick_hashes("j1")([row]) for row in batch)):
        for row in batch:
            if row[0] in hashes:
                assert hashes[row[0]] == slowly(row)


def test_a_usual_row_is_told() -> None:
    """Of either form; by a visit or none; with Vietnamese, a list or nothing in its data."""
    kinds: list[dict[str, Any]] = [
        {}, {"envelope": 1}, {"visit": None}, {"cause": "j1-rating-1"}, {"data": '{"why":"hết giấy"}'}, {"data": "{}"},
        {"data": '{"rating":1,"reasons":["LATE","WAIT"],"salt":"0a"}'}, {"source": "/100%/k"}, {"mono": -5},
    ]  # fmt: skip
    batch = [
        tuple((dict(zip(NAMES, PLAIN, strict=True)) | kind | {"seq": n}).values()) for n, kind in enumerate(kinds, 1)
    ]
    assert quick_hashes("j1")(batch) == {row[0]: slowly(row) for row in batch} and all(map(slowly, batch))


def test_types_that_are_left_out_are_not_told() -> None:
    assert quick_hashes("j1", (PLAIN[2],))([PLAIN]) == {} and 7 in quick_hashes("j1")([PLAIN])


@pytest.mark.parametrize("wrong", ["", "x"])
def test_every_row_of_a_real_journal_is_told_but_checkpoints(ready: Path, wrong: str) -> None:
    """So the quick way is the one that is gone; under another journal's name no hash is that of its row."""
    with sqlite3.connect(ready) as db:
        (journal,) = db.execute("SELECT id FROM journal").fetchone()
        found = db.execute(f"SELECT {COLUMNS} FROM events").fetchall()
    db.close()
    hashes = quick_hashes(journal + wrong)(found)
    usual = [row for row in found if "checkpoint" not in row[2]]
    assert hashes.keys() == {row[0] for row in usual} and len(usual) == 72
    assert {hashes[row[0]] == row[8] for row in usual} == {not wrong}
