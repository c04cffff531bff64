"""Nobody who listens learns when somebody rated: the same bytes at the same moments, with a rating and without.

Strategy: the same day is lived twice in a loop whose time is no real one: it passes only when nobody has anything left
to do, so each byte has its exact moment. One day has ratings in it and the other none. Whoever may listen does: streams
of a board and of an officer, and everything that can be asked for, with all its headers, every few seconds.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from starlette.applications import Starlette

from kiosk.console import technician
from kiosk.console.routes import make_app
from kiosk.console.sessions import id_of, key_of
from kiosk.console.threads import staff_threads
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.events import RatingGiven
from kiosk.journal.bell import Bell, ring
from kiosk.journal.opening import migrate
from kiosk.office import Office
from tests.console.conftest import SALT, START, config_of
from tests.journal.clocks import opened

PATHS = ("/", "/board", "/p", "/healthz", "/api/state", "/technician", "/api/technician/state", "/openapi.json",
         "/nowhere", "/assets/board/board.js", "/assets/console/console.js")  # fmt: skip
RATED = (20.3, 32.0, 47.77, 63.999)  # seconds of the day; between two numbers, and beside a sign of life
COME = {"board": 0.1, "officer": 0.5, "late board": 1.3}  # seconds; no two in one moment, which has no order
ASKED_EVERY_S = 3.7
DAY_S = 100.0
NUMBERS = 4
NONCE = "4d1f0a6c9b3e7852d0c1f7a93e5b6284"
Heard = list[tuple[float, str, Any]]  # when, whose line, what came


class PlayedTime(asyncio.SelectorEventLoop):
    """Its clock stands while anybody works, a thread too, and jumps to the next moment that somebody waits for."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.now


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: PlayedTime) -> None:
        super().__init__()
        self.loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or _threads_at_work():
            return super().select(60)
        self.loop.now += timeout
        return []


def _threads_at_work() -> bool:
    return bool(to_thread.current_default_thread_limiter().borrowed_tokens or staff_threads().borrowed_tokens)


@dataclass
class Day:
    """The office, and what every listener heard."""

    app: Starlette
    office: Office
    bell: Bell
    officer: str  # their cookie
    technician: str
    loop: PlayedTime
    heard: Heard = field(default_factory=list)

    async def ask(self, who: str, path: str, cookie: str, said: bytes = b"") -> None:
        """One request, for as long as it is answered: status, headers and bytes, each with its moment."""
        asked = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if asked.is_set():
                await asyncio.Event().wait()
            asked.set()
            return {"type": "http.request", "body": said, "more_body": False}

        async def send(message: Any) -> None:
            self.heard.append((self.loop.time(), f"{who} {path}", message))

        headers = [(b"host", b"localhost"), (b"cookie", cookie.encode()), (b"content-type", b"application/json")]
        kind = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST" if said else "GET",
            "scheme": "http",
            "root_path": "",
        }
        where = {"path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
        await self.app({**kind, **where, "server": ("127.0.0.1", 8080), "client": ("127.0.0.9", 1)}, receive, send)

    async def ask_everything(self) -> None:
        while True:
            for who in ("stranger", "officer", "technician"):
                for path in PATHS:
                    await self.ask(who, path, self.cookie(who))
            for n in range(NUMBERS):
                await self.ask("phone", "/api/ticket", "", b'{"token": "%032x"}' % n)
            await asyncio.sleep(ASKED_EVERY_S)

    def cookie(self, who: str) -> str:
        return {"officer": self.officer, "technician": self.technician}.get(who, "")

    async def at(self, seconds: float, does: Callable[[], Any]) -> None:
        await asyncio.sleep(seconds)
        does()
        ring(self.bell.runtime)  # as the touch app does

    def press(self) -> None:
        rules = self.office.rules
        self.office.journal.transact(lambda s, now: ratings.press(s, now, rules, Press(1, "button")))

    def work(self, n: int) -> Callable[[], None]:
        """A number is taken, called and served, the one before ends: what officers and the board do see."""

        def decide() -> None:
            rules, journal = self.office.rules, self.office.journal
            token = f"{n:032x}"
            journal.transact(lambda s, now: queue.issue(s, now, rules, NewTicket(token, "A", False)))
            journal.transact(lambda s, now: queue.call_next(s, now, rules, 1))
            journal.transact(lambda s, now: queue.start(s, now, 1))

        return decide


async def live(day: Day, rated: bool) -> None:
    """Listeners come at odd moments, work is done every 25 s, and ratings, if there are any, in between."""
    coming = [_late(at, partial(day.ask, whose, "/api/stream", day.cookie(whose))) for whose, at in COME.items()]
    working = [day.at(n * 25.0 + 2.5, day.work(n)) for n in range(NUMBERS)]
    pressing = [day.at(seconds, day.press) for seconds in RATED if rated]
    async with day.app.router.lifespan_context(day.app):
        tasks = [asyncio.ensure_future(each) for each in (*coming, day.ask_everything(), *working, *pressing)]
        await asyncio.sleep(DAY_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _late(seconds: float, come: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await come()


@contextmanager
def opened_day(folder: Path, loop: PlayedTime) -> Iterator[Day]:
    config = config_of(folder)
    migrate(folder / "journal.db")

    def clock() -> Moment:
        ms = round(loop.now * 1000)
        return Moment(START.wall + ms, START.mono + ms, START.boot)

    journal = opened(folder / "journal.db", clock)
    bell = Bell(folder / "run", "console", journal.path)
    office = Office.of(config, journal, SALT, bell.ring)
    app = make_app(config, office, bell, "0.0-test", lambda: True)
    seat = office.login(1, "cb01", id_of(NONCE))
    who = {"officer": "cb01", "reference": seat.officer, "counter": 1}
    cookie = app.state.console.sessions.sign(who, NONCE)
    repairing = technician.sessions_of(key_of(folder), START.boot).sign({}, NONCE)
    yield Day(app, office, bell, f"quay={cookie}", f"{technician.COOKIE}={repairing}", loop)
    bell.close()
    journal.close()


def lived(folder: Path, rated: bool) -> tuple[Heard, int]:
    """What was heard, and how many ratings were written."""
    folder.mkdir()
    with asyncio.Runner(loop_factory=PlayedTime) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, PlayedTime)
        with opened_day(folder, loop) as day:
            runner.run(live(day, rated))
            ratings = sum(isinstance(r.event, RatingGiven) for r in day.office.journal.recorded())
            return day.heard, ratings


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Heard, int], tuple[Heard, int]]:
    folder = tmp_path_factory.mktemp("days")
    return lived(folder / "rated", True), lived(folder / "quiet", False)


def test_a_rating_moves_no_byte_and_no_moment(days: tuple[tuple[Heard, int], tuple[Heard, int]]) -> None:
    """Every message, status and header of every listener, and when it came, is the same as without the ratings."""
    (with_them, number), (without, none) = days
    assert (number, none) == (len(RATED), 0)
    assert len(with_them) == len(without) > 500
    both = zip(by_listener(with_them), by_listener(without), strict=True)
    assert [pair for pair in both if pair[0] != pair[1]] == []


def by_listener(heard: Heard) -> Heard:
    """What comes to several of them in one moment has no order: each hears its own line alone."""
    return sorted(heard, key=lambda part: part[:2])


def moments(heard: Heard, whose: str, event: bytes) -> list[float]:
    """When this event came on that stream."""
    return [at for at, who, said in heard if who == f"{whose} /api/stream" and event in said.get("body", b"")]


def test_signs_of_life_keep_to_their_own_clock(days: tuple[tuple[Heard, int], tuple[Heard, int]]) -> None:
    """Every 4 s, at the same moments on all streams so that the machine wakes once, whatever was sent in between."""
    for whose in COME:
        told = moments(days[0][0], whose, b"event: here")
        assert told[:24] == pytest.approx([4.0 * n for n in range(1, 25)])


def test_work_is_heard_at_its_moment(days: tuple[tuple[Heard, int], tuple[Heard, int]]) -> None:
    """So the listeners do listen: each visit is told to board and officer when it is, and at no other moment."""
    for whose, began in COME.items():
        told = {round(at, 1) for at in moments(days[0][0], whose, b"event: board")}
        assert sorted(told) == [began, 2.5, 27.5, 52.5, 77.5]


def test_technician_and_officer_were_inside(days: tuple[tuple[Heard, int], tuple[Heard, int]]) -> None:
    """What they asked for was answered, or nothing would be compared."""
    inside = [("officer /api/state", 200), ("technician /api/technician/state", 200), ("stranger /api/state", 409)]
    statuses = {(who, said["status"]) for _, who, said in days[0][0] if "status" in said}
    assert {*inside} <= statuses
