"""Who says a call at this machine, by kiosk.toml and by what is installed: each provider in its turn."""

import math
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.ports import Missing
from drivers.sound.wav import RATE, Sound, read, written
from drivers.speaker import was_said
from kiosk.config.options import Hardware, Speaker
from kiosk.core.words.spoken import PIECES
from kiosk.core.words.vietnamese import call_sentence
from kiosk.devices.speaker import hall_speaker
from scripts.small_office import small

NOON = 1_795_410_000_000  # 2026-11-23 12:00 in Viet Nam
SENTENCE = call_sentence("A015", 3)
TURNS = {
    "own": 'echo "own" >> {0}/turns; cat > {0}/asked',
    "espeak-ng": 'echo "espeak-ng" >> {0}/turns; cat > {0}/asked',
    "aplay": "echo aplay >> {0}/turns; test $2 = - && set -- -q /dev/stdin; cat $2 > {0}/played",
}


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a player and recordings; the voices come as a test installs them."""
    word = Sound(RATE, array("h", [round(5000 * math.sin(n / 15)) for n in range(RATE // 10)]))
    (tmp_path / "voice").mkdir()
    for name in PIECES:
        (tmp_path / "voice" / f"{name}.wav").write_bytes(written(word))
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    (tmp_path / "bin").mkdir()
    for program in ("sh", "cat"):
        (tmp_path / "bin" / program).symlink_to(f"/bin/{program}")
    return tmp_path


def installed(hall: Path, *programs: str) -> None:
    for name in programs:
        (hall / "bin" / name).write_text(f"#!/bin/sh\n{TURNS[name].format(hall)}\n")
        (hall / "bin" / name).chmod(0o755)


def said(hall: Path, speaker: Speaker, kind: str = "real") -> list[str]:
    """Who had a turn."""
    hardware = Hardware(kind=kind, wires="/x" if kind == "simulated" else "")
    config = replace(small().config, speaker=speaker, hardware=hardware)
    child = hall_speaker(config, lambda: NOON).say(SENTENCE)
    assert child == 0 or was_said(child)
    return (hall / "turns").read_text().split() if (hall / "turns").exists() else []


@pytest.mark.parametrize(
    ("there", "speaker", "turns"),
    [
        (["aplay", "espeak-ng"], Speaker(), []),
        (["aplay", "espeak-ng"], Speaker(where="board", player=["own"]), []),
        (["aplay"], Speaker(where="box"), ["aplay"]),
        (["aplay", "espeak-ng"], Speaker(where="box"), ["aplay", "espeak-ng"]),
        (["aplay", "espeak-ng", "own"], Speaker(player=["own"]), ["aplay", "own"]),
        (["own"], Speaker(player=["own"]), ["own"]),
        (["aplay", "espeak-ng"], Speaker(where="box", quiet=["11:30-13:00"]), []),
        (["aplay", "espeak-ng"], Speaker(where="box", quiet=["12:01-13:00"]), ["aplay", "espeak-ng"]),
    ],
)
def test_each_provider_in_its_turn(hall: Path, there: list[str], speaker: Speaker, turns: list[str]) -> None:
    """A chime first where something plays it; the file's own command before the one that is installed."""
    installed(hall, *there)
    assert said(hall, speaker) == turns
    assert turns[1:] == [] or (hall / "asked").read_text() == f"{SENTENCE}\n"


def test_recordings_go_before_any_voice_and_a_missing_piece_leaves_all_to_the_voice(hall: Path) -> None:
    installed(hall, "aplay", "espeak-ng")
    speaker = Speaker(recordings=str(hall / "voice"))
    assert said(hall, speaker) == ["aplay"]
    assert read((hall / "played").read_bytes()).ms == 1000 + 100 * 7  # chime, pause, seven pieces
    (hall / "voice" / "5.wav").unlink()
    assert said(hall, speaker) == ["aplay", "aplay", "espeak-ng"]
    (hall / "voice" / "5.wav").write_bytes(written(Sound(8000, array("h", [1] * 800))))
    assert said(hall, speaker)[3:] == ["aplay", "espeak-ng"]


def test_a_simulated_hall_hears_the_words_alone(hall: Path) -> None:
    installed(hall, "aplay", "own")
    assert said(hall, Speaker(player=["own"]), kind="simulated") == ["own"]


def test_a_folder_that_is_not_there_is_named(hall: Path) -> None:
    installed(hall, "aplay")
    with pytest.raises(Missing, match=r"speaker\.recordings"):
        said(hall, Speaker(recordings=str(hall / "gone")))
