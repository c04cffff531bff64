"""Server-Sent Events: the latest view to every open page, sent when the journal grew and this page's view changed.

Strategy: one `Hub` per process hears the bell, folds once (in a worker thread, so nobody stalls) and wakes the streams,
boards first; each looks at the newest state when its client is ready to take it, so a slow client skips what it missed
and holds up nobody, and sends what is another than what it sent last. Whether something changed is judged as of one
fixed far moment, so passing seconds are not news. A rating changes no view: it sends nothing. And a stream's signs of
life keep to a clock of their own, which nothing that happens moves, so that no byte and no silence tells of a rating;
each says what time it is, which may have been corrected.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import orjson
from starlette.concurrency import run_in_threadpool

from kiosk.console.board.beat import beat_after, until_beat
from kiosk.console.views import View
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.office.refusals import Refused
from kiosk.core.state.values import State
from kiosk.host.disk.writes import DiskWrites
from kiosk.journal.bell import LOOK_AGAIN_MS
from kiosk.office import Office
from kiosk.service.telling.notices import Around

HEARTBEAT_S = 4.0  # a board is grey when it heard nothing for two of them; all streams at one moment
LOOK_S = 15.0  # between two looks without a bell, should it have been missed
RETRY_S = 2.0  # between two tries of a journal that cannot be used
RETRY_MS = 1000
FAR_MOMENT = Moment(2**52, 2**52, "")
Views = Callable[[State, Moment], dict[str, View]]  # event name → what to send


class Ear(Protocol):
    """`kiosk.bell.Bell`, as far as the hub needs it."""

    def fileno(self) -> int: ...
    def heard(self) -> bool: ...


@dataclass(eq=False)
class Listener:
    """One stream: what it shows, whether to the whole room, what it sent last (as of the far moment), and whether that
    may be old."""

    views: Views
    for_all: bool
    sent: dict[str, View] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """The newest state of this process and who waits for a newer one. Lives on the event loop."""

    def __init__(self, look: Callable[[], Awaitable[State]], ear: Ear | None) -> None:
        self.state = State()
        self.open = True
        self.around = Around()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._look, self._ear = look, ear
        self._rung, self._net = asyncio.Event(), False
        self._listeners: dict[Listener, None] = {}  # in the order in which they came

    async def run(self) -> None:
        """Until cancelled: wait for the bell (or a heartbeat, should it have been missed) and look."""
        self._loop = loop = asyncio.get_running_loop()
        if self._ear:
            loop.add_reader(self._ear.fileno(), self._hear)
        try:
            while True:
                await self._listen()
        finally:
            if self._ear:
                loop.remove_reader(self._ear.fileno())

    async def _listen(self) -> None:
        """A journal that cannot be read just now is no end of listening: the pages go on when it can be."""
        try:
            await self.look()
            await happens(self._rung, LOOK_S)
            self._rung.clear()
            await self._look_again()
        except OSError as error:
            print(f"kiosk console: {error}", file=sys.stderr, flush=True)
            await asyncio.sleep(RETRY_S)

    def _hear(self) -> None:
        assert self._ear is not None
        self._net = self._ear.heard() or self._net
        self._rung.set()

    async def _look_again(self) -> None:
        """The net speaks before the commit can be seen: keep looking for a moment."""
        net, self._net, seq = self._net, False, self.state.seq
        for ms in LOOK_AGAIN_MS if net else ():
            await self.look()
            if self.state.seq != seq:
                return
            await asyncio.sleep(ms / 1000)

    async def look(self) -> None:
        """Fold what is new and wake the streams that show it. Of several who look at once, one that saw less may come
        back later: it takes nothing back."""
        state = await self._look()
        if state.seq > self.state.seq:
            self.state = state
            self._wake()

    def look_around(self, around: Around) -> None:
        """What the journal does not say; a change of it is news."""
        if around != self.around:
            self.around = around
            self._wake()

    def _wake(self) -> None:
        """Boards first: an officer's view costs thirty times a board's, and who pressed has the answer already."""
        for listener in sorted(self._listeners, key=lambda each: not each.for_all):
            listener.news.set()

    def close(self) -> None:
        """Ends every stream, so that the server can stop. A signal or another thread says so in the middle of whatever
        the loop does, and a stream that is just about to wait would not hear it: the loop itself wakes them."""
        self.open = False
        if self._loop:
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        for listener in self._listeners:
            listener.news.set()

    async def stream(
        self, views: Views, moment: Callable[[], Moment], took: Callable[[], None] | None = None
    ) -> AsyncIterator[bytes]:
        """SSE bytes for one client, for as long as it listens; it takes it that nothing is wrong until it is told.
        `took`: whoever is signed in and asks for the next part has taken the one before; None for a board."""
        yield b"retry: %d\n\n" % RETRY_MS
        listener = Listener(views, took is None, {"notices": {"notices": []}})
        self._listeners[listener] = None
        try:
            async for part in self._heard_by(listener, moment):
                yield part
                if took:
                    took()
        finally:
            del self._listeners[listener]

    async def _heard_by(self, listener: Listener, moment: Callable[[], Moment]) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        due = beat_after(loop.time(), HEARTBEAT_S)
        while self.open:
            listener.news.clear()
            for part in self._news_for(listener, moment()):
                yield part
            if loop.time() >= due or not await happens(listener.news, due - loop.time()):
                yield _part("here", {"clock": moment().told})
                due = beat_after(max(due, loop.time()), HEARTBEAT_S)  # once, for whoever was slow to take it

    def _news_for(self, listener: Listener, now: Moment) -> list[bytes]:
        seen, before = listener.views(self.state, FAR_MOMENT), listener.sent
        if seen == before:
            return []
        fresh, listener.sent = listener.views(self.state, now), seen
        names = [name for name in fresh if seen.get(name) != before.get(name)]
        return [_part(name, fresh[name]) for name in names]


def _part(name: str, value: View) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(value))


async def look_after(
    office: Office, runtime: Path, hub: Hub, look: Callable[[Moment], Around], chores: Callable[[], Awaitable[None]]
) -> None:
    """Until cancelled: a journal that could not be written is tried again, so that nobody is told of it for longer;
    officers hear of what keeps the programs from their work, and everybody of what is open by now; what this program
    writes to disk is counted; and what else is due is done (`chores`)."""
    writes = DiskWrites(runtime, "console")
    while True:
        await asyncio.sleep(until_beat())
        now = office.journal.now()
        writes.look(day_of(now.wall))
        hub.look_around(look(now))
        if office.trouble:
            await run_in_threadpool(office.retry)
        await _done(chores)


async def _done(chores: Callable[[], Awaitable[None]]) -> None:
    """What cannot be written just now is tried again next time."""
    try:
        await chores()
    except (Refused, OSError) as error:
        print(f"kiosk console: {error}", file=sys.stderr, flush=True)


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Waits for the event, at most this long."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
