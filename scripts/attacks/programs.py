"""The kiosk's courier and the city as the programs that they are, so that what they need of memory can be told."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.journal.opening import migrate
from scripts.soak.programs import Program

__all__ = ["Program", "city", "courier", "pin"]

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
