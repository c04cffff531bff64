"""Blows at random while kiosks are used, and a judge who looks after each of them.

Whoever presses goes on pressing. After every blow, and every second in between, what was acknowledged so far is held
against what the database that lives has; once all is back, every count.
"""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from kiosk.core.calendar.moment import from_iso
from scripts.attacks.programs import Program
from scripts.failures.judge import beyond, miscounted, unheard
from scripts.failures.kiosks import UNIT, Kiosk, press_until
from scripts.failures.witness import Relay, Told
from scripts.failures.worlds.world import World
from scripts.soak.link import until

QUIET_S, DEAD_S = (0.5, 5.0), (0.0, 4.0)  # between two blows; how long something stays dead
MEET_S = 120.0  # for the first acknowledgements, on however busy a machine
SETTLED_S = 300.0  # until the city must have everything, after the last blow
LOOK_S = 1.0


class Storm:
    """`say` takes a line for whoever watches."""

    def __init__(self, folder: Path, world: World, kiosks: int, seed: int) -> None:
        self._folder, self._world, self._dice, self.told = folder, world, random.Random(seed), Told()
        self._cities = 0
        self._city = self._start_city()
        self._relays: list[Relay] = []
        self.kiosks = [self._kiosk(name_of(n)) for n in range(kiosks)]
        self.blows, self.looks, self.blind = Counter[str](), 0, 0
        self.wrong: list[str] = []

    def _kiosk(self, name: str) -> Kiosk:
        relays = [Relay(lambda dial=dial: dial(user_of(name)), self.told) for dial in self._world.nodes]  # type: ignore[misc]
        self._relays += relays
        return Kiosk(self._folder / name, name, [relay.port for relay in relays])

    def _start_city(self) -> Program:
        self._cities += 1
        return Program(self._folder / f"city-{self._cities}.log", "sync.city", *self._world.city)

    def rage(self, seconds: float) -> None:
        """Everything is struck once; then whatever chance wants, until the seconds are over. Ends when all is back."""
        end, todo = time.monotonic() + seconds, self.targets()
        with self._people():
            while todo or time.monotonic() < end:
                self._watch(self._dice.uniform(*QUIET_S))
                self._strike(todo.pop() if todo else self._dice.choice(self.targets()))

    def begin(self) -> None:
        """Everything is started and has met: a first rating of each kiosk is acknowledged."""
        for kiosk in self.kiosks:
            kiosk.rate()
        until(
            lambda: all(kiosk.written().items() <= self.told.most().items() for kiosk in self.kiosks),
            "the first",
            MEET_S,
        )

    @contextmanager
    def _people(self) -> Iterator[None]:
        """At work."""
        over = threading.Event()
        people = threading.Thread(target=press_until, args=(self.kiosks, over, random.Random(self._dice.random())))
        people.start()
        try:
            yield
        finally:
            over.set()
            people.join()

    def _watch(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))
            self.look()

    def targets(self) -> list[str]:
        return [*self._world.blows, "city", "courier"]

    def _strike(self, name: str) -> None:
        self.blows[name] += 1
        if name in self._world.blows:
            self._world.blows[name](self._pause)
        else:
            {"city": self._kill_city, "courier": self._kill_courier}[name]()
        self.look()

    def _pause(self) -> None:
        time.sleep(self._dice.uniform(*DEAD_S))

    def _kill_city(self) -> None:
        self._city.kill()
        self._pause()
        self._city = self._start_city()

    def _kill_courier(self) -> None:
        kiosk = self._dice.choice(self.kiosks)
        kiosk.kill()
        self._pause()
        kiosk.start()

    def look(self) -> None:
        """What was told before the database is read, and what that has. It may be away: then nobody can say."""
        told = self.told.most()
        try:
            found = beyond(told, self._world.stored())
        except psycopg.OperationalError:
            self.blind += 1
            return
        self.looks += 1
        self.wrong += [line for line in found if line not in self.wrong]

    def settle(self) -> float:
        """Waits until every count is right and acknowledged, or for as long as that may take; seconds."""
        begun = time.monotonic()
        while (wrong := self._miscounted()) and time.monotonic() - begun < SETTLED_S:
            time.sleep(LOOK_S)
        self.look()
        self.wrong += wrong
        return time.monotonic() - begun

    def _miscounted(self) -> list[str]:
        written = {chain: last for kiosk in self.kiosks for chain, last in kiosk.written().items()}
        try:
            wrong = miscounted(written, self._world.held())
            ((ratings,),) = self._world.sql("SELECT count(*) FROM ratings")
            left = {name: self._world.sql(f"SELECT count(*) FROM {name}")[0][0] for name in NOTHING_IN}
            heard = self._world.heard(time.time_ns() // 1_000_000, from_iso)
        except psycopg.Error as error:
            return [f"the database: {error}"]
        rated = sum(kiosk.rated for kiosk in self.kiosks)
        wrong += [] if ratings == rated else [f"{rated} ratings given, {ratings} in the city"]
        wrong += [f"{count} rows in {name}" for name, count in left.items() if count]
        told = self.told.most()
        wrong += [
            f"{chain}: not all of it is acknowledged" for chain, last in written.items() if told.get(chain) != last
        ]
        return wrong + unheard([kiosk.source for kiosk in self.kiosks], heard)

    def figures(self) -> dict[str, Any]:
        written = [last for kiosk in self.kiosks for last in kiosk.written().values()]
        return {
            "kiosks": len(self.kiosks), "ratings": sum(kiosk.rated for kiosk in self.kiosks), "events": sum(written),
            "blows": dict(self.blows), "acknowledgements": self.told.count,
            "acknowledged": sum(self.told.most().values()), "looks": self.looks, "blind": self.blind,
            "wrong": self.wrong,
        }  # fmt: skip

    def close(self) -> None:
        for kiosk in self.kiosks:
            kiosk.stop()
        self._city.stop()
        for relay in self._relays:
            relay.close()


NOTHING_IN = ("gaps", "dead_letters", "branches")  # tables that only trouble fills


def name_of(number: int) -> str:
    return f"k{number + 1}"


def user_of(name: str) -> str:
    """By which it is known at a broker."""
    return f"{UNIT}/{name}".strip("/").replace("/", ".")


def say(line: str) -> None:
    print(f"chaos: {line}", file=sys.stderr, flush=True)
