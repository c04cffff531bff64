"""A stranger with a broker's rights beside a working kiosk and a working city, joined by a real mosquitto.

Presses go on all the time. The stranger reads everything, and says whatever the contract has words for (strangers.py),
takes the others' names, and leaves garbage behind for whoever comes. In the end: what did the journal grow beyond what
happened, is every true event in the city, is a forged one counted, do both programs still run?
"""

import argparse
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from drivers.clock import SimulatedClock
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.chain import canonical
from kiosk.host.key_file import key_at
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file
from kiosk.journal.signing import own_public
from scripts.attacks import programs
from scripts.attacks.strangers import ATTACKS, Stranger
from scripts.small_office import small
from scripts.soak.link import SOURCE, Mosquitto
from sync.city.store import Store
from sync.city.trust.keys import Pin

SHORT_S, SETTLE_S, PRESS_S = 8.0, 90.0, 0.25  # of minutes = 0; until all has arrived; between two presses
MOST_GROWTH = 100_000  # bytes of the journal's events that nobody's press made
HAPPENED = ("rating.", "checkpoint.", "kiosk.")  # the beginnings of events that no stranger causes


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Good: the journal grew by what happened, all of that is in the city, and both programs run."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), asked.enrolled)
        try:
            return house.attacked(60.0 * asked.minutes or SHORT_S, asked.seed)
        finally:
            house.close()


class House:
    """Broker, city and courier as programs; the presses are made here."""

    def __init__(self, folder: Path, enrolled: bool) -> None:
        self._folder, self._broker = folder, Mosquitto(folder / "broker")
        key = folder / "city.key"
        public = key_at(key).public_key().public_bytes_raw().hex() if enrolled else ""
        more = ("--key", str(key)) if enrolled else ()
        self.city = programs.city(folder, self._broker.port, *more)
        self.courier = programs.courier(folder, self._broker.port, public)
        self._enrolled = enrolled
        self._book = open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "dev/clock"))
        self._bell = Bell(folder / "run", "app", folder / "journal.db")
        self._pin()

    def _pin(self) -> None:
        """As somebody who knows the box does by hand."""
        self._until(lambda: own_public(self._folder), 30.0)
        with closing(Store.open(f"sqlite:///{self._folder}/city.db")) as store:
            store.pin(Pin(SOURCE, own_public(self._folder)))

    def attacked(self, seconds: float, seed: int) -> dict[str, Any]:
        self._until(lambda: self._lacking() == 0 and self._press(), 30.0)
        stranger = Stranger(self._broker.port, seed, self._enrolled)
        end, pressed = time.monotonic() + seconds, 0.0
        while time.monotonic() < end:
            stranger.turn()
            if time.monotonic() - pressed > PRESS_S:
                pressed, _ = time.monotonic(), self._press()
        stranger.stop()
        begun = time.monotonic()
        self._until(lambda: self._lacking() == 0, SETTLE_S)
        return self._figures(stranger.said, time.monotonic() - begun)

    def _press(self) -> bool:
        self._book.transact(lambda s, now: ratings.press(s, now, small().rules, Press(3, "button")))
        self._bell.ring()
        return True

    def _until(self, holds: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not holds() and time.monotonic() < deadline:
            time.sleep(0.2)

    def _lacking(self) -> int:
        """True events that the city does not have."""
        self._book.refresh()
        return len({row["hash"] for row in self._book.rows()} - self._in_city())

    def _in_city(self) -> set[str]:
        with closing(sqlite3.connect(self._folder / "city.db")) as db:
            try:
                return {row[0] for row in db.execute("SELECT hash FROM events WHERE source = ?", (SOURCE,))}
            except sqlite3.OperationalError:  # not made yet
                return set()

    def _figures(self, said: Counter[str], settled: float) -> dict[str, Any]:
        growth, kinds = grown(self._book)
        up = {"courier": self.courier.is_up(), "city": self.city.is_up()}
        lacking, forged = self._lacking(), self._forged()
        return {
            "good": growth <= MOST_GROWTH and lacking == 0 and forged["counted"] == 0 and all(up.values()),
            "said": {name: said[name] for name in ATTACKS}, "true_events": self._book.state.seq,
            "lacking": lacking, "settled_s": round(settled, 1), "growth_bytes": growth, "growth": kinds,
            "forged_ratings": forged, "up": up, "chains": self._book.verify().good,
            "memory_mb": {name: each.memory()[1] >> 20 for name, each in self._programs().items() if each.is_up()},
            "log_lines": {name: each.said().count("\n") for name, each in self._programs().items()},
        }  # fmt: skip

    def _programs(self) -> dict[str, programs.Program]:
        return {"courier": self.courier, "city": self.city}

    def _forged(self) -> dict[str, int]:
        """Ratings in the city that the kiosk has not: all, and those of them that count."""
        true = {row["hash"] for row in self._book.rows()}
        sql = (
            "SELECT e.hash, r.provisional FROM ratings r JOIN events e ON e.source = r.source AND e.journal = r.journal"
        )
        with closing(sqlite3.connect(self._folder / "city.db")) as db:
            rows = db.execute(f"{sql} AND e.stream = 'rating' AND e.sequence = r.sequence").fetchall()
        false = [provisional for hash_, provisional in rows if hash_ not in true]
        return {"here": len(false), "counted": false.count(0)}

    def close(self) -> None:
        for program in self._programs().values():
            if program.is_up():
                program.stop()
        self._broker.kill()
        self._bell.close()
        self._book.close()


def grown(book: Journal) -> tuple[int, dict[str, int]]:
    """Bytes of events that strangers caused, and how many of each kind."""
    theirs = [row for row in book.rows() if _is_theirs(row)]
    kinds = Counter(row["type"].removeprefix("vn.motcua.") for row in theirs)
    return sum(len(canonical(row)) for row in theirs), dict(kinds)


def _is_theirs(row: dict[str, Any]) -> bool:
    name = row["type"].removeprefix("vn.motcua.")
    return not name.startswith(HAPPENED) and row["data"].get("device") != "key"
