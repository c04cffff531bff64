"""`./scripts/bench drain`: a full journal through the real courier, mosquitto and kiosk-city until every event is
stored and its chain followed, beside paho with one event a message into the same database, in one run.

Meanwhile ratings are pressed at the kiosk, ten a second, a hundred times what an office does: how long their commit
takes beside a kiosk at rest, and when the city has each. Then the same over a line of 100 ms, beside a client that
waits for each answer. Every program is a process of its own; all share this machine, so they take from each other.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.simulation.broker import mosquitto
from scripts.benchmarks.drain.filling import fill
from scripts.benchmarks.drain.presses import Presses, paced
from scripts.benchmarks.drain.site import Site, cpu_s, memory_mb
from scripts.benchmarks.ends import rivals
from scripts.benchmarks.ends.databases import emptied, postgresql
from scripts.benchmarks.timing import spread
from scripts.soak.link import until

EVENTS, QUICK = 200_000, 2_000
ROUND_TRIP_MS = 100
PATIENCE_S = 3_600.0
LOOK_S = 0.1


def measure(quick: bool, events: int = 0) -> dict[str, Any]:
    """By engine, PostgreSQL where there is one: events a second, ratio, bytes an event on the wire, memory, presses.

    `events`: of the journal, about; 0 for the usual number.
    """
    if mosquitto() is None:
        raise SystemExit("bench drain: mosquitto is not installed: apt-get install mosquitto")
    with tempfile.TemporaryDirectory(prefix="drain") as place, postgresql() as server:
        folder, journal = Path(place), Path(place) / "full.db"
        found: dict[str, Any] = {"events": fill(journal, events or (QUICK if quick else EVENTS), random.Random(1))}
        engines = {"sqlite": f"sqlite:///{folder}/%s.db", **({"postgresql": server} if server else {})}
        for name, where in engines.items():
            found[name] = beside(journal, folder / name, lambda own, where=where: _database(where, own), quick)
        found["at_100_ms"] = far(journal, folder / "far", quick)
        return found


def _database(where: str, name: str) -> str:
    return where % name if "%s" in where else emptied(where, name)


@contextmanager
def _kiosk(journal: Path, folder: Path, db: str, round_trip_ms: int = 0) -> Iterator[Site]:
    """A site with a copy of the journal."""
    folder.mkdir(parents=True)
    shutil.copy(journal, folder / "journal.db")
    with Site(folder, db, round_trip_ms) as site:
        yield site


def beside(journal: Path, folder: Path, database: Any, quick: bool) -> dict[str, Any]:
    """Ours and the rival's way into databases of their own of one engine."""
    count = rivals.count(journal)
    ours = ours_drained(journal, folder / "ours", database("ours"), 20 if quick else 200)
    rival = _rival_drained(journal, folder / "rival", database("rival"))
    return {**ours, "rival_events_per_s": round(count / rival), "ratio": round(rival / ours["seconds"], 2)}


def ours_drained(journal: Path, folder: Path, db: str, idle: int) -> dict[str, Any]:
    """`idle`: presses of a kiosk at rest before it."""
    with _kiosk(journal, folder, db) as site:
        presses = Presses(site)
        paced(idle, presses.press)
        at_rest, count = [*presses.commits], rivals.count(folder / "journal.db")
        city = site.city()
        first, begun = site.received(), time.monotonic()
        courier = site.courier()
        with site.eye() as eye:
            until(eye.stored, "the first event", PATIENCE_S)
        presses.begin()
        memory = Memory({"city": city, "courier": courier})
        seconds = memory.watched(site, count) - begun
        missing = presses.end(60.0)
        wire, computed = site.received() - first, {"city": cpu_s(city), "courier": cpu_s(courier)}
        with site.eye() as eye:
            heads = eye.heads()
    return {
        "seconds": round(seconds, 2),
        "events_per_s": round(count / seconds),
        "wire_bytes_per_event": round(wire / (sum(heads.values())), 1),
        "stored": heads,
        "memory_mb": memory.told(),
        "cpu_us_per_event": {name: round(used / count * 1e6, 1) for name, used in computed.items()},
        "commit_at_rest_ms": spread(at_rest),
        "commit_meanwhile_ms": spread(presses.commits),
        "pressed": len(presses.commits),
        "never_came": missing,
        "rating_at_city_s": spread(presses.latencies or [0.0]),
    }


class Memory:
    """Of programs (name → process) while the city stores."""

    def __init__(self, programs: dict[str, int]) -> None:
        self._programs, self._seen = programs, dict[str, list[float]]()

    def watched(self, site: Site, count: int) -> float:
        """When the city had that many (monotonic seconds)."""
        end = time.monotonic() + PATIENCE_S
        with site.eye() as eye:
            while (stored := eye.stored()) < count:
                assert time.monotonic() < end, f"only {stored} of {count} came"
                if stored > count / 10:
                    self._look()
                time.sleep(LOOK_S)
        return time.monotonic()

    def _look(self) -> None:
        for name, pid in self._programs.items():
            self._seen.setdefault(name, []).append(memory_mb(pid))

    def told(self) -> dict[str, dict[str, float]]:
        """After a tenth of the events, the most from there on, and by how much that is more."""
        return {
            name: {"begin": round(seen[0], 1), "most": round(max(seen), 1), "more": round(max(seen) - seen[0], 1)}
            for name, seen in self._seen.items()
        }


def _rival_drained(journal: Path, folder: Path, db: str) -> float:
    """Seconds until the database has every event."""
    count, ready = rivals.count(journal), folder / "ready"
    with _kiosk(journal, folder, db) as site:
        site.run("scripts.benchmarks.ends.rivals", "receive", str(site.port), db, str(ready))
        until(ready.exists, "the rival listening", 60)
        begun = time.monotonic()
        site.run("scripts.benchmarks.ends.rivals", "send", str(folder / "journal.db"), str(site.port))
        with site.eye() as eye:
            until(lambda: eye.asked("SELECT count(*) FROM rival").fetchone()[0] == count, "its last event", PATIENCE_S)
        return time.monotonic() - begun


def far(journal: Path, folder: Path, quick: bool) -> dict[str, Any]:
    """Over a line of 100 ms into SQLite; `waiting`: one event, its answer, the next."""
    count = rivals.count(journal)
    with _kiosk(journal, folder, f"sqlite:///{folder}/city.db", ROUND_TRIP_MS) as site:
        each = rivals.send(folder / "journal.db", site.port, 1, 5 if quick else 50)
        site.city()
        begun = time.monotonic()
        site.courier()
        seconds = Memory({}).watched(site, count) - begun
    ours = count / seconds
    return {"events_per_s": round(ours), "waiting_events_per_s": round(1 / each, 1), "ratio": round(ours * each)}
