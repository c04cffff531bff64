"""What is wrong with a folder of recordings, and what makes a recording right: on sounds made here."""

import math
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.sound.chime import chime
from drivers.sound.recordings import (
    AIM_DB,
    CLIPPED,
    KEPT_MS,
    Wrong,
    levelled,
    load,
    loudness_db,
    peak,
    silent_ends_ms,
    spoken_ms,
    trimmed,
    wrong,
)
from drivers.sound.wav import RATE, Sound, joined, read, silence, softer, written


def tone(loud: int = 6000, ms: int = 400, rate: int = RATE) -> Sound:
    """As a word that somebody says."""
    wave = (round(loud * math.sin(2 * math.pi * 220 * n / rate)) for n in range(rate * ms // 1000))
    return Sound(rate, array("h", wave))


def between(before: int, sound: Sound, after: int) -> Sound:
    return joined([silence(sound.rate, before), sound, silence(sound.rate, after)])


FAULTS = {
    "whole": (tone(), None),
    "missing": (None, Wrong("7", "missing")),
    "nobody speaks": (silence(RATE, 500), Wrong("7", "short", 0)),
    "clipped": (tone(CLIPPED), Wrong("7", "clipped", CLIPPED)),
    "a pause before it": (between(400, tone(), 0), Wrong("7", "silence", 400)),
    "a pause behind it": (between(0, tone(), 300), Wrong("7", "silence", 300)),
    "a little pause": (between(100, tone(), 100), None),
    "3 dB softer": (tone(round(6000 / 10 ** (3 / 20))), Wrong("7", "loudness", -3.0)),
    "1.5 dB louder": (tone(round(6000 * 10 ** (1.5 / 20))), None),
    "another rate": (tone(rate=44100), Wrong("7", "rate", 44100)),
}


@pytest.mark.parametrize("case", FAULTS)
def test_each_fault_of_a_recording_is_found(case: str, tmp_path: Path) -> None:
    """And a good one has none; the others stay good beside it."""
    sound, expected = FAULTS[case]
    names = [str(n) for n in range(10)]
    for name in names:
        if name != "7" or sound:
            (tmp_path / f"{name}.wav").write_bytes(written(sound if name == "7" and sound else tone()))
    found = wrong(load(tmp_path, names), names)
    kinds = [(fault.name, fault.what, round(fault.value)) for fault in found]
    if expected is None:
        assert kinds == []
    else:
        name, what, value = kinds[0]
        assert (name, what) == (expected.name, expected.what) and abs(value - expected.value) <= 2
        assert {fault.name for fault in found} == {"7"}


@given(st.integers(1000, 30000), st.integers(0, 600), st.integers(0, 600))
def test_what_was_recorded_is_trimmed_and_brought_to_one_loudness(loud: int, before: int, after: int) -> None:
    """However softly it was said, and whatever pauses went before and behind."""
    made = levelled(trimmed(between(before, tone(loud, 120), after)))
    assert abs(loudness_db(made) - AIM_DB) < 0.5 and peak(made) < CLIPPED
    assert max(silent_ends_ms(made)) <= KEPT_MS + 2 and abs(spoken_ms(made) - 120) <= 4


@given(st.lists(st.integers(-32768, 32767), max_size=50), st.integers(0, 100))
def test_a_sound_is_read_as_it_was_written_and_made_softer(samples: list[int], percent: int) -> None:
    sound = Sound(RATE, array("h", samples))
    quiet = softer(sound, percent).samples
    assert read(written(sound)) == sound
    assert all(abs(soft) <= abs(loud) * percent / 100 + 1 for soft, loud in zip(quiet, samples, strict=True))


@pytest.mark.parametrize("data", [b"", b"RIFF", b"x" * 100, written(tone())[:30]])
def test_what_is_no_sound_is_refused_and_is_missing_from_its_folder(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "A.wav").write_bytes(data)
    with pytest.raises(ValueError, match="no WAV"):
        read(data)
    assert load(tmp_path, ["A"]) == {}


def test_the_chime_is_two_soft_tones_that_do_not_click() -> None:
    """It begins and ends at nothing, never jumps, is not clipped, and is over in 1.2 s."""
    sound = chime()
    steps = [abs(a - b) for a, b in zip(sound.samples, sound.samples[1:], strict=False)]
    assert sound.samples[0] == 0 and abs(sound.samples[-1]) < 100 and max(steps) < 4000
    assert 5000 < peak(sound) < CLIPPED and sound.ms < 1200 and loudness_db(sound) < AIM_DB + 6
