"""A broker whose certificate does not hold by this machine's clock: told as a clock fault, whole, until one holds."""

import json
import os
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from drivers.clock import SimulatedClock
from kiosk.config.load import load
from kiosk.core.record.events import DeviceChanged, LinkLost
from kiosk.core.words.certificates import EXPIRED, NOT_YET_VALID, refused
from kiosk.doctor.checks.system import broker_reached
from kiosk.host.told import way
from kiosk.journal.bell import Bell
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import own_key
from kiosk.service.telling.attention import attention
from kiosk.simulation.broker import mosquitto
from kiosk.simulation.folder import choose_port
from kiosk.simulation.supervisor import listens
from scripts.soak.link import SOURCE, Running, until
from sync.connection import Broker
from sync.courier import Courier
from sync.link import WHY
from sync.route import Route
from tests.doctor.box import TEXT

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
PATIENCE_S = 120.0
DAYS = {"behind": (10, 400), "doubtful": (-400, -10), "": (-10, 400)}  # from … to, of a certificate, from today


class Tls:
    """A real mosquitto whose certificate, of its own authority, is made anew at each start."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.ca = folder, choose_port(), folder / "server.pem"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, clock: str, name: str = "127.0.0.1") -> None:
        self.stop()
        self._write(DAYS[clock], name)
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous true"]
        lines += ["user root"] if os.geteuid() == 0 else []
        lines += [f"certfile {self.ca}", f"keyfile {self.folder / 'server.key'}"]
        (self.folder / "tls.conf").write_text("\n".join(lines) + "\n")
        words = [str(mosquitto()), "-c", str(self.folder / "tls.conf")]
        self._process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        until(lambda: listens("127.0.0.1", self.port), "the broker", PATIENCE_S)

    def _write(self, days: tuple[int, int], name: str) -> None:
        key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "city")])
        first, last = (datetime.now(UTC) + timedelta(days=n) for n in days)
        made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
        made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.ca.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / "server.key").write_bytes(key.private_bytes(*plain))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[Tls]:
    made = Tls(tmp_path)
    yield made
    made.stop()


class Kiosk:
    """A courier with its journal; `said`: its log."""

    def __init__(self, folder: Path, tls: Tls, pin: str = "") -> None:
        migrate(folder / "journal.db")
        self.journal, self.book = (
            open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "clock")) for _ in "ab"
        )
        self.bell, self.said = Bell(folder / "run", "sync", folder / "journal.db"), list[str]()
        at = Broker("127.0.0.1", tls.port, True, ca=str(tls.ca), pin=pin)
        sender = Courier(
            Route(at, SOURCE, "0"), self.journal, self.bell, own_key(folder), lambda: 0.01, self.said.append
        )
        self._running = Running(sender.run)

    def words(self, device: str) -> list[tuple[str, str | None]]:
        self.book.refresh()
        told = (row["data"] for row in self.book.rows() if row["type"] == DeviceChanged.TYPE)
        return [(data["state"], data.get("why")) for data in told if data["device"] == device]

    def outages(self) -> list[str]:
        return [row["data"]["why"] for row in self.book.rows() if row["type"] == LinkLost.TYPE]

    def close(self) -> None:
        self._running.stop()
        for part in (self.bell, self.journal, self.book):
            part.close()


@pytest.fixture
def kiosk(tmp_path: Path, tls: Tls) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path, tls)
    yield made
    made.close()


@pytest.mark.parametrize(("clock", "code"), [("behind", NOT_YET_VALID), ("doubtful", EXPIRED)])
def test_a_certificate_that_does_not_hold_now_is_a_clock_fault(tls: Tls, kiosk: Kiosk, clock: str, code: int) -> None:
    """Device event, outage and log say the whole of it, with the day that it is here; the page says what to do. One
    that holds ends it."""
    began = time.strftime("%F")
    tls.start(clock)
    until(lambda: kiosk.words("clock") and kiosk.outages(), "the word on the clock", PATIENCE_S)
    possible = [refused(code, "", day) for day in (began, time.strftime("%F"))]  # it may be midnight
    ((word, why),) = kiosk.words("clock")
    assert word == clock and why in possible and any(each in kiosk.outages()[0] for each in possible)
    assert any(why in line for line in kiosk.said)
    (found,) = (each for each in attention(kiosk.book.state, "ntp", {}, ()) if each.device == "clock")
    assert not found.good and "clock" in found.said.en and "set" in found.do.en
    tls.start("")
    until(lambda: kiosk.words("clock")[-1][0] == "ok", "the broker that is believed", PATIENCE_S)


def test_a_wrong_name_is_no_clock_fault_and_is_readable(tls: Tls, kiosk: Kiosk) -> None:
    """The library's own words, and not the head of its error alone."""
    tls.start("", name="127.0.0.9")
    until(lambda: kiosk.book.refresh() is not None and kiosk.outages(), "the outage", PATIENCE_S)
    assert "IP address mismatch" in kiosk.outages()[0] and not kiosk.words("clock")


DO = {"behind": "time server", "doubtful": "renew its certificate", "name": "broker.ca"}


@pytest.mark.parametrize("wrong", DO)
def test_the_doctor_tells_the_clock_from_the_network(tmp_path: Path, tls: Tls, wrong: str) -> None:
    """Clock, clock or certificate, or the file of the authority: whichever it is, and what to do then."""
    tls.start(*(("", "127.0.0.9") if wrong == "name" else (wrong,)))
    file = tmp_path / "kiosk.toml"
    lines = f'[broker]\nurl = "mqtts://127.0.0.1:{tls.port}"\nca = "{tls.ca}"\n'
    file.write_text(TEXT.format(tmp_path) + lines, encoding="utf-8")
    found = broker_reached(load(file))
    assert not found.good and DO[wrong] in found.do.en
    assert ("clock" in found.said.en) is (wrong != "name") and ("đồng hồ" in found.said.vi) is (wrong != "name")
    tls.start("")
    assert broker_reached(load(file)).good


def test_every_reason_stands_whole_where_it_is_told() -> None:
    """No word of a clock fault is cut off in the journal, whose room for a reason is the least."""
    assert all(len(refused(code, "", "2026-11-30")) <= 80 < WHY for code in (NOT_YET_VALID, EXPIRED))


def test_a_kiosk_without_the_time_reaches_its_own_city(tmp_path: Path, tls: Tls) -> None:
    """By the authority that its settings pin. What a certificate said of the clock before stands on: one that was taken
    without the time has said nothing."""
    tls.start("behind")
    kiosk = Kiosk(tmp_path, tls, pin=sha256(ssl.PEM_cert_to_DER_cert(tls.ca.read_text())).hexdigest())
    until(lambda: kiosk.words("clock"), "the clock's fault", PATIENCE_S)
    kiosk.close()
    (tmp_path / "clock").write_text(json.dumps({"source": "unknown", "boot": "next"}))
    kiosk = Kiosk(tmp_path, tls, pin=sha256(ssl.PEM_cert_to_DER_cert(tls.ca.read_text())).hexdigest())
    until(lambda: way.told(tmp_path / "run").get("line") == "up", "the line", PATIENCE_S)
    kiosk.close()
    book = open_file(tmp_path / "journal.db", SOURCE, SimulatedClock(tmp_path / "clock"))
    told = [row["data"]["state"] for row in book.rows() if row["data"].get("device") == "clock"]
    book.close()
    assert told == ["behind"]
