"""The console as a program that is killed with -9 while officers work: each wish with a key happens once."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from kiosk.config.load import load
from kiosk.config.rules import rules_of
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import TicketCalled
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_journal
from kiosk.office import new_token
from kiosk.simulation.folder import choose_port

pytestmark = pytest.mark.slow

OFFICERS, WISHES = 3, 25
KILLED_AFTER = (5, 20, 40, 60)  # answers
PATIENCE = 120.0  # seconds; it ends a test that would fail anyhow
SETTINGS = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{data}"
runtime = "{data}/run"
[hardware]
kind = "simulated"
wires = "{data}/dev"
[console]
host = "127.0.0.1"
port = {port}
demo = true
[[services]]
letter = "A"
name = "Chứng thực"
""" + "".join(f'[[counters]]\nnumber = {n}\n[[officers]]\nid = "cb0{n}"\n' for n in range(1, OFFICERS + 1))


class Program:
    """`kiosk console` of a folder, always on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = choose_port()  # nobody's outgoing line takes it while the program is killed
        self.config = folder / "kiosk.toml"
        self.config.write_text(SETTINGS.format(data=folder, port=self.port), "utf-8")
        migrate(folder / "journal.db")
        self.journal: Journal = open_journal(load(self.config))
        self.start()

    def start(self) -> None:
        argv = [sys.executable, "-m", "kiosk", "console", "--config", str(self.config)]
        self.process = subprocess.Popen(argv, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def tickets(self, number: int) -> None:
        """So many citizens take a number each, all at once."""
        rules = rules_of(load(self.config))
        for token in [new_token() for _ in range(number)]:
            issued = partial(queue.issue, rules=rules, wanted=NewTicket(token, "A"))
            self.journal.transact(issued)

    def called(self) -> list[tuple[int, str]]:
        """Counter and ticket of each call that is written."""
        calls = (r.event for r in self.journal.recorded() if isinstance(r.event, TicketCalled))
        return [(call.counter, call.ticket) for call in calls]


class Officer:
    """At counter n, in a browser that repeats what was not answered."""

    def __init__(self, program: Program, n: int) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{program.port}", timeout=60)
        signed_in = self.until_answered("login", {"officer": f"cb0{n}", "pin": "1234", "counter": n})
        assert signed_in.status_code == 200

    def until_answered(self, path: str, body: dict[str, object]) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.client.post(f"/api/{path}", json=body)
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the console never came back"
                time.sleep(0.02)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path)
    yield program
    program.kill()
    program.journal.close()


def test_the_same_key_across_a_kill_gives_the_same_answer(program: Program) -> None:
    """A granted wish and a refused one: answered, killed with -9, started again, sent again."""
    program.tickets(1)
    officer = Officer(program, 1)
    wishes = [("next", "k1"), ("resume", "k2"), ("hold", "k3")]
    first = [officer.until_answered(path, {"key": key, "ticket": "A001"}) for path, key in wishes]
    assert [answer.status_code for answer in first] == [200, 409, 200]
    last = program.journal.last()
    program.kill()
    program.start()
    again = [officer.until_answered(path, {"key": key, "ticket": "A001"}) for path, key in wishes]
    assert [(a.status_code, a.content) for a in again] == [(a.status_code, a.content) for a in first]
    assert program.journal.last() == last and program.called() == [(1, "A001")]


def test_an_answer_that_was_lost_is_told_when_the_wish_comes_again(program: Program) -> None:
    """The fact is written, the program killed before anybody reads the answer: the same wish tells that very call."""
    program.tickets(2)
    officer = Officer(program, 1)
    content = b'{"key":"k"}'
    with socket.create_connection(("127.0.0.1", program.port)) as wire:
        head = f"POST /api/next HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: quay={officer.client.cookies['quay']}\r\n"
        length = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        wire.sendall((head + length).encode() + content)
        deadline = time.monotonic() + PATIENCE
        while not program.called():
            assert time.monotonic() < deadline, "the call was never written"
        program.kill()
    program.start()
    assert officer.until_answered("next", {"key": "k"}).json()["ticket"] == "A001"
    assert program.called() == [(1, "A001")]


def test_kills_in_the_midst_of_many_wishes_double_none_and_skip_nobody(program: Program) -> None:
    """Three officers send one `next` after the other, each until it is answered; four kills later every number was
    called once, by one key, at the counter that was told so."""
    program.tickets(OFFICERS * WISHES)
    told: list[tuple[int, str]] = []
    progress = threading.Semaphore(0)

    def work(n: int, officer: Officer) -> None:
        for wish in range(WISHES):
            answer = officer.until_answered("next", {"key": f"{n}-{wish}"})
            told.append((n, answer.json().get("ticket", answer.text)))
            progress.release()

    officers = [Officer(program, n) for n in range(1, OFFICERS + 1)]
    workers = [threading.Thread(target=work, args=each) for each in enumerate(officers, start=1)]
    for worker in workers:
        worker.start()
    done = 0
    for answers in KILLED_AFTER:
        while done < answers:
            assert progress.acquire(timeout=PATIENCE)
            done += 1
        program.kill()
        program.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == sorted(program.called())
    assert sorted(ticket for _, ticket in told) == [f"A{n:03d}" for n in range(1, OFFICERS * WISHES + 1)]
