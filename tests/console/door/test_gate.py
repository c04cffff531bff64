"""Connections that hold, drip, or do not read: real sockets at a real console with few places."""

import contextlib
import logging
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.console.door.gate import MAX_READ, Gate, Guarded
from kiosk.console.door.lines import Places
from kiosk.console.door.whole_request import MAX_BYTES
from tests.console.conftest import Room
from tests.console.test_pages import events
from tests.simulation.hand import until

FEW = Places(most=12, boards=3, of_one_sign_in=4)
HEAD = b"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FONT = b"GET /fonts/BeVietnamPro-Regular.ttf HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def crowded(room: Room) -> Room:
    """The room with few places."""
    room.stop()
    room.places = FEW
    room.start()
    return room


def gate_of(room: Room) -> Gate:
    assert room.server
    return room.server.gate


class Time:
    """The gate's clock: it stands still, but for what a test adds. How long the machine takes counts for nothing."""

    def __init__(self, room: Room) -> None:
        self.now = time.monotonic()
        gate_of(room).clock = lambda: self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds


def opened(room: Room, sends: bytes = b"", address: str = "127.0.0.9") -> socket.socket:
    host, port = room.url.removeprefix("http://").split(":")
    wire = socket.create_connection((host, int(port)), timeout=60, source_address=(address, 0))
    with contextlib.suppress(ConnectionError):  # it was one too many, and is closed already
        wire.sendall(sends)
    return wire


@contextlib.contextmanager
def many(room: Room, number: int, sends: bytes = b"") -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(opened(room, sends)) for _ in range(number)]


def said(wire: socket.socket) -> bytes:
    """All of it, to the end."""
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while more := wire.recv(65536):
            answer += more
    return answer


def called_on(board: Iterator[tuple[str, dict[str, Any]]]) -> str:
    """The first number that it shows."""
    return next(str(view["calls"][0]["ticket"]) for _, view in board if view.get("calls"))


def is_closed(wire: socket.socket) -> bool:
    """Whatever still comes is read."""
    wire.setblocking(False)
    try:
        while wire.recv(65536):
            continue
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize("sends", [b"", b"GET / HT", HEAD + b"Content-Length: 9\r\n\r\n{", FONT], ids=range(4))
def test_an_officer_gets_in_while_strangers_hold_everything(crowded: Room, sends: bytes) -> None:
    """Connections that say nothing, half a head, half a body, or do not read: signing in, a call and the streams of an
    officer and of a board go on, and there are never more than places."""
    crowded.ticket()
    before = crowded.officer(1)
    mine, board = events(before), events(crowded.client())
    assert {next(mine)[0], next(mine)[0]} == {"state", "board"} and {next(board)[0], next(board)[0]} > {"board"}
    with many(crowded, 60, sends):
        officer = crowded.officer(2)
        assert officer.post("/api/next", json={}).json()["ticket"] == "A001"
        assert next(mine)[0] and called_on(board) == "A001"
        assert len(gate_of(crowded)._lines) <= FEW.most
        assert crowded.client("127.0.0.3").get("/healthz").status_code == 200


@pytest.mark.parametrize("ends", ["", "Content-Length: 90\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nff\r\n"])
def test_a_request_that_drips_is_cut_off(room: Room, ends: str, caplog: pytest.LogCaptureFixture) -> None:
    """A byte a second gains no time: all of it has to be here in ten seconds. Nothing of it stands in the log."""
    now = Time(room)
    with opened(room, HEAD + ends.encode()) as wire:
        until(lambda: _doing(room) == ["ASKING"], "the first bytes")
        for _ in range(9):
            now.pass_seconds(1)
            wire.sendall(b"1")
        assert not is_closed(wire)
        now.pass_seconds(1)
        until(lambda: is_closed(wire), "the end of patience")
    assert gate_of(room).closed["too slow"] == 1 and logged(caplog) == []


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What would stand in the console's log; the tests' own client tells less."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def _served(room: Room) -> list[Guarded]:
    assert room.server
    return [line for line in [*room.server.server_state.connections] if isinstance(line, Guarded)]


def _doing(room: Room) -> list[str]:
    return [line.doing.name for line in [*gate_of(room)._lines.values()]]


def test_an_answer_that_nobody_reads_is_given_up(room: Room) -> None:
    """Also when it was asked again and again without reading."""
    now = Time(room)
    with opened(room, FONT * 200) as wire:
        until(lambda: any(line.flow.write_paused for line in _served(room)), "more than the kernel holds for it")
        now.pass_seconds(61)
        until(lambda: _doing(room) == [], "the end of patience")
        assert wire.fileno() >= 0


def test_streams_are_bounded_and_fair(crowded: Room) -> None:
    """More boards than there are places: those of the address with the most go, and not the officers'."""
    ask = b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
    mine = events(crowded.officer())
    next(mine), next(mine)
    with many(crowded, 10, ask) as crowd, opened(crowded, ask, "127.0.0.3") as board:
        until(lambda: sum(map(is_closed, crowd)) == 8, "as many as there is room for")
        assert not is_closed(board)
        crowded.ticket()
        assert next(mine)[0] == "state"


def test_one_sign_in_holds_few_connections(crowded: Room) -> None:
    """An officer's cookie, taken to a hundred connections, keeps nobody else out."""
    officer = crowded.officer()
    cookie = officer.cookies["quay"].encode()
    ask = b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\nCookie: quay=%b\r\n\r\n" % cookie
    with many(crowded, 20, ask) as crowd:
        until(lambda: sum(map(is_closed, crowd)) >= 20 - FEW.of_one_sign_in, "as many as one may have")
        assert crowded.officer(2).post("/api/next", json={}).status_code == 409


@pytest.mark.parametrize("method", [b"POST", b"GET", b"PUT"])
def test_whoever_breaks_off_is_no_error_of_ours(
    room: Room, method: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """In the head, in the body, before the answer is read: no traceback, one count."""
    head = HEAD.replace(b"POST", method) + b"Content-Length: 400\r\n\r\n{"
    for sent in (head[:20], head, HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", head + b" " * 399):
        opened(room, sent).close()
    until(lambda: gate_of(room).closed["broken off by the other end"] == 3 and not gate_of(room)._lines, "all four")
    assert room.client().get("/healthz").status_code == 200
    assert logged(caplog) == [] and capfd.readouterr().err == ""


def test_what_was_closed_is_told_in_one_line_a_minute(room: Room, capfd: pytest.CaptureFixture[str]) -> None:
    """However many they were."""
    now = Time(room)
    for _ in range(3):
        with many(room, 5, b"GET / HT") as crowd:
            until(lambda: _doing(room) == ["ASKING"] * 5, "the crowd")
            now.pass_seconds(11)
            until(lambda crowd=crowd: all(map(is_closed, crowd)), "the end of patience")  # type: ignore[misc]
    now.pass_seconds(60)
    until(lambda: not gate_of(room).closed, "the line")
    assert capfd.readouterr().err == "kiosk console: connections closed: 15 too slow\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 10000000000\r\n\r\n" + b"x" * (MAX_BYTES + 1),
        b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n%b\r\n" % (b"x" * 4096) * (MAX_BYTES // 4096) + b"1\r\nx",
    ],
    ids=["length", "chunks"],
)
@pytest.mark.parametrize("path", [b"/api/login", b"/cabinet/press/x", b"/healthz", b"/nowhere"])
def test_a_body_without_end_is_refused(room: Room, path: bytes, body: bytes) -> None:
    """On every route, once it is longer than any of ours; and the connection ends."""
    with opened(room, HEAD.replace(b"/api/login", path) + body) as wire:
        answer = said(wire)
    assert answer.startswith(b"HTTP/1.1 413 ") and answer.count(b"HTTP/1.1") == 1


def test_pipelined_bytes_are_not_hoarded(room: Room) -> None:
    """Behind a stream, which never ends, nobody's further requests are kept."""
    with opened(room, b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n") as wire:
        until(lambda: _doing(room) == ["LISTENING"], "the stream")
        wire.setblocking(False)
        with contextlib.suppress(OSError):
            while wire.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000):
                continue
        assert room.client().get("/healthz").status_code == 200
        assert max(len(line.conn.trailing_data[0]) for line in _served(room)) <= 2 * MAX_READ


@pytest.mark.parametrize(
    "odd",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n",
        b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5 + b"\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n\0",
        b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://[\r\n\r\n",
        b"HEAD / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=range(17),
)
def test_odd_requests_fill_no_log(
    room: Room, odd: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Upgrades, old versions, two hosts, huge heads, TLS, other methods: an answer or an end, and not a line."""
    with opened(room, odd + LAST) as wire:
        assert said(wire)[:9] in (b"HTTP/1.1 ", b"")
    assert room.client().get("/healthz").status_code == 200
    assert logged(caplog) == [] and capfd.readouterr().err == ""
