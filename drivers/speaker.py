"""The speaker: a child of its own for each sentence, which is given on its standard input.

An open mixer would wake the machine ninety times a second; a child costs nothing while nobody is called. In a hall a
chime goes first (HallSpeaker): it is ours, so it is heard at once, however long a voice takes to begin.
"""

import os
import select
import signal
import subprocess
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path
from shutil import which

from drivers import lead_in
from drivers.ports import Missing
from drivers.sound.chime import chime
from drivers.sound.wav import RATE, Sound, joined, silence, softer, written

HANGS_MS = 20_000  # no sentence takes as long
GAP_MS = 100  # between chime and voice
CHIME = "{chime}"  # where the chime's file stands in a command
BEHIND_A_CHIME = ("sh", "-c", f'{" ".join(lead_in.PLAYER[:-1])} {CHIME} </dev/null; exec "$@"', "voice")
_DEVNULL = subprocess.DEVNULL


class ChildSpeaker:
    """`player`: the command and its arguments; empty: nothing is said. `lead`: ms of near-silence before each sentence
    (lead_in.py). Raises Missing for an unknown command."""

    def __init__(self, player: Sequence[str], lead: int = 0) -> None:
        if player and which(player[0]) is None:
            raise Missing(f"speaker.player: no command {player[0]!r}")
        if player and lead and which(lead_in.PLAYER[0]) is None:
            raise Missing(f"speaker.lead_in: no command {lead_in.PLAYER[0]!r}: apt install alsa-utils")
        self._player = lead_in.command(player, lead)

    def say(self, sentence: str) -> int:
        """The child's process id, 0 for none; whoever called waits for its end. Raises OSError when it cannot start."""
        return _started(self._player, f"{sentence}\n".encode()) if self._player else 0

    def close(self) -> None:
        """Nothing to close: each sentence ends by itself."""


class HallSpeaker:
    """Chime and sentence: by `recorded` (the pieces of a sentence, always the same values; None where one is missing),
    else by the command `voice`, else the chime alone. `volume`: per cent as of now, 0: nothing is heard. `lead`: ms of
    near-silence before all of it. Raises Missing where nothing could be played.

    Made softer is each piece once and not in the moment in which a touch waits: until the volume changes."""

    def __init__(
        self,
        recorded: Callable[[str], Sequence[Sound] | None],
        voice: Sequence[str],
        volume: Callable[[], int],
        lead: int = 0,
    ) -> None:
        if which(lead_in.PLAYER[0]) is None:
            raise Missing(f"speaker: no command {lead_in.PLAYER[0]!r}: apt install alsa-utils")
        if voice and which(voice[0]) is None:
            raise Missing(f"speaker.player: no command {voice[0]!r}")
        self._recorded, self._voice, self._volume, self._lead = recorded, list(voice), volume, lead
        self._percent, self._softer = 0, dict[int, Sound]()
        self._chimes = dict[int, list[Sound]]()

    def say(self, sentence: str) -> int:
        """As ChildSpeaker's."""
        percent, own = self._volume(), self._recorded(sentence)
        if not percent:
            return 0
        sounds = [*self._before(own[0].rate if own else RATE), *(own or ())]
        sound = written(joined([self._as_loud(sound, percent) for sound in sounds]))
        if own or not self._voice:
            return _started(lead_in.PLAYER, sound)
        voice = lead_in.command(voice_at(self._voice, percent), self._lead)
        return _started([*BEHIND_A_CHIME, *voice], f"{sentence}\n".encode(), sound)

    def _before(self, rate: int) -> list[Sound]:
        """What goes before a voice of this rate: lead, chime, a little pause."""
        if rate not in self._chimes:
            lead = Sound(rate, array("h", lead_in.near_silence(rate * self._lead // 1000)))
            self._chimes[rate] = [lead, chime(rate), silence(rate, GAP_MS)]
        return self._chimes[rate]

    def _as_loud(self, sound: Sound, percent: int) -> Sound:
        if percent != self._percent:
            self._percent, self._softer = percent, {}
        if id(sound) not in self._softer:
            self._softer[id(sound)] = softer(sound, percent)
        return self._softer[id(sound)]

    def close(self) -> None:
        """Nothing to close."""


def voice_at(voice: Sequence[str], percent: int) -> list[str]:
    """The command, as loud as wanted where it is one that can be told so."""
    knows = voice[0].rpartition("/")[2] in lead_in.TO_STDOUT and "-a" not in voice
    return [*voice, "-a", str(percent)] if knows and percent < 100 else list(voice)


def _started(command: Sequence[str], said: bytes, before: bytes = b"") -> int:
    """Its process id; `said` on its standard input, `before` on the descriptor that BEHIND_A_CHIME reads."""
    with _in_memory(said) as first, _in_memory(before) as second:
        words = [word.replace(CHIME, f"/dev/fd/{second.fileno()}") for word in command]
        child = subprocess.Popen(
            words, stdin=first, stdout=_DEVNULL, stderr=_DEVNULL, process_group=0, pass_fds=[second.fileno()]
        )
    child.returncode = 0  # the app reaps it by its pidfd, not this object
    return child.pid


def _in_memory(data: bytes) -> FileIO:
    file = FileIO(os.memfd_create("said"), "wb+")
    file.write(data)
    file.seek(0)
    return file


def end(child: int) -> None:
    """Ends a player that hangs, with all that it started, which may hold the sound card; the caller waits for it."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def gone(child: int) -> int:
    """The status of a player, once it has ended. What one that was killed or broke has left behind holds the sound card
    still: that is ended with it, before the child's number may be another's."""
    found = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    if found is not None and (found.si_code, found.si_status) != (os.CLD_EXITED, 0):
        end(child)
    return os.waitpid(child, 0)[1]


def was_said(child: int) -> bool:
    """Waits for a player's end: whether it came by itself, in time and without complaint."""
    fd, poll = os.pidfd_open(child), select.poll()
    poll.register(fd, select.POLLIN)
    in_time = bool(poll.poll(HANGS_MS))
    os.close(fd)
    if not in_time:
        end(child)
    return gone(child) == 0


def spoken(path: Path) -> list[str]:
    """The sentences that a player which only writes them down has heard; for the far end of the wire."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
