"""Single rows that cannot be read or were changed, and a last transaction that nobody vouches for: it goes on."""

import sqlite3
from contextlib import closing

import pytest

from kiosk.core.record.events import NumbersRaised
from tests.journal.conftest import GUARDS
from tests.journal.loss.office import Day, at, opened, prepared, take


def changed(day: Day, sql: str, *values: object) -> None:
    """A row of the folded file, behind everybody's back."""
    prepared(day.folder)
    with closing(sqlite3.connect(at(day, "journal.db"), isolation_level=None)) as db:
        for guard in GUARDS:
            db.execute(f"DROP TRIGGER {guard}")
        db.execute(sql, values)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


LAST_NUMBER = "(SELECT max(seq) FROM events WHERE type LIKE '%ticket.issued%')"
OPENING = "(SELECT max(seq) FROM events WHERE type LIKE '%day.opened%')"
ROWS = {
    "no JSON": ("UPDATE events SET data = '{' WHERE seq = {}", "cannot be read"),
    "no time": ("UPDATE events SET time = 'x' WHERE seq = {}", "cannot be read"),
    "nothing": ("UPDATE events SET clock = x'00' WHERE seq = {}", "not as it was written"),
    "a type of one other letter": ("UPDATE events SET type = replace(type, 'd', 'e') WHERE seq = {}", "unknown event"),
    "another envelope": ("UPDATE events SET envelope = 130 WHERE seq = {}", "unknown envelope 130"),
}


@pytest.mark.parametrize("of", [LAST_NUMBER, OPENING])
@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_today_that_cannot_be_read_is_named_and_passed_by(day: Day, row: str, of: str) -> None:
    """Also the last number, and the day's own beginning: the journal goes on, above what the row may have given."""
    sql, says = ROWS[row]
    changed(day, sql.replace("{}", of))
    (said,) = prepared(day.folder, anew=False)
    assert says in said and "what can be read goes on" in said
    with opened(day.folder) as journal:
        assert journal.id == day.id and len(journal.damages) == 1
        for service, last in day.given.items():
            assert last < take(journal, service) <= last + 2
    assert prepared(day.folder, anew=False) == [said]


@pytest.mark.parametrize(
    "change", ['"number":12', '"date":"2026-11-23"', '"slip":"asked"'], ids=["a number", "a date", "a slip"]
)
def test_a_changed_row_misleads_nobody(day: Day, change: str) -> None:
    """It can be read, and is not what was written: the day stays open, and its numbers do not begin again."""
    prepared(day.folder)
    other = change.replace("12", "11").replace("23", "03").replace("asked", "aske!")
    changed(day, "UPDATE events SET data = replace(data, ?, ?)", change, other)
    prepared(day.folder, anew=False)
    with opened(day.folder) as journal:
        assert (journal.id, journal.state.closed) == (day.id, False)
        for service, last in day.given.items():
            assert take(journal, service) > last


def test_a_number_that_may_have_been_promised_is_left_out(day: Day) -> None:
    """A hole in the last transaction: a power cut's, or of a card that lost it. The journal goes on behind the one
    before, and says so; the number is not given a second time."""
    journal = opened(day.folder)
    try:
        last, log = take(journal, "A"), at(day, "journal.db-wal")
        content = bytearray(log.read_bytes())
        held = day.copied(day.folder.parent / "held")
    finally:
        journal.close()
    end = content.rindex(content[16:24]) + 16 + 1024
    content[end - 900 : end - 700] = b"\x55" * 200
    at(held, "journal.db-wal").write_bytes(content)
    prepared(held.folder, anew=False)
    with opened(held.folder) as again:
        raised = [recorded.event for recorded in again.recorded() if isinstance(recorded.event, NumbersRaised)]
        assert (again.id, [event.why for event in raised]) == (day.id, ["torn"])
        assert take(again, "A") == last + 1
