"""The chime before a call: two soft falling tones, made here, so no licence stands behind it."""

import math
from array import array

from drivers.sound.wav import RATE, Sound

TONES = ((880.0, 0.0, 0.45), (660.0, 0.3, 0.6))  # Hz, when it begins and how long it sounds, in seconds
LOUD = 11000  # of 32767: as loud as a voice, not louder
RISES_S = 0.01  # a tone that begins at once would click


def chime(rate: int = RATE) -> Sound:
    count = round(rate * max(begin + long for _, begin, long in TONES))
    return Sound(rate, array("h", [round(LOUD * sum(_tone(t / rate, *tone) for tone in TONES)) for t in range(count)]))


def _tone(t: float, pitch: float, begin: float, long: float) -> float:
    """A tone that dies away, at `t` seconds; nothing before it and behind it."""
    at = t - begin
    if not 0 <= at < long:
        return 0.0
    fades = min(1.0, at / RISES_S, (long - at) / RISES_S)
    return math.sin(2 * math.pi * pitch * at) * math.exp(-4 * at / long) * fades
