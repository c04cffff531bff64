"""The kiosk's courier and the city as the programs that they are, so that what they need of memory can be told."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.journal.opening import migrate

SETTINGS = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{folder}"
runtime = "{folder}/run"
[hardware]
kind = "simulated"
wires = "{folder}/dev"
[[services]]
letter = "A"
name = "Hộ tịch"
[[counters]]
number = 1
[broker]
url = "mqtt://127.0.0.1:{port}"
city_key = "{city_key}"
"""


class Program:
    """One of ours, as a process; what it says goes to `log`."""

    def __init__(self, log: Path, module: str, *words: str) -> None:
        self.log = log
        with log.open("wb") as out:
            line = [sys.executable, "-u", "-m", module, *words]
            self._process = subprocess.Popen(line, stdout=out, stderr=subprocess.STDOUT)

    def is_up(self) -> bool:
        return self._process.poll() is None

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def memory(self) -> tuple[int, int]:
        """Bytes of it in memory now, and the most that there ever were."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        told = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
        return _bytes(told["VmRSS"]), _bytes(told["VmHWM"])

    def stop(self) -> None:
        """Killed where it does not go by itself."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _bytes(told: str) -> int:
    return int(told.split()[0]) << 10


def courier(folder: Path, port: int, city_key: str = "") -> Program:
    """With a journal in `folder`, made where there is none."""
    settings = folder / "kiosk.toml"
    settings.write_text(SETTINGS.format(folder=folder, port=port, city_key=city_key))
    (folder / "run").mkdir(exist_ok=True)
    migrate(folder / "journal.db")
    return Program(folder / "courier.log", "sync", "--config", str(settings))


def pin(folder: Path, source: str, key: str) -> None:
    """By hand, as somebody who knows the box does."""
    line = [
        sys.executable,
        "-m",
        "sync.city",
        "keys",
        "--db",
        f"sqlite:///{folder}/city.db",
        "--pin",
        f"{source}={key}",
    ]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)


def city(folder: Path, port: int, *more: Any) -> Program:
    broker, db = f"mqtt://127.0.0.1:{port}", f"sqlite:///{folder}/city.db"
    return Program(folder / "city.log", "sync.city", "--broker", broker, "--db", db, *map(str, more))
