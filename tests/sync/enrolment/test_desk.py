"""The desk among strangers: whoever they are, the next kiosk is served."""

import base64
import socket
import ssl
import threading
from contextlib import closing

import pytest

from scripts.soak.link import until
from sync.city.authority import server
from sync.city.authority.desk import Desk
from sync.enrolment.est import MOST_BYTES, PATH
from tests.sync.enrolment.site import NAME, City, Kiosk

PATIENCE_S = 120.0


def blind() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


def said(city: City, sent: bytes) -> bytes:
    """What the desk answers to these bytes."""
    with socket.create_connection(("127.0.0.1", city.port), PATIENCE_S) as line, blind().wrap_socket(line) as safe:
        safe.sendall(sent)
        found = b""
        while piece := safe.recv(65_536):
            found += piece
        return found


LOGIN = base64.b64encode(f"{NAME}:AAAAAAAA".encode()).decode()
REQUESTS = {
    "not HTTP": (b"\x00\xff\x00\xff nonsense\r\n\r\n", b"400"),
    "another path": (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
    "another method": (f"PUT {PATH}cacerts HTTP/1.1\r\nHost: a\r\n\r\n".encode(), b"404"),
    "no login": (f"POST {PATH}simpleenroll HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode(), b"400"),
    "no certificate": (f"POST {PATH}simplereenroll HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode(), b"401"),
    "a strange login": (
        f"POST {PATH}simpleenroll HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ÿ\r\nContent-Length: 0\r\n\r\n".encode(
            "latin-1"
        ),
        b"400",
    ),
    "a body of megabytes": (
        f"POST {PATH}simpleenroll HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n".encode()
        + b"A" * (MOST_BYTES + 20_000),
        b"413",
    ),
    "a head without end": (b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 40_000, b"431"),
}

UNREAD = (
    "a body of megabytes",
    "a head without end",
)  # closed before all of it was read, by which TCP loses the answer


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_no_request_of_ours_is_refused_in_a_line(city: City, kiosk: Kiosk, name: str) -> None:
    """With its status; the kiosk behind it gets its certificate."""
    sent, status = REQUESTS[name]
    try:
        answer = said(city, sent)
    except ConnectionError:
        answer = b""
    assert answer.split(b" ")[1:2] in ([status], [] if name in UNREAD else [status])
    assert kiosk.turn() == ""


def test_who_says_nothing_is_cut_off_and_the_next_one_is_served(
    city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before TLS, after it, and a byte at a time: all places taken, each is free again after its time."""
    monkeypatch.setattr(server, "WHOLE_S", 2.0)
    lines = [socket.create_connection(("127.0.0.1", city.port)) for _ in range(server.MOST_AT_ONCE + 8)]
    until(lambda: kiosk.turn() == "", "the certificate", PATIENCE_S)
    with closing(socket.create_connection(("127.0.0.1", city.port))) as line, blind().wrap_socket(line) as safe:
        safe.sendall(b"GET ")
        assert safe.recv(1) == b""
    for one in lines:
        one.close()


def test_a_fault_of_ours_ends_one_connection(city: City, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with its name, and the next one is served; the kiosk tries again by itself."""

    def fails(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(Desk, "answer", fails)
    assert kiosk.turn() == "away"
    until(lambda: any("ZeroDivisionError: ours" in line for line in city.said), "the word", PATIENCE_S)
    monkeypatch.undo()
    assert kiosk.turn() == ""


def _turn(box: Kiosk, words: list[str]) -> None:
    words.append(box.turn())


def test_a_code_is_used_once_by_many_at_one_moment(city: City, kiosk: Kiosk) -> None:
    """Eight boxes with one code: one has the certificate."""
    code = city.code()
    boxes = [Kiosk(kiosk.place / str(n), city, code) for n in range(8)]
    words = list[str]()
    threads = [threading.Thread(target=_turn, args=(box, words)) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words) == ["", *["used"] * 7]
