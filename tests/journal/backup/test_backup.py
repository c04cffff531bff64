"""The backup beside the journal: everything once, small, proven by itself; and the whole copy on a stick."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.journal.backup import segments
from kiosk.journal.backup.segments import SegmentDamaged, read
from kiosk.journal.backup.taking import Taken, gaps, take
from kiosk.journal.backup.whole_copy import CopyDoesNotHold, copy_whole
from kiosk.journal.opening import open_file, read_file
from kiosk.journal.repair.sources import rows_of
from kiosk.recovery import backup_command
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.conftest import GUARDS, brought_up
from tests.journal.repair.history import live, made
from tests.journal.test_damage import page_of
from tests.service.test_identity import card


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("origin") / "journal.db"
    made(path)
    return brought_up(path)


@pytest.fixture
def journal(origin: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(origin, tmp_path / "journal.db"))


def taken(journal: Path, every: bool = False) -> Taken:
    with read_file(journal) as reader:
        return take(reader, journal.parent / "backup", every)


def held(found: Taken, journal: Path) -> bool:
    """Every row of the journal is in the backup, as it is."""
    with read_file(journal) as reader:
        kept = [row for segment in segments.segments(found.folder) for row in read(segment.path, reader.id)]
        return sorted(kept, key=lambda row: row[0]) == list(rows_of(reader))


def test_what_is_new_is_taken_once_and_costs_a_tenth_of_the_journal(journal: Path) -> None:
    """Nothing is written where nothing is new; what came since goes into a file of its own."""
    first = taken(journal)
    assert held(first, journal) and len(first.files) == 1 and first.missing == ()
    assert sum(segment.path.stat().st_size for segment in first.files) < journal.stat().st_size / 10
    assert taken(journal).files == ()
    with open_file(journal, SOURCE, Ticking()) as others:
        live(others, "later")
    second = taken(journal)
    assert [s.last - s.first + 1 for s in second.files] == [3] and held(second, journal)


def test_rows_of_both_forms_come_back_as_they_were_hashed(mixed: Path) -> None:
    """Those of the version before have no row number in their hash."""
    assert held(taken(mixed), mixed)


def test_many_rows_go_into_files_of_bounded_size(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments.runs, "__defaults__", (7,))
    found = taken(journal)
    assert held(found, journal) and {s.last - s.first + 1 for s in found.files[:-1]} == {7}


def test_whatever_interrupted_the_last_time_the_next_takes_the_rest(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there any more is taken anew, and no other."""
    monkeypatch.setattr(segments.runs, "__defaults__", (7,))
    lost = taken(journal).files[2]
    lost.path.unlink()
    assert taken(journal).files == (lost,)


def test_one_wrong_bit_anywhere_in_a_file_is_found(journal: Path) -> None:
    """A hundred places drawn by a fixed seed: none is read as something else."""
    path = taken(journal).files[0].path
    good, draw = path.read_bytes(), random.Random(18)
    with read_file(journal) as reader:
        whole = read(path, reader.id)
        for _ in range(100):
            at = draw.randrange(len(good) * 8)
            path.write_bytes(good[: at // 8] + bytes([good[at // 8] ^ 1 << at % 8]) + good[at // 8 + 1 :])
            try:
                assert read(path, reader.id) == whole, at  # a bit that zlib does not look at
            except SegmentDamaged as error:
                assert path.name in str(error)


def test_a_damaged_file_is_put_away_and_taken_anew(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one each time; the others when every one is read."""
    monkeypatch.setattr(segments.runs, "__defaults__", (7,))
    files = taken(journal).files
    for damaged, every in ((files[-1], False), (files[1], True)):
        damaged.path.write_bytes(b"x")
        found = taken(journal, every)
        assert found.files == (damaged,) and [path.name for path in found.spoilt] == [f"{damaged.path.name}.spoilt"]
        assert held(found, journal)


def test_a_disk_that_gives_back_something_else_is_named(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup is not believed to be there because it was written."""
    monkeypatch.setattr(segments, "write_whole", lambda path, content, mode: path.write_bytes(content[:-1]))
    with pytest.raises(SegmentDamaged, match="rows"):
        taken(journal)


def test_rows_that_cannot_be_read_or_were_changed_are_missing_and_named(journal: Path) -> None:
    """What is readable around them is there."""
    page_of(20)(journal)
    with closing(sqlite3.connect(journal)) as db:
        db.execute(f"DROP TRIGGER {GUARDS[0]}")
        db.execute("UPDATE events SET mono = mono + 1 WHERE seq = 30")
        db.commit()
    found = taken(journal)
    with read_file(journal) as reader:
        good = [row for row in rows_of(reader) if row[0] != 30]
        kept = [row for segment in segments.segments(found.folder) for row in read(segment.path, reader.id)]
    assert kept == good and (30, 30) in found.missing and any(first <= 20 <= last for first, last in found.missing)


def test_another_history_under_the_same_name_gets_a_folder_of_its_own(journal: Path, tmp_path: Path) -> None:
    """An older copy was put back and goes on: what only the backup has stays there."""
    older = Path(shutil.copy(journal, tmp_path / "older.db"))
    for file, token in ((journal, "one"), (older, "other")):
        with open_file(file, SOURCE, Ticking()) as opened:
            live(opened, token)
            opened.checkpoint(last=True)
    first = taken(journal)
    shutil.move(older, journal)
    second = taken(journal)
    assert second.folder.name == f"{first.folder.name}.2" and held(second, journal) and first.folder.exists()


def test_gaps_are_told_from_the_files_names() -> None:
    there = [segments.Segment(first, last, Path()) for first, last in ((3, 5), (4, 6), (9, 12))]
    assert gaps(there, 20) == [(1, 2), (7, 8), (13, 20)] and gaps(there, 10) == [(1, 2), (7, 8)]
    assert gaps([], 0) == [] and gaps([], 3) == [(1, 3)] and gaps(there, 1) == [(1, 1)]


def test_a_whole_copy_holds_all_or_is_not_there(journal: Path, tmp_path: Path) -> None:
    """Also what is still in the log; of a journal that does not hold there is no copy and no half of one."""
    with open_file(journal, SOURCE, Ticking()) as others:
        live(others, "in the log")
        with read_file(journal) as reader:
            assert copy_whole(reader, tmp_path / "copy.journal.db").rows == reader.last()
            with read_file(tmp_path / "copy.journal.db") as copy:
                assert list(rows_of(copy)) == list(rows_of(reader)) and copy.id == reader.id
    with closing(sqlite3.connect(journal)) as db:
        db.execute(f"DROP TRIGGER {GUARDS[0]}")
        db.execute("UPDATE events SET mono = mono + 1 WHERE seq = 30")
        db.commit()
    with read_file(journal) as reader, pytest.raises(CopyDoesNotHold, match="row 30"):
        copy_whole(reader, tmp_path / "second.journal.db")
    assert list(tmp_path.glob("second*")) == []


def test_the_command_says_what_it_did(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the journal, and onto a stick by the kiosk's name and the minute."""
    settings = card(tmp_path / "card")
    shutil.copy(journal, tmp_path / "card/data/journal.db")
    (tmp_path / "stick").mkdir()
    assert main(["backup", "--config", str(settings)]) == 0
    assert "something new was taken" in capsys.readouterr().out
    assert main(["backup", "--to", str(tmp_path / "stick"), "--config", str(settings)]) == 0
    (copy,) = (tmp_path / "stick").iterdir()
    assert copy.name.startswith("kiosk-H55-92-08-000-k1-2") and str(copy) in capsys.readouterr().out


def test_a_backup_never_takes_the_last_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so; a place that is not there is said too."""
    settings = card(tmp_path / "card")
    monkeypatch.setattr(backup_command, "ROOM_BYTES", 1 << 60)
    assert main(["backup", "--config", str(settings)]) == 1
    assert "MB are free" in capsys.readouterr().err
