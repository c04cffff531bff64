"""What the programs write a day, by the kernel's own count."""

from pathlib import Path

import pytest

from kiosk.host.disk.writes import IO, DiskWrites, last_whole_day, own_bytes, told
from scripts.benchmarks.flash import VISITS, lived


def test_days_and_programs_add_up_and_a_start_goes_on(tmp_path: Path) -> None:
    """Each program's bytes to its day; a program that starts anew begins at 0 and forgets nothing."""
    bytes_ = iter([100, 250, 30, 90, 95])
    app = DiskWrites(tmp_path, "app", lambda: next(bytes_), every=0)
    app.look("2026-11-23")
    app.look("2026-11-23")
    again = DiskWrites(tmp_path, "app", lambda: next(bytes_), every=0)
    again.look("2026-11-23")
    DiskWrites(tmp_path, "sync", lambda: 7).look("2026-11-23")
    assert told(tmp_path) == {"2026-11-23": 287} and last_whole_day(tmp_path) == {}
    again.look("2026-11-24")
    again.look("2026-11-24")
    assert told(tmp_path) == {"2026-11-23": 287, "2026-11-24": 65} and last_whole_day(tmp_path) == {
        "2026-11-23": 1_000_000
    }


def test_what_is_not_ours_counts_for_nothing(tmp_path: Path) -> None:
    """A hand's file, a half one: begun anew."""
    for text in ("", "[]", '{"bytes": "x", "day": "d"}'):
        (tmp_path / "written-app").write_text(text)
        assert told(tmp_path) == {}
    DiskWrites(tmp_path, "app", lambda: 5).look("2026-11-24")
    assert told(tmp_path) == {"2026-11-24": 5}


@pytest.mark.skipif(not IO.exists(), reason="this kernel does not count (CONFIG_TASK_IO_ACCOUNTING)")
def test_the_kernel_counts_what_goes_to_a_disk(tmp_path: Path) -> None:
    """A megabyte that is synced is a megabyte, where the folder is no memory."""
    before = own_bytes()
    (tmp_path / "x").write_bytes(b"x" * (1 << 20))
    grown = own_bytes() - before
    assert grown == 0 or 1 << 20 <= grown < 2 << 20


def test_a_day_of_300_visits_writes_within_its_bytes() -> None:
    """What all programs hand to write(2); the log is folded back a few times an hour, cursors every five minutes."""
    day = lived(VISITS, every_key=False)
    assert day["asked_mb"] <= 10
    assert 8 <= day["times"]["folding back"] <= 8 * 4 and day["times"]["courier: cursors"] <= 8 * 12 + 1
