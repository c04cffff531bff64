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
from kiosk.journal.opening import read_file
from kiosk.journal.showing import command
from kiosk.journal.showing.lines import is_told, what
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

    monkeypatch.setattr("kiosk.journal.showing.command.time.sleep", interrupt)


def test_every_event_has_its_words() -> None:
    """No type without a line of its own, in whatever version, and nothing of the table left in it."""
    lines = [what(type_of(name), data) for name, (_, data) in EVER_WRITTEN.items()]
    assert [line for line in lines if "vn.motcua" in line or "{" in line or "?" in line] == []


READ = {
    7: " 2026-11-26 07:00:42  visit       2  A001 issued, service A, by touch, slip asked",
    24: " 2026-11-26 07:01:41  visit      19  A002 called to counter 1, waited 32 s",
    28: " 2026-11-26 07:03:37  rating         a rating was given, by button",
    61: "~2026-11-26 08:08:16  device      9  kiosk started, version 0.1.0, after: stop",
    62: "~2026-11-26 08:08:23  visit      45  day opened 2026-11-27, the date is a guess",
    73: " 2026-11-27 01:05:49  rating         a rating was given, by button",
}


def test_tail_prints_what_happened(file: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Local time, stream and number, and what it was; `~` where the clock was not known; of a rating only that it came,
    because others stand beside the screen."""
    assert main(["journal", "tail", "--lines", "75", "--config", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    with read_file(kept) as journal:
        told = [row["seq"] for row in journal.rows() if is_told(row["type"])]
    assert {row: lines[told.index(row)] for row in READ} == READ and len(lines) == len(told) < 75


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


TOLD = ["checked", "signed", "not signed yet", "held against, and here", "cannot be seen"]


def test_verify_says_what_was_checked(file: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The events, the checkpoints, the key they were signed with, how far, and what nobody can see; as JSON too."""
    assert main(["journal", "verify", "--config", file]) == 0
    line, *told = capsys.readouterr().out.splitlines()
    assert [words.split(":")[0] for words in told] == TOLD
    assert main(["journal", "verify", "--json", "--config", file]) == 0
    found = json.loads(capsys.readouterr().out)
    (key,) = found.pop("keys")
    assert line == f"{kept}: every chain holds; signed by key {key[:16]}"
    assert found == {
        "file": str(kept), "journal": "c85cf03bdb90a16f", "good": True, "events": 75, "checkpoints": 3, "problems": [],
        "signed": 73, "unsigned_from": 75,
        "held_against": ["the city's acknowledgement (device 11, rating 9, visit 54)"],
    }  # fmt: skip


def heads_in(kept: Path, tmp_path: Path, **other: object) -> str:
    """A file of heads as somebody keeps them."""
    with read_file(kept) as journal:
        heads = {s: {"sequence": n, "hash": h} for s in ("rating", "visit") for n, h in [journal.head(s)]}
    path = tmp_path / "heads.json"
    path.write_text(json.dumps({"journal": "c85cf03bdb90a16f", "heads": heads} | other), encoding="utf-8")
    return str(path)


AWAY = f"rating:99:{'a' * 64}"
WITH = {
    "the city's heads": (["--heads", "{heads}"], 0, "held against, and here"),
    "a head that is not there": (["--heads", AWAY], 1, "the end is missing: --heads has rating 99, here 9 is the last"),
    "another journal's": (["--heads", "{other}"], 1, "this is journal c85cf03bdb90a16f; {other} is of journal ffff"),
    "the kiosk's key": (["--key", "{key}"], 0, "signed: all rows before the last checkpoint, by this kiosk's key"),
    "another key": (["--key", "ab" * 32], 1, "row 53: the checkpoint is signed with key"),
}


@pytest.mark.parametrize(("words", "code", "says"), WITH.values(), ids=WITH)
def test_it_is_held_against_what_somebody_brings(
    words: list[str], code: int, says: str, file: str, kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Heads of the city, a public key: told with what does not fit, or that all of it is here."""
    with read_file(kept) as journal:
        (key,) = journal.verify().keys
    other = tmp_path / "other"
    other.mkdir()
    filled = {"heads": heads_in(kept, tmp_path), "other": heads_in(kept, other, journal="ffff"), "key": key}
    argv = ["journal", "verify", *(word.format(**filled) for word in words), "--config", file]
    assert main(argv) == code and says.format(**filled) in capsys.readouterr().out


def test_the_last_heads_beside_the_journal_are_held_against_it(
    file: str, kept: Path, thief: Thief, capsys: pytest.CaptureFixture[str]
) -> None:
    """An end that was cut off without a trace in the file shows; a file of them that cannot be read tells nothing."""
    last = kept.with_name("journal.heads")
    last.write_bytes(Path(heads_in(kept, kept.parent)).read_bytes())
    thief("DELETE FROM events WHERE seq > 70")
    thief("DELETE FROM cursors")
    thief("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'events'")
    assert main(["journal", "verify", "--config", file]) == 1
    assert "row 71: the end is missing: the kiosk's last heads has rating 9, here 8" in capsys.readouterr().out
    last.write_bytes(b"\xff")
    assert main(["journal", "verify", "--config", file]) == 0


@pytest.mark.parametrize(
    "words", [("--heads", "nowhere"), ("--heads", "moon:1:" + "a" * 64), ("--key", "short"), ("--slip", "MLS1 what")]
)
def test_what_is_no_head_key_or_slip_is_one_line(
    words: tuple[str, str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, before anything is looked at."""
    with pytest.raises(SystemExit) as left:
        main(["journal", "verify", *words, "--config", file])
    assert left.value.code == 2 and capsys.readouterr().err.count("\n") == 1


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
    assert out.count("\n") == (6 if do == "verify" else 75) and "rows," not in out
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
