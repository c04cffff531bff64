"""A city that gives certificates, over real TLS, and a kiosk that asks for one; both by a clock that a test sets."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.host.told import enrolled, way
from sync.city.authority import folder, register, rules
from sync.city.authority.desk import Desk
from sync.city.authority.rules import Entry
from sync.city.authority.server import Server, context
from sync.enrolment.enroller import Enroller, Wanted
from sync.enrolment.est import fingerprint, name_of
from sync.enrolment.papers import Papers

SOURCE, OTHER = "/H55/92/08/000/k1", "/H55/92/09/000/k1"
NAME = name_of(SOURCE)
DAY = timedelta(days=1)


@dataclass
class City:
    """`said`: the operator's log; `later`: how far its clock is ahead of today; `port`: of a desk that runs already."""

    place: Path
    name: str = "Tỉnh H55"
    said: list[str] = field(default_factory=list)
    later: timedelta = timedelta()
    port: int = 0

    def __post_init__(self) -> None:
        if self.port:
            self.authority = folder.opened(self.place)
        else:
            self.authority = folder.make(self.place, self.name, datetime.now(UTC))
            self.serve()

    def serve(self, later: timedelta = timedelta()) -> None:
        """At the same port again, where it has served; with a certificate made so much later than now."""
        self.server_file = folder.issue_server(self.authority, ["127.0.0.1", "localhost"], datetime.now(UTC) + later)
        tls, desk = context(self.server_file, self.place / folder.CHAIN), Desk(self.authority, self.now, self.hear)
        self._server = Server(desk, tls, "127.0.0.1", self.port, self.hear)
        self.port = self._server.port
        threading.Thread(target=self._server.run, daemon=True).start()

    def hear(self, line: str) -> None:
        self.said.append(line)

    @property
    def pin(self) -> str:
        return fingerprint(self.authority.root)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def code(self, source: str = SOURCE) -> str:
        code, salt = rules.code_of(secrets.choice), secrets.token_bytes(16)
        until = int(self.now().timestamp()) + rules.CODE_S
        with self.authority.register.transaction() as db:
            register.give_code(db, Entry(name_of(source), salt, rules.sealed(code, salt), until))
        return code

    def revoke(self, name: str = NAME) -> None:
        with self.authority.register.transaction() as db:
            register.revoke(db, name, int(self.now().timestamp()))
        folder.write_crl(self.authority, self.now())

    def refusal(self, name: str = NAME) -> str:
        """As the operator's list has it."""
        with self.authority.register.transaction() as db:
            return next((refusal for entry, refusal, _ in register.entries(db) if entry.name == name), "")

    def close(self) -> None:
        self._server.close()


@dataclass
class Clock:
    now: Callable[[], datetime]
    known: str = "synchronised"

    def wall(self) -> int:
        return int(self.now().timestamp() * 1000)

    def source(self) -> str:
        return self.known


class Kiosk:
    """`said`: the technician's log."""

    def __init__(self, place: Path, city: City, code: str, source: str = SOURCE) -> None:
        place.mkdir(exist_ok=True)
        self.city, self.place, self.said = city, place, list[str]()
        self.papers, self.clock = Papers(place), Clock(city.now)
        self.restart(code, source)

    def restart(self, code: str, source: str = SOURCE, pin: str = "", port: int = 0) -> None:
        """With other settings."""
        url = f"https://127.0.0.1:{port or self.city.port}"
        wanted = Wanted(url, pin or self.city.pin, name_of(source), code)
        self.enroller = Enroller(wanted, self.papers, self.place, self.clock, self.said.append, lambda: 0.5)

    def turn(self) -> str:
        """One look; the word that the other programs of the kiosk are told then."""
        self.enroller.turn()
        return str(self.told["word"])

    @property
    def told(self) -> dict[str, Any]:
        return enrolled.told(self.place)

    def is_refused(self) -> None:
        """By the broker, which does not take its certificate."""
        way.tell(self.place, {"line": "down", "refused": "certificate"})

    @property
    def serial(self) -> int:
        held = self.papers.held()
        assert held
        return held.serial
