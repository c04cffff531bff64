"""How a broker by TLS is met: the files that we show and believe, what it says of ours, and which of its are good."""

import os
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.simulation.broker import mosquitto
from sync.connection import HANDSHAKE_S, Broker, News, Wire
from sync.link import WHY
from tests.sync.brokers.quirks import CONNACK, Quirk, Relay
from tests.sync.city.running import parts
from tests.sync.city.running.certificates import Authority

pytestmark = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)


class Guarded:
    """A mosquitto that asks for a certificate of `ours`, and a kiosk who has one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ours = folder, Authority(folder, "ours")
        served, own = self.ours.signs("broker"), self.ours.signs("kiosk")
        self.own = own[0]
        files = (f"cafile {self.ours.file}", f"certfile {served[0]}", f"keyfile {served[1]}")
        self.broker = parts.Broker(folder, *files, "require_certificate true")
        self.way = Broker(
            "127.0.0.1", self.broker.port, True, ca=str(self.ours.file), certificate=str(own[0]), key=str(own[1])
        )

    def holds(self, text: bytes) -> str:
        """A file with this in it."""
        file = self.folder / "spoilt.pem"
        file.write_bytes(text)
        return str(file)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    made = Guarded(tmp_path)
    yield made
    made.broker.close()


def met(way: Broker) -> News:
    """What became of one try: `up`, or `down` with the reason."""
    wire = Wire(way, "kiosk")
    wire.dial()
    until = time.monotonic() + parts.PATIENCE
    while not wire.news and time.monotonic() < until:
        wire.pump(bool(select.select(wire.readers(), wire.writers(), [], 0.1)[0]))
    wire.close()
    return wire.news.popleft()


Spoil = Callable[[Guarded], Broker]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "no authority": (lambda at: replace(at.way, ca="/nowhere/ca.pem"), "broker.ca: No such file"),
    "an empty authority": (lambda at: replace(at.way, ca=at.holds(b"")), "broker.ca: no whole certificate in PEM"),
    "half a second authority": (
        lambda at: replace(at.way, ca=at.holds(at.ours.file.read_bytes() + at.ours.file.read_bytes()[:200])),
        "broker.ca: no whole certificate in PEM",
    ),
    "a folder": (lambda at: replace(at.way, certificate=str(at.folder)), "broker.certificate: Is a directory"),
    "half a certificate": (
        lambda at: replace(at.way, certificate=at.holds(Path(at.way.certificate).read_bytes()[:200])),
        "broker.certificate: no whole certificate in PEM",
    ),
    "a key for a certificate": (
        lambda at: replace(at.way, certificate=at.way.key), "broker.certificate: no whole certificate in PEM",
    ),
    "no key": (lambda at: replace(at.way, key="/nowhere/own.key"), "broker.key: No such file"),
    "half a key": (
        lambda at: replace(at.way, key=at.holds(Path(at.way.key).read_bytes()[:60])),
        "broker.key: no whole private key",
    ),
    "another's key": (
        lambda at: replace(at.way, key=str(at.ours.signs("other")[1])), "broker.key: not the key of the first certif",
    ),
    "the chain before the certificate": (
        lambda at: replace(at.way, certificate=at.holds(b"".join(map(Path.read_bytes, (at.ours.file, at.own))))),
        "broker.key: not the key of the first certificate",
    ),
    "a certificate without its key": (lambda at: replace(at.way, key=""), "broker.certificate: no whole private key"),
    "the longest path": (lambda at: replace(at.way, ca="/" + 199 * "x"), "broker.ca: No such file"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_a_file_of_no_use_is_told_by_its_option_and_calls_nobody(guarded: Guarded, case: str) -> None:
    """What is wrong stands before the path, so that no cut takes it; the same line, with the right file, is let in."""
    spoil, says = SPOILT[case]
    told = met(spoil(guarded))
    assert told.kind == "down" and told.why.startswith(says) and says in told.why[:WHY]
    assert met(guarded.way).kind == "up"


def test_why_a_certificate_is_refused_is_heard_each_time(guarded: Guarded) -> None:
    """By TLS 1.3 the broker's word comes while we greet it: often it has hung up before the greeting is written."""
    stranger = replace(guarded.way, certificate="", key="")
    assert {met(stranger).why.partition(":")[2].strip() for _ in range(20)} == {
        "the broker wants a certificate of ours: broker.certificate and broker.key"
    }


def test_an_authority_is_believed_that_is_no_root_and_whose_certificates_name_no_key(tmp_path: Path) -> None:
    """As many an office's own PKI makes them: alike by each Python, of which some want the one or refuse the other."""
    issuing = Authority(tmp_path, "issuing", Authority(tmp_path, "root"))
    certificate, key = issuing.signs("broker")
    broker = parts.Broker(tmp_path, f"certfile {certificate}", f"keyfile {key}")
    assert met(Broker("127.0.0.1", broker.port, True, ca=str(issuing.file))).kind == "up"
    broker.close()


class Thinks(Quirk):
    """Its answer to a greeting is not there at once."""

    def from_broker(self, head: int, body: bytes) -> bytes:
        threading.Event().wait(0.5 if head >> 4 == CONNACK else 0.0)
        return super().from_broker(head, body)


@pytest.mark.slow
def test_a_name_that_takes_longer_to_find_than_a_broker_to_answer_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead server of names, or addresses that are dead before the one that lives: the answer is waited for from the
    greeting on."""
    found, broker = socket.getaddrinfo, parts.Broker(tmp_path)
    relay = Relay(broker.port, Thinks)

    def slowly(*words: Any, **more: Any) -> Any:
        if threading.current_thread().name == "dial":
            threading.Event().wait(HANDSHAKE_S + 0.5)
        return found(*words, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    assert met(Broker("127.0.0.1", relay.port)).kind == "up"
    relay.close()
    broker.close()
