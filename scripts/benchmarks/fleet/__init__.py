"""`./scripts/bench fleet`: a province's kiosks come back after a day without a line, all at once, each with it to tell.

Real MQTT connections, one for each kiosk, to a real mosquitto; a real `kiosk-city` behind it. Nothing is lost or
doubled when every chain in the city ends with the event that the kiosk's own ends with. `FLEET_DB`: an empty database
for the city, in place of a new SQLite file.
"""

import os
import random
import resource
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scripts.benchmarks.fleet.books import judged
from scripts.benchmarks.fleet.crowd import Crowd
from scripts.benchmarks.fleet.day import Day, lived, told
from scripts.benchmarks.fleet.kiosk import Kiosk
from scripts.soak.link import Mosquitto, until
from scripts.soak.programs import Program
from sync.connection import broker_at

KIOSKS, EVENTS = 2_000, 100
QUICK_KIOSKS, QUICK_EVENTS = 40, 40
PATIENCE_S = 120.0  # without any further kiosk that is done


def measure(quick: bool) -> dict[str, Any]:
    """Counts, seconds, and the most memory that broker and city took, in MB."""
    kiosks, events = (QUICK_KIOSKS, QUICK_EVENTS) if quick else (KIOSKS, EVENTS)
    _descriptors()
    template = lived(events - 1)
    days = [told(template, number) for number in range(kiosks)]
    with tempfile.TemporaryDirectory() as folder:
        db = os.environ.get("FLEET_DB") or f"sqlite:///{folder}/city.db"
        return {"kiosks": kiosks, "events_each": events, **_returned(Path(folder), db, days)}


def _descriptors() -> None:
    """As many as this machine allows; the broker inherits it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _returned(folder: Path, db: str, days: list[Day]) -> dict[str, Any]:
    broker = Mosquitto(folder / "broker")
    at = f"mqtt://127.0.0.1:{broker.port}"
    city = Program(folder / "city.log", "sync.city", "--broker", at, "--db", db, "--trust-first")
    counts, dice = Counter[str](), random.Random(1)
    crowd = Crowd([Kiosk(day, broker_at(at), dice, counts) for day in days])
    try:
        until(lambda: "listening" in city.said(), "the city")
        moments = crowd.drained(PATIENCE_S)
        memory = {"city": city.memory(), "broker": broker.memory()}
    finally:
        crowd.close()
        city.stop()
        broker.kill()
    return {**asdict(moments), "memory_mb": {name: most >> 20 for name, (_, most) in memory.items()},
            "said": dict(counts), "city": judged(db, days), "letters": city.said().count("dead letter")}  # fmt: skip
