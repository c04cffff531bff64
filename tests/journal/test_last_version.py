"""What the last version wrote is read by this one, and goes on: the journal that it left (last_version/journal.db, all
types of events, two starts, an unknown clock; made by its own programs on 2026-11-29)."""

from pathlib import Path

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.codec import KINDS
from kiosk.journal.opening import migrate, open_file, read_file
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock


def test_every_event_of_the_last_version_is_read_and_verified(kept: Path) -> None:
    """All 75 rows, every type there is, every chain, and its three signed checkpoints by the one key."""
    with read_file(kept) as journal:
        events, verdict = list(journal.rows()), journal.verify()
    assert {event["type"] for event in events} == set(KINDS) and [event["seq"] for event in events] == list(
        range(1, 76)
    )
    assert (verdict.good, verdict.rows, verdict.checkpoints, len(verdict.keys)) == (True, 75, 3, 1)


def test_migrating_changes_nothing_of_what_stands_there(kept: Path) -> None:
    """The steps were applied before; not one row is touched."""
    with read_file(kept) as journal:
        before = list(journal.rows())
    migrate(kept)
    with read_file(kept) as journal:
        assert list(journal.rows()) == before


def test_numbers_and_chains_go_on(kept: Path) -> None:
    """A03 and B03 were given: the next are 4, whatever this start's clock says, and the whole journal still holds."""
    with open_file(kept, SOURCE, TestClock(wall_ms=0, known=False)) as journal:
        assert (journal.state.day, dict(journal.state.numbers)) == (
            "2026-11-27",
            {"A": 3, "B": 3, "C": 1, "E": 1},
        )
        issued = [
            recorded.event.ticket
            for letter in "AB"
            for recorded in journal.transact(
                lambda s, now, letter=letter: queue.issue(  # type: ignore[misc]  # bound at once
                    s, now, RULES, NewTicket(f"new{letter}", letter)
                )
            )
            if isinstance(recorded.event, e.TicketIssued)
        ]
        assert issued == ["A004", "B004"]
        verdict, rows = journal.verify(), list(journal.rows(after=74))
    assert verdict.good and verdict.rows == 77
    assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)
