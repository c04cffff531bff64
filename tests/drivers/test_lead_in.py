"""What a sound card gets of a sentence: near-silence where the config wants it, then every sample of the voice."""

import array
import wave
from io import BytesIO
from pathlib import Path

import pytest

from drivers.lead_in import LOUDEST, command, led_in
from drivers.ports import Missing
from drivers.speaker import ChildSpeaker, was_said

RATE, SENTENCE = 22050, array.array("h", [9000, -9000, 0, 12345] * 500)


def wav(channels: int = 1, width: int = 2, endless: bool = False) -> bytes:
    """The sentence as a voice writes it; `endless`: with the length of one that does not know it yet."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, width, RATE, 0, "NONE", ""))
        file.writeframes(SENTENCE.tobytes())
    data = bytearray(out.getvalue())
    if endless:
        data[4:8] = data[40:44] = (0x7FFFF000).to_bytes(4, "little")
    return bytes(data)


def samples(sound: bytes) -> "array.array[int]":
    with wave.open(BytesIO(sound)) as file:
        return array.array("h", file.readframes(file.getnframes()))


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A voice (it writes its WAV, and what it was asked to say) and a player that keeps what it gets."""
    (tmp_path / "voice.wav").write_bytes(wav(endless=True))
    for name, does in {
        "espeak-ng": f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/asked; cat {tmp_path}/voice.wav',
        "aplay": f"cat > {tmp_path}/played",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_the_played_sound_begins_with_near_silence(hall: Path) -> None:
    """600 ms that nobody hears and that are never nothing; then the whole sentence, sample by sample."""
    assert was_said(ChildSpeaker(["espeak-ng", "--stdin"], 600).say("Mời số A015"))
    played = samples((hall / "played").read_bytes())
    lead, sentence = played[: RATE * 600 // 1000], played[RATE * 600 // 1000 :]
    assert sentence == SENTENCE
    assert all(0 < abs(step) <= LOUDEST for step in lead) and abs(sum(lead)) < len(lead) // 10
    assert (hall / "asked").read_text() == "Mời số A015\n" and (hall / "words").read_text() == "--stdin --stdout\n"


def test_without_a_lead_the_player_is_as_it_is(hall: Path) -> None:
    """It speaks itself, and nothing stands in between."""
    assert command(["espeak-ng", "--stdin"], 0) == ["espeak-ng", "--stdin"]
    assert was_said(ChildSpeaker(["espeak-ng", "--stdin"], 0).say("Mời số A015"))
    assert not (hall / "played").exists() and (hall / "words").read_text() == "--stdin\n"


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("ms", [0, 1, 250, 3000])
def test_every_shape_of_sound_keeps_its_samples(channels: int, ms: int) -> None:
    """As long as was wanted, on each channel."""
    made = samples(led_in(wav(channels), ms))
    assert len(made) == RATE * ms // 1000 * channels + len(SENTENCE) and made[-len(SENTENCE) :] == SENTENCE


@pytest.mark.parametrize("sound", [b"", b"RIFF", b"not a sound at all" * 9, wav(width=1), wav()[:30]])
def test_what_is_no_such_sound_is_refused(sound: bytes) -> None:
    """A voice that writes something else has failed."""
    with pytest.raises(ValueError, match="the voice writes"):
        led_in(sound, 500)


@pytest.mark.parametrize("broken", ["espeak-ng", "aplay"])
@pytest.mark.parametrize("does", ["exit 3", "echo no sound"])
def test_a_voice_or_a_player_that_fails_is_a_failed_sentence(hall: Path, broken: str, does: str) -> None:
    """Whichever of the two; what the player itself writes is nobody's concern."""
    (hall / broken).write_text(f"#!/bin/sh\n{does}\n")
    well = (broken, does) == ("aplay", "echo no sound")
    assert was_said(ChildSpeaker(["espeak-ng"], 100).say("Mời số A015")) is well


def test_without_aplay_it_is_named(hall: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option and what brings the command."""
    (hall / "aplay").unlink()
    monkeypatch.setenv("PATH", str(hall))
    with pytest.raises(Missing, match=r"speaker\.lead_in.*alsa-utils"):
        ChildSpeaker(["espeak-ng"], 500)
