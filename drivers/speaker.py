"""The speaker: a child of its own for each sentence, which is given on its standard input.

An open mixer would wake the machine ninety times a second; a child costs nothing while nobody is called.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which

from drivers.ports import Missing


class ChildSpeaker:
    """`player`: the command and its arguments; empty: nothing is said. Raises Missing for an unknown command."""

    def __init__(self, player: Sequence[str]) -> None:
        if player and which(player[0]) is None:
            raise Missing(f"speaker.player: no command {player[0]!r}")
        self._player = list(player)

    def say(self, sentence: str) -> int:
        """The child's process id, 0 for none; whoever called waits for its end."""
        if not self._player:
            return 0
        read, write = os.pipe()
        os.write(write, f"{sentence}\n".encode())  # a pipe holds far more than a sentence, also for nobody
        os.close(write)
        try:
            child = subprocess.Popen(self._player, stdin=read, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        finally:
            os.close(read)
        child.returncode = 0  # the app reaps it by its pidfd, not this object
        return child.pid

    def close(self) -> None:
        """Nothing to close: each sentence ends by itself."""


def spoken(path: Path) -> list[str]:
    """The sentences that a player which only writes them down has heard; for the far end of the wire."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
