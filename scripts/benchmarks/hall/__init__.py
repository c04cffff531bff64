"""`./scripts/bench hall`: how soon a call stands on every board, with the whole office's pages open before one console:
nine officers, four boards, twenty telephones that ask as they do; beside a board that asks once a second.

The demo's own programs run; before each call one more number is taken by a program of its own, as the touch app is one,
so that forty wait all the time. Timed is from before an officer's press is sent until the last of the boards has the
event; and how soon a silent call for help is on every officer's page. Then what the console holds in memory, and how
soon it has stopped with all of it open.
"""

import http.client
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from kiosk.config.load import load
from kiosk.config.paths import runtime_of
from kiosk.config.rules import rules_of
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.journal.bell import ring
from kiosk.journal.opening import open_journal
from kiosk.office import new_token
from kiosk.simulation.dev_stack import DevStack
from scripts.benchmarks.hall.pages import Phones, Streams, posted
from scripts.benchmarks.rest import TICK, used
from scripts.benchmarks.timing import spread

OFFICERS, BOARDS, PHONES, CALLS = 9, 4, 20, 300
LETTERS = "AABBCCDEA"  # what the counters 1 to 9 of the demo serve first
WAIT = 8  # of each service, all the time
PATIENCE_S = 30.0
Office = list[tuple[http.client.HTTPConnection, str]]  # each officer's own connection, and cookie
ASKING_S = 1.0  # of the board that has no stream


def measure(quick: bool) -> dict[str, Any]:
    calls = CALLS // 10 if quick else CALLS
    with tempfile.TemporaryDirectory() as folder, DevStack(Path(folder), without=("broker", "city", "sync")) as stack:
        citizens = Citizens(stack)
        tokens = [citizens.take(letter) for letter in "ABCDE" * WAIT]
        port = int(stack.addresses["console"].rpartition(":")[2].strip("/"))
        office = [(http.client.HTTPConnection("127.0.0.1", port), signed_in(port, n + 1)) for n in range(OFFICERS)]
        pages = {f"board {n}": "" for n in range(BOARDS)} | {f"officer {n}": who for n, (_, who) in enumerate(office)}
        streams, phones = Streams(port, pages), Phones(port, tokens[-PHONES:])
        before = used(stack.pid("console"))["ticks"]
        found = {**called(office, citizens, streams, calls), **helped(office, streams), "phones_asked": phones.asked}
        after = used(stack.pid("console"))
        found["console_cpu_ms_a_call"] = round((after["ticks"] - before) * 1000 / TICK / calls, 1)
        found["console_pss_mb"] = round(after["pss"] / 1024, 1)
        phones.close()
        found["stopped_ms"] = stopped_ms(stack)
        streams.close()
        citizens.close()
        return found


class Citizens:
    """Who takes numbers at the box: another program of the same journal."""

    def __init__(self, stack: DevStack) -> None:
        config = load(stack.config)
        self._rules, self._runtime, self._journal = rules_of(config), runtime_of(config), open_journal(config)

    def take(self, letter: str) -> str:
        """The token of a new number."""
        new = NewTicket(new_token(), letter)
        self._journal.transact(lambda state, now: queue.issue(state, now, self._rules, new))
        ring(self._runtime)
        return new.token

    def close(self) -> None:
        self._journal.close()


def signed_in(port: int, counter: int) -> str:
    """The cookie."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"officer": f"cb{counter:02d}", "pin": "1234", "counter": counter})
    line.request("POST", "/api/login", body, {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.headers["Set-Cookie"].partition(";")[0]


def called(office: Office, citizens: Citizens, streams: Streams, calls: int) -> dict[str, Any]:
    """ms: until the officer has the answer, until the first and the last board have the call."""
    answered, first, last, asked, chance = [], [], [], [], random.Random(1)
    for n in range(calls):
        citizens.take(LETTERS[n % OFFICERS])
        time.sleep(chance.uniform(0.05, 0.25))
        line, cookie = office[n % OFFICERS]
        began = time.perf_counter()
        said = posted(line, "/api/next", {}, cookie)
        answered.append((time.perf_counter() - began) * 1000)
        came = [(at - began) * 1000 for at in arrivals(streams, said["ticket"])]
        first.append(min(came))
        last.append(max(came))
        asked.append(chance.uniform(0, ASKING_S * 1000) + answered[-1])
    return {
        "calls": calls,
        "answer_ms": spread(answered),
        "first_board_ms": spread(first),
        "every_board_ms": spread(last),
        "board_that_asks_each_second_ms": spread(asked),
    }


def arrivals(streams: Streams, what: str, page: str = "board") -> list[float]:
    """When each such page had it. Raises AssertionError where one has not after half a minute."""
    pages = [seen for name, seen in streams.seen.items() if name.startswith(page)]
    end = time.perf_counter() + PATIENCE_S
    while not all(what in seen for seen in pages):
        if time.perf_counter() > end:
            raise AssertionError(f"{what} never stood on a {page}'s page")
        time.sleep(0.001)
    return [seen[what] for seen in pages]


def helped(office: Office, streams: Streams) -> dict[str, Any]:
    """Each officer asks for help without a sound, and ends it: ms until every officer's page has it."""
    last = []
    for n, (line, cookie) in enumerate(office):
        began = time.perf_counter()
        posted(line, "/api/help", {}, cookie)
        last.append((max(arrivals(streams, f"help {n + 1}", "officer")) - began) * 1000)
        posted(line, "/api/help-end", {}, cookie)
    return {"help_on_every_page_ms": spread(last)}


def stopped_ms(stack: DevStack) -> int:
    """From SIGTERM until the process is gone, with everybody's pages open."""
    began = time.perf_counter()
    stack.hold("console")
    return round((time.perf_counter() - began) * 1000)
