"""A sound: samples of 16 bit, one channel, and how many a second. Pure, but for the bytes that it is read from.

Strategy: everything that is said is joined from sounds of one rate and played as one stream, so no player starts in the
middle of a sentence. What another program wrote is read leniently: a length that was not known yet, two channels.
"""

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

RATE = 22050  # of what we make ourselves: speech has nothing above 11 kHz that a hall would hear
HIGHEST = 32767
_ALL = 1 << 30


@dataclass(frozen=True)
class Sound:
    rate: int
    samples: "array[int]"

    @property
    def ms(self) -> int:
        return len(self.samples) * 1000 // self.rate


def read(data: bytes) -> Sound:
    """Raises ValueError for what is no WAV of 16 bit."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(min(_ALL, len(data)))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"no WAV: {error}") from error
    if width != 2:
        raise ValueError(f"{8 * width} bits, not 16")
    samples = array("h", frames[: len(frames) // 2 * 2])
    return Sound(rate, samples[::channels])


def written(sound: Sound) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, sound.rate, 0, "NONE", ""))
        file.writeframes(sound.samples.tobytes())
    return out.getvalue()


def joined(sounds: Sequence[Sound]) -> Sound:
    """One after the other. Raises ValueError where their rates differ, or there is none."""
    rates = {sound.rate for sound in sounds}
    if len(rates) != 1:
        raise ValueError(f"sounds of {len(rates)} rates: {sorted(rates)}")
    rate, whole = rates.pop(), array("h")
    for sound in sounds:
        whole += sound.samples
    return Sound(rate, whole)


def silence(rate: int, ms: int) -> Sound:
    return Sound(rate, array("h", bytes(2 * (rate * ms // 1000))))


def softer(sound: Sound, percent: int) -> Sound:
    """`percent`: of its loudness, 100 leaves it as it is."""
    if percent >= 100:
        return sound
    return Sound(sound.rate, array("h", [sample * percent // 100 for sample in sound.samples]))
