"""What the last version wrote is read by this one, and goes on: the journal that it left (last_version/journal.db, all
types of events, two starts, an unknown clock; made by its own programs on 2026-11-29)."""

import sqlite3
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.record import events as e
from kiosk.core.record.codec import KINDS
from kiosk.core.record.former_events import Former
from kiosk.journal.errors import NotBroughtUp
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.rows import READ_BEFORE
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.last_writer import appended
from tests.journal.signed import sign


def test_every_event_of_the_last_version_is_read_and_verified(kept: Path) -> None:
    """As it lies there, before it is brought up: all 75 rows, the 26 types that there were, every chain, and its three
    signed checkpoints by the one key."""
    with read_file(kept) as journal:
        events, verdict = list(journal.rows()), journal.verify()
        assert len(list(journal.recorded())) == 75 and journal.card == ""
    types = {event["type"] for event in events}
    assert types <= set(KINDS) and types == {f"{type_.rpartition('.')[0]}.v1" for type_ in types} and len(types) == 26
    assert [event["seq"] for event in events] == list(range(1, 76))
    assert (verdict.good, verdict.rows, verdict.checkpoints, len(verdict.keys)) == (True, 75, 3, 1)


def test_bringing_it_up_changes_nothing_of_what_stands_there(kept: Path) -> None:
    """Not one row is touched, and once more changes nothing at all."""
    with read_file(kept) as journal:
        before = list(journal.rows())
    for _ in range(2):
        migrate(kept)
        with read_file(kept) as journal:
            assert list(journal.rows()) == before and journal.verify().good


def test_nobody_writes_before_it_was_brought_up(kept: Path) -> None:
    """Whoever would is told what to do, and the file stays as it is, bit by bit."""
    before = kept.read_bytes()
    with pytest.raises(NotBroughtUp, match="run `kiosk migrate`"):
        open_file(kept, SOURCE, TestClock())
    assert kept.read_bytes() == before


def test_numbers_and_chains_go_on(ready: Path) -> None:
    """A003 and B003 were given: the next are 4, whatever this start's clock says, and the whole journal still holds."""
    with open_file(ready, SOURCE, TestClock(wall_ms=0, known=False)) as journal:
        assert (journal.state.day, dict(journal.state.numbers)) == (
            "2026-11-27",
            {"A": 3, "B": 3, "C": 1, "E": 1},
        )
        assert [take(journal, letter) for letter in "AB"] == ["A004", "B004"]
        verdict, rows = journal.verify(), list(journal.rows(after=74))
    assert verdict.good and verdict.rows == 77
    assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)


def take(journal: Journal, letter: str) -> str:
    written = journal.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket(f"new{letter}", letter)))
    (ticket,) = [r.event.ticket for r in written if isinstance(r.event, e.TicketIssued)]
    return ticket


def test_a_chain_of_both_versions_holds(ready: Path) -> None:
    """This version goes on, an update goes back and the last version writes as it always did, then this one again:
    each row by its own form, on one chain, and a checkpoint over all of it."""
    for turn in range(2):
        with open_file(ready, SOURCE, TestClock()) as journal:
            journal.transact(lambda s, now: ratings.press(s, now, RULES, Press(3, "touch")))
            take(journal, "A")
            sign(journal)
        appended(ready, "device", "kiosk.started", sw="0.1.0", after="cut")
        appended(ready, "device", "device.changed", device="scanner", state="missing")
        last = appended(ready, "visit", "documents.asked", procedure="HT-01", test=False)
        with open_file(ready, SOURCE, TestClock()) as journal:
            assert journal.state.seq == last and journal.state.devices["scanner"] == "missing"
            verdict = journal.verify()
            assert (verdict.good, verdict.checkpoints) == (True, 4 + turn), verdict.problems
    assert [form for form, _ in groupby(forms(ready))] == [2, 1, 2, 1]


def test_the_last_versions_rows_have_no_number_in_what_was_hashed(ready: Path) -> None:
    """A row of either version that is given out as the other's is found."""
    appended(ready, "device", "device.changed", device="scanner", state="missing")
    with open_file(ready, SOURCE, TestClock()) as journal:
        journal.transact(lambda s, now: (e.Fact(e.DeviceChanged("scanner", "ok")),))
    with closing(sqlite3.connect(ready, isolation_level=None)) as db:
        db.execute("DROP TRIGGER events_stay")
        db.execute("UPDATE events SET envelope = 3 - envelope WHERE seq > 75")
    with read_file(ready) as reader:
        assert [line[:25] for line in reader.verify().problems] == ["rows 76 to 77: its conten"]


def forms(path: Path) -> list[int]:
    """The envelopes of the rows behind those of the last version."""
    with closing(sqlite3.connect(path)) as db:
        return [form for (form,) in db.execute("SELECT envelope FROM events WHERE seq > 75 ORDER BY seq")]


def says(*journals: Journal) -> None:
    for journal in journals:
        journal.transact(lambda s, now: (e.Fact(e.DeviceChanged("scanner", "missing")),))


def test_until_something_new_happens_rows_are_those_of_the_last_version(ready: Path, path: Path) -> None:
    """So that it goes on, verifies and sends them when an update goes back; the first event that it could not read
    turns the page, for whichever program writes next, and a new journal begins behind it."""
    with open_file(ready, SOURCE, TestClock()) as journal, open_file(ready, SOURCE, TestClock()) as other:
        says(journal, other)
        assert forms(ready) == [1, 1]
        journal.transact(lambda s, now: (e.Fact(e.RatingReasoned(1, ("LATE",))),))
        says(other, journal)
        assert forms(ready) == [1, 1, 2, 2, 2] and journal.verify().good
    with open_file(ready, SOURCE, TestClock()) as again, open_file(path, SOURCE, TestClock()) as new:
        says(again, new)
        assert forms(ready)[-1] == 2 and again.verify().good
        assert new.after("device", 0, 1)[0]["seq"] == 1 and new.verify().good


def test_what_the_last_version_reads_is_what_it_wrote(kept: Path) -> None:
    """Its types of today: what it had, and what nothing has replaced."""
    with read_file(kept) as journal:
        had = {row["type"] for row in journal.rows()}
    assert {type_ for type_ in had if not issubclass(KINDS[type_], Former)} == READ_BEFORE
