"""What a `.day` step does to a running dev stack, over its HTTP calls alone, and what came of it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from kiosk.core.record.event import name_of
from kiosk.journal.opening import read_file
from kiosk.simulation.city_database import asked

ANSWER_TIMEOUT_S = 120.0  # until what a step waits for counts as never coming, on however busy a machine
Event = dict[str, Any]


class Failed(AssertionError):
    """A step did not give what the day says."""


class Refusal(Exception):
    """The program refused; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Actor:
    """`base`: the console's address; `data`: the dev stack's folder; `patience`: seconds. One cookie a counter."""

    def __init__(self, base: str, data: Path, patience: float = ANSWER_TIMEOUT_S) -> None:
        self._base, self._data, self._cookies = base.rstrip("/"), data, dict[str, str]()
        self._patience = patience

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Asks again and again until it holds. Raises Failed."""
        deadline = time.monotonic() + self._patience
        while not holds():
            if time.monotonic() > deadline:
                raise Failed(f"never came: {what}")
            time.sleep(0.01)

    def call(self, path: str, body: Event, counter: str = "") -> Event:
        """The answer; raises Refusal for 409."""
        headers = {"Content-Type": "application/json", "Cookie": self._cookies.get(counter, "")}
        try:
            with urlopen(Request(self._base + path, json.dumps(body).encode(), headers), timeout=60) as answer:
                if cookie := answer.headers.get("Set-Cookie"):
                    self._cookies[counter] = cookie.split(";")[0]
                found: Event = json.loads(answer.read())
                return found
        except HTTPError as error:
            said = json.loads(error.read())
            if "refusal" in said:
                raise Refusal(said["refusal"]) from error
            raise Failed(f"{path}: {said}") from error

    def get(self, path: str) -> Any:
        with urlopen(self._base + path, timeout=60) as answer:
            return json.loads(answer.read())

    def board(self) -> Event:
        """What a board that is switched on now hears first."""
        with urlopen(self._base + "/api/stream", timeout=60) as heard:
            lines = (line.decode() for line in heard)
            next(line for line in lines if line == "event: board\n")
            told: Event = json.loads(next(lines).removeprefix("data: "))
            return told

    # --- what is written ---

    def events(self, after: int = 0) -> list[Event]:
        """Rows of the journal: seq, type (its name alone), visit, data."""
        with read_file(self._data / "journal.db") as journal:
            return [
                {**event, "type": name_of(event["type"]), "visit": event.get("correlationid")}
                for event in journal.rows(after)
            ]

    def last(self) -> int:
        with read_file(self._data / "journal.db") as journal:
            return journal.last()

    def city(self, sql: str) -> int:
        return int(asked(self._data / "city.db", sql)[0][0])

    def comes(self, kind: str, after: int) -> Event:
        """Waits for an event of a kind behind a row."""
        found: list[Event] = []

        def here() -> bool:
            found[:] = [event for event in self.events(after) if event["type"] == kind]
            return bool(found)

        self.wait(here, f"{kind} in the journal")
        return found[0]

    # --- the screen ---

    def screen(self) -> Event:
        shown: Event = self.get("/cabinet/screen")
        return shown

    def is_home(self) -> bool:
        return bool(self.screen()["screen"] == "home")

    def shows(self, id_: str) -> str:
        """The words of a thing of the screen; "" where it is not there."""
        return next((str(thing["name"]) for thing in self.screen()["things"] if thing["id"] == id_), "")

    def touch(self, id_: str) -> None:
        """A tap on a thing by its id, or by the name that a screen reader would say; where it is on the home screen's
        other page, that one is turned to first."""
        if self.is_home() and not self._has(id_) and self._has("more"):
            self.tap("more")
            self.wait(lambda: self._has(id_), f"{id_!r} on the other page")
        self.tap(id_)

    def _has(self, id_: str) -> bool:
        return any(id_ in (thing["id"], thing["name"]) for thing in self.screen()["things"])

    def tap(self, id_: str) -> None:
        """What is there now."""
        while unread := self.screen()["unread_ms"]:  # a person reads before touching
            self.call("/cabinet/clock", {"pass_ms": unread})
        things = {thing["id"]: thing for thing in self.screen()["things"]}
        named = {thing["name"]: thing for thing in things.values() if thing["role"] == "button"}
        thing = things.get(id_) or named.get(id_)
        if thing is None:
            raise Failed(f"no {id_!r} on the screen; there are {', '.join(things)}")
        x, y, w, h = thing["rect"]
        self.call("/cabinet/touch", {"x": x + w // 2, "y": y + h // 2})

    def home(self) -> None:
        """Whoever stood here before has gone."""
        self.call("/cabinet/clock", {"pass_ms": 0})
        if self.screen()["screen"] in ("ticket", "thanks"):
            self.touch("done")
            self.wait(lambda: self.screen()["screen"] in ("home", "closed"), "the home screen")
