"""Whoever reads a stream on from a number begins near it: old rows have nothing to say, whole or damaged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.rows import NEAR as BATCH
from kiosk.journal.rows import row_before
from kiosk.journal.schema import PAGE_SIZE
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.test_journal import rate, take


@given(
    st.lists(st.booleans(), max_size=400, min_size=1).map(lambda rows: rows * 40),
    st.floats(0, 1),
    st.sets(st.integers(1, 30 * BATCH), max_size=20),
)
def test_it_begins_before_the_next_event_and_looks_at_few_rows(rows: list[bool], part: float, bad: set[int]) -> None:
    """`rows`: which are the stream's. Never behind the next one, whatever rows cannot be read, in a few looks."""
    places = [n for n, ours in enumerate(rows, 1) if ours]
    sequence, looks = int(part * len(places)), []

    def sequence_at(row: int) -> int | None:
        looks.append(row)
        found = next((n for n, place in enumerate(places, 1) if row <= place < row + BATCH), None)
        return None if row in bad else found

    start = row_before(sequence, len(rows), sequence_at)
    assert 0 <= start <= len(rows) and (sequence == len(places) or start < places[sequence])
    assert len(looks) <= 50


def test_a_first_reading_far_on_leaves_old_rows_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old page that is damaged, and many rows before the cursor, are not even looked at."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        for n in range(60):
            take(journal, f"t{n}")
            rate(journal)
        sent, last = [row["id"] for row in journal.rows() if row["stream"] == "visit"], journal.last()
        journal.checkpoint(last=True)
    monkeypatch.setattr("kiosk.journal.reading.BATCH", 8)
    _damage_old_rows(path)
    with read_file(path) as journal:
        asked: list[str] = []
        journal._conn.set_trace_callback(asked.append)
        found = journal.after("visit", 55, 3)
        assert [event["id"] for event in found] == sent[55:58]
        (read,) = [text for text in asked if " LIMIT 3" in text]
        assert int(read.split("seq > ")[1].split()[0]) > last - 60


def test_who_reads_ahead_and_looks_back_searches_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a courier does: a backlog is read on, and what the city has of it is looked at by turns."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        for n in range(60):
            take(journal, f"t{n}")
            rate(journal)
    monkeypatch.setattr("kiosk.journal.reading.BATCH", 8)
    with read_file(path) as journal:
        read = [journal.after("visit", 5 * n, 5) for n in range(4)]
        asked: list[str] = []
        journal._conn.set_trace_callback(asked.append)
        for n in range(4, 12):
            read.append(journal.after("visit", 5 * n, 5))
            assert journal.after("visit", 5 * (n - 3) - 1, 1) == read[n - 4][-1:]
        assert [event["sequence"] for part in read for event in part] == [*range(1, 61)]
        assert len(asked) == 16


def _damage_old_rows(path: Path) -> None:
    """The pages on which the first rows stand are no pages any more."""
    content = bytearray(path.read_bytes())
    for page in range(len(content) // PAGE_SIZE):
        at = page * PAGE_SIZE
        if any(f'"ticket":"A{n:03d}"'.encode() in content[at : at + PAGE_SIZE] for n in range(1, 20)):
            content[at : at + 200] = b"\xff" * 200
    path.write_bytes(content)
