"""A journal that nears its largest size: devices' news first, visits next, ratings to the last page; and it is told."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.decisions import quota
from kiosk.core.decisions.device import device_moved
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.host.quota import LEFT_BYTES, most_pages
from kiosk.journal.errors import DiskFull
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.schema import PAGE_SIZE
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.test_journal import rate, take

NEWS, FULL = Fact(e.DeviceChanged("printer", "paper_out")), Fact(e.DeviceChanged("disk", "full"))
START, CLOSED = Fact(e.KioskStarted("1", "cut")), Fact(e.DayClosed("2026-11-24"))
RATED = Fact(e.RatingReasoned(1, ("LATE",)))


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ((NEWS,), "news"),
        ((FULL,), "rating"),
        ((START,), "visit"),
        ((CLOSED, NEWS), "visit"),
        ((CLOSED, RATED), "rating"),
    ],
)
def test_what_is_written_together_counts_as_its_weightiest(facts: tuple[Fact, ...], kind: quota.Kind) -> None:
    """So that a press is never torn from the end of its visit; and each kind has its own last page."""
    assert quota.kind_of(facts) == kind
    assert quota.may_write(facts, quota.KEPT[kind]) and not quota.may_write(facts, quota.KEPT[kind] - 1)
    assert quota.KEPT["news"] > quota.KEPT["visit"] > quota.KEPT["rating"] == 0


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as opened:
        yield opened


def room(journal: Journal, pages: int) -> None:
    (used,) = journal._conn.execute("PRAGMA page_count").fetchone()
    journal._conn.execute(f"PRAGMA max_page_count = {used + pages}")
    journal.room._again_at = 0  # as at an opening


def test_a_journal_without_room_refuses_and_counts_and_tells(journal: Journal) -> None:
    """News are passed over, a number is refused aloud, a rating is written; with room again the first fact tells it."""
    room(journal, quota.KEPT["visit"] - 1)
    journal.transact(lambda state, now: device_moved(state, "printer", "paper_out"))
    with pytest.raises(DiskFull, match="as large as it may become"):
        take(journal, "t1")
    rate(journal)
    assert [row["stream"] for row in journal.rows()] == ["rating"] and dict(journal.room.refused)["news"] == 1
    room(journal, 10_000)
    take(journal, "t2")
    told = [row["data"] for row in journal.rows() if row["type"] == e.DeviceChanged.TYPE]
    assert [said["device"] for said in told] == ["disk"] and told[0]["why"].startswith(
        "refused while it was full: 1 news, "
    )
    take(journal, "t3")
    assert len(told) == 1 and not journal.room.refused and journal.verify().good


def test_the_rows_between_two_looks_cannot_pass_the_mark(journal: Journal) -> None:
    """It is not asked at each row; what is not asked about cannot fill the file."""
    room(journal, quota.KEPT["news"] + 40)
    for n in range(400):
        journal.transact(lambda state, now, n=n: device_moved(state, f"d{n}", "missing"))  # type: ignore[misc]
    (pages,) = journal._conn.execute("PRAGMA page_count").fetchone()
    (most,) = journal._conn.execute("PRAGMA max_page_count").fetchone()
    assert quota.KEPT["news"] - 5 < most - pages <= quota.KEPT["news"] and journal.room.refused["news"] > 100


def test_room_is_left_for_what_else_lives_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """64 MB of a large file system, a tenth of a small one; never less than the file has already."""
    path = tmp_path / "journal.db"
    path.write_bytes(b"x" * 10 * PAGE_SIZE)
    room = [(1 << 30, 1 << 20, (1 << 20) - (LEFT_BYTES >> 10) + 10), (1000, 500, 410), (1000, 50, 10)]
    for blocks, free, most in room:
        system = os.statvfs_result((1024, 1024, blocks, free, free, 0, 0, 0, 0, 255))
        monkeypatch.setattr(os, "statvfs", lambda _, system=system: system)
        assert most_pages(path, PAGE_SIZE) == most
