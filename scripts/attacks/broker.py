"""A stranger with a broker's rights beside a working kiosk and a working city, joined by a real mosquitto.

Presses go on all the time. The stranger reads everything, and says whatever the contract has words for (strangers.py),
takes the others' names, and leaves garbage behind for whoever comes. In the end the day closes with its checkpoint.
What did the journal grow beyond what happened, is every true event in the city and covered, is a forged one, do
both programs still run?
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
from kiosk.core.decisions import days, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.chain import canonical
from kiosk.host.key_file import key_at
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import own_key
from scripts.attacks import programs
from scripts.attacks.strangers import ATTACKS, Stranger
from scripts.small_office import small
from scripts.soak.link import SOURCE, Mosquitto

SHORT_S, SETTLE_S, PRESS_S = 8.0, 90.0, 0.25  # of minutes = 0; until all has arrived; between two presses
MOST_GROWTH = 100_000  # bytes of the journal's events that nobody's press made
HAPPENED = (
    "rating.",
    "checkpoint.",
    "kiosk.",
    "day.",
    "ticket.",
    "visit.",
)  # the beginnings of events that no stranger causes


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
        migrate(folder / "journal.db")
        programs.pin(folder, SOURCE, own_key(folder).public_key().public_bytes_raw().hex())
        public = key_at(key).public_key().public_bytes_raw().hex() if enrolled else ""
        more = ("--key", str(key)) if enrolled else ()
        self.city = programs.city(folder, self._broker.port, *more)
        self.courier = programs.courier(folder, self._broker.port, public)
        self._enrolled = enrolled
        self._book = open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "dev/clock"))
        self._bell = Bell(folder / "run", "app", folder / "journal.db")

    def attacked(self, seconds: float, seed: int) -> dict[str, Any]:
        self._book.transact(lambda s, now: queue.issue(s, now, small().rules, NewTicket("t1", "A", slip="shown")))
        self._until(lambda: self._lacking() == 0 and self._press(), 30.0)
        stranger = Stranger(self._broker.port, seed, self._enrolled)
        end, pressed = time.monotonic() + seconds, 0.0
        while time.monotonic() < end:
            stranger.turn()
            if time.monotonic() - pressed > PRESS_S:
                pressed, _ = time.monotonic(), self._press()
        self._book.transact(days.close_day)
        self._bell.ring()
        stranger.stop()
        begun = time.monotonic()
        self._until(lambda: self._lacking() == 0 and self._covered() == self._ratings(), SETTLE_S)
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
        lacking, covered, forged = self._lacking(), self._covered(), self._forged()
        return {
            "good": growth <= MOST_GROWTH and lacking == 0 and covered == self._ratings() and not forged
            and all(up.values()),
            "said": {name: said[name] for name in ATTACKS}, "true_events": self._book.state.seq,
            "lacking": lacking, "settled_s": round(settled, 1), "growth_bytes": growth, "growth": kinds,
            "true_ratings": self._ratings(), "true_ratings_covered": covered, "forged_ratings_covered": forged,
            "up": up, "chains": self._book.verify().good,
            "memory_mb": {name: each.memory()[1] >> 20 for name, each in self._programs().items() if each.is_up()},
            "log_lines": {name: each.said().count("\n") for name, each in self._programs().items()},
        }  # fmt: skip

    def _programs(self) -> dict[str, programs.Program]:
        return {"courier": self.courier, "city": self.city}

    def _ratings(self) -> int:
        return self._book.head("rating")[0]

    def _covered(self) -> int:
        """Of the true ratings: a genuine checkpoint covers them."""
        return self._count("level = 3 AND source = ? AND journal = ?")

    def _forged(self) -> int:
        """Ratings of others that the city counts without a doubt."""
        return self._count("NOT (level = 3 AND source = ? AND journal = ?)")

    def _count(self, where: str) -> int:
        with closing(sqlite3.connect(self._folder / "city.db")) as db:
            asked = f"SELECT count(*) FROM ratings WHERE provisional = 0 AND {where}"
            return int(db.execute(asked, (SOURCE, self._book.id)).fetchone()[0])

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
