"""One kiosk, one broker and one city in this process, joined by a real mosquitto that can be killed."""

import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drivers.clock import SimulatedClock
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.journal.bell import Bell
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import own_key
from kiosk.simulation.broker import command
from kiosk.simulation.folder import choose_port
from kiosk.simulation.supervisor import listens
from scripts.small_office import small
from scripts.soak.programs import memory_of
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import Broker, broker_at
from sync.courier import Courier
from sync.route import Route

SOURCE = "/H55/92/08/000/k1"
RULES = small().rules


def until(holds: Callable[[], object], what: str, patience: float = 120.0) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.02)


class Mosquitto:
    """A broker that can be killed and started again on the same port and folder. `lines`: further ones of its file."""

    def __init__(self, folder: Path, lines: Sequence[str] = ()) -> None:
        self.port = choose_port()
        self._folder, self.lines = folder, lines
        self.start()

    def start(self) -> None:
        words = command(self._folder, self.port)
        if self.lines:
            conf = Path(words[-1])
            conf.write_text("\n".join([conf.read_text(), *self.lines, ""]))
        self._process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        until(lambda: listens("127.0.0.1", self.port), "the broker")

    @property
    def pid(self) -> int:
        return self._process.pid

    def memory(self) -> tuple[int, int]:
        """Bytes now, and the most that there ever were."""
        return memory_of(self._process.pid)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Running:
    """A loop with a stop descriptor, in a thread of its own."""

    def __init__(self, run: Callable[[int], None]) -> None:
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=run, args=(self._woken.fileno(),))
        self._thread.start()

    def stop(self) -> None:
        self._waker.send(b".")
        self._thread.join()


class CityLink:
    """One kiosk, one broker, one city."""

    def __init__(self, folder: Path, lines: Sequence[str] = ()) -> None:
        self.folder, self.broker = folder, Mosquitto(folder / "broker", lines)
        migrate(folder / "journal.db")
        self.journal = open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "clock"))
        self.book = open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "clock"))
        self.bell = Bell(folder / "run", "sync", folder / "journal.db")
        self.said: list[str] = []
        self.dice: Callable[[], float] = lambda: 0.01
        self.city, self.courier = self.receive(), self.send()

    @property
    def at(self) -> Broker:
        return broker_at(f"mqtt://127.0.0.1:{self.broker.port}")

    def kiosk_at(self) -> tuple[Broker, ...]:
        """Where the kiosk finds it."""
        return (self.at,)

    def send(
        self, acks: str = "city", source: str = SOURCE, city_keys: Sequence[str] = (), mb_a_day: int = 0
    ) -> Running:
        first, *others = self.kiosk_at()
        route = Route(
            first, source, "0", acks, batch=50, window=4, city_keys=tuple(city_keys), others=tuple(others),
            backlog_mb_a_day=mb_a_day,
        )  # fmt: skip
        key = own_key(self.folder)
        self.sender = Courier(route, self.journal, self.bell, key, dice=self.dice, say=self.said.append)
        return Running(self.sender.run)

    def receive(self, name: str = "city", key: Ed25519PrivateKey | None = None) -> Running:
        """A city that listens already, so that the broker has somebody to keep a first event for."""
        told, dice, before = self.said.append, lambda: 0.01, self._listened()
        city = Running(Subscriber([self.at], self.opened, ["H55/92"], name, say=told, dice=dice, key=key).run)
        until(lambda: self._listened() > before, "the city listening")
        return city

    def _listened(self) -> int:
        return sum(line.startswith("listening") for line in self.said)

    def opened(self) -> Store:
        return Store.open(f"sqlite:///{self.folder}/city.db")

    def rate(self, count: int) -> None:
        for _ in range(count):
            self.book.transact(lambda s, now: ratings.press(s, now, RULES, Press(3, "button")))
        self.bell.ring()

    def stored(self) -> list[int]:
        store = Store.open(f"sqlite:///{self.folder}/city.db")
        rows = store.sql("SELECT sequence FROM ratings ORDER BY sequence").fetchall()
        store.close()
        return [row[0] for row in rows]

    def close(self) -> None:
        for part in (self.courier, self.city):
            part.stop()
        self.broker.kill()
        self.bell.close()
        self.journal.close()
        self.book.close()
