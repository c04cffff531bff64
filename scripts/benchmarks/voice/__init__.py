"""`./scripts/bench voice`: how soon a call is heard and how long it lasts, by the very speaker of the touch app.

A player stands in for the sound card: it stamps its first byte and keeps what it gets. The office's recordings are
tones as long as words; where espeak-ng is installed its own sound is measured at the pace that the kiosk asks for.
Without a lead-in; the clock starts where the app hands over the sentence.
"""

import math
import os
import subprocess
import tempfile
import time
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which
from typing import Any

from drivers.sound.recordings import peak
from drivers.sound.wav import RATE, Sound, read
from drivers.speaker import HallSpeaker, was_said
from kiosk.core.words.spoken import PIECES, pieces_of
from kiosk.core.words.vietnamese import call_sentence
from kiosk.devices.speaker import VOICE
from scripts.benchmarks.timing import spread

WORD_MS = 330  # of a slow speaker: three syllables a second
PLAYER = '#!/bin/sh\ndate +%s%N > {folder}/first\nf=$2; test "$f" = - && f=/dev/stdin\ncat "$f" > {folder}/heard\n'


def measure(quick: bool) -> dict[str, Any]:
    rounds = 5 if quick else 100
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        (there / "aplay").write_text(PLAYER.format(folder=there))
        (there / "aplay").chmod(0o755)
        os.environ["PATH"] = f"{there}:{os.environ['PATH']}"
        return {
            "recordings": measured(there, rounds, recordings(), ()),
            "chime alone": measured(there, rounds, lambda sentence: None, ()),
            "espeak-ng": voice(there, rounds),
        }


def measured(
    there: Path, rounds: int, recorded: Callable[[str], Sequence[Sound] | None], voice: Sequence[str]
) -> dict[str, Any]:
    speaker, first, sounds = HallSpeaker(recorded, voice, lambda: 80), [], list[Sound]()
    for n in range(rounds):
        began = time.time_ns()
        if not was_said(speaker.say(call_sentence(f"A{n + 1:03d}", n % 20 + 1))):
            raise RuntimeError("the player failed")
        first.append((int((there / "first").read_text()) - began) / 1e6)
        sounds.append(read((there / "heard").read_bytes()))
    return {
        "first_sound_ms": spread(first),
        "longest_ms": max(sound.ms for sound in sounds),
        "silent": sum(peak(sound) < 1000 for sound in sounds),
    }


def recordings() -> Callable[[str], Sequence[Sound]]:
    pieces = {name: tone(WORD_MS * len(words.split())) for name, words in PIECES.items()}
    return lambda sentence: [pieces[name] for name in pieces_of(sentence) or ()]


def tone(ms: int) -> Sound:
    wave = (round(9000 * math.sin(2 * math.pi * 200 * n / RATE)) for n in range(RATE * ms // 1000))
    return Sound(RATE, array("h", wave))


def voice(there: Path, rounds: int) -> dict[str, Any] | None:
    """None where it is not installed. Its own sound is written down, as no sound card is here."""
    if which(VOICE[0]) is None:
        return None
    sentence = call_sentence("A777", 21)
    sound = read(
        subprocess.run([*VOICE, "--stdout"], input=sentence.encode(), stdout=subprocess.PIPE, check=True).stdout
    )
    heard = measured(there, rounds, lambda sentence: None, ("cat",))
    return {**heard, "sentence_ms": sound.ms, "sentence_silent": peak(sound) < 1000}
