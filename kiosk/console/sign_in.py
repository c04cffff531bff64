"""Signing in by a PIN, one way for officers and for the technician.

Strategy: a try is counted before its PIN is looked at, by its address and by whose PIN it is; the PIN is compared with
its scrypt hash in a worker thread, one at a time; a right one forgives the count. Without a hash in the settings only
the demo lets anybody in, by its well-known PIN.
"""

import asyncio
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kiosk.config.pin_hash import check_pin
from kiosk.console.throttle import Throttle, retry_text
from kiosk.core.office.refusals import Refused

DEMO_PIN = "1234"


class LockedOut(Refused):
    """Too many wrong PINs; `seconds`: when it may be tried again."""

    def __init__(self, wait: float) -> None:
        super().__init__("locked-out")
        self.seconds, self.message = int(wait) + 1, retry_text(wait)


@dataclass
class PinCheck:
    """`demo`: the well-known PIN opens where none is set; `seconds`: a clock that nobody sets."""

    demo: bool
    throttle: Throttle = field(default_factory=Throttle)
    seconds: Callable[[], float] = time.monotonic
    hashing: asyncio.Lock = field(default_factory=asyncio.Lock)  # scrypt takes 16 MB: one at a time

    def count(self, request: Request, name: str = "") -> list[str]:
        """One try from this address, at the PIN of `name`; the keys that it counts under. Raises LockedOut."""
        keys = [f"address {request.client.host if request.client else ''}", *([name] if name else [])]
        if wait := self.throttle.wait(keys, self.seconds()):
            raise LockedOut(wait)
        self.throttle.count(keys, self.seconds())
        return keys

    async def check(self, pin: str, stored: str, keys: list[str], unset: str = "wrong-pin") -> None:
        """Returns for the right PIN. Raises Refused wrong-pin, and `unset` where there is none to compare with."""
        if not stored and not self.demo:
            raise Refused(unset)
        if not await self._is_right(pin, stored):
            raise Refused("wrong-pin")
        self.throttle.reset(keys)

    async def _is_right(self, pin: str, stored: str) -> bool:
        if not stored:
            return hmac.compare_digest(pin.encode(), DEMO_PIN.encode())
        async with self.hashing:
            return await run_in_threadpool(check_pin, pin, stored)
