"""`./scripts/attack http`: requests and cookies that nobody would send, to a real console.

Judged is that the program lives and is the same, that it answers every input or hangs up, that no input makes an error
of ours (500) or a line in its log, that its memory stays within the unit's bound, and that no cookie but the real one
opens anything.
"""

import argparse
import contextlib
import random
import re
import select
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from kiosk.simulation.dev_stack import DevStack
from scripts.attacks.http_inputs import cookie, request

WITHOUT = ("broker", "city", "sync", "app", "cabinet")
MEMORY_MB = 150  # systemd/kiosk-console.service
QUIET_S = 0.05  # after which nothing more is expected
PATIENCE_S = 60.0  # for an answer or an end
ASKED_FOR = ("/api/state", "/api/technician/state")
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """As many of each kind as the command line says."""
    with tempfile.TemporaryDirectory() as folder, DevStack(Path(folder), without=WITHOUT) as stack:
        return attacked(stack, asked.inputs, random.Random(asked.seed))


def attacked(stack: DevStack, number: int, chance: random.Random) -> dict[str, Any]:
    """The figures; `good`: nothing was reached."""
    base, pid = stack.addresses["console"], stack.pid("console")
    port, log = int(base.rstrip("/").rpartition(":")[2]), stack.data / "log/console.log"
    before = log.stat().st_size  # what a start says is no stranger's doing
    requests = _requests(port, [request(chance) for _ in range(number)])
    with httpx.Client(base_url=base, timeout=60) as officer:
        login = {"officer": "cb02", "pin": "1234", "counter": 2}
        signed_in = officer.post("/api/login", json=login).status_code == 200
        cookies = _cookies(port, list(officer.cookies.values()), number, chance)
        works = officer.get("/api/state").status_code == 200
    memory = _most_memory_mb(pid)
    lines = _faults(log.read_bytes()[before:].decode("utf-8", "replace"))
    alive = stack.pid("console") == pid and signed_in and works and memory < MEMORY_MB
    good = alive and not lines and not requests["bad"] and not cookies["opened"]
    return {"requests": requests, "cookies": cookies, "memory_mb": memory, "log": lines[-2000:], "good": good}


# --- requests ---


def _faults(log: str) -> str:
    """Its lines but those that count closed connections, one a minute at most."""
    return "\n".join(line for line in log.splitlines() if "connections closed: " not in line)


def _requests(port: int, inputs: Sequence[bytes]) -> dict[str, Any]:
    """Each on a connection of its own, which is ended behind it."""
    counted, bad = Counter[str](), list[str]()
    for sent in inputs:
        statuses = _answered(port, sent)
        counted.update(statuses)
        if not {"500", "no end"}.isdisjoint(statuses):
            bad.append(f"{statuses}: {sent[:300]!r}")
    return {"number": len(inputs), "answers": dict(sorted(counted.items())), "bad": bad[:20]}


def _answered(port: int, sent: bytes) -> list[str]:
    """The statuses that came, "closed" for none, "no end" for a connection that stayed."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as wire:
        try:
            wire.sendall(sent)
            heard = _heard(wire)
        except TimeoutError:
            return ["no end"]
        except OSError:  # it hung up in the middle of what we sent
            return ["closed"]
    return [status.decode() for status in STATUS.findall(heard)] or ["closed"]


def _heard(wire: socket.socket) -> bytes:
    """To the end. When nothing comes any more our half is closed, because an answer to a half request never comes."""
    heard = b""
    while select.select([wire], [], [], QUIET_S)[0]:
        if not (more := wire.recv(65536)):
            return heard
        heard += more
    wire.shutdown(socket.SHUT_WR)
    while more := wire.recv(65536):
        heard += more
    return heard


# --- cookies ---


@dataclass
class _Line:
    """A connection that is used again and again."""

    port: int
    wire: socket.socket | None = None

    def ask(self, path: str, cookies: str) -> str:
        """The status; once more on a new connection where the old one was ended."""
        asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode("latin-1", "replace")
        with contextlib.suppress(OSError):
            if self.wire and (status := self._said(self.wire, asked)):
                return status
        self.close()
        self.wire = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        return self._said(self.wire, asked)

    def _said(self, wire: socket.socket, asked: bytes) -> str:
        wire.sendall(asked)
        heard = b""
        while (status := STATUS.match(heard)) is None or not _is_whole(heard):
            if not (more := wire.recv(65536)):
                return status[1].decode() if status else ""
            heard += more
        return status[1].decode()

    def close(self) -> None:
        if self.wire:
            self.wire.close()


def _is_whole(heard: bytes) -> bool:
    head, end, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(end) and length is not None and len(body) >= int(length[1])


@contextmanager
def _line(port: int) -> Iterator[_Line]:
    line = _Line(port)
    yield line
    line.close()


def _cookies(port: int, real: Sequence[str], number: int, chance: random.Random) -> dict[str, Any]:
    """None of them is the real one, and what opened all the same."""
    counted, opened = Counter[str](), list[str]()
    with _line(port) as line:
        for _ in range(number):
            tried, path = cookie(chance, real), chance.choice(ASKED_FOR)
            status = line.ask(path, tried) or "closed"
            counted[status] += 1
            if status in ("200", "500") and not any(_is_in(value, tried) for value in real):
                opened.append(f"{status} {path} {tried[:300]}")
    return {"number": number, "answers": dict(sorted(counted.items())), "opened": opened[:20]}


def _is_in(value: str, tried: str) -> bool:
    """The real one, whatever stands around it: its last letter holds bits that say nothing."""
    return value[:-1] in tried


def _most_memory_mb(pid: int) -> int:
    """What the process ever held, in MB."""
    told = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+)", told)
    return int(found[1]) // 1024 if found else 0
