"""`kiosk journal`: lines that a technician reads, the same as JSON, and nothing else on standard output."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.host import progress
from kiosk.journal import command
from kiosk.journal.lines import what
from kiosk.journal.opening import read_file
from tests.config.test_load import DEMO
from tests.core.facts import EVER_WRITTEN, type_of
from tests.journal.conftest import Thief


@pytest.fixture
def file(tmp_path: Path, kept: Path) -> str:
    text = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"))
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    return str(tmp_path / "kiosk.toml")


@pytest.fixture(autouse=True)
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses Ctrl-C where `tail` would wait for more."""

    def interrupt(seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("kiosk.journal.command.time.sleep", interrupt)


def test_every_event_has_its_words() -> None:
    """No type without a line of its own, in whatever version, and nothing of the table left in it."""
    lines = [what(type_of(name), data) for name, (_, data) in EVER_WRITTEN.items()]
    assert [line for line in lines if "vn.motcua" in line or "{" in line or "?" in line] == []


READ = {
    7: " 2026-11-26 07:00:42  visit       2  A001 issued, service A, by touch, slip asked",
    24: " 2026-11-26 07:01:41  visit      19  A002 called to counter 1, waited 32 s",
    28: " 2026-11-26 07:03:37  rating      1  rating 4 given, by button, counter 1, service A, bound by one",
    42: " 2026-11-26 07:05:31  rating      4  rating 2 because of LATE, ATTITUDE",
    45: " 2026-11-26 07:06:13  rating      7  rating 5 replaced, by rating 6",
    61: "~2026-11-26 08:08:16  device      9  kiosk started, version 0.1.0, after: stop",
    62: "~2026-11-26 08:08:23  visit      45  day opened 2026-11-27, the date is a guess",
    73: " 2026-11-27 01:05:49  rating      9  rating 4 given, by button, not counted: nothing-served",
}


def test_tail_prints_what_happened(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Local time, stream and number, and what it was; `~` where the clock was not known."""
    assert main(["journal", "tail", "--lines", "75", "--config", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {row: lines[row - 1] for row in READ} == READ and len(lines) == 75


def test_an_event_of_tomorrow_and_one_without_its_values_have_a_line_too() -> None:
    """Their name and what they hold; what is missing is left out."""
    assert what("vn.motcua.moon.seen.v2", {"phase": "full"}) == 'vn.motcua.moon.seen.v2 {"phase": "full"}'
    assert what("vn.motcua.ticket.issued.v1", {"ticket": "A001"}) == "A001 issued"
    assert what("vn.motcua.ticket.issued.v1", {}) == ""


def test_raw_is_the_event_as_the_city_gets_it(file: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line, the last ten without another word, as `export` has them."""
    assert main(["journal", "tail", "--raw", "--config", file]) == 0
    shown = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert main(["journal", "export", "--config", file]) == 0
    exported = list(map(json.loads, capsys.readouterr().out.splitlines()))
    with read_file(kept) as journal:
        assert exported == list(journal.rows()) and shown == exported[-10:]


def test_a_table_holds_the_same(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV with its head, the data as JSON in the last column."""
    assert main(["journal", "export", "--format", "csv", "--config", file]) == 0
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert tuple(head) == command.TABLE and len(rows) == 75
    assert [row[0] for row in rows] == list(map(str, range(1, 76))) and json.loads(rows[5][-1])["date"] == "2026-11-26"


def test_verify_says_what_was_checked(file: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The events, the checkpoints, the key they were signed with; the same as JSON."""
    assert main(["journal", "verify", "--config", file]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert main(["journal", "verify", "--json", "--config", file]) == 0
    found = json.loads(capsys.readouterr().out)
    (key,) = found.pop("keys")
    assert line == f"{kept}: every chain holds, 75 events; 3 signed checkpoints by key {key[:16]}"
    assert found == {
        "file": str(kept), "journal": "c85cf03bdb90a16f", "good": True, "events": 75, "checkpoints": 3, "problems": [],
    }  # fmt: skip


def test_the_first_bad_row_stands_first(file: str, thief: Thief, capsys: pytest.CaptureFixture[str]) -> None:
    """Two places changed: exit code 1, the earlier one first."""
    thief("UPDATE events SET data = '{}' WHERE seq IN (60, 30)")
    assert main(["journal", "verify", "--config", file]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "row 30: " in lines[0] and "row 60: " in lines[-1]


@pytest.mark.parametrize("do", ["verify", "export"])
def test_a_terminal_sees_how_far_it_is(file: str, do: str) -> None:
    """On standard error, rewritten in place and gone at the end; standard output holds the result alone."""
    near, far = pty.openpty()
    run = "import sys; from kiosk.host import progress; progress.IN_PLACE_S = 0; from kiosk.__main__ import main; "
    argv = [sys.executable, "-c", f"{run}sys.exit(main(sys.argv[1:]))", "journal", do, "--config", file]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=far, text=True) as process:
        os.close(far)
        out = process.stdout.read() if process.stdout else ""
    seen = os.read(near, 100_000).decode()
    os.close(near)
    assert process.returncode == 0 and "75/75 rows" in seen and seen.endswith("\r\x1b[K") and "\n" not in seen
    assert out.count("\n") == (1 if do == "verify" else 75) and "rows," not in out
    assert progress.IN_PLACE_S > 0


def test_whoever_has_seen_enough_of_it_is_no_failure(file: str) -> None:
    """`kiosk journal export | head -1`: no traceback and exit code 0, however the pipe is closed."""
    run = "import sys; from kiosk.__main__ import main; code = main(sys.argv[1:]); print(code, file=sys.stderr)"
    argv = [sys.executable, "-c", run, "journal", "export", "--config", file]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == "0\n"
    assert process.returncode == 0


@pytest.mark.parametrize("words", [("look",), ("tail", "--lines", "-1"), ("tail", "--lines", "many"), ()])
def test_wrong_words_are_one_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and where the right ones stand."""
    with pytest.raises(SystemExit) as left:
        main(["journal", *words])
    err = capsys.readouterr().err
    assert left.value.code == 2 and err.count("\n") == 1 and err.endswith("see kiosk journal --help\n")


def test_the_doctor_reads_a_journal_that_was_not_brought_up(
    file: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `verify`, `tail` and `export` above do: what the last version left is well as it is, and stays so."""
    before = kept.read_bytes()
    main(["doctor", "--json", "--wait", "0.01", "--config", file])
    found = {finding["device"]: finding["good"] for finding in json.loads(capsys.readouterr().out)["devices"]}
    assert found["journal"] is True and kept.read_bytes() == before
