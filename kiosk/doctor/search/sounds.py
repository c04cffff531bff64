"""Finds the voice: the file's own player, else what is installed; each says a sentence, and somebody says what came.

A player reads the sentence on its standard input (drivers/speaker.py). Where none is installed a chime over `aplay`
tells at least whether the sound card and the loudspeaker live.
"""

import io
import math
import struct
import subprocess
import wave
from collections.abc import Iterator, Sequence
from shutil import which

from drivers.speaker import ChildSpeaker, was_said
from kiosk.config.load import load
from kiosk.core.words.vietnamese import call_sentence
from kiosk.doctor.person.person import yes
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding

PLAYERS = (("espeak-ng", "-v", "vi", "--stdin"), ("espeak", "-v", "vi", "--stdin"))
_CHIME = ("aplay", "-q", "-")
_HEARD = Bilingual("Có nghe thấy tiếng đọc số không?", "Was a number read aloud?")
_CHIMED = Bilingual("Có nghe thấy hai tiếng chuông không?", "Were two chimes heard?")
_NO_VOICE = Bilingual("cài espeak-ng: apt install espeak-ng", "install a voice: apt install espeak-ng")
_NO_SOUND = Bilingual(
    "xem loa, âm lượng (alsamixer) và thẻ âm thanh (aplay -l)",
    "check the loudspeaker, the volume (alsamixer) and the sound card (aplay -l)",
)


def find_speaker(round_: Round) -> Finding:
    """The player that was heard, written into the file."""
    for player in _players(load(round_.file).speaker.player):
        if _says(player) and yes(round_.person, "heard", _HEARD, player[0]):
            write(round_.file, "speaker", {"player": list(player)})
            return Finding("speaker", True, Bilingual(f"nghe rõ: {player[0]}", f"heard: {' '.join(player)}"))
    return _without_voice(round_)


def _players(own: Sequence[str]) -> Iterator[Sequence[str]]:
    return (player for player in ((own,) if own else ()) + PLAYERS if which(player[0]))


def _says(player: Sequence[str]) -> bool:
    """Whether the player came to its end without complaint."""
    return was_said(ChildSpeaker(player).say(call_sentence("A015", 3)))


def _without_voice(round_: Round) -> Finding:
    if which(_CHIME[0]) and _chimes() and yes(round_.person, "chime", _CHIMED, _CHIME[0]):
        said = Bilingual("loa tốt, nhưng chưa có tiếng nói", "the loudspeaker is well, but there is no voice")
        return Finding("speaker", False, said, _NO_VOICE)
    return Finding("speaker", False, Bilingual("không nghe thấy gì", "nothing was heard"), _NO_SOUND)


def _chimes() -> bool:
    return subprocess.run(_CHIME, input=chime(), capture_output=True, check=False).returncode == 0


def chime(rate: int = 22050) -> bytes:
    """Two falling tones as a WAV, 16 bit, one channel."""
    tones = ((880.0, 0.35), (660.0, 0.5))
    samples = [
        math.sin(2 * math.pi * pitch * n / rate) * math.exp(-4 * n / (rate * long))
        for pitch, long in tones
        for n in range(round(rate * long))
    ]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(20000 * s) for s in samples)))
    return out.getvalue()
