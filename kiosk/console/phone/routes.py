"""The phone page: its file, and the one call by which it learns how a number stands.

The token comes in the body, from behind the `#` of the slip's address: it stands in no address that anybody logs. No
cookie, nothing is written. Who asks is a stranger: in strangers' threads, and bounded by address. How long it will be
is reckoned again for who asks once the queue or the minute is another, at most every few seconds. A rating is neither:
no answer takes longer because of one.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.config.rules import hours_of, rules_of
from kiosk.console.door.lines import network_of
from kiosk.console.phone.pace import Pace
from kiosk.console.phone.view import told_of
from kiosk.console.request_body import body, text
from kiosk.console.shared import Console
from kiosk.console.views import View
from kiosk.core.calendar.hours import MINUTE, works_from
from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.forecast.outlook import Outlook, outlook
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import Desk, State, Visit
from kiosk.core.words.scanned import PHONE_PAGE
from kiosk.core.words.vietnamese import clock_words

KNOWN_MS = 5_000  # so long a wait is told as it was reckoned, whatever happens
Queue = tuple[tuple[Visit, ...], tuple[Desk, ...]]


class Phones:
    """What every phone is told."""

    def __init__(self, console: Console, seconds: Callable[[], float] = time.monotonic) -> None:
        self._console, self._seconds, self._pace = console, seconds, Pace()
        self._known, self._since = dict[str, Outlook](), -KNOWN_MS
        self._seen: tuple[int, Queue] | None = None

    async def answer(self, request: Request) -> Response:
        address = network_of(request.client.host if request.client else "")
        if not self._pace.may_ask(address, self._seconds()):
            raise Refused("too-often")
        token = text(await body(request), "token").lower()
        view = await run_in_threadpool(self.view, token)
        return JSONResponse(view, headers={"Cache-Control": "no-store"})

    def view(self, token: str) -> View:
        console, now = self._console, self._console.moment()
        state, rules = console.hub.state, rules_of(console.config)
        visit = state.known(token) if console.hub.around.day <= state.day else None  # nobody waits since yesterday
        told = told_of(visit, now, rules, self._outlook(state, now, rules, visit) if visit else None)
        return {
            "office": console.config.office.name,
            "ticket": visit.ticket if visit else None,
            "service": rules.services.get(visit.service, "") if visit else None,
            "status": told.status,
            "counter": told.counter or None,
            "said": list(told.said),
            "clock": None if now.told is None else clock_words(now.told),
        }

    def _outlook(self, state: State, now: Moment, rules: Rules, visit: Visit) -> Outlook | None:
        if visit.status != "waiting":
            return None
        seen = (now.mono // MINUTE, _queue_of(state))
        if seen != self._seen and now.mono >= self._since + KNOWN_MS:
            self._seen, self._since, self._known = seen, now.mono, {}
        told = self._known.get(visit.token)
        if told is None:
            working = partial(works_from, hours_of(self._console.config)) if is_known(now.clock) else int
            told = outlook(state, now, rules, visit.token, working)
            self._known.update({visit.token: told} if told else {})
        return told


def _queue_of(state: State) -> Queue:
    """Who waits, and where officers sit with whom."""
    return tuple(v for v in state.visits.values() if v.status == "waiting"), tuple(state.counters.values())


def routes(console: Console, pages: Path) -> list[BaseRoute]:
    """`pages`: the folder of all pages."""
    return [
        Route(f"/{PHONE_PAGE}", lambda _: FileResponse(pages / "phone" / "index.html")),
        Route("/api/ticket", Phones(console).answer, methods=["POST"]),
        Mount("/assets/phone", StaticFiles(directory=pages / "phone")),
    ]
