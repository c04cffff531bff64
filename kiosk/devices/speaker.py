"""Who says a call at this machine: the office's own recordings, else a voice, else a chime; or nobody (kiosk.toml).

A simulated hall hears the sentences alone, as text. Anywhere else a chime goes first, where something plays it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which

from drivers import lead_in
from drivers.ports import Missing, Speaker
from drivers.sound.recordings import load
from drivers.sound.wav import Sound
from drivers.speaker import ChildSpeaker, HallSpeaker
from kiosk.config.options import Config
from kiosk.config.rules import box_speaks, loudness_of
from kiosk.core.calendar.moment import minute_of
from kiosk.core.words.spoken import PIECES, pieces_of

VOICE = ("espeak-ng", "-v", "vi", "-s", "140", "--stdin")  # slower than it speaks by itself: a hall echoes


def hall_speaker(config: Config, wall: Callable[[], int]) -> Speaker:
    """`wall`: the office's time. Raises Missing."""
    speaker = config.speaker
    if not box_speaks(config):
        return ChildSpeaker([])
    if config.hardware.kind == "simulated" or (speaker.player and not which(lead_in.PLAYER[0])):
        return ChildSpeaker(speaker.player, speaker.lead_in)
    if speaker.recordings and not Path(speaker.recordings).is_dir():
        raise Missing(f"speaker.recordings: no folder {speaker.recordings!r}")
    loud = loudness_of(config)
    return HallSpeaker(recorded(config), voice_of(config), lambda: loud.at(minute_of(wall())), speaker.lead_in)


def voice_of(config: Config) -> Sequence[str]:
    """The command that the file names, else the one that is installed, else none."""
    return config.speaker.player or (VOICE if which(VOICE[0]) else ())


def recorded(config: Config) -> Callable[[str], Sequence[Sound] | None]:
    """The pieces of a sentence; None where one is missing, cannot be read or has another rate than the others."""
    folder = config.speaker.recordings
    pieces = load(Path(folder), PIECES) if folder else {}

    def sounds(sentence: str) -> Sequence[Sound] | None:
        names = pieces_of(sentence) or ()
        found = [pieces[name] for name in names if name in pieces]
        whole = len(found) == len(names) > 0 and len({sound.rate for sound in found}) == 1
        return found if whole else None

    return sounds
