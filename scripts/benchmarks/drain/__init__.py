"""`./scripts/bench drain`: a full journal through the real courier, mosquitto and kiosk-city until every event is
stored and its chain followed, beside paho with one event a message into the same database, in one run.

Meanwhile ratings are pressed at the kiosk, ten a second, a hundred times what an office does: how long their commit
takes beside a kiosk at rest, and when the city has each. Then the same over a line of 100 ms, beside a client that
waits for each answer. Every program is a process of its own; all share this machine, so they take from each other:
`cpu_us_per_event` says which of them limits the drain, and is what other programs disturb least. A server of PostgreSQL
is not among them. A million events need some 5 GB of disk at a time.
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
FAR_EVENTS = 100_000  # of the journal, stored over the far line
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
        for name in ("sqlite", *(["postgresql"] if server else [])):
            found[name] = beside(journal, folder / name, server if name == "postgresql" else None, quick)
        found["at_100_ms"] = far(journal, folder / "far", quick)
        return found


@contextmanager
def _kiosk(journal: Path, folder: Path, server: str | None, round_trip_ms: int = 0) -> Iterator[Site]:
    """A site with a copy of the journal and an empty database, of SQLite where there is no server; gone afterwards."""
    folder.mkdir(parents=True)
    shutil.copy(journal, folder / "journal.db")
    with Site(folder, emptied(server, "city") if server else f"sqlite:///{folder}/city.db", round_trip_ms) as site:
        yield site
    shutil.rmtree(folder)


def beside(journal: Path, folder: Path, server: str | None, quick: bool) -> dict[str, Any]:
    """Ours and the rival's way into databases of their own of one engine."""
    ours = ours_drained(journal, folder / "ours", server, 20 if quick else 200)
    rival = _rival_drained(journal, folder / "rival", server)
    return {**ours, **rival, "ratio": round(rival["rival_seconds"] / ours["seconds"], 2)}


def ours_drained(journal: Path, folder: Path, server: str | None, idle: int) -> dict[str, Any]:
    """`idle`: presses of a kiosk at rest before it."""
    with _kiosk(journal, folder, server) as site:
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
        wire = site.received() - first
        computed = _cpu_us({"city": city, "courier": courier, "broker": site.broker.pid}, count)
        with site.eye() as eye:
            heads = eye.heads()
    return {
        "seconds": round(seconds, 2),
        "events_per_s": round(count / seconds),
        "wire_bytes_per_event": round(wire / (sum(heads.values())), 1),
        "stored": heads,
        "memory_mb": memory.told(),
        "cpu_us_per_event": computed,
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


def _cpu_us(programs: dict[str, int], count: int) -> dict[str, float]:
    """Of an event, by program (name → process), from its start to now."""
    return {name: round(cpu_s(pid) / count * 1e6, 1) for name, pid in programs.items()}


def _rival_drained(journal: Path, folder: Path, server: str | None) -> dict[str, Any]:
    """Until the database has every event."""
    count, lasts, ready = rivals.count(journal), rivals.lasts(journal), folder / "ready"
    with _kiosk(journal, folder, server) as site:
        city = site.run("scripts.benchmarks.ends.rivals", "receive", str(site.port), site.db, str(ready))
        until(ready.exists, "the rival listening", 60)
        begun = time.monotonic()
        kiosk = site.run("scripts.benchmarks.ends.rivals", "send", str(folder / "journal.db"), str(site.port))
        with site.eye() as eye:
            until(lambda: eye.has_all("rival", lasts), "its last events", PATIENCE_S)
            seconds = time.monotonic() - begun
            until(lambda: eye.count("rival") == count, "the last of its events", 60)
        computed = _cpu_us({"city": city, "kiosk": kiosk, "broker": site.broker.pid}, count)
    return {
        "rival_seconds": round(seconds, 2),
        "rival_events_per_s": round(count / seconds),
        "rival_cpu_us_per_event": computed,
    }


def far(journal: Path, folder: Path, quick: bool) -> dict[str, Any]:
    """Over a line of 100 ms into SQLite; `waiting`: one event, its answer, the next."""
    count = min(rivals.count(journal), FAR_EVENTS)
    with _kiosk(journal, folder, None, ROUND_TRIP_MS) as site:
        each = rivals.send(folder / "journal.db", site.port, 1, 5 if quick else 50)
        site.city()
        begun = time.monotonic()
        site.courier()
        seconds = Memory({}).watched(site, count) - begun
    ours = count / seconds
    return {"events_per_s": round(ours), "waiting_events_per_s": round(1 / each, 1), "ratio": round(ours * each)}
