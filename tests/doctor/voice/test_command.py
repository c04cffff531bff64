"""`kiosk voice`: an office records its own voice and hears what is wrong with it, with a microphone that is played."""

import math
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sound.recordings import load, wrong
from drivers.sound.wav import RATE, Sound, joined, silence, written
from kiosk.__main__ import main
from kiosk.core.words.spoken import PIECES, needed
from kiosk.doctor.voice_command import record

CONFIG = """
[office]
unit = "000.08.92.H55"
[[services]]
letter = "A"
name = "Chứng thực"
[[counters]]
number = 12
[speaker]
recordings = "{folder}"
"""
NAMES = needed("A", 12)


def word(loud: int) -> bytes:
    wave = (round(loud * math.sin(2 * math.pi * 200 * n / RATE)) for n in range(RATE // 3))
    return written(joined([silence(RATE, 700), Sound(RATE, array("h", wave)), silence(RATE, 900)]))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "kiosk.toml").write_text(CONFIG.format(folder=tmp_path / "voice"), "utf-8")
    return tmp_path / "kiosk.toml"


def test_an_office_records_and_checks_its_voice(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for each word that it needs; loud and soft ones are brought to one loudness; then the check is content."""
    assert main(["voice", "check", "--config", str(config)]) == 1
    assert f"0/{len(NAMES)}" in capsys.readouterr().out
    (tmp_path / "said.wav").write_bytes(word(9000))
    (tmp_path / "arecord").write_text(f"#!/bin/sh\ncat {tmp_path}/said.wav\n")
    (tmp_path / "arecord").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    questions: list[str] = []

    def typed(question: str) -> str:
        questions.append(question)
        (tmp_path / "said.wav").write_bytes(word(2000 + 900 * len(questions)))
        return ""

    monkeypatch.setattr("builtins.input", typed)
    assert main(["voice", "record", "--config", str(config)]) == 0
    assert [name for name in NAMES if f"“{PIECES[name]}”" not in "".join(questions)] == []
    assert len(questions) == len(NAMES) and wrong(load(tmp_path / "voice", NAMES), NAMES) == []
    assert main(["voice", "check", "--config", str(config)]) == 0
    (tmp_path / "voice" / "7.wav").unlink()
    assert main(["voice", "check", "--config", str(config)]) == 1
    assert "7.wav “bảy”: chưa có" in capsys.readouterr().out


def test_what_was_spoken_badly_is_asked_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody spoke, too loud, no microphone, then well; "s" leaves one out, "q" stops."""
    takes = iter([written(silence(RATE, 900)), word(32767), b"", word(8000), word(8000)])
    answers: Iterator[str] = iter(["", "", "", "", "s", "", "q"])
    record(tmp_path, ["1", "2", "3", "4"], 3, lambda seconds: next(takes), lambda question: next(answers))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["1", "3"]
    said = capsys.readouterr().out
    assert [words in said for words in ("nothing is spoken", "clipped", "arecord: no WAV")] == [True] * 3


def test_nobody_types_any_more(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops, and what is missing is not so."""
    monkeypatch.setattr(sys, "stdin", Path("/dev/null").open())  # noqa: SIM115 - as long as the test
    assert main(["voice", "record", "--config", str(config)]) == 1


def test_without_a_folder_it_says_where_to_name_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kiosk.toml").write_text(CONFIG.format(folder=""), "utf-8")
    assert main(["voice", "check", "--config", str(tmp_path / "kiosk.toml")]) == 2
    assert "speaker.recordings" in capsys.readouterr().err
