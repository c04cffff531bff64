"""`./scripts/attack connections`: officers at work while a thousand connections hold the console, then wrong PINs.

Strategy: the demo's own programs with real PIN hashes, the crowd in a process of its own. Nine officers listen to their
streams and call one number after the other, half of them on new connections; each call is timed. Then fifty addresses
try a thousand wrong PINs at all officers while each of these signs in from a PC of their own. Judged is what the
product promises: every call is answered in time, every sign-in succeeds, nothing was started again.
"""

import argparse
import json
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.config.pin_hash import hash_pin
from kiosk.config.rules import rules_of
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.journal.opening import open_journal
from kiosk.office import new_token
from kiosk.simulation import dev_stack
from kiosk.simulation.dev_stack import PROCEDURES, DevStack
from scripts.attacks.crowd import crowd

OFFICERS = 9
PIN = "135790"
CROWD, ADDRESSES = 1000, 50
WRONG_PINS = 1000
IN_TIME_MS = 300  # of 99 calls in 100
SHORTEST_S = 15.0
WITHOUT = ("broker", "city", "sync")


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """As the command line asks for it; on a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        with DevStack(Path(folder), without=WITHOUT) as stack:
            figures = attacked(stack, max(SHORTEST_S, asked.minutes * 60.0), CROWD, WRONG_PINS)
    judged = asked.minutes > 0  # a look is too short for how long things take
    return {**figures, "good": figures["good"] and (figures["holding"]["in_time"] or not judged)}


def prepare(folder: Path) -> None:
    """The demo's settings, with a PIN for each officer."""
    demo, pin = Path(dev_stack.__file__).parent, hash_pin(PIN)
    text = (demo / "demo.toml").read_text(encoding="utf-8")
    for n in range(1, OFFICERS + 1):
        text = text.replace(f'id = "cb{n:02d}"\n', f'id = "cb{n:02d}"\npin = "{pin}"\n')
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    (folder / PROCEDURES).write_bytes((demo / PROCEDURES).read_bytes())


def attacked(stack: DevStack, seconds: float, number: int, wrong: int) -> dict[str, Any]:
    """The figures of both attacks; `good`: nobody was kept from their work, whatever it took."""
    programs = {name: stack.pid(name) for name in ("app", "console")}
    figures = {"holding": _held(stack, seconds, number), "wrong_pins": _guessed(stack, wrong)}
    again = [name for name, pid in programs.items() if stack.pid(name) != pid]
    log = (stack.data / "log/console.log").read_text("utf-8", "replace")
    figures["programs"] = {"started_again": again, "log_lines": log.count("\n"), "tracebacks": log.count("Traceback")}
    good = not (figures["holding"]["failed"] or figures["wrong_pins"]["officers_refused"] or again)
    return {**figures, "good": good and not log.count("Traceback")}


# --- officers at work ---


@dataclass
class Officer:
    """At counter n, on the PC with this address."""

    base: str
    n: int
    address: str
    heard: int = 0
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.browser()

    def browser(self) -> httpx.Client:
        lines = httpx.HTTPTransport(
            local_address=self.address, verify=False
        )  # a context for TLS takes longer than a call
        return httpx.Client(base_url=self.base, timeout=60, transport=lines)

    def sign_in(self, pin: str = PIN) -> str:
        """ "" or the refusal."""
        login = {"officer": f"cb{self.n:02d}", "pin": pin, "counter": self.n}
        return str(self.client.post("/api/login", json=login).json().get("refusal", ""))

    def call_next(self, key: str, fresh: bool) -> str:
        """ "" or what went wrong; `fresh`: on a connection that is not yet there."""
        try:
            if not fresh:
                return self._called(self.client, key)
            with self.browser() as other:
                other.cookies = self.client.cookies
                return self._called(other, key)
        except httpx.TransportError as error:
            return repr(error)

    def _called(self, client: httpx.Client, key: str) -> str:
        refusal = str(client.post("/api/next", json={"key": key}).json().get("refusal", ""))
        return "" if refusal == "nobody-waiting" else refusal

    def listen(self, ended: threading.Event) -> None:
        """Counts what its stream says, and whether it ever broke off."""
        with suppress(httpx.TransportError), self.browser() as own:
            own.cookies = self.client.cookies
            with own.stream("GET", "/api/stream") as answer:
                for line in answer.iter_lines():
                    self.heard += line.startswith("event: state")
                    if ended.is_set():
                        return


@contextmanager
def _officers(base: str) -> Iterator[Sequence[Officer]]:
    officers = [Officer(base, n, f"127.0.2.{n}") for n in range(1, OFFICERS + 1)]
    yield officers
    for officer in officers:
        officer.client.close()


def _held(stack: DevStack, seconds: float, number: int) -> dict[str, Any]:
    base = stack.addresses["console"]
    with ExitStack() as rooms, _officers(base) as officers:
        ended = threading.Event()
        rooms.callback(ended.set)
        before = [officer.sign_in() for officer in officers]
        listening = [threading.Thread(target=o.listen, args=(ended,), daemon=True) for o in officers]
        for thread in listening:
            thread.start()
        with crowd(int(base.rstrip("/").rpartition(":")[2]), number, ADDRESSES) as strangers:
            figures = _worked(stack, officers, seconds)
        deaf = [officer.n for officer, thread in zip(officers, listening, strict=True) if not thread.is_alive()]
    failed = [f"signing in: {refusal}" for refusal in before if refusal] + [f"stream {n} broke off" for n in deaf]
    return {**figures, "strangers": strangers, "failed": figures["failed"] + failed}


def _worked(stack: DevStack, officers: Sequence[Officer], seconds: float) -> dict[str, Any]:
    """One call after the other, each officer in turn, for so long."""
    config = load(stack.config)
    journal, rules = open_journal(config), rules_of(config)
    times, app, failed, until = list[float](), list[float](), list[str](), time.monotonic() + seconds
    while time.monotonic() < until:
        officer, turn = officers[len(times) % OFFICERS], len(times) // OFFICERS
        wanted = NewTicket(new_token(), "A")
        journal.transact(partial(queue.issue, rules=rules, wanted=wanted))
        failure, took = timed(partial(officer.call_next, f"{officer.n}-{turn}", fresh=bool(turn % 2)))
        times.append(took)
        failed += [f"call {len(times)}: {failure}"] if failure else []
        if officer.n == 1:
            app.append(timed(partial(screen, runtime_of(config)))[1])
        time.sleep(0.05)
    journal.close()
    calls, heard = spread(times), [officer.heard for officer in officers]
    in_time = calls["p99_ms"] <= IN_TIME_MS
    return {"calls": calls, "app_answers": spread(app), "heard": heard, "failed": failed, "in_time": in_time}


def timed(does: Callable[[], Any]) -> tuple[Any, float]:
    """What it gave, and after how many milliseconds."""
    begun = time.perf_counter()
    return does(), (time.perf_counter() - begun) * 1000


def spread(times: Sequence[float]) -> dict[str, float]:
    """Of milliseconds."""
    ordered = sorted(times)
    at = {f"p{percent}_ms": ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] for percent in (50, 99)}
    return {"number": len(ordered), **{k: round(v, 1) for k, v in at.items()}, "most_ms": round(ordered[-1], 1)}


def screen(runtime: Path) -> int:
    """How many bytes the touch app tells of its screen."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(30)
        wire.connect(str(runtime / "screen.sock"))
        wire.sendall(b'{"ask": "screen"}\n')
        return int(json.loads(wire.makefile().readline())["bytes"])


# --- wrong PINs ---


def _guessed(stack: DevStack, number: int) -> dict[str, Any]:
    """All at once, from fifty addresses; meanwhile each officer signs in from a PC where nobody ever did."""
    base = stack.addresses["console"]
    with ThreadPoolExecutor(ADDRESSES) as guessers:
        tries = [guessers.submit(_guess, base, n) for n in range(number)]
        wait(tries[: number // 10])
        own = [timed(Officer(base, n, f"127.0.3.{n}").sign_in) for n in range(1, OFFICERS + 1)]
        told = Counter(guess.result() for guess in tries)
    refused = [refusal for refusal, _ in own if refusal]
    return {"refusals": dict(told), "officers_refused": refused, "sign_ins": spread([took for _, took in own])}


def _guess(base: str, n: int) -> str:
    """The refusal of one wrong PIN."""
    guesser = Officer(base, 1 + n % OFFICERS, f"127.0.1.{1 + n % ADDRESSES}")
    with guesser.client:
        return guesser.sign_in(f"{n:06d}")
