"""A storm of SIGKILLs over all programs of a running kiosk, at moments by chance, while people go on using it.

Real programs on a simulated cabinet, with a real broker and the city. What people saw is what was promised: a number
on the screen, thanks, an officer's answer. Whoever sees nothing, or an error, was promised nothing and tries something
else. `migrate` runs and dies among the others, as at a start that breaks off.
"""

import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from kiosk.journal.opening import read_file
from kiosk.simulation.city_database import NoCity, asked
from kiosk.simulation.day_actor import Actor, Failed, Refusal
from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.replay import FAST
from scripts.power.promises import JOURNAL, Found, broken_in, found_in

PROGRAMS = ("app", "console", "sync")
LATER_S = 0.4  # at most, between something that people saw and the kill that follows
BLIND_S = 120.0  # nobody has seen anything for so long: killed all the same
SEEN_A_KILL = 0.25  # things that people must have seen, a kill: else the storm proves nothing
SEEN_S = 1.5  # how long somebody waits to see something
SETTLED_S = 300.0  # until the city must have everything, after the last kill
# What somebody meets whose program was killed just now, in the middle of an answer too.
AWAY = (OSError, HTTPException, Failed, Refusal, ValueError, KeyError)


@dataclass
class People:
    """Citizens and officers in one thread. `numbers`, `thanks`, `calls`: what they saw."""

    actor: Actor
    dice: random.Random
    numbers: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    thanks: int = 0

    def saw(self) -> int:
        return len(self.numbers) + self.thanks + self.calls.total()

    def go_on(self, over: threading.Event) -> None:
        acts: list[Callable[[], None]] = [self._takes, self._rates, self._officer]
        while not over.is_set():
            try:
                self.dice.choice(acts)()
            except AWAY:
                time.sleep(0.05)

    def _takes(self) -> None:
        self._home()
        self.actor.call("/cabinet/press/service-a", {"ms": 40})
        self.numbers.add(self._name("ticket", self._sees("ticket")))

    def _rates(self) -> None:
        """Thanks are counted only where the screen was another one before."""
        self._home()
        self.actor.call("/cabinet/press/satisfied", {"ms": 40})
        self._sees("thanks", "which-counter")
        self.thanks += 1

    def _officer(self) -> None:
        counter = self.dice.choice((1, 2))
        officer = {"officer": f"cb{counter:02d}", "pin": "1234", "counter": counter}
        self.actor.call("/api/login", officer, str(counter))
        for verb in ("next", "start", "finish"):
            answer = self.actor.call(f"/api/{verb}", {}, str(counter))
            if verb == "next" and answer.get("ticket"):
                self.calls[answer["ticket"]] += 1

    def _home(self) -> None:
        if self.actor.screen()["screen"] != "home":
            self.actor.touch("done")
            self._sees("home")

    def _sees(self, *screens: str) -> Mapping[str, Any]:
        """Raises Failed for a screen that does not come."""
        end = time.monotonic() + SEEN_S
        while time.monotonic() < end:
            shown = self.actor.screen()
            if shown["screen"] in screens:
                return shown
        raise Failed(f"no {screens}")

    def _name(self, id_: str, shown: Mapping[str, Any]) -> str:
        return next(str(thing["name"]) for thing in shown["things"] if thing["id"] == id_)


def storm(kills: int, seed: int) -> dict[str, Any]:
    """So many kills, and what was broken by them."""
    with tempfile.TemporaryDirectory() as folder, DevStack(Path(folder), options=FAST) as stack:
        dice, over = random.Random(seed), threading.Event()
        people = People(Actor(stack.addresses["console"], stack.data, SEEN_S), random.Random(seed + 1))
        thread = threading.Thread(target=people.go_on, args=(over,))
        thread.start()
        try:
            killed = _kill(stack, dice, kills, people)
        finally:
            over.set()
            thread.join()
        return _judged(stack, people, killed)


def _kill(stack: DevStack, dice: random.Random, kills: int, people: People) -> Counter[str]:
    """Each kill falls into what people are just doing, also into a start."""
    killed = Counter[str]()
    while killed.total() < kills:
        _await_news(people)
        if dice.random() < 0.1:
            killed["migrate"] += _migrate(stack, dice.uniform(0, 0.8))
        time.sleep(dice.uniform(0, LATER_S))
        names = PROGRAMS if dice.random() < 0.2 else [dice.choice(PROGRAMS)]
        alive = [name for name in names if stack.pid(name)]
        stack.kill(*alive)
        killed.update(alive)
    return killed


def _await_news(people: People) -> None:
    before, end = people.saw(), time.monotonic() + BLIND_S
    while people.saw() == before and time.monotonic() < end:
        time.sleep(0.02)


def _migrate(stack: DevStack, seconds: float) -> bool:
    """One that dies after so long, if it has not ended by then."""
    words = [sys.executable, "-m", "kiosk", "migrate", "--config", str(stack.config)]
    started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        started.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
        return True


def _judged(stack: DevStack, people: People, killed: Counter[str]) -> dict[str, Any]:
    wrong = _settled(stack)
    for name in PROGRAMS:
        stack.hold(name)
    with read_file(stack.data / JOURNAL) as journal:
        found = found_in(journal.id, journal.rows())
        wrong += journal.verify().problems
    wrong += [*broken_in(found, ()), *_unkept(found, people)]
    if people.saw() < SEEN_A_KILL * killed.total():
        wrong.append(f"people saw {people.saw()} things in {killed.total()} kills: too few to prove anything")
    seen = {"numbers": len(people.numbers), "thanks": people.thanks, "calls": people.calls.total()}
    return {"kills": dict(killed), "killed": killed.total(), "seen": seen, "rows": found.rows, "broken": wrong}


def _unkept(found: Found, people: People) -> list[str]:
    """What somebody saw and the journal does not have, or has twice."""
    given = Counter(ticket for _, ticket in found.numbers.elements())
    wrong = [
        f"seen, and {given[ticket]} times in the journal: {ticket}" for ticket in people.numbers if given[ticket] != 1
    ]
    wrong += [f"called for an officer, not in the journal: {ticket}" for ticket in people.calls - found.calls]
    wrong += [f"called {n} times: {ticket}" for ticket, n in found.calls.items() if n > 1]
    if people.thanks > len(found.ratings):
        wrong.append(f"thanked {people.thanks} times for {len(found.ratings)} ratings")
    return wrong


def _settled(stack: DevStack) -> list[str]:
    """Waits until the city holds every event once."""
    end, state = time.monotonic() + SETTLED_S, ""
    while time.monotonic() < end:
        with read_file(stack.data / JOURNAL) as journal:
            here = journal.last()
        try:
            rows, distinct = asked(stack.data / "city.db", CITY)[0]
        except NoCity as error:
            rows = distinct = 0
            state = str(error)
        if rows == distinct == here:
            return []
        state = f"{here} rows here, {rows} in the city, {distinct} different ones"
        time.sleep(0.1)
    return [f"the city after {SETTLED_S:.0f} s: {state}"]


CITY = "SELECT count(*), count(DISTINCT stream || sequence) FROM events"
