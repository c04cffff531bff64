"""The one door: whoever opens the journal has the floor of time with it, and nobody can open it in another way."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drivers.clock import START
from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file, open_journal, present, read_file
from kiosk.journal.timestamps import unwritten
from tests.config.test_load import DEMO
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.conftest import LAST_VERSION

OURS = ("kiosk", "drivers", "display", "sync", "scripts")
MADE_BY_THE_DOOR = {"Journal", "Reader", "Timestamps"}  # classes whose instances come from opening.py alone
CUT = "2023-02-14T03:00:00+07:00"  # what a Pi believes after a power cut, without a network


def programs() -> list[Path]:
    return [path for folder in OURS for path in sorted(Path(folder).rglob("*.py")) if "journal/" not in str(path)]


def makes_one(path: Path) -> bool:
    """Calls one of the classes by its name, or opens a file with a clock of its own."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    named = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return bool(called & MADE_BY_THE_DOOR & named) or ("open_file" in named and path.parts[0] != "scripts")


def test_nobody_outside_the_journal_makes_one() -> None:
    """Neither a journal nor its timestamps; `open_file`, which takes any clock, is for benchmarks and tests."""
    assert [str(path) for path in programs() if makes_one(path)] == []
    assert makes_one(Path("kiosk/journal/opening.py")) and makes_one(Path("tests/journal/test_journal.py"))


@pytest.fixture
def kept(ready: Path) -> Path:
    """As every program has it: brought to this version."""
    return ready


@pytest.fixture
def file(tmp_path: Path, kept: Path) -> str:
    """kiosk.toml of the kept journal's kiosk; the power was cut, and its clock stands in 2023."""
    text = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"), 1).replace("/set/by/the/demo", str(tmp_path), 1)
    clock = {**START, "frozen_wall_ms": from_iso(CUT), "source": "unknown", "boot": "after"}
    (tmp_path / "clock").write_text(json.dumps(clock))
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    return str(tmp_path / "kiosk.toml")


def written(journal: Path) -> list[str]:
    """The times of what stands behind the last version's 75 rows, and of the last of those."""
    with read_file(journal) as reader:
        rows = list(reader.rows(after=74))
        assert {row["clock"] for row in rows[1:]} == {"estimated"} and len(rows) > 1
        return [row["time"] for row in rows]


WRITERS: dict[str, Callable[[str], int]] = {
    "update tell": lambda file: main(["update", "tell", "failed", "1.2.3", "did", "not", "start", "--config", file]),
    "day close": lambda file: main(["day", "close", "--config", file]),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_command_goes_on_from_the_last_event(file: str, kept: Path, writer: str) -> None:
    """Not 2023 behind 2026; the programs that run are in tests/simulation/test_power_cut.py."""
    assert WRITERS[writer](file) == 0
    assert written(kept) == sorted(written(kept))


def test_who_writes_nothing_has_the_floor_too(file: str, kept: Path) -> None:
    """The date on a self-test, the name of a log bundle; without a journal there is only the clock."""
    config = load(Path(file))
    with read_file(kept) as journal:
        assert present(config).wall >= journal.last_wall() > from_iso(CUT)
    kept.unlink()
    assert present(config).wall == from_iso(CUT) == unwritten(TestClock(from_iso(CUT), known=False)).wall


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["write", "open"]), st.integers(0, 90_000)), max_size=30),
    st.integers(-(10**11), 10**11),
)
@example([(0, "write", 9000), (1, "open", 5000), (0, "write", 1000), (1, "write", 10)], -(10**11))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_time_never_runs_backwards_while_the_clock_is_not_known(
    kept: Path, steps: list[tuple[int, str, int]], wrong: int
) -> None:
    """Three programs that open and write in any order, each with the same clock that is wrong by anything."""
    for log in kept.parent.glob("journal.[dh]*"):
        log.unlink()
    kept.write_bytes(LAST_VERSION.read_bytes())
    migrate(kept)
    clock = TestClock(wall_ms=max(0, 1_796_000_000_000 + wrong), known=False)
    programs = [open_file(kept, SOURCE, clock) for _ in range(3)]
    for program, step, ms in steps:
        clock.passes(ms)
        if step == "open":
            programs[program].close()
            programs[program] = open_file(kept, SOURCE, clock)
        else:
            programs[program].transact(lambda state, now: (Fact(DeviceChanged("scanner", "ok")),))
    times = [row["time"] for row in programs[0].rows(after=74)]
    assert times == sorted(times)
    for journal in programs:
        journal.close()


def test_a_known_clock_is_believed(kept: Path) -> None:
    """Also where it is behind the last event: that one was the guess."""
    with open_file(kept, SOURCE, TestClock(wall_ms=from_iso("2026-11-28T08:00:00+07:00"))) as journal:
        journal.transact(lambda state, now: (Fact(DeviceChanged("scanner", "missing")),))
        assert next(iter(journal.rows(after=75)))["time"] == "2026-11-28T08:00:00.000+07:00"


def test_an_estimate_goes_on_from_the_last_event(kept: Path, tmp_path: Path) -> None:
    """By what has passed since; where there is none to go on from, the time is not even estimated."""
    clock = TestClock(wall_ms=0, mono_ms=5_000, known=False)
    with open_file(kept, SOURCE, clock) as journal:
        clock.passes(60_000)
        last = journal.state.last
        assert last is not None and journal.now() == Moment(last.wall + 60_000, 65_000, "boot", "estimated")
    migrate(tmp_path / "new.db")
    with open_file(tmp_path / "new.db", SOURCE, clock) as journal:
        for word in ("unknown", "estimated"):
            assert journal.now() == Moment(60_000, 65_000, "boot", word)
            journal.transact(lambda state, now: (Fact(DeviceChanged("scanner", "missing")),))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """`kiosk migrate` on a file in the place of the folder, and on a disk without room: one line, no traceback."""
    (tmp_path / "data").write_text("")
    with pytest.raises(JournalError, match=r"data/journal\.db: "):
        migrate(tmp_path / "data/journal.db")
    with pytest.raises(JournalError, match=r"data/journal\.db: "):
        open_file(tmp_path / "data/journal.db", SOURCE, TestClock())


def test_a_full_disk_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Already where the folder is made."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(DiskFull, match="the disk is full"):
        migrate(tmp_path / "data/journal.db")


def test_a_look_whether_rows_can_be_taken_is_right_beside_programs_that_write(kept: Path) -> None:
    """As `kiosk migrate` by hand does it while the office works: what others wrote since it opened is no damage."""
    with open_file(kept, SOURCE, TestClock()) as migrating, open_file(kept, SOURCE, TestClock()) as other:
        other.transact(lambda state, now: (Fact(DeviceChanged("lamps", "missing")),))
        rows = other.last()
        migrating.must_take_rows()
        assert migrating.last() == rows == migrating.state.seq and migrating.verify().good


def test_reading_writes_nothing(kept: Path) -> None:
    """A reader may do neither: the file stays as it is, bit by bit."""
    before = kept.read_bytes()
    with read_file(kept) as reader:
        assert reader.verify().good and not isinstance(reader, Journal)
        with pytest.raises(Exception, match="readonly"):
            reader._conn.execute("DELETE FROM events")
    assert kept.read_bytes() == before


def test_strange_names_are_no_addresses(tmp_path: Path, file: str) -> None:
    """A data folder with a question mark, a hash and a blank in its name."""
    path = tmp_path / "ổ đĩa ? # %41" / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, TestClock()) as journal:
        assert journal.state.seq == 0 and read_file(path).id == journal.id
    assert isinstance(open_journal(load(Path(file))), Journal)
