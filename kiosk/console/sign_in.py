"""Signing in by a PIN, one way for officers and for the technician.

Strategy: a try is counted before its PIN is looked at, by whose PIN it is and from where (throttle.py), and the counts
outlive the program. The PIN is compared with its scrypt hash in a worker thread, one at a time; few may wait for that,
and whoever has tried least is served first. A name that does not exist costs the same scrypt and gets the same refusal.
Without a hash in the settings only the demo lets anybody in, by its well-known PIN.
"""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from starlette.requests import Request

from kiosk.config.pin_hash import DEMO_PIN, check_pin
from kiosk.console.door.lines import network_of
from kiosk.console.runtime_file import RuntimeFile
from kiosk.console.threads import for_staff
from kiosk.console.throttle import Place, Throttle, how_long, of_data, retry_text
from kiosk.core.office.refusals import Refused

MOST_WAITING = 16  # for their PIN's scrypt, which takes 16 MB and up to 0.3 s
BUSY_S = 5.0


class LockedOut(Refused):
    """Not now; `seconds`: when it may be tried again."""

    def __init__(self, wait: float, message: str) -> None:
        super().__init__("locked-out")
        self.seconds, self.message = int(wait) + 1, message


class Busy(LockedOut):
    """Too many sign in at once. The PIN was not looked at."""

    def __init__(self) -> None:
        super().__init__(BUSY_S, f"Nhiều người đang đăng nhập cùng lúc. Xin thử lại sau {how_long(BUSY_S)}.")


@dataclass
class Turns:
    """One at a time. Whoever has the lowest rank goes first, of these the last who came: so nobody with a first try
    waits behind a crowd. When too many wait, the one who would go last is refused."""

    busy: bool = False
    waiting: dict[tuple[int, int], asyncio.Future[None]] = field(default_factory=dict)  # by rank, and newest first
    numbers: Iterator[int] = field(default_factory=lambda: count(0, -1))

    @asynccontextmanager
    async def turn(self, rank: int) -> AsyncIterator[None]:
        """Raises Busy."""
        if self.busy:
            await self._wait(rank)
        self.busy = True
        try:
            yield
        finally:
            self._next()

    async def _wait(self, rank: int) -> None:
        place = (rank, next(self.numbers))
        called = self.waiting[place] = asyncio.get_running_loop().create_future()
        if len(self.waiting) > MOST_WAITING:
            self.waiting.pop(max(self.waiting)).set_exception(Busy())
        try:
            await called
        except asyncio.CancelledError:
            if self.waiting.pop(place, None) is None and not called.cancelled():
                self._next()  # it was called already: the turn goes to the next one
            raise

    def _next(self) -> None:
        self.busy = bool(self.waiting)
        if self.waiting:
            self.waiting.pop(min(self.waiting)).set_result(None)


@dataclass
class PinCheck:
    """`demo`: the well-known PIN opens where none is set; `decoy`: somebody's hash, looked at for names that have none;
    `kept`: where the counts stand; `seconds`: a clock that nobody sets."""

    demo: bool
    decoy: str = ""
    kept: RuntimeFile | None = None
    seconds: Callable[[], float] = time.monotonic
    turns: Turns = field(default_factory=Turns)
    throttle: Throttle = field(init=False)

    def __post_init__(self) -> None:
        self.throttle = of_data(self.kept.read() if self.kept else None, self.seconds())

    async def check(self, pin: str, stored: str | None, place: Place, demo_pin: str = DEMO_PIN) -> None:
        """Returns for the right PIN. `stored`: its hash, "" for none, None where the name does not exist; `demo_pin`:
        what the demo takes where there is none. Raises LockedOut, Refused wrong-pin."""
        now = self.seconds()
        if wait := self.throttle.wait(place, now):
            raise LockedOut(wait, retry_text(wait))
        rank = self.throttle.tries_from(place, now)
        self._note(lambda: self.throttle.count(place, now))
        try:
            right = await self._is_right(pin, stored, rank, demo_pin)
        except Busy:
            self._note(lambda: self.throttle.forgive(place, all_of_them=False))
            raise
        if not right:
            raise Refused("wrong-pin")
        self._note(lambda: self.throttle.forgive(place, all_of_them=True))

    async def _is_right(self, pin: str, stored: str | None, rank: int, demo_pin: str) -> bool:
        if stored == "" and self.demo:
            return hmac.compare_digest(pin.encode(), demo_pin.encode())
        if not (compared := stored or self.decoy):
            return False
        async with self.turns.turn(rank):
            right = await for_staff(check_pin, pin, compared)
        return right and bool(stored)

    def _note(self, change: Callable[[], None]) -> None:
        change()
        if self.kept:
            self.kept.write(self.throttle.tried)


def address_of(request: Request) -> str:
    """The address as wrong PINs are counted by it."""
    return f"address {network_of(request.client.host if request.client else '')}"
