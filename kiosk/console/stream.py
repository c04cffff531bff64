"""Server-Sent Events: the latest view to every open page, sent when the journal grew and this page's view changed.

Strategy: one `Hub` per process hears the bell, folds once (in a worker thread, so nobody stalls) and wakes the streams
whose own view is another than what they sent last; each looks at the newest state when its client is ready to take it,
so a slow client skips what it missed and holds up nobody. Whether something changed is judged as of one fixed far
moment, so passing seconds are not news. A rating changes no view: it wakes no stream. And a stream's signs of life keep
to a clock of their own, which nothing that happens moves, so that no byte and no silence tells of a rating.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import orjson
from starlette.concurrency import run_in_threadpool

from kiosk.console.views import View
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.state.values import State
from kiosk.host.disk.writes import DiskWrites
from kiosk.host.troubles import told
from kiosk.journal.bell import LOOK_AGAIN_MS
from kiosk.office import Office
from kiosk.service.telling.notices import Around

HEARTBEAT_S = 15.0
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
    """One stream: what it shows, what it sent last (as of the far moment), and whether that is old."""

    views: Views
    sent: dict[str, View] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self, state: State) -> None:
        if self.views(state, FAR_MOMENT) != self.sent:
            self.news.set()


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
            await happens(self._rung, HEARTBEAT_S)
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
        """Fold what is new and wake the streams that show it."""
        state = await self._look()
        if state.seq != self.state.seq:
            self.state = state
            self._wake()

    def look_around(self, around: Around) -> None:
        """What the journal does not say; a change of it is news."""
        if around != self.around:
            self.around = around
            self._wake()

    def _wake(self) -> None:
        """Those streams whose own view changed."""
        for listener in self._listeners:
            listener.look(self.state)

    def close(self) -> None:
        """Ends every stream, so that the server can stop. A signal or another thread says so in the middle of whatever
        the loop does, and a stream that is just about to wait would not hear it: the loop itself wakes them."""
        self.open = False
        if self._loop:
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        for listener in self._listeners:
            listener.news.set()

    async def stream(self, views: Views, moment: Callable[[], Moment]) -> AsyncIterator[bytes]:
        """SSE bytes for one client, for as long as it listens; it takes it that nothing is wrong until it is told."""
        yield b"retry: %d\n\n" % RETRY_MS
        listener = Listener(views, {"notices": {"notices": []}})
        self._listeners[listener] = None
        try:
            async for part in self._heard_by(listener, moment):
                yield part
        finally:
            del self._listeners[listener]

    async def _heard_by(self, listener: Listener, moment: Callable[[], Moment]) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        due = loop.time() + HEARTBEAT_S
        while self.open:
            listener.news.clear()
            for part in self._news_for(listener, moment()):
                yield part
            if loop.time() >= due or not await happens(listener.news, due - loop.time()):
                yield b"event: here\ndata: {}\n\n"
                due += HEARTBEAT_S * (1 + (loop.time() - due) // HEARTBEAT_S)  # once, for whoever was slow to take it

    def _news_for(self, listener: Listener, now: Moment) -> list[bytes]:
        seen, before = listener.views(self.state, FAR_MOMENT), listener.sent
        fresh, listener.sent = listener.views(self.state, now), seen
        names = [name for name in fresh if seen.get(name) != before.get(name)]
        return [b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(fresh[name])) for name in names]


async def look_after(office: Office, runtime: Path, hub: Hub, app_seen: Callable[[], bool | None]) -> None:
    """Until cancelled: a journal that could not be written is tried again, so that nobody is told of it for longer;
    officers hear of what keeps the programs from their work; what this program writes to disk is counted."""
    writes = DiskWrites(runtime, "console")
    while True:
        await asyncio.sleep(RETRY_S)
        writes.look(day_of(office.journal.now().wall))
        hub.look_around(Around(told(runtime), app_seen()))
        if office.trouble:
            await run_in_threadpool(office.retry)


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Waits for the event, at most this long."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
