"""`kiosk clock`, and by what the machine knows the time: notes of a technician's word and of a battery clock."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers import clock as clocks
from drivers.clock import SystemClock
from kiosk.__main__ import main
from kiosk.core.calendar.moment import from_iso, iso, wanted_ms
from kiosk.host.clock_files import ASKED, LAST, RTC, SET, ask, keep_time, last_time, note_rtc, note_set
from kiosk.journal.opening import migrate
from kiosk.service import clock_command

SMALL = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{}"
[[services]]
letter = "A"
name = "Hộ tịch"
[[counters]]
number = 1
"""
PASSED = from_iso("2026-11-23T07:30:00+07:00")
Kiosk = Callable[..., int]


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    """`kiosk clock …` of a machine whose clock nobody but the test sets."""
    (tmp_path / "kiosk.toml").write_text(SMALL.format(tmp_path), encoding="utf-8")
    migrate(tmp_path / "journal.db")
    monkeypatch.setattr(clocks, "_is_synchronised", lambda: False)
    monkeypatch.setattr(clock_command, "RTC", tmp_path / "no-rtc")
    return lambda *words: main(["clock", "--config", str(tmp_path / "kiosk.toml"), *words])


def test_a_technicians_word_is_a_source_of_this_start(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said with what will become of it; known as `set` until the next start."""
    told: list[int] = []
    monkeypatch.setattr(time, "clock_settime_ns", lambda _, ns: told.append(ns))
    assert kiosk("set", "2035-11-29 08:00") == 0
    assert told == [from_iso("2035-11-29T08:00:00+07:00") * 1_000_000]
    assert "no battery clock keeps it" in capsys.readouterr().out
    assert kiosk() == 0 and capsys.readouterr().out.split()[1] == "set"
    note_set(tmp_path, "another", 0)
    assert kiosk() == 0 and capsys.readouterr().out.split()[1] == "unknown"


@pytest.mark.parametrize("error", [PermissionError(1, "x"), OSError(22, "Invalid argument")])
def test_whoever_may_not_set_it_is_told_how(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
) -> None:
    """One line, exit 1, nothing noted."""

    def refuse(_: int, __: int) -> None:
        raise error

    monkeypatch.setattr(time, "clock_settime_ns", refuse)
    assert kiosk("set", "2035-11-29 08:00") == 1
    said = capsys.readouterr().err
    assert said.startswith("kiosk clock set: ") and said.count("\n") == 1
    assert ("sudo" in said) == isinstance(error, PermissionError)


@pytest.mark.parametrize(
    ("text", "wall"),
    [("2026-11-29 08:00", "2026-11-29T08:00:00+07:00"), ("2026-11-29T01:00:30Z", "2026-11-29T08:00:30+07:00")],
)
def test_a_time_is_viet_nams(text: str, wall: str) -> None:
    assert wanted_ms(text, PASSED) == from_iso(wall)


@pytest.mark.parametrize(("text", "says"), [("8 o'clock", "write it as"), ("2025-11-29 08:00", "look at the year")])
def test_what_is_no_time_or_has_passed_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        wanted_ms(text, PASSED)


# --- the notes ---


def rtc(folder: Path, ms: int) -> Path:
    (folder / "name").write_text("rtc-ds1307 1-0068\n")
    (folder / "since_epoch").write_text(f"{ms // 1000}\n")
    return folder


def test_a_battery_clock_counts_that_was_right_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And tells the time that the machine has now; never set, another one, or another time: unknown."""
    monkeypatch.setattr(clocks, "_is_synchronised", lambda: False)
    note, now = tmp_path / RTC, time.time_ns() // 1_000_000

    def source() -> str:
        return SystemClock(tmp_path / SET, note, rtc(tmp_path, now)).source()

    assert source() == "unknown"
    note_rtc(tmp_path, SystemClock(rtc=rtc(tmp_path, now)).rtc_name())
    assert source() == "rtc"
    now -= 60_000
    assert source() == "unknown" and SystemClock(rtc=rtc(tmp_path, now)).rtc_name() == ""
    note_rtc(tmp_path, "another")
    now += 60_000
    assert source() == "unknown"


def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of the last time, nor of what was set, nor of the battery clock."""
    monkeypatch.setattr(clocks, "_is_synchronised", lambda: False)
    for spoilt in (b"", b"\0" * 9, b"\xff\xfe", b"x y z", b"-5"):
        for name in (LAST, SET, RTC):
            (tmp_path / name).write_bytes(spoilt)
        assert last_time(tmp_path) == 0
        assert SystemClock(tmp_path / SET, tmp_path / RTC, tmp_path).source() == "unknown"
    keep_time(tmp_path, PASSED)
    assert last_time(tmp_path) == PASSED


def test_what_the_page_asked_for_is_done_once(kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the file that the unit waits for; it is gone afterwards, whatever came of it."""
    told: list[int] = []
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.setattr(time, "clock_settime_ns", lambda _, ns: told.append(ns))
    ask(tmp_path, iso(PASSED))
    assert kiosk("asked") == 0 and told == [PASSED * 1_000_000]
    assert kiosk("asked") == 1 and len(told) == 1


def secret(tmp_path: Path) -> Path:
    made = tmp_path / "secret"
    made.write_text("root:$6$", encoding="ascii")
    return made


@pytest.mark.parametrize(
    "plant",
    [
        lambda asked: asked.symlink_to(secret(asked.parent)),
        lambda asked: os.mkfifo(asked),
        lambda asked: asked.write_bytes(b"2035-11-29 08:00" + b" " * 1_000_000),
        lambda asked: asked.write_bytes(b"\xff\x00"),
    ],
    ids=["a link", "a pipe", "a long file", "no text"],
)
def test_a_file_that_no_page_wrote_sets_nothing(
    kiosk: Kiosk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    plant: Callable[[Path], object],
) -> None:
    """Root follows no link, waits for nobody, reads no more than a time, tells nothing of another file; it is gone."""
    told: list[int] = []
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.setattr(time, "clock_settime_ns", lambda _, ns: told.append(ns))
    plant(tmp_path / ASKED)
    assert kiosk("asked") == 1 and told == []
    assert not os.path.lexists(tmp_path / ASKED) and "root:" not in capsys.readouterr().err
