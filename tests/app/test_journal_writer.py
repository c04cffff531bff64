"""A journal that cannot be used: the touch app goes on, says so, and loses nothing that it thanked for."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app.commands import CommandHandlers
from kiosk.app.journal_writer import FULL, Done, JournalWriter, NotWritten
from kiosk.core.calendar.moment import Moment
from kiosk.core.dialog.answers import Rated, Refused
from kiosk.core.dialog.commands import Decline, Rate, Reprint
from kiosk.core.record.event import name_of
from kiosk.host.disk import reserve as disk_reserve
from kiosk.host.disk.reserve import SIZE, give_back, is_kept, keep, reserve_of
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate
from scripts.small_office import small
from tests.journal.clocks import opened as opened_journal

PRESS = Rate(4, "button")


class Disk:
    """The pages that the journal may have, as SQLite's own limit; giving the reserve back makes some more."""

    def __init__(self, journal: Journal) -> None:
        self.conn = journal._conn

    def room(self, pages: int) -> None:
        (used,) = self.conn.execute("PRAGMA page_count").fetchone()
        self.conn.execute(f"PRAGMA max_page_count = {used + pages}")

    def give_back(self, path: Path) -> bool:
        had = give_back(path)
        if had:
            self.room(30)
        return had


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    ticks = iter(range(10_000_000))
    book = opened_journal(tmp_path / "journal.db", lambda: Moment(1_795_000_000_000, next(ticks) * 5000, "b"))
    yield book
    book.close()


@pytest.fixture
def bell(tmp_path: Path, journal: Journal) -> Iterator[Bell]:
    opened = Bell(tmp_path / "run", "app", journal.path)
    yield opened
    opened.close()


def writer_of(journal: Journal, bell: Bell) -> JournalWriter:
    return JournalWriter(CommandHandlers(journal, small(), lambda: "t1"), bell, reserve_of(journal.path))


def test_a_full_disk_is_written_down_and_mends_by_itself(
    journal: Journal, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reserve carries the fault's own record and the press in hand; when that is used up nobody is thanked; with
    room again everything goes on and is numbered without a gap."""
    disk, writer = Disk(journal), writer_of(journal, bell)
    assert reserve_of(journal.path).stat().st_size == SIZE
    monkeypatch.setattr(disk_reserve, "give_back", disk.give_back)
    disk.room(0)
    thanked = 0
    while not writer.trouble:
        thanked += isinstance(writer.execute(PRESS), Done)
    assert writer.trouble == FULL and journal.state.devices["disk"] == "full"
    assert thanked > 3 and _ratings(journal) == thanked
    assert writer.execute(PRESS) == NotWritten(FULL) and _ratings(journal) == thanked
    disk.room(4000)
    writer.restore_reserve()
    assert writer.trouble == "" and journal.state.devices["disk"] == "ok" and reserve_of(journal.path).exists()
    assert isinstance(writer.execute(PRESS), Done) and journal.verify().good


def _ratings(journal: Journal) -> int:
    return sum(name_of(row["type"]) == "rating.given" for row in journal.rows())


def test_a_journal_that_breaks_under_the_app_becomes_its_trouble(journal: Journal, bell: Bell) -> None:
    """One line that names the file; no exception reaches the loop, nothing is thanked for."""
    writer = writer_of(journal, bell)
    with sqlite3.connect(journal.path) as other:
        other.execute("ALTER TABLE events RENAME TO lost")
    assert writer.execute(PRESS) == NotWritten(writer.trouble) and writer.refresh() == []
    assert str(journal.path) in writer.trouble and "\n" not in writer.trouble


def test_what_is_done_without_a_word_is_not_taken_for_what_was_not_written(journal: Journal, bell: Bell) -> None:
    """A press is thanked; a reprint of nothing is done and says nothing; a decline of nothing is refused: all Done."""
    writer = writer_of(journal, bell)
    assert writer.execute(PRESS) == Done(Rated(rating=1, level=4))
    assert writer.execute(Reprint("t9")) == Done(None)
    assert writer.execute(Decline("")) == Done(Refused(closed=False))


def test_the_reserve_is_taken_once_and_given_once(tmp_path: Path) -> None:
    """Real blocks on the disk, and none after it is given back."""
    path = tmp_path / "x.reserve"
    assert keep(path) and keep(path) and path.stat().st_blocks * 512 >= SIZE
    assert give_back(path) and not give_back(path) and not path.exists()


def test_no_room_for_the_reserve_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system says ENOSPC: no half file stays that would count as a reserve."""

    def refuse(fd: int, start: int, size: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", refuse)
    assert not keep(tmp_path / "x.reserve") and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", [0, SIZE // 2, SIZE])
def test_a_reserve_is_whole_or_none(tmp_path: Path, left: int) -> None:
    """Of no byte, too short, or without blocks on the disk: it does not count, and is taken anew."""
    path = tmp_path / "x.reserve"
    with path.open("wb") as file:
        file.truncate(left)
    assert not is_kept(path) and give_back(path) is (left > 0)
    with path.open("wb") as file:
        file.truncate(left)
    assert keep(path) and is_kept(path)
