"""From the code in kiosk.toml to the city's table, and to the day on which the kiosk is revoked: real programs, and a
real mosquitto that lets in by certificate alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.clock import SimulatedClock
from kiosk.config.load import load
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.doctor.checks.system import broker_reached
from kiosk.host.told import enrolled, way
from kiosk.journal.bell import Bell
from kiosk.journal.opening import migrate, open_file
from scripts.attacks.programs import Program
from scripts.soak.link import RULES, SOURCE, until
from sync.city.__main__ import main
from sync.city.access.revoked import REFUSED
from tests.sync.city.running.parts import PATIENCE, Broker, needs_broker
from tests.sync.city.running.parts import City as Subscriber
from tests.sync.enrolment.site import NAME, City, Kiosk

pytestmark = [pytest.mark.slow, needs_broker]
SETTINGS = """[office]
unit = "H55.92.08.000"
[kiosk]
data = "{0}/data"
runtime = "{0}/run"
[hardware]
kind = "simulated"
wires = "{0}/dev"
[[services]]
letter = "A"
name = "Hộ tịch"
[[counters]]
number = 1
[broker]
url = "mqtts://127.0.0.1:{1}"
enrol_url = "https://127.0.0.1:{2}"
enrol_code = "{3}"
ca_sha256 = "{4}"
"""


class Site:
    """An authority with its desk, a broker, a subscriber that reads the register, and a box with a code."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.city, ca = folder, City(folder / "ca"), folder / "ca"
        file = self.city.server_file
        tls = [f"cafile {ca}/ca.pem", f"certfile {file}", f"keyfile {file}", f"crlfile {ca}/crl.pem"]
        self.broker = Broker(folder, *tls, "require_certificate true", "use_identity_as_username true")
        self.reload = f"kill -HUP {self.broker._process.pid}"
        words = ["--ca", f"{ca}/ca.pem", "--certificate", str(file), "--register", f"{ca}/register.db", "--trust-first"]
        self.db = folder / "city.db"
        self.subscriber = Subscriber(folder, f"mqtts://127.0.0.1:{self.broker.port}", f"sqlite:///{self.db}", *words)
        self.subscriber.says("listening")
        self.data, self.run = folder / "data", folder / "run"
        migrate(self.data / "journal.db")
        self.run.mkdir()
        self.book = open_file(self.data / "journal.db", SOURCE, SimulatedClock(folder / "clock"))
        self.courier = self.start()

    def start(self) -> Program:
        text = SETTINGS.format(self.folder, self.broker.port, self.city.port, self.city.code(), self.city.pin)
        (self.folder / "kiosk.toml").write_text(text, encoding="utf-8")
        return Program(self.folder / "courier.log", "sync", "--config", str(self.folder / "kiosk.toml"))

    def rate(self) -> None:
        self.book.transact(lambda state, now: ratings.press(state, now, RULES, Press(3, "button")))
        bell = Bell(self.run, "test", self.data / "journal.db")
        bell.ring()
        bell.close()

    def stored(self) -> int:
        return int(self._asked("SELECT count(*) FROM ratings")[0][0])

    def letters(self) -> list[tuple[str, ...]]:
        return self._asked("SELECT reason FROM dead_letters")

    def _asked(self, sql: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.db)) as db:
            return db.execute(sql).fetchall()

    def close(self) -> None:
        self.courier.stop()
        self.subscriber.stop()
        self.broker.close()
        self.city.close()
        self.book.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.close()


def test_a_kiosk_comes_by_its_code_and_goes_when_it_is_revoked(site: Site) -> None:
    """Its line that is open brings nothing into the tables any more, another one is not opened, both sides are told; a
    new code brings everything that was held back."""
    site.rate()
    until(lambda: site.stored() == 1, site.courier.said(), PATIENCE)
    assert broker_reached(load(site.folder / "kiosk.toml")).good  # the doctor knows the certificate too
    assert enrolled.told(site.run)["word"] == "" and way.told(site.run)["line"] == "up"
    assert main(["ca", "revoke", "--folder", str(site.folder / "ca"), SOURCE, "--then", site.reload]) == 0
    site.rate()
    until(lambda: (REFUSED,) in site.letters(), "the dead letter", PATIENCE)
    assert site.stored() == 1 and site.subscriber.is_up()
    site.courier.stop()
    site.courier = Program(site.folder / "courier.log", "sync", "--config", str(site.folder / "kiosk.toml"))
    until(lambda: way.told(site.run).get("refused") == "certificate", "the refused line", PATIENCE)
    box = Kiosk(site.data, site.city, "")
    box.is_refused()
    assert box.turn() == "revoked" and site.city.refusal(NAME) == "revoked"
    site.courier.stop()
    site.courier = site.start()
    until(lambda: site.stored() == 2, "what was held back", PATIENCE)
