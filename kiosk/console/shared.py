"""What the console's routes share, and who is asking: officers by their desk, the technician, and strangers.

Strategy: a cookie says who signed in (sessions.py); whether a desk is still theirs the journal says. What must outlive
the program but not the boot stands in the runtime folder.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.console import technician
from kiosk.console.runtime_file import RuntimeFile
from kiosk.console.sessions import Sessions
from kiosk.console.sign_in import PinCheck
from kiosk.console.stream import Hub
from kiosk.console.views import View, board_view
from kiosk.core.calendar.moment import Moment
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State
from kiosk.office import Office, Seat
from kiosk.service.telling.notices import notices

COOKIE, BROWSER_COOKIE = "quay", "may"
BROWSER_KNOWN_S = 180 * 24 * 3600


@dataclass(frozen=True)
class Session:
    """What an officer's cookie says: the sign-in name, and the seat as the journal knows it."""

    officer: str
    seat: Seat


@dataclass
class Board:
    """The waiting room's view of the newest state, made once for all who listen."""

    config: Config
    state: State | None = None
    made: View = field(default_factory=dict)

    def view(self, state: State, now: Moment) -> View:
        if state is not self.state:
            self.state, self.made = state, board_view(state, self.config, now)
        return {**self.made, "clock": now.told}


@dataclass
class Console:
    """What the routes share."""

    config: Config
    office: Office
    moment: Callable[[], Moment]
    hub: Hub
    version: str
    app_seen: Callable[[], bool | None]
    pins: PinCheck
    sessions: Sessions
    browsers: Sessions
    board: Board
    renewed: Recorded | None

    def notices(self, state: State) -> View:
        """`{"notices": […]}`: what officers are to know of the machine itself, signed in or not."""
        letters = [service.letter for service in self.config.services]
        return {"notices": [*notices(state, self.hub.around, self.renewed, letters, self.moment())]}

    def session(self, request: Request, state: State) -> Session | None:
        """Who is asking. A cookie is worth something only while the journal says that this desk is still theirs by this
        sign-in: a later one takes the desk, logging out or the end of the day closes it."""
        session = self.cookie(request)
        return session if session and session.seat.is_theirs(state) else None

    def cookie(self, request: Request) -> Session | None:
        """Who signed in, whatever became of it."""
        if (sign_in := self.sessions.of(request)) is None:
            return None
        who = sign_in.who
        return Session(who["officer"], Seat(who["counter"], who["reference"], sign_in.id))


def sessions_of(config: Config, key: bytes, moment: Callable[[], Moment]) -> tuple[Sessions, Sessions]:
    """The officers' sign-ins, and the browsers in which somebody has signed in: that cookie opens nothing. Their time
    is the office's own. Whoever changes what a cookie says names another purpose."""
    hours, clock = config.console.session_hours, lambda: moment().wall / 1000
    officers = Sessions(COOKIE, "officer", key, hours * 3600, clock)
    return officers, Sessions(BROWSER_COOKIE, "browser", key, BROWSER_KNOWN_S, clock)


def kept_in_memory(config: Config, key: bytes, boot: str) -> tuple[PinCheck, Sessions]:
    """What a restart of the console does not forget: wrong PINs, and which of a technician's sign-ins are over."""
    runtime, hashes = runtime_of(config), [o.pin for o in config.officers if o.pin]
    pins = PinCheck(config.console.demo, next(iter(hashes), ""), RuntimeFile(runtime / "console-pins.json", boot))
    return pins, technician.sessions_of(key, boot, ended=RuntimeFile(runtime / "console-ended.json", boot))


def who(console: Console, repairing: Sessions, headers: list[tuple[bytes, bytes]]) -> str:
    """The id of the sign-in that this request comes with, as far as the newest state knows; "" for a stranger."""
    request = Request({"type": "http", "headers": headers})
    if session := console.session(request, console.hub.state):
        return session.seat.sign_in
    inside = repairing.of(request)
    return inside.id if inside else ""
