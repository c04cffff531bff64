"""What the console's routes share, and who is asking: officers by their desk, the technician, and strangers.

Strategy: a cookie says who signed in (sessions.py); whether a desk is still theirs the journal says. What must outlive
the program but not the boot stands in the runtime folder.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.config.pins.key import opened, read_key
from kiosk.config.rules import hours_of, loudness_of
from kiosk.config.settings import renewed_config
from kiosk.console import technician
from kiosk.console.board.speaking import PageVoice
from kiosk.console.colleagues.feeding import Pages
from kiosk.console.colleagues.notes import Notes
from kiosk.console.runtime_file import RuntimeFile
from kiosk.console.sessions import Sessions, new_nonce
from kiosk.console.sign_in import PinCheck, address_of
from kiosk.console.stream import Hub
from kiosk.console.throttle import Place
from kiosk.console.views import View, served_by
from kiosk.core.calendar.moment import Moment, day_of, minute_of
from kiosk.core.decisions.counters import why_left
from kiosk.core.decisions.supervising.today import opening_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State
from kiosk.core.words.opening import Opening, opening
from kiosk.host.troubles import told as told_of_trouble
from kiosk.office import Office, Seat
from kiosk.service.telling.board import as_of, board_view
from kiosk.service.telling.notices import Around, notices

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
    version: str
    voice: PageVoice
    state: State | None = None
    made: View = field(default_factory=dict)

    def view(self, state: State, now: Moment, around: Around) -> View:
        """`version`: a page of another one is loaded anew."""
        if state is not self.state:
            self.state, self.made = state, board_view(state, self.config, self.voice.said)
        return {**as_of(self.made, state, now, around), "version": self.version}


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
    notes: Notes
    pages: Pages = field(default_factory=Pages)
    known: int = 0  # the change of settings that this program goes by
    renewing: Lock = field(default_factory=Lock)

    def newest(self) -> State:
        """As the journal stands now. What was set since is taken to life first, whichever thread comes to it: who is no
        officer any more is out at once."""
        state = self.office.state()
        if state.settings == self.known:
            return state
        with self.renewing:
            if state.settings != self.known:
                self._renew()
                self.known = state.settings
        return self.office.state()

    def _renew(self) -> None:
        self.config = opened(renewed_config(self.config), read_key(Path(self.config.kiosk.data)))
        self.board = Board(self.config, self.version, self.board.voice)
        self.office.adopt(self.config)
        self.office.dismiss()

    def around(self, now: Moment) -> Around:
        """What is open is so by the hours, and by what the supervisor decided for today."""
        opens = self.opening(self.hub.state, now)
        told = tuple(notice.text for notice in self.config.notices if notice.until > now.wall)
        day = "" if now.told is None else day_of(now.told)
        loud = loudness_of(self.config).at(minute_of(now.wall))
        return Around(told_of_trouble(runtime_of(self.config)), self.app_seen(), opens, day, told, loud)

    def opening(self, state: State, now: Moment) -> Opening:
        """What is open, by the hours and by what the supervisor decided."""
        return opening_of(state, now, opening(hours_of(self.config), now), self.config.stopped)

    def notices(self, state: State) -> View:
        """`{"notices": […]}`: what officers are to know of the machine itself, signed in or not."""
        letters = [service.letter for service in self.config.services]
        return {"notices": [*notices(state, self.hub.around, self.renewed, letters, self.moment())]}

    def named(self, officer: str) -> tuple[str, str | None]:
        """The sign-in name however it was typed, and the PIN's hash; None where nobody has it."""
        known = {o.id.lower(): (o.id, o.pin) for o in self.config.officers}
        return known.get(officer.lower(), (officer.lower(), None))

    async def must_be(self, officer: str, pin: str, request: Request) -> str:
        """The officer's name, once the PIN is right. Wrong ones count by the browser, where this officer has signed in
        there before; else by the address. Raises LockedOut, Refused wrong-pin."""
        name, stored = self.named(officer)
        browser = self.browsers.of(request)
        known = browser is not None and browser.who["officer"] == name
        at = f"browser {browser.id}" if browser and known else address_of(request)
        await self.pins.check(pin, stored, Place(f"officer {name.lower()}", at))
        if self.named(officer) != (name, stored):  # set anew, or taken away, while it was looked at
            raise Refused("wrong-pin")
        return name

    def signed_in(self, seat: Seat, officer: str, nonce: str) -> Response:
        """The answer to who has signed in, with the cookies that say so."""
        services = list(served_by(self.config, seat.counter))
        answer = JSONResponse({"officer": officer, "counter": seat.counter, "services": services})
        who = {"officer": officer, "reference": seat.officer, "counter": seat.counter}
        self.sessions.begin(answer, who, nonce)
        self.browsers.begin(answer, {"officer": officer}, new_nonce())
        return answer

    def session(self, request: Request, state: State) -> Session | None:
        """Who is asking. A cookie is worth something only while the journal says that this desk is still theirs by this
        sign-in: a later one takes the desk, logging out or the end of the day closes it."""
        session = self.cookie(request)
        return session if session and session.seat.is_theirs(state) else None

    def seat(self, request: Request) -> Seat:
        """By the cookie; whether it is still theirs is seen when the wish is decided. Raises Refused not-logged-in."""
        session = self.cookie(request)
        if session is None:
            raise Refused("not-logged-in")
        return session.seat

    def signed_out(self, request: Request, state: State) -> View:
        """`{"why"}`: why whoever signed in here is not any more; {} for a stranger."""
        left = self.cookie(request)
        return {"why": why_left(state, left.seat.counter, left.seat.officer)} if left else {}

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


def who(console: Console, others: Sequence[Sessions], headers: list[tuple[bytes, bytes]]) -> str:
    """The id of the sign-in that this request comes with, as far as the newest state knows; "" for a stranger.
    `others`: the sign-ins of those who have no desk."""
    request = Request({"type": "http", "headers": headers})
    if session := console.session(request, console.hub.state):
        return session.seat.sign_in
    return next((inside.id for sessions in others if (inside := sessions.of(request))), "")
