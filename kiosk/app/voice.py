"""Calls are spoken one after the other, never over each other: a queue in front of the speaker.

The loop learns of a sentence's end by the child's pidfd; while one is spoken the others wait, and a call that
waited longer than `STALE_MS` is left out (the board and the screen have shown it all the while).
"""

import os
from collections import deque
from collections.abc import Callable

from drivers.ports import Speaker

STALE_MS = 60_000  # ms


class Voice:
    """`watch(fd, done)` tells the loop to call `done` when `fd` becomes readable."""

    def __init__(self, speaker: Speaker, watch: Callable[[int, Callable[[], None]], None]) -> None:
        self._speaker, self._watch = speaker, watch
        self._waiting: deque[tuple[int, str]] = deque()
        self._speaking = False

    def say(self, sentence: str, now: int) -> None:
        """`now` in mono ms."""
        self._waiting.append((now, sentence))
        self._go_on(now)

    def _go_on(self, now: int) -> None:
        while self._waiting and not self._speaking:
            asked, sentence = self._waiting.popleft()
            if now - asked <= STALE_MS:
                self._start(sentence, now)

    def _start(self, sentence: str, now: int) -> None:
        child = self._speaker.say(sentence)
        if child:
            self._speaking = True
            fd = os.pidfd_open(child)
            self._watch(fd, lambda: self._ended(child, fd, now))

    def _ended(self, child: int, fd: int, now: int) -> None:
        os.waitpid(child, 0)
        os.close(fd)
        self._speaking = False
        self._go_on(now)
