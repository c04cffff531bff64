"""The office's own voice: a folder of one WAV for each piece, `NAME.wav`; what is wrong with them.

`load` reads, the rest is pure.

All pieces have one rate, begin and end without a pause (pauses are put between them), are not clipped and of one
loudness: a hall that hears one word loud and the next one soft understands neither.
"""

import math
from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from drivers.sound.wav import HIGHEST, Sound, read

SILENT = 300  # of 32767, -41 dB: below it nobody speaks
MOST_SILENCE_MS, KEPT_MS = 150, 40  # at each end: found too long; what trimming leaves
MOST_APART_DB = 2.0
CLIPPED = 32700
SHORTEST_MS = 60
AIM_DB = -20.0  # to which a recorded piece is brought: loud, and yet no word reaches the highest sample


def load(folder: Path, names: Collection[str]) -> dict[str, Sound]:
    """The pieces that are there and can be read."""
    found = dict[str, Sound]()
    for name in names:
        try:
            found[name] = read((folder / f"{name}.wav").read_bytes())
        except (OSError, ValueError):
            continue
    return found


@dataclass(frozen=True)
class Wrong:
    """`what`: missing, short, rate, clipped, silence, loudness; `value` of its own kind."""

    name: str
    what: str
    value: float = 0.0


def wrong(pieces: Mapping[str, Sound], names: Collection[str]) -> list[Wrong]:
    """In the order of the names."""
    there = {name: pieces[name] for name in names if name in pieces}
    rate = median([s.rate for s in there.values()]) if there else 0
    usual = median([loudness_db(s) for s in there.values()]) if there else 0.0
    return [fault for name in names for fault in _faults(name, there.get(name), rate, usual)]


def _faults(name: str, sound: Sound | None, rate: float, usual: float) -> list[Wrong]:
    if sound is None:
        return [Wrong(name, "missing")]
    faults = [Wrong(name, "rate", sound.rate)] if sound.rate != rate else []
    if spoken_ms(sound) < SHORTEST_MS:
        return [*faults, Wrong(name, "short", spoken_ms(sound))]
    if peak(sound) >= CLIPPED:
        faults.append(Wrong(name, "clipped", peak(sound)))
    if (longest := max(silent_ends_ms(sound))) > MOST_SILENCE_MS:
        faults.append(Wrong(name, "silence", longest))
    if abs(apart := loudness_db(sound) - usual) > MOST_APART_DB:
        faults.append(Wrong(name, "loudness", round(apart, 1)))
    return faults


def peak(sound: Sound) -> int:
    return max((abs(sample) for sample in sound.samples), default=0)


def silent_ends_ms(sound: Sound) -> tuple[int, int]:
    """Before somebody speaks, and after; all of it before where nobody does."""
    begin, end = _spoken(sound)
    return begin * 1000 // sound.rate, (len(sound.samples) - end) * 1000 // sound.rate


def spoken_ms(sound: Sound) -> int:
    begin, end = _spoken(sound)
    return (end - begin) * 1000 // sound.rate


def _spoken(sound: Sound) -> tuple[int, int]:
    loud = [n for n, sample in enumerate(sound.samples) if abs(sample) > SILENT]
    return (loud[0], loud[-1] + 1) if loud else (len(sound.samples), len(sound.samples))


def loudness_db(sound: Sound) -> float:
    """Of what is spoken, against the loudest square wave; -100 of silence."""
    begin, end = _spoken(sound)
    power = sum(sample * sample for sample in sound.samples[begin:end]) / max(1, end - begin)
    return 10 * math.log10(power / HIGHEST**2) if power else -100.0


def trimmed(sound: Sound) -> Sound:
    begin, end = _spoken(sound)
    kept = sound.rate * KEPT_MS // 1000
    return Sound(sound.rate, sound.samples[max(0, begin - kept) : end + kept])


def levelled(sound: Sound) -> Sound:
    """Of the aimed loudness, or as near to it as no sample is clipped."""
    if not peak(sound):
        return sound
    factor = min(10 ** ((AIM_DB - loudness_db(sound)) / 20), (CLIPPED - 1) / peak(sound))
    return Sound(sound.rate, array("h", [int(sample * factor) for sample in sound.samples]))
