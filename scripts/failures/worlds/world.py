"""What a storm needs of the world in which it rages: where broker and database are, and what can be struck there."""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from scripts.failures.judge import Chain, Heard, Held
from scripts.failures.servers import Server, owned

Pause = Callable[[], None]  # how long something stays dead
Blow = Callable[[Pause], None]  # kills, pauses, and brings it back
Dial = Callable[[str], socket.socket]  # to one node of the broker, as the kiosk of this name
DIAL_S = 5.0


@dataclass(frozen=True)
class World:
    """`city`: how kiosk-city reaches broker and database; `url`, `password`: how we read what the survivors hold;
    `close` ends all of it."""

    nodes: Sequence[Dial]
    city: Sequence[str]
    url: str
    blows: Mapping[str, Blow]
    close: Callable[[], None]
    password: str = ""

    def sql(self, question: str) -> list[tuple[Any, ...]]:
        """Raises psycopg.Error while nobody answers."""
        with closing(psycopg.connect(self.url, connect_timeout=5, password=self.password or None)) as db:
            return db.execute(question.encode()).fetchall()

    def stored(self) -> dict[Chain, int]:
        return {(source, journal, stream): last for source, journal, stream, last in self.sql(_HEADS)}

    def held(self) -> dict[Chain, Held]:
        heads = self.stored()
        rows = {(source, journal, stream): (n, numbers) for source, journal, stream, n, numbers in self.sql(_ROWS)}
        return {chain: Held(heads.get(chain, 0), *rows.get(chain, (0, 0))) for chain in {*heads, *rows}}

    def heard(self, now_ms: int, when: Callable[[str], int]) -> dict[str, Heard]:
        """`when` reads a time of the database, in ms."""
        found = self.sql("SELECT source, heard, silent FROM kiosks")
        return {
            source: Heard((now_ms - when(heard)) / 1000 if heard else float("inf"), silent is not None)
            for source, heard, silent in found
        }


_HEADS = "SELECT source, journal, stream, stored FROM heads"
_ROWS = """SELECT source, journal, stream, count(*), count(DISTINCT sequence) FROM events
           GROUP BY source, journal, stream"""


def plain(port: int) -> Dial:
    return lambda kiosk: _line(port)


def by_tls(port: int, ca: Path, certificate: Callable[[str], tuple[Path, Path]]) -> Dial:
    """`certificate`: a kiosk's own, and its key."""

    def dial(kiosk: str) -> socket.socket:
        context = ssl.create_default_context(cafile=str(ca))
        context.load_cert_chain(*certificate(kiosk))
        return context.wrap_socket(_line(port), server_hostname="127.0.0.1")

    return dial


def _line(port: int) -> socket.socket:
    """Dialled with patience, and then as silent as it likes to be."""
    line = socket.create_connection(("127.0.0.1", port), DIAL_S)
    line.settimeout(None)
    return line


def single(folder: Path) -> Server:
    """One PostgreSQL with an empty database."""
    folder.mkdir()
    owned(folder)
    server = Server(folder, 1)
    server.initdb()
    server.start()
    server.sql("CREATE DATABASE city")
    return server


def struck(server: Server) -> Blow:
    """The server and all of its children at once; then it recovers from its own log."""

    def blow(pause: Pause) -> None:
        server.kill()
        pause()
        server.start()

    return blow
