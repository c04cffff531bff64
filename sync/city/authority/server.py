"""The enrolment desk behind HTTPS: one request a connection, a thread each, and nobody holds one for long.

h11 reads HTTP; the rest is the standard library's TLS. A client's certificate is asked for and need not come: the first
time there is none. OpenSSL judges whose it is and not its time, because a kiosk that was long in repair is let in after
the end of its certificate (rules.GRACE_S), and only the register knows how long; so with X509_V_FLAG_NO_CHECK_TIME
(x509_vfy.h). Whatever a connection raises ends that connection.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import h11

from sync.city.authority.desk import Answer, Asked, Desk
from sync.enrolment.est import MOST_BYTES
from sync.line.address import NO_CHECK_TIME

WHOLE_S = 15.0  # seconds for all of a connection: the slowest mobile network needs three
MOST_AT_ONCE = 32  # connections; who comes when they are all held waits in the kernel's queue
_READ = 16_384


def context(certificate: Path, authority: Path) -> ssl.SSLContext:
    """`certificate`: ours, with key and chain; `authority`: who has signed the kiosks'. Raises OSError."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(certificate)
    made.load_verify_locations(authority)
    made.verify_mode = ssl.CERT_OPTIONAL
    made.verify_flags |= NO_CHECK_TIME
    return made


class Server:
    """Serves until `close`. `port`: where, also where 0 was asked for. Raises OSError."""

    def __init__(self, desk: Desk, tls: ssl.SSLContext, host: str, port: int, say: Callable[[str], None]) -> None:
        self._desk, self._tls, self._say = desk, tls, say
        self._door = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._door.getsockname()[1]
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def run(self) -> None:
        """Returns once it is closed."""
        while True:
            self._room.acquire()
            try:
                line, at = self._door.accept()
            except OSError:
                self._room.release()
                if self._door.fileno() < 0:
                    return
                time.sleep(0.1)  # no descriptors left: the connections that hold them end within seconds
                continue
            threading.Thread(target=self._serve, args=(line, str(at[0])), daemon=True).start()

    def close(self) -> None:
        """`accept` in another thread ends by the first."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self, line: socket.socket, who: str) -> None:
        try:
            with line:
                self._talk(line, who)
        except (OSError, h11.ProtocolError):
            pass  # strangers come and go; what the desk refuses, it tells
        except Exception as error:  # noqa: BLE001 one connection's, and nobody else's
            self._say(f"{who}: {type(error).__name__}: {error}")
        finally:
            self._room.release()

    def _talk(self, line: socket.socket, who: str) -> None:
        with self._tls.wrap_socket(line, server_side=True, do_handshake_on_connect=False) as safe:
            watch = threading.Timer(WHOLE_S, _cut, (safe,))
            watch.daemon = True
            watch.start()
            try:
                safe.do_handshake()
                self._answer(safe, who)
            finally:
                watch.cancel()

    def _answer(self, safe: ssl.SSLSocket, who: str) -> None:
        http = h11.Connection(h11.SERVER)
        try:
            head, body = _request(safe, http)
        except h11.RemoteProtocolError as error:
            _send(safe, http, Answer(HTTPStatus(error.error_status_hint)))
            return
        login = next((value for name, value in head.headers if name == b"authorization"), b"").decode("latin-1")
        path = head.target.decode("latin-1")
        asked = Asked(head.method.decode("ascii"), path, login, body, safe.getpeercert(True) or b"", who)
        _send(safe, http, self._desk.answer(asked))


def _cut(safe: ssl.SSLSocket) -> None:
    """Past TLS, whose own way of ending may not be walked by two threads."""
    with suppress(OSError):
        socket.socket.shutdown(safe, socket.SHUT_RDWR)


def _request(safe: ssl.SSLSocket, http: h11.Connection) -> tuple[h11.Request, bytes]:
    """Head and body. Raises h11.RemoteProtocolError, also for too many bytes, OSError."""
    head, body = None, b""
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            http.receive_data(safe.recv(_READ))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BYTES:
                raise h11.RemoteProtocolError("too long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif isinstance(event, h11.EndOfMessage) and head:
            return head, body
        else:
            raise ConnectionError("hung up")


def _send(safe: ssl.SSLSocket, http: h11.Connection, answer: Answer) -> None:
    headers = {**answer.headers, "Content-Length": str(len(answer.body)), "Connection": "close"}
    head = h11.Response(status_code=answer.status, headers=list(headers.items()))
    for event in (head, h11.Data(data=answer.body), h11.EndOfMessage()):
        safe.sendall(http.send(event) or b"")
