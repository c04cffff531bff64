"""What a drain needs, as programs of their own: a broker, the city and the courier of one kiosk, and what is seen of
them from outside: memory, bytes, how far the city is."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.simulation.folder import choose_port
from kiosk.simulation.supervisor import listens
from scripts.benchmarks.ends.relay import HOST
from scripts.soak.link import SOURCE, Mosquitto, until
from sync.city.engine import Engine, engine_at
from sync.connection import Wire, broker_at

KIOSK = """
[office]
unit = "000.08.92.H55"
[kiosk]
id = "k1"
data = "{folder}"
runtime = "{folder}/run"
[[services]]
letter = "A"
name = "Hộ tịch"
[[counters]]
number = 1
[broker]
url = "mqtt://{host}:{port}"
"""
RECEIVED = "$SYS/broker/bytes/received"
PATIENCE_S = 60.0


class Site:
    """`folder` holds the kiosk's journal; `db`: the city's database; `round_trip_ms`: between kiosk and broker."""

    def __init__(self, folder: Path, db: str, round_trip_ms: int = 0) -> None:
        self.folder, self.db = folder, db
        self._all = ExitStack()
        self.broker = Mosquitto(folder / "broker", ("sys_interval 1", "max_queued_messages 0"))
        self._all.callback(self.broker.kill)
        self.port = self._behind_relay(round_trip_ms) if round_trip_ms else self.broker.port
        self.config = folder / "kiosk.toml"
        self.config.write_text(KIOSK.format(folder=folder, host=HOST, port=self.port), encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._all.close()

    def _behind_relay(self, round_trip_ms: int) -> int:
        port = choose_port()
        self.run("scripts.benchmarks.ends.relay", str(port), str(self.broker.port), str(round_trip_ms))
        until(lambda: listens(HOST, port), "the relay", PATIENCE_S)
        return port

    def run(self, module: str, *words: str) -> int:
        """A program until the site is left; its process number."""
        line = [sys.executable, "-m", module, *words]
        running = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=sys.stderr)
        self._all.callback(_ended, running)
        return running.pid

    def city(self) -> int:
        pid = self.run("sync.city", "--broker", f"mqtt://{HOST}:{self.broker.port}", "--db", self.db)
        until(self._has_tables, "the city's tables", PATIENCE_S)
        return pid

    def _has_tables(self) -> bool:
        try:
            with self.eye() as eye:
                return eye.stored() == 0
        except OSError:  # not made yet
            return False

    def courier(self) -> int:
        return self.run("sync", "--config", str(self.config))

    # --- what is seen from outside ---

    @contextmanager
    def eye(self) -> Iterator["Eye"]:
        """A look into the city's database, beside the city."""
        engine = engine_at(self.db)
        try:
            yield Eye(engine)
        finally:
            engine.close()

    def received(self) -> int:
        """Bytes that the broker has received since its start, MQTT's own and the city's words among them."""
        time.sleep(1.2)  # it counts once a second
        ear = Wire(broker_at(f"mqtt://{HOST}:{self.broker.port}"), "bench")
        ear.dial()
        heard = list[int]()

        def hears() -> list[int]:
            ear.await_taken(-1, 0.05)
            while ear.news:
                news = ear.news.popleft()
                if news.kind == "up":
                    ear.subscribe([RECEIVED])
                if news.message:
                    heard.append(int(news.message.payload))
            return heard

        until(hears, "the broker's count", PATIENCE_S)
        ear.close()
        return heard[0]


class Eye:
    """Every call may raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self.asked = engine

    def heads(self) -> dict[str, int]:
        """Up to where the city has each stream's chain."""
        return dict(self.asked("SELECT stream, stored FROM heads").fetchall())

    def has_all(self, table: str, lasts: Mapping[tuple[str, str], int]) -> bool:
        """Of each journal and stream the event of this number. Found by the key: whoever counts a million rows again
        and again takes from those who write them."""
        sql = f"SELECT 1 FROM {table} WHERE source = ? AND journal = ? AND stream = ? AND sequence = ?"
        return all(self.asked(sql, SOURCE, *chain, last).fetchone() for chain, last in lasts.items())

    def count(self, table: str) -> int:
        return int(self.asked(f"SELECT count(*) FROM {table}").fetchone()[0])

    def stored(self) -> int:
        """Events that it has so."""
        return sum(self.heads().values())

    def ratings(self, journal: str, number: int) -> list[int]:
        """Events of that stream beyond a number that the city has, whether or not something is missing before."""
        sql = "SELECT sequence FROM events WHERE source = ? AND journal = ? AND stream = 'rating' AND sequence > ?"
        return [row[0] for row in self.asked(sql, SOURCE, journal, number).fetchall()]


def _ended(running: "subprocess.Popen[bytes]") -> None:
    running.terminate()
    running.wait()


def memory_mb(pid: int) -> float:
    """What it holds in memory (VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def cpu_s(pid: int) -> float:
    """What it has computed since its start."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / 100
