"""What a person can do with a running house, over its HTTP calls alone, and waiting for what must come of it."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from kiosk.simulation.dev_stack import DevStack

PATIENCE = 120.0  # seconds; it ends a test that would fail anyhow


class Hand:
    """Citizen, technician and, signed in, officer."""

    def __init__(self, stack: DevStack) -> None:
        self.stack, self.base, self._cookie = stack, stack.addresses["console"].rstrip("/"), ""

    def get(self, path: str) -> bytes:
        with urlopen(self.base + path, timeout=60) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        request = Request(self.base + path, json.dumps(body or {}).encode(), headers)
        try:
            with urlopen(request, timeout=60) as answer:
                self._cookie = (answer.headers.get("Set-Cookie") or self._cookie).split(";")[0]
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def screen(self) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(self.get("/cabinet/screen"))
        return shown

    def things(self) -> dict[str, str]:
        return {thing["id"]: thing["name"] for thing in self.screen()["things"]}

    def touch(self, id_: str) -> None:
        """On the next page, where it stands there."""
        shown = self.things()
        if id_ not in shown and "more" in shown:
            self._tap("more")
            until(lambda: id_ in self.things(), f"{id_} on the next page")
        self._tap(id_)

    def _tap(self, id_: str) -> None:
        while unread := self.screen()["unread_ms"]:  # a person reads before touching
            self.post("/cabinet/clock", {"pass_ms": unread})
        x, y, w, h = next(t["rect"] for t in self.screen()["things"] if t["id"] == id_)
        assert self.post("/cabinet/touch", {"x": x + w // 2, "y": y + h // 2})[0] == 200

    def press(self, button: str) -> None:
        """As short as a finger may be: each press counts at its first edge, however long it is held."""
        assert self.post(f"/cabinet/press/{button}", {"ms": 40})[0] == 200

    def sees(self, screen: str) -> dict[str, str]:
        """Waits for that screen; its things."""
        until(lambda: self.screen()["screen"] == screen, f"screen {screen}")
        return self.things()

    def take(self, letter: str) -> str:
        """A number from the home screen, for somebody else than the one before."""
        if "done" in self.things():
            self.touch("done")
        self.sees("home")
        self.touch(f"service-{letter}")
        until(lambda: self.screen()["screen"] != "home", "an answer to the touch")
        if self.screen()["screen"] == "another":
            self.touch("yes")
        return self.sees("ticket")["ticket"]

    def sign_in(self, counter: int) -> None:
        body = {"officer": f"cb{counter:02d}", "pin": "1234", "counter": counter}
        assert self.post("/api/login", body)[0] == 200

    def serve(self, meanwhile: Callable[[], None] = lambda: None) -> str:
        """Next, start, finish; the ticket. `meanwhile`: between the call and the start."""
        called = self.post("/api/next")
        meanwhile()
        done = [called, *(self.post(f"/api/{step}") for step in ("start", "finish"))]
        assert [status for status, _ in done] == [200, 200, 200]
        ticket: str = done[0][1]["ticket"]
        return ticket


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Asks again and again until it holds; an AssertionError that names it when it never does."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.02)
