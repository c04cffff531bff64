"""A real console: a real journal in a temporary folder, a real server on a free port, real HTTP."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from kiosk.config.options import Config, Console, Counter, Hardware, Kiosk, Officer, Service
from kiosk.config.options import Office as OfficeOptions
from kiosk.console.app import Server, listen, make_app, server_for
from kiosk.console.door.lines import Places
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.host.troubles import tell
from kiosk.journal.bell import Bell
from kiosk.journal.opening import migrate
from kiosk.office import Office, new_token
from tests.console.browser import Browser, program
from tests.journal.clocks import opened

NAMES = {
    "A": "Chứng thực, hộ tịch",
    "B": "Đất đai, xây dựng, môi trường",
    "C": "Người có công, trợ giúp xã hội",
    "D": "Đăng ký hộ kinh doanh",
    "E": "Việc khác, hỏi thủ tục",
}
SALT = b"a kiosk's own random salt"  # of its officers
START = Moment(1_795_393_800_000, 1_000_000, "boot-1")  # 2026-11-23 07:30 in Viet Nam


@dataclass
class Clock:
    """The office's time: it passes only when a test says so."""

    now: Moment = START

    def __call__(self) -> Moment:
        return self.now

    def pass_seconds(self, seconds: int) -> None:
        ms = seconds * 1000
        self.now = replace(self.now, wall=self.now.wall + ms, mono=self.now.mono + ms)


def config_of(folder: Path, **console: Any) -> Config:
    return Config(
        office=OfficeOptions(unit="000.08.92.H55", name="Bộ phận một cửa", place="UBND xã Tân Quang"),
        services=[Service(letter, name) for letter, name in NAMES.items()],
        counters=[Counter(n, ["A", "B"] if n == 9 else []) for n in range(1, 10)],
        officers=[Officer(f"cb{n:02d}", "Nguyễn Thị Hường" if n == 1 else "") for n in range(1, 10)],
        kiosk=Kiosk(data=str(folder), runtime=str(folder / "run")),
        hardware=Hardware(kind="simulated", wires=str(folder / "dev")),
        console=Console(**{"demo": True, **console}),
    )


@dataclass
class Room:
    """One running console and what stands around it. `url`: its address."""

    config: Config
    clock: Clock
    office: Office
    bell: Bell
    url: str = ""
    server: Server | None = None
    thread: threading.Thread | None = None
    clients: list[httpx.Client] = field(default_factory=list)
    places: Places | None = None

    def start(self, port: int = 0) -> None:
        listening = listen("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app: Starlette = make_app(self.config, self.office, self.bell, "0.0-test", lambda: True)
        self.server = server = server_for(app, self.places)
        self.thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        self.thread.start()

    def stop(self) -> None:
        assert self.server and self.thread
        self.server.hang_up()
        self.server.should_exit = True
        self.thread.join(60)
        assert not self.thread.is_alive()

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """A browser on the PC with this address, any of 127.x.x.x."""
        lines = httpx.HTTPTransport(local_address=address, limits=httpx.Limits(max_keepalive_connections=1))
        client = httpx.Client(base_url=self.url, timeout=60, transport=lines)
        self.clients.append(client)
        return client

    def officer(self, n: int = 1) -> httpx.Client:
        """Somebody signed in at counter n."""
        client = self.client()
        body = {"officer": f"cb{n:02d}", "pin": "1234", "counter": n}
        assert client.post("/api/login", json=body).status_code == 200
        return client

    def ticket(self, service: str = "A", priority: bool = False) -> str:
        """A citizen takes a number at the box, another program of the same journal."""
        rules, token = self.office.rules, new_token()
        written = self.office.journal.transact(
            lambda state, now: queue.issue(state, now, rules, NewTicket(token, service, priority))
        )
        self.bell.ring()
        return str(getattr(written[-1].event, "ticket"))  # noqa: B009 - the last fact is TicketIssued


@contextmanager
def opened_room(folder: Path, config: Config | None = None) -> Iterator[Room]:
    """A console that runs, until the end of the block."""
    config, clock = config or config_of(folder), Clock()
    migrate(folder / "journal.db")
    journal = opened(folder / "journal.db", clock)
    bell = Bell(folder / "run", "console", journal.path)
    room = Room(
        config, clock, Office.of(config, journal, SALT, bell.ring, lambda why: tell(bell.runtime, "console", why)), bell
    )
    room.start()
    yield room
    for client in room.clients:
        client.close()
    room.stop()
    bell.close()
    journal.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as room:
        yield room


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests: it costs more to start than most pages."""
    if not program():
        pytest.fail("no Chromium") if os.environ.get("CI") == "true" else pytest.skip("no Chromium on this machine")
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """A page in it that knows nothing of the pages of other tests."""
    chromium.open_as_new()
    yield chromium
    chromium.forget()
