"""How the supervisor comes in: a PIN of its own, and a signed cookie that opens no other door.

As for the technician (kiosk/console/technician.py): the same PIN check and its waits, a purpose of its own for the
cookie, ended by signing out and by a new start of the machine. Without `console.supervisor_pin` there is no way in but
the demo's well-known PIN.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.config.pin_hash import DEMO_SUPERVISOR_PIN
from kiosk.console.request_body import body, text
from kiosk.console.runtime_file import RuntimeFile
from kiosk.console.sessions import Sessions, new_nonce
from kiosk.console.shared import Console
from kiosk.console.sign_in import address_of
from kiosk.console.throttle import Place
from kiosk.core.office.refusals import Refused

COOKIE = "lanhdao"


@dataclass
class Supervisor:
    """`console`: what all routes share."""

    console: Console
    sessions: Sessions

    @property
    def config(self) -> Config:
        """As it holds now."""
        return self.console.config


def sessions_of(config: Config, key: bytes, boot: str, seconds: Callable[[], float] = time.monotonic) -> Sessions:
    """They last as long as an officer's, and end with the boot, because their time is the machine's own."""
    ended = RuntimeFile(runtime_of(config) / "console-supervisor.json", boot)
    return Sessions(COOKIE, f"supervisor {boot}", key, config.console.session_hours * 3600, seconds, ended)


async def login(supervisor: Supervisor, request: Request) -> Response:
    pin, pins = text(await body(request), "pin"), supervisor.console.pins
    if not (stored := supervisor.config.console.supervisor_pin) and not pins.demo:
        raise Refused("no-supervisor-pin")
    await pins.check(pin, stored, Place("supervisor", address_of(request)), DEMO_SUPERVISOR_PIN)
    answer = JSONResponse({"office": supervisor.config.office.name})
    supervisor.sessions.begin(answer, {}, new_nonce())
    return answer


async def logout(supervisor: Supervisor, request: Request) -> Response:
    answer = JSONResponse({"office": supervisor.config.office.name})
    supervisor.sessions.end(request, answer)
    return answer
