"""Programs that are kept running, and how to ask whether they answer.

A program is started again `RESTART_S` after it died, however it died, until it is asked to stop. What it says goes to a
log file of bounded size. One sleeping thread a program, no polling.
"""

import os
import select
import shutil
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from kiosk.simulation.city_database import NoCity, asked

ROOT = Path(__file__).resolve().parents[2]
RESTART_S = 0.5  # between a program's death and its next start
STOP_TIMEOUT_S = 20.0  # between SIGTERM and SIGKILL: a busy machine is no reason to lose the last word
MAX_LOG_BYTES = 1_000_000


class Supervisor:
    """Keeps one program running: a thread sleeps on its end and starts it again after `RESTART_S`."""

    def __init__(self, name: str, argv: Sequence[str], log: Path) -> None:
        self.name, self.argv, self.log = name, argv, log
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """Process id while it runs, else 0."""
        return self.process.pid if self.process and self.process.returncode is None else 0

    def start(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._keep, name=self.name, daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        with self._lock:
            self._stopping.set()
            self.signal(signal.SIGTERM)

    def stop(self, grace: float = STOP_TIMEOUT_S) -> None:
        """SIGTERM, after `grace` seconds SIGKILL; returns when the process is gone."""
        self.ask_to_stop()
        if self._thread:
            self._thread.join(grace)
            self.signal(signal.SIGKILL)
            self._thread.join()

    def signal(self, number: int) -> None:
        """Nothing when it does not run. Safe against a reused pid: Popen knows whether it was reaped."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                if self._stopping.is_set():
                    return
                self.process = self._spawn()
            self._await_end(self.process)
            self._stopping.wait(RESTART_S)

    def _spawn(self) -> subprocess.Popen[bytes]:
        """In a session of its own (Ctrl-C is ours to pass on); dies with us even when we are killed with -9."""
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*leash, *self.argv], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _await_end(self, process: subprocess.Popen[bytes]) -> None:
        end = select.poll()
        descriptor = os.pidfd_open(process.pid)
        end.register(descriptor, select.POLLIN)
        while not end.poll(30_000):
            self._bound_log()
        os.close(descriptor)
        process.wait()
        self._bound_log()

    def _bound_log(self) -> None:
        """At most MAX_LOG_BYTES in the file and as many in `.1`; the program appends, so cutting under it is safe."""
        if self.log.stat().st_size > MAX_LOG_BYTES:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def last_words(self) -> str:
        return self.log.read_bytes()[-600:].decode(errors="replace").strip() if self.log.exists() else ""


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True


def answers(path: Path) -> bool:
    """Whether somebody takes calls on that Unix socket; a file that one left behind is nobody."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(path))
        except OSError:
            return False
    return True


def fetch(url: str) -> bytes:
    """The body of a 200, empty for anything else."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def kiosk_is_online(city: Path) -> bool:
    """Does the city's database say that a kiosk of ours is connected?"""
    try:
        return bool(asked(city, "SELECT 1 FROM kiosks WHERE online"))
    except NoCity:  # not made yet, or being made
        return False
