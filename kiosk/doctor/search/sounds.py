"""Finds the voice: the file's own player, else what is installed; each says a sentence, and somebody says what came.

A player reads the sentence on its standard input (drivers/speaker.py). Where its beginning is not heard, as over HDMI,
near-silence goes before it, longer and longer (drivers/lead_in.py). Where none is installed a chime over `aplay`
tells at least whether the sound card and the loudspeaker live.
"""

import subprocess
from collections.abc import Iterator, Sequence
from shutil import which

from drivers.sound.chime import chime
from drivers.sound.wav import written
from drivers.speaker import HANGS_MS, ChildSpeaker, was_said
from kiosk.config.load import load
from kiosk.core.words.vietnamese import call_sentence
from kiosk.doctor.person.person import yes
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding

PLAYERS = (("espeak-ng", "-v", "vi", "--stdin"), ("espeak", "-v", "vi", "--stdin"))
_CHIME = ("aplay", "-q", "-")
_HEARD = Bilingual("Có nghe thấy tiếng đọc số không?", "Was a number read aloud?")
_WHOLE = Bilingual("Có nghe từ chữ đầu của câu không?", "Was the beginning of the sentence heard too?")
_LEADS = (700, 1500, 3000)  # ms; one of speaker.lead_in's bounds
_CHIMED = Bilingual("Có nghe thấy hai tiếng chuông không?", "Were two chimes heard?")
_NO_VOICE = Bilingual("cài espeak-ng: apt install espeak-ng", "install a voice: apt install espeak-ng")
_CUT = Bilingual(
    "dùng loa qua giắc 3,5 mm hoặc USB thay cho HDMI", "use a loudspeaker on the jack or on USB in place of HDMI's"
)
_NO_SOUND = Bilingual(
    "xem loa, âm lượng (alsamixer) và thẻ âm thanh (aplay -l)",
    "check the loudspeaker, the volume (alsamixer) and the sound card (aplay -l)",
)


def find_speaker(round_: Round) -> Finding:
    """The player that was heard, written into the file."""
    speaker = load(round_.file).speaker
    for player in _players(speaker.player):
        if _says(player, speaker.lead_in) and yes(round_.person, "heard", _HEARD, player[0]):
            return _written(round_, player, _lead(round_, player, speaker.lead_in))
    return _without_voice(round_)


def _written(round_: Round, player: Sequence[str], lead: int | None) -> Finding:
    """`lead`: ms with which all of it is heard; None for no such."""
    write(round_.file, "speaker", {"player": list(player), "lead_in": lead or 0})
    if lead is None:
        said = Bilingual("nghe được, nhưng mất chữ đầu", "heard, but without its beginning, whatever goes before it")
        return Finding("speaker", False, said, _CUT)
    after = Bilingual(f", sau {lead} ms", f", after {lead} ms of near-silence") if lead else Bilingual("", "")
    said = Bilingual(f"nghe rõ: {player[0]}{after.vi}", f"heard: {' '.join(player)}{after.en}")
    return Finding("speaker", True, said)


def _lead(round_: Round, player: Sequence[str], now: int) -> int | None:
    """The least of `now` and what is longer with which the beginning is heard; it was just said with `now`."""
    for ms in (now, *(longer for longer in _LEADS if longer > now)):
        if (ms == now or _says(player, ms)) and yes(round_.person, "whole", _WHOLE, f"{player[0]} {ms}"):
            return ms
    return None


def _players(own: Sequence[str]) -> Iterator[Sequence[str]]:
    return (player for player in ((own,) if own else ()) + PLAYERS if which(player[0]))


def _says(player: Sequence[str], lead: int) -> bool:
    """Whether the player came to its end without complaint."""
    try:
        return was_said(ChildSpeaker(player, lead).say(call_sentence("A015", 3)))
    except OSError:  # Missing, or what is there is no program
        return False


def _without_voice(round_: Round) -> Finding:
    if which(_CHIME[0]) and _chimes() and yes(round_.person, "chime", _CHIMED, _CHIME[0]):
        said = Bilingual("loa tốt, nhưng chưa có tiếng nói", "the loudspeaker is well, but there is no voice")
        return Finding("speaker", False, said, _NO_VOICE)
    return Finding("speaker", False, Bilingual("không nghe thấy gì", "nothing was heard"), _NO_SOUND)


def _chimes() -> bool:
    """A sound card that does not answer holds its player for ever."""
    try:
        subprocess.run(_CHIME, input=written(chime()), capture_output=True, check=True, timeout=HANGS_MS / 1000)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
