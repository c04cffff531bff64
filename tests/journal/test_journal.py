"""The journal on a real SQLite file: nothing lost, nothing doubled, nothing changed."""

import os
import select
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.journal.bell import Bell
from kiosk.journal.errors import JournalError, NotOurs
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, Ticking

DAMAGES = {
    "a row": (b'"ticket":"A005"', b'"ticket":"A006"', "row 6: its content is not"),
    "the head of the file": (b"SQLite format 3", b"SQLite format 9", "not a database"),
    "the tables": (b"CREATE TABLE events", b"CREATE TABBE events", "malformed"),
}


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = open_file(path, SOURCE, Ticking())
    yield opened
    opened.close()


def take(journal: Journal, token: str, service: str = "A") -> str:
    written = journal.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket(token, service)))
    event = written[-1].event
    assert isinstance(event, e.TicketIssued)
    return event.ticket


def rate(journal: Journal, level: int = 4) -> None:
    journal.transact(lambda s, now: ratings.press(s, now, RULES, Press(level, "button")))


def test_a_reopened_journal_knows_what_the_first_knew(journal: Journal, path: Path) -> None:
    """State, heads and chains are the same after closing and opening, also far behind the first day's rows."""
    for n in range(30):
        take(journal, f"t{n}")
        rate(journal)
    again = open_file(path, SOURCE, Ticking())
    assert again.state == journal.state and again.head("rating") == journal.head("rating")
    assert again.verify().good


def test_two_programs_see_each_other(journal: Journal, path: Path) -> None:
    """What one wrote is folded before the other decides, and comes once as news."""
    other = open_file(path, SOURCE, Ticking())
    assert (take(journal, "a"), take(other, "b"), take(journal, "c")) == ("A001", "A002", "A003")
    assert [r.visit for r in journal.refresh() if r.visit] == ["a", "b", "c"]
    assert journal.refresh() == []


def test_a_refusal_or_an_error_writes_nothing(journal: Journal) -> None:
    """The transaction is undone and the next one goes on."""
    with pytest.raises(Refused):
        journal.transact(lambda s, now: queue.call_next(s, now, RULES, 1))
    with pytest.raises(ZeroDivisionError):
        journal.transact(lambda s, now: [1 // 0])  # type: ignore[list-item]  # it never gets that far
    assert journal.head("visit")[0] == 0 and take(journal, "t") == "A001"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET data = '{}'",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 1",
        "REPLACE INTO events SELECT * FROM events WHERE seq = 2",
    ],
)
def test_rows_can_only_be_added(journal: Journal, path: Path, sql: str) -> None:
    """No change, removal or replacement passes the triggers, whoever tries."""
    take(journal, "t")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"), sqlite3.connect(path) as anybody:
        anybody.execute(sql)
    assert journal.verify().good


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE events SET data = replace(data, '\"level\":4', '\"level\":1') WHERE seq = 5", "row 5: its content"),
        ("DELETE FROM events WHERE seq = 3", "row 4"),
        ("DELETE FROM events WHERE seq = 3", "expected 3"),
        ("UPDATE events SET sequence = 9 WHERE seq = 5", "rating"),
    ],
)
def test_verify_names_the_row_that_was_tampered_with(journal: Journal, path: Path, sql: str, says: str) -> None:
    """With the triggers gone (somebody with a screwdriver), the chain still tells."""
    take(journal, "t")
    for _ in range(3):
        rate(journal)
    with sqlite3.connect(path) as thief:
        for trigger in ("events_stay", "events_keep"):
            thief.execute(f"DROP TRIGGER {trigger}")
        thief.execute(sql)
    assert says in "\n".join(journal.verify().problems)


@pytest.mark.parametrize(("old", "new", "says"), DAMAGES.values(), ids=DAMAGES)
def test_damage_to_a_file_at_rest_is_named(path: Path, old: bytes, new: bytes, says: str) -> None:
    """Other bytes in place of a row's, or of the file's own: opening or verifying says what is wrong, on every Python
    (from 3.12 on the log outlives closing; had it not been emptied, its rows would stand over those of the file)."""
    journal = open_file(path, SOURCE, Ticking())
    for n in range(40):
        take(journal, f"t{n}")
    journal.checkpoint(last=True)
    journal.close()
    whole = path.read_bytes()
    assert whole.count(old) and wrong_with(path) == ""
    path.write_bytes(whole.replace(old, new))
    assert says in wrong_with(path)


def wrong_with(path: Path) -> str:
    try:
        journal = open_file(path, SOURCE, Ticking())
        found = journal.verify()
        journal.close()
    except JournalError as error:
        return str(error)
    return "\n".join(found.problems)


def test_a_new_journal_is_whole_in_its_own_file(path: Path, tmp_path: Path) -> None:
    """Copied without its log it is a journal, on every Python."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    assert wrong_with(copy) == ""


def test_the_courier_reads_a_stream_in_order_from_anywhere(journal: Journal) -> None:
    """after(stream, n) begins behind n, in any order of asking; the cursor stays where it was put."""
    for n in range(12):
        take(journal, f"t{n}")
        rate(journal)
    for start in (0, 7, 3, 11, 0):
        assert [event["sequence"] for event in journal.after("rating", start, 4)] == list(range(start + 1, 13))[:4]
    assert journal.after("rating", 12, 4) == [] and journal.cursor("rating") == 0
    for stored in (5, 6):
        journal.move_cursors({"rating": stored})
    assert journal.cursor("rating") == 6
    assert [event["seq"] for event in journal.rows(after=22)] == [23, 24, 25]


@pytest.mark.slow
def test_eight_callers_never_get_the_same_ticket(journal: Journal, path: Path) -> None:
    """Decided inside the transaction: eight counters pressing next at once on 80 waiting get 80 tickets."""
    rules = replace(RULES, counters=dict.fromkeys(range(1, 9), ("A",)))
    for n in range(80):
        take(journal, f"t{n}")
    calls: list[str] = []

    def officer(counter: int) -> None:
        own = open_file(path, SOURCE, Ticking())
        own.transact(lambda s, now: counters.sign_in(s, now, rules, counter, f"o{counter}", "s1"))
        for _ in range(10):
            written = own.transact(lambda s, now: queue.call_next(s, now, rules, counter))
            calls.extend(r.event.ticket for r in written if isinstance(r.event, e.TicketCalled))
        own.close()

    threads = [threading.Thread(target=officer, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 80 and len(set(calls)) == 80


WRITER = """
import sys
from pathlib import Path
from kiosk.journal.opening import open_file
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.test_journal import take
journal = open_file(Path(sys.argv[1]), SOURCE, Ticking())
n = 0
while True:
    print(take(journal, f"t{n}"), flush=True)
    n += 1
"""


@pytest.mark.slow
def test_a_number_that_was_shown_is_there_after_kill_9(path: Path) -> None:
    """Killed in the middle of writing, five times: every printed number is in the journal once, and it verifies."""
    shown: list[str] = []
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        shown += [writer.stdout.readline().strip() for _ in range(25)]
        os.kill(writer.pid, signal.SIGKILL)
        shown += writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
    journal = open_file(path, SOURCE, Ticking())
    kept = [event["data"]["ticket"] for event in journal.rows() if event["type"] == e.TicketIssued.TYPE]
    assert len(set(kept)) == len(kept) and set(shown) <= set(kept)
    assert journal.verify().good


def test_a_full_disk_is_told_and_the_journal_goes_on(journal: Journal) -> None:
    """SQLITE_FULL becomes DiskFull, nothing is half written, and with room again the same journal works."""
    take(journal, "t")
    pages = journal._conn.execute("PRAGMA page_count").fetchone()[0]
    journal._conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="disk is full"):
        for n in range(200):
            take(journal, f"u{n}")
    journal._conn.execute("PRAGMA max_page_count = 1000000")
    before = journal.state.numbers["A"]
    assert take(journal, "v") == f"A{before + 1:03d}" and journal.verify().good


def test_foreign_and_broken_files_are_named(tmp_path: Path) -> None:
    """Somebody else's database, no database, a newer event, nothing at all: one line with the file's name."""
    foreign, text, missing = tmp_path / "foreign.db", tmp_path / "text.db", tmp_path / "none.db"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE photos (id)")
    text.write_text("just a letter, much longer than a header of a database would be" * 40)
    for path, says in ((foreign, "another program's"), (text, "not a database"), (missing, "kiosk migrate")):
        with pytest.raises(JournalError, match=says) as error:
            open_file(path, SOURCE, Ticking())
        assert str(path) in str(error.value)
    with pytest.raises(NotOurs):
        migrate(foreign)


def test_a_newer_journal_is_refused_and_left_alone(journal: Journal, path: Path) -> None:
    """An old version meets an event it does not know: it says so and writes nothing."""
    take(journal, "t")
    with sqlite3.connect(path) as newer:
        newer.execute(
            "INSERT INTO events SELECT 9, 'x', 'vn.motcua.moon.v2', stream, 9, time, time, data, prevhash, hash, "
            "source, visit, cause, boot, mono, clock, 2 FROM events WHERE seq = 1"
        )
    with pytest.raises(NotOurs, match="newer version"):
        open_file(path, SOURCE, Ticking())


def wal_bytes(journal: Journal) -> int:
    return Path(f"{journal.path}-wal").stat().st_size


def test_the_log_is_used_again_and_not_cut(journal: Journal) -> None:
    """After a checkpoint the next writes reuse the log from its start: the file does not grow."""
    for n in range(50):
        take(journal, f"t{n}")
    grown = wal_bytes(journal)
    for n in range(3):
        journal.checkpoint()
        for m in range(40):
            take(journal, f"u{n}-{m}")
    assert 0 < grown == wal_bytes(journal) or wal_bytes(journal) <= grown * 1.1


def test_whatever_bears_a_bells_name_silences_none(tmp_path: Path) -> None:
    """Every program may put names into the shared folder: a link to itself, one to nowhere, a folder, a pipe."""
    mine, other = Bell(tmp_path, "app"), Bell(tmp_path, "console")
    (tmp_path / "bell-a.sock").symlink_to(tmp_path / "bell-a.sock")
    (tmp_path / "bell-b.sock").symlink_to(tmp_path / "none")
    (tmp_path / "bell-c.sock").mkdir()
    os.mkfifo(tmp_path / "bell-d.sock")
    mine.ring()
    assert select.select([other], [], [], 30)[0] == [other]
    mine.close()
    other.close()


def test_the_bell_is_heard_by_the_others_and_not_by_oneself(tmp_path: Path, journal: Journal) -> None:
    """A ring wakes every other ear; a dead program's socket is passed by; the net under it sees the log grow."""
    mine, other = Bell(tmp_path / "run", "app"), Bell(tmp_path / "run", "console", journal.path)
    (tmp_path / "run" / "bell-dead.sock").touch()
    mine.ring()
    assert other.heard() is False and mine.heard() is False
    take(journal, "t")
    assert other.heard() is True and other.heard() is False
    mine.close()
    other.close()
    with pytest.raises(OSError, match="none"):
        Bell(tmp_path / "run", "x", tmp_path / "none")
