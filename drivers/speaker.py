"""The speaker: a child of its own for each sentence, which is given on its standard input.

An open mixer would wake the machine ninety times a second; a child costs nothing while nobody is called.
"""

import os
import select
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which

from drivers import lead_in
from drivers.ports import Missing

HANGS_MS = 20_000  # no sentence takes as long
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
        if not self._player:
            return 0
        with os.fdopen(os.memfd_create("sentence"), "wb+", buffering=0) as said:
            said.write(f"{sentence}\n".encode())
            said.seek(0)
            child = subprocess.Popen(self._player, stdin=said, stdout=_DEVNULL, stderr=_DEVNULL, process_group=0)
        child.returncode = 0  # the app reaps it by its pidfd, not this object
        return child.pid

    def close(self) -> None:
        """Nothing to close: each sentence ends by itself."""


def end(child: int) -> None:
    """Ends a player that hangs, with all that it started, which may hold the sound card; the caller waits for it."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def was_said(child: int) -> bool:
    """Waits for a player's end: whether it came by itself, in time and without complaint."""
    fd, poll = os.pidfd_open(child), select.poll()
    poll.register(fd, select.POLLIN)
    in_time = bool(poll.poll(HANGS_MS))
    os.close(fd)
    if not in_time:
        end(child)
    return os.waitpid(child, 0)[1] == 0


def spoken(path: Path) -> list[str]:
    """The sentences that a player which only writes them down has heard; for the far end of the wire."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
