"""Calls are spoken one after the other, never over each other: a queue in front of the speaker.

The loop learns of a sentence's end by the child's pidfd; while one is spoken the others wait, and a gap goes before the
next one. Left out is a call that waited longer than `STALE_MS` (board and screen have shown it all the while), one that
is replaced by a later call of the same number, and one that is no longer wanted when its turn comes: whoever was sent
on, put aside, given up or is done is not called. A player that hangs is ended after `HANGS_MS`, as is what one that
broke has left behind, and the next call is said. One that hangs, cannot be started or ends with an error is news, and
news again when a sentence is spoken to its end.
"""

import os
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from drivers.ports import DeviceBack, DeviceFailed, Post, Speaker
from drivers.reopen import now_ms
from drivers.speaker import HANGS_MS, end, gone
from drivers.supervised import attempt

STALE_MS = 60_000
GAP_MS = 700  # of silence, by which a hall hears that another number is called


class _Call(NamedTuple):
    asked: int
    sentence: str
    about: str
    wanted: Callable[[], bool]


def _always() -> bool:
    return True


class Voice:
    """`watch(fd, done)` tells the loop to call `done` when `fd` becomes readable; `clock`: ms, of a clock that nobody
    sets."""

    def __init__(
        self,
        speaker: Speaker,
        watch: Callable[[int, Callable[[], None]], None],
        post: Post,
        clock: Callable[[], int] = now_ms,
        gap_ms: int = 0,
    ) -> None:
        self._speaker, self._watch, self._post, self._clock = speaker, watch, post, clock
        self._waiting: deque[_Call] = deque()
        self._child, self._ends_at = 0, 0
        self._gap_ms, self._gap_until = gap_ms, 0
        self._failed = False

    def say(self, sentence: str, about: str = "", wanted: Callable[[], bool] = _always) -> None:
        """`about`: the number; what waits to be said about it is replaced. `wanted`: asked when its turn comes."""
        self._waiting = deque(call for call in self._waiting if not about or call.about != about)
        self._waiting.append(_Call(self._clock(), sentence, about, wanted))
        self._go_on()

    def ms_until_due(self) -> int | None:
        """Until a player that still speaks is ended, or the gap before the next sentence is over; None for neither."""
        if self._ends_at:
            return max(0, self._ends_at - self._clock())
        return max(0, self._gap_until - self._clock()) if self._waiting and not self._child else None

    def poll(self) -> None:
        """Ends a player that hangs; that it is gone is learned as of any other. Says what waited for the gap."""
        if self._ends_at and self.ms_until_due() == 0:
            self._ends_at = 0
            self._fails(f"speaker.player: still speaking after {HANGS_MS // 1000} s, and ended")
            end(self._child)
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not self._child and self._clock() >= self._gap_until:
            call = self._waiting.popleft()
            if self._clock() - call.asked <= STALE_MS and call.wanted():
                self._start(call.sentence)

    def _start(self, sentence: str) -> None:
        child = attempt(lambda: self._speaker.say(sentence), self._fails)
        if not child:
            return
        fd = attempt(lambda: os.pidfd_open(child), self._fails)
        if fd is None:  # nobody would learn of its end
            end(child)
            os.waitpid(child, 0)
            return
        self._child, self._ends_at = child, self._clock() + HANGS_MS
        self._watch(fd, lambda: self._ended(child, fd))

    def _ended(self, child: int, fd: int) -> None:
        status = gone(child)
        os.close(fd)
        self._gap_until = self._clock() + self._gap_ms
        hung, self._child, self._ends_at = not self._ends_at, 0, 0
        if status and not hung:
            self._fails(f"speaker.player: ended with {os.waitstatus_to_exitcode(status)}")
        elif not hung and self._failed:
            self._failed = False
            self._post(DeviceBack("speaker"))
        self._go_on()

    def _fails(self, why: str) -> None:
        if not self._failed:
            self._failed = True
            self._post(DeviceFailed("speaker", why, "failed"))
