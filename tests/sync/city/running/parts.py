"""kiosk-city as the program that it is, a mosquitto with settings of its own, and a broker that grants less."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.simulation.broker import mosquitto
from kiosk.simulation.folder import choose_port
from kiosk.simulation.supervisor import listens
from scripts.attacks.programs import Program
from scripts.soak.link import until

PATIENCE = 120.0  # seconds for what must come, on however busy a machine
needs_broker = pytest.mark.skipif(
    mosquitto() is None and os.environ.get("CI") != "true", reason="mosquitto is not installed here"
)
SHARED_SUBSCRIPTION_AVAILABLE = b"\x2a\x00"  # a property of CONNACK: no (MQTT 5, 3.2.2.3.13)


class Broker:
    """On a port of its own. `lines`: more of its configuration; `door`: how it lets in."""

    def __init__(self, folder: Path, *lines: str, door: Sequence[str] = ("allow_anonymous true",)) -> None:
        self.port = choose_port()
        root = ["user root"] if os.geteuid() == 0 else []
        conf = folder / f"mosquitto-{self.port}.conf"
        words = [f"listener {self.port} 127.0.0.1", *door, "max_inflight_messages 200", *root, *lines]
        conf.write_text("\n".join(words) + "\n")
        self._conf = str(conf)
        self.open()

    def open(self) -> None:
        """At first, and again after its end."""
        program = mosquitto()
        assert program
        self._process = subprocess.Popen([program, "-c", self._conf], stderr=subprocess.DEVNULL)
        until(lambda: listens("127.0.0.1", self.port), "the broker", PATIENCE)

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class City(Program):
    """With what it said."""

    def __init__(self, folder: Path, broker: str, db: str, *more: str, name: str = "city") -> None:
        super().__init__(folder / f"{name}.log", "sync.city", "--broker", broker, "--db", db, *more)

    def says(self, *words: str) -> None:
        """Waits until it said one of them."""
        until(lambda: any(word in self.said() for word in words), f"{words} in: {self.said()}", PATIENCE)

    def ends(self) -> int:
        """By itself; its exit code."""
        return self._process.wait(PATIENCE)


class Ear:
    """Somebody at the broker who speaks and hears."""

    def __init__(self, port: int, *topics: str) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._ready = threading.Event()
        self._client.on_message = lambda _c, _u, m: self.heard.append((m.topic, bytes(m.payload), m.retain))
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        for topic in topics:
            self._ready.clear()
            self._client.subscribe(topic, 1)
            assert self._ready.wait(PATIENCE)

    def says(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, 1).wait_for_publish(PATIENCE)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class Grudging:
    """Before a real broker: what that says on connecting, and that it has no shared subscriptions."""

    def __init__(self, port: int, withheld: bytes = SHARED_SUBSCRIPTION_AVAILABLE) -> None:
        self._behind, self._withheld = port, withheld
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            behind = socket.create_connection(("127.0.0.1", self._behind))
            threading.Thread(target=_carry, args=(line, behind), daemon=True).start()
            threading.Thread(target=self._answer, args=(behind, line), daemon=True).start()

    def _answer(self, behind: socket.socket, line: socket.socket) -> None:
        """CONNACK: its head, two bytes, the length of the properties, and these; all of them short."""
        head, length = _exactly(behind, 2)
        rest = _exactly(behind, length)
        properties = rest[3:] + self._withheld
        told = rest[:2] + bytes([len(properties)]) + properties
        line.sendall(bytes([head, len(told)]) + told)
        _carry(behind, line)

    def close(self) -> None:
        self._door.close()


def _exactly(line: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += line.recv(count - len(found)) or sys.exit("the broker hung up")
    return found


def _carry(source: socket.socket, to: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            to.sendall(piece)
    except OSError:
        pass
    to.close()
