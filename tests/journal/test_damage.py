"""A damaged journal: every damage met by every command, none of which ends in a traceback or says nothing."""

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.clock import START
from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.journal import reading
from kiosk.journal.errors import Damage, JournalError
from kiosk.journal.opening import migrate, open_file, open_journal, read_file
from kiosk.journal.schema import PAGE_SIZE as PAGE
from kiosk.journal.showing.lines import is_told
from kiosk.paper.closing import slip_of_day
from sync.__main__ import main as courier
from tests.config.test_load import DEMO
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.conftest import GUARDS, LAST_VERSION


def by_sql(sql: str, *values: object) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        for guard in GUARDS:
            db.execute(f"DROP TRIGGER IF EXISTS {guard}")
        db.execute(sql, values)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    return damage


def data_is(data: object, row: int = 40) -> Callable[[Path], None]:
    return by_sql("UPDATE events SET data = ? WHERE seq = ?", data, row)


def page_of(row: int) -> Callable[[Path], None]:
    """The page on which this row's hash stands, as a bad block of the card gives it back."""

    def damage(path: Path) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (hash_,) = db.execute("SELECT hash FROM events WHERE seq = ?", (row,)).fetchone()
        db.close()
        content = bytearray(path.read_bytes())
        at = content.index(hash_.encode()) // PAGE * PAGE
        content[at : at + PAGE] = b"\xff" * PAGE
        path.write_bytes(content)

    return damage


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 20 * PAGE])


def overwritten(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


@dataclass(frozen=True)
class Met:
    """What `verify` and `export` answer, and `row`: how the place is named ("" where nothing of the file is read).
    `opens`: programs that write can go on with it (they do not read that place, or not that closely)."""

    damage: Callable[[Path], None]
    verify: int
    export: int
    row: str
    opens: bool = False


DAMAGES = {
    "no JSON": Met(data_is('{"level":'), 1, 1, "row 40: cannot be read", opens=True),
    "no object": Met(data_is("[]"), 1, 1, "row 40: cannot be read", opens=True),
    "NaN": Met(data_is('{"a":NaN}'), 1, 1, "row 40: cannot be read", opens=True),
    "half a letter": Met(data_is('{"why":"\\ud800"}'), 1, 1, "row 40: cannot be read", opens=True),
    "without end": Met(data_is('{"a":' + "[" * 100_000), 1, 1, "row 40: cannot be read", opens=True),
    "no text": Met(data_is(b"{}"), 1, 1, "row 40: cannot be read: not as it was written: data", opens=True),
    "no UTF-8": Met(by_sql("UPDATE events SET data = CAST(x'ff' AS TEXT) WHERE seq = 40"), 1, 1,
        "row 40: cannot", opens=True),
    "no number": Met(by_sql("UPDATE events SET mono = 'x' WHERE seq = 40"), 1, 1, "row 40: cannot be read", opens=True),
    "another's id": Met(by_sql("UPDATE events SET id = 'x' WHERE seq = 40"), 1, 0, "row 40: its content", opens=True),
    "a field is gone": Met(data_is("{}"), 1, 0, "row 40: its content", opens=True),
    "a float": Met(data_is('{"level":1.5}'), 1, 0, "row 40: its content", opens=True),
    "another level": Met(
        by_sql("UPDATE events SET data = replace(data, 'level\":1', 'level\":3') WHERE seq = 40"),
        1, 0, "row 40: its content", opens=True,
    ),
    "no time": Met(by_sql("UPDATE events SET time = 'yesterday' WHERE seq = 40"), 1, 0,
        "row 40: its content", opens=True),
    "no counter": Met(data_is('{"counter":{},"officer":"x"}', 22), 1, 0, "row 22: its content", opens=True),
    "a row is gone": Met(by_sql("DELETE FROM events WHERE seq = 40"), 1, 0, "row 41: rows before it", opens=True),
    "a page": Met(page_of(40), 1, 1, "rows 40 to ", opens=True),
    "the first page of rows": Met(page_of(1), 1, 1, "cannot be read", opens=True),
    "half of the file": Met(cut, 1, 1, "to 75: cannot be read"),
    "a newer envelope": Met(by_sql("UPDATE events SET envelope = 3 WHERE seq = 40"), 1, 1,
        "row 40: unknown envelope", opens=True),
    "no envelope": Met(by_sql("UPDATE events SET envelope = 0 WHERE seq = 40"), 1, 1,
        "row 40: cannot be read", opens=True),
    "no name": Met(by_sql("DELETE FROM journal"), 2, 2, ""),
    "no table": Met(by_sql("DROP TABLE events"), 2, 2, ""),
    "no header": Met(overwritten(b"x" * 5000), 2, 2, ""),
    "nothing in it": Met(overwritten(b""), 2, 2, ""),
    "not there": Met(Path.unlink, 2, 2, ""),
}  # fmt: skip


@pytest.fixture
def kept(ready: Path) -> Path:
    """As every program has it: brought to this version."""
    return ready


@pytest.fixture(params=DAMAGES)
def met(request: pytest.FixtureRequest, kept: Path) -> Met:
    return damaged(request.param, kept)


def damaged(name: str, journal: Path) -> Met:
    DAMAGES[name].damage(journal)
    return DAMAGES[name]


@pytest.fixture
def file(tmp_path: Path, kept: Path) -> str:
    """kiosk.toml of that journal's kiosk."""
    text = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"), 1).replace("/set/by/the/demo", str(tmp_path), 1)
    (tmp_path / "clock").write_text(json.dumps(START))
    (tmp_path / "kiosk.toml").write_text(text.replace('url = ""', 'url = "mqtt://127.0.0.1:1"'), encoding="utf-8")
    return str(tmp_path / "kiosk.toml")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    """Exit code, the lines of standard output and of standard error."""
    code = main(words)
    out, err = capsys.readouterr()
    return code, out.splitlines(), err.splitlines()


def test_verify_names_the_place(met: Met, file: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard output, by the file's name and the row; as JSON nothing but JSON."""
    code, out, err = said(capsys, "journal", "verify", "--config", file)
    assert code == met.verify and any(met.row in line for line in out) is bool(met.row)
    assert all(line.startswith(str(kept)) for line in out + err) and len(err) == (code == 2)
    code, out, err = said(capsys, "journal", "verify", "--json", "--config", file)
    assert code == met.verify and (code == 2 or json.loads("".join(out))["good"] is False)


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_export_saves_what_can_be_read(
    met: Met, file: str, kept: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    """Every other row is there; what is not is named on standard error, a line for each place."""
    code, out, err = said(capsys, "journal", "export", "--format", format_, "--config", file)
    assert code == met.export and all(line.startswith(str(kept)) for line in err)
    if code == 2:
        return
    lost = sum(range_of(line) for line in err)
    gone = 1 if "rows before it" in met.row else 0
    assert len(out) == 75 - lost - gone + (format_ == "csv") and (len(err) == 1) is (code == 1)


def range_of(line: str) -> int:
    """How many rows a line on damage is about: `…: row 40: …`, `…: rows 40 to 42: …`."""
    first, _, last = line.split(": ")[1].partition(" ")[2].partition(" to ")
    return int(last or first) - int(first) + 1


@pytest.mark.parametrize("flags", [(), ("--raw",)])
def test_tail_goes_on_behind_it(
    met: Met, file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    """The damaged row has its line on standard error, the rows after it theirs; Ctrl-C then answers 1."""

    def interrupt(seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("kiosk.journal.showing.command.time.sleep", interrupt)
    code, out, err = said(capsys, "journal", "tail", "--lines", "75", *flags, "--config", file)
    assert code == met.export
    if code == 1:
        with read_file(Path(file).parent / "data/journal.db") as journal:
            rows = [row for row in journal.readable() if not flags and not isinstance(row, Damage)]
        lost = sum(map(range_of, err))
        assert met.row in err[0] and len(out) == 75 - lost - sum(not is_told(row["type"]) for row in rows)


PROGRAMS: dict[str, Callable[[str], int]] = {
    "migrate": lambda file: main(["migrate", "--config", file]),
    "day": lambda file: main(["day", "close", "--config", file]),
    "tell": lambda file: main(["update", "tell", "ok", "1.2.3", "--config", file]),
    "console": lambda file: main(["console", "--config", file]),
    "app": lambda file: main(["app", "--config", file]),
    "courier": lambda file: courier(["--config", file]),
}


REFUSED = [
    (damage, program)
    for damage, met in DAMAGES.items()
    for program in PROGRAMS
    if not met.opens and not (program == "migrate" and damage in ("nothing in it", "not there"))  # it makes those
]


@pytest.mark.parametrize(("damage", "program"), REFUSED)
def test_programs_refuse_it_in_one_line(
    damage: str, file: str, kept: Path, capsys: pytest.CaptureFixture[str], program: str
) -> None:
    """The file, and what to do: the kiosk's own screen says it then. Exit code 2, or 75 of a program that is kept
    running: whatever is wrong with the disk, it is started again."""
    damaged(damage, kept)
    assert PROGRAMS[program](file) == (75 if program in ("console", "app", "courier") else 2)
    err = capsys.readouterr().err.splitlines()
    assert (len(err) == 1 or program == "migrate") and str(kept) in err[-1]  # migrate tells first what it tried
    assert any(
        word in err[-1]
        for word in ("docs/repair.md", "kiosk migrate", "move it away", "gone from it", "install that one")
    )


def test_the_doctor_and_the_log_bundle_say_it(
    met: Met, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The finding names the place; the bundle comes all the same, with what the devices did as far as it is read."""
    code, out, _ = said(capsys, "doctor", "--json", "--wait", "0.01", "--config", file)
    journal = next(found for found in json.loads("".join(out))["devices"] if found["device"] == "journal")
    assert code == 1 and not journal["good"] and met.row in journal["said"]["en"]
    code, out, _ = said(capsys, "bundle", "--to", str(tmp_path), "--config", file)
    assert code == 0 and Path(out[0]).stat().st_size > 500


def test_a_program_that_runs_names_the_row_when_it_comes_to_it(
    kept: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows before the day are not read at the start: whoever needs them later hears which, and the officers' slip says
    that the day could not be counted."""
    monkeypatch.setattr(reading, "BEFORE_DAY", -40)
    data_is('{"level":', 43)(kept)
    with open_journal(load(Path(file))) as journal:
        with pytest.raises(JournalError, match="row 43: cannot be read"):
            journal.after("rating", 3, 10)
        with pytest.raises(JournalError, match="row 43: cannot be read"):
            list(journal.recorded())
        words = str(slip_of_day(journal, load(Path(file)), "2026-11-26"))
    assert "không đọc được nhật ký" in words


def test_damage_side_by_side_is_one_line(kept: Path) -> None:
    """Three rows for one reason, then one for another."""
    for row in (20, 21, 22):
        data_is("[]", row)(kept)
    data_is("{", 23)(kept)
    with read_file(kept) as journal:
        lines = [line.split(":")[0] for line in journal.verify().problems]
    assert lines == ["rows 20 to 22", "row 23"]


def test_a_number_of_rows_that_cannot_be_is_not_searched_for(kept: Path) -> None:
    """The last number given out may be damaged as well: nobody looks for 2^62 rows."""
    by_sql("UPDATE sqlite_sequence SET seq = 4611686018427387904 WHERE name = 'events'")(kept)
    page_of(75)(kept)
    with read_file(kept) as journal:
        found = journal.verify()
    assert found.problems[-1].startswith("row 4611686018427387904: the end is missing")


@pytest.mark.slow
@given(at=st.integers(0, LAST_VERSION.stat().st_size - 1), noise=st.binary(min_size=1, max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_bytes_stand_in_the_file_only_a_journal_error_comes_of_it(kept: Path, at: int, noise: bytes) -> None:
    """Anywhere in the file, anything: it is read as far as it goes, or refused by name."""
    content = bytearray(LAST_VERSION.read_bytes())
    content[at : at + len(noise)] = noise
    for log in kept.parent.glob("journal.[dh]*"):
        log.unlink()
    kept.write_bytes(content)
    with suppress(JournalError):
        migrate(kept)
    with suppress(JournalError), read_file(kept) as journal:
        found = journal.verify()
        assert found.rows == len([row for row in journal.readable() if not isinstance(row, Damage)])
    with suppress(JournalError), open_file(kept, SOURCE, TestClock()) as journal:
        journal.after("visit", 0, 100)
        journal.transact(lambda state, now: (Fact(DeviceChanged("scanner", "missing")),))
        list(journal.recorded(after=journal.day_start() - 1))
