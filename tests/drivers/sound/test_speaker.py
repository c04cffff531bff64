"""What a sound card gets of a call: chime first, then the recordings, else a voice, else nothing more."""

from array import array
from pathlib import Path

import pytest

from drivers.ports import Missing
from drivers.sound.chime import chime
from drivers.sound.recordings import peak
from drivers.sound.wav import RATE, Sound, read
from drivers.speaker import GAP_MS, HallSpeaker, was_said

PIECES = [Sound(RATE, array("h", [4000, -4000] * 300)), Sound(RATE, array("h", [9000, -9000] * 200))]
CHIME, GAP = len(chime().samples), RATE * GAP_MS // 1000
SENTENCE = "Xin mời số A không một năm đến quầy số ba."


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A player that keeps what it gets, a voice that keeps what it was asked; both write down their turns."""
    for name, does in {
        "espeak-ng": f'echo "voice $@" >> {tmp_path}/turns; cat > {tmp_path}/asked',
        "aplay": f"echo chime >> {tmp_path}/turns; test $2 = - && set -- -q /dev/stdin; cat $2 > {tmp_path}/played",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def played(hall: Path) -> "array[int]":
    return read((hall / "played").read_bytes()).samples


def test_recordings_follow_the_chime_in_one_sound(hall: Path) -> None:
    """A little pause between; no voice is started."""
    assert was_said(HallSpeaker(lambda sentence: PIECES, ["espeak-ng"], lambda: 100).say(SENTENCE))
    assert played(hall)[CHIME + GAP :] == PIECES[0].samples + PIECES[1].samples
    assert played(hall)[:CHIME] == chime().samples and not (hall / "asked").exists()


def test_a_voice_follows_the_chime_where_a_piece_is_missing(hall: Path) -> None:
    """It reads the whole sentence, as loud as the chime."""
    assert was_said(HallSpeaker(lambda sentence: None, ["espeak-ng", "--stdin"], lambda: 60).say(SENTENCE))
    assert (hall / "asked").read_text() == f"{SENTENCE}\n"
    assert (hall / "turns").read_text() == "chime\nvoice --stdin -a 60\n"


def test_without_a_voice_the_chime_is_heard_alone(hall: Path) -> None:
    assert was_said(HallSpeaker(lambda sentence: None, [], lambda: 100).say(SENTENCE))
    assert len(played(hall)) == CHIME + GAP and (hall / "turns").read_text() == "chime\n"


def test_a_lead_goes_before_the_chime(hall: Path) -> None:
    """So it is not the chime that HDMI swallows."""
    assert was_said(HallSpeaker(lambda sentence: PIECES, [], lambda: 100, lead=600).say(SENTENCE))
    lead = RATE * 600 // 1000
    assert (
        all(0 < abs(step) <= 2 for step in played(hall)[:lead]) and played(hall)[lead : lead + CHIME] == chime().samples
    )


def test_the_volume_of_the_hour_counts_and_in_quiet_hours_nothing_is_heard(hall: Path) -> None:
    percent = 100
    speaker, heard = HallSpeaker(lambda sentence: PIECES, [], lambda: percent), dict[int, int]()
    for percent in (100, 40, 100, 70):
        assert was_said(speaker.say(SENTENCE))
        heard[percent] = peak(read((hall / "played").read_bytes()))
    assert heard[40] == pytest.approx(heard[100] * 0.4, abs=2) and heard[70] == pytest.approx(heard[100] * 0.7, abs=2)
    percent = 0
    assert speaker.say(SENTENCE) == 0


def test_a_machine_that_can_play_nothing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="aplay"):
        HallSpeaker(lambda sentence: None, [], lambda: 100)


def test_a_voice_that_is_not_installed_is_named(hall: Path) -> None:
    with pytest.raises(Missing, match="no command 'gone'"):
        HallSpeaker(lambda sentence: None, ["gone"], lambda: 100)
