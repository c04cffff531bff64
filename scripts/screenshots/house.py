"""The whole house with real programs, its citizens, and one officer with a browser: lived in, switched off, damaged.

`failing`: strace lets what the programs write into the log end with an error, from outside and for a while.
"""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.supervisor import ROOT
from scripts.screenshots.browser import Browser, program

SIZE = (1280, 800)
PROGRAMS = ("app", "console", "sync")
JOURNAL, LOG, KEY, RESERVE = "journal.db", "journal.db-wal", "checkpoint.key", "journal.reserve"
NUMBERS = "AABACB"  # of the morning, before anything is damaged
PATIENCE_S = 40.0
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def missing() -> list[str]:
    """The programs that this needs and that are not installed."""
    return [name for name, there in (("strace", shutil.which("strace")), ("chromium", program())) if not there]


class House:
    """The dev stack, its citizens and one officer with a browser."""

    def __init__(self, folder: Path) -> None:
        options = {"broker.url": "mqtt://127.0.0.1:9", "hours.enforce": False}
        self.folder = folder
        self.stack = DevStack(folder, without=("broker", "city"), options=options)
        self.browser: Browser
        self.older = b""

    @contextmanager
    def lives(self, profile: Path) -> Iterator["House"]:
        with self.stack:
            self.browser = Browser(profile, *SIZE)
            try:
                self._morning()
                yield self
            finally:
                self.browser.close()

    @property
    def base(self) -> str:
        return self.stack.addresses["console"].rstrip("/")

    def file(self, name: str) -> Path:
        return self.folder / name

    # --- people ---

    def _morning(self) -> None:
        self.sign_in()
        for n, letter in enumerate(NUMBERS):
            self.takes(letter)
            if n == len(NUMBERS) // 2:
                self.older = self.file(JOURNAL).read_bytes()
                self.stack.hold("app")  # it folds the log back, and the rest of the morning stands in the log
                self.stack.release("app")
                until(self._shows, "the screen")
        self.browser.press("Enter")
        until(lambda: self.browser.text("#number").startswith("A0"), "a called number")

    def _shows(self) -> bool:
        try:
            return bool(self.get("/cabinet/screen.png"))
        except OSError:
            return False

    def takes(self, letter: str) -> None:
        self.post(f"/cabinet/press/service-{letter.lower()}", {"ms": 40})
        time.sleep(0.4)  # a button is a person's

    def sign_in(self) -> None:
        self.browser.go(self.base)
        self.browser.until("document.querySelectorAll('#login-counters button').length", PATIENCE_S)
        self.enters()

    def enters(self) -> None:
        self.browser.js("document.getElementById('officer').value = 'cb01'")
        self.browser.js("document.getElementById('pin').value = '1234'")
        self.browser.js("document.querySelector('#login-counters button').click()")
        self.browser.js("document.querySelector('#login-form button.main').click()")
        self.browser.until("!document.getElementById('desk').hidden", PATIENCE_S)

    def technician(self) -> None:
        """Their page, with everything on it."""
        self.browser.go(f"{self.base}/technician")
        self.browser.until("document.querySelector('#login') && !document.querySelector('#login').hidden", PATIENCE_S)
        self.browser.js("document.querySelector('#pin').value = '1234'")
        self.browser.js("document.querySelector('#login').requestSubmit()")
        self.browser.until("document.querySelector('#starts').children.length", PATIENCE_S)
        time.sleep(1.0)  # until the picture is there

    def get(self, path: str) -> bytes:
        with urlopen(self.base + path, timeout=5) as answer:
            return bytes(answer.read())

    def post(self, path: str, body: dict[str, Any]) -> None:
        request = Request(self.base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            urlopen(request, timeout=5).close()
        except HTTPError as refused:
            print(f"{path}: {refused}", file=sys.stderr)

    # --- power and disk ---

    def switch_off(self) -> None:
        """Every program dies at once."""
        self.stack.kill(*PROGRAMS)
        for name in PROGRAMS:
            self.stack.hold(name)

    def power_cut(self, damage: Callable[["House"], object]) -> None:
        """The power goes, the card is damaged, the box starts."""
        self.switch_off()
        damage(self)
        said = self.migrate()
        if said.returncode:
            raise OSError(f"kiosk migrate: {said.stderr}")
        for name in PROGRAMS:
            self.stack.release(name)
        until(self._shows, "the screen")

    def closes_and_opens(self) -> None:
        """The day, by a technician's word; the courier signs what was until then."""
        for do in ("close", "open"):
            self._kiosk("day", do)
            time.sleep(2.0)

    def migrate(self, *before: str) -> "subprocess.CompletedProcess[str]":
        """As kiosk-migrate.service does; `before`: words to run it under."""
        return self._kiosk("migrate", "--anew", before=before)

    def _kiosk(self, *words: str, before: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
        whole = [*before, sys.executable, "-m", "kiosk", *words, "--config", str(self.stack.config)]
        return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True)

    @contextmanager
    def failing(self, error: str) -> Iterator[None]:
        """Whatever the programs write into the log ends with `error`, and there is no reserve to give back."""
        self.file(RESERVE).unlink(missing_ok=True)
        pids = [str(self.stack.pid(name)) for name in PROGRAMS]
        held = [subprocess.Popen([*failing("pwrite64", error, self.file(LOG)), "-p", pid], **QUIET) for pid in pids]
        time.sleep(1.0)  # until strace is attached
        try:
            yield
        finally:
            for strace in held:
                strace.send_signal(signal.SIGTERM)
                strace.wait(10)


def failing(call: str, error: str, file: Path) -> Sequence[str]:
    """strace's words: each call of this name on this file fails."""
    inject = ("-e", f"trace={call}", "-e", f"inject={call}:error={error}")
    return ("strace", "-f", "-qq", "-o", "/dev/null", "-P", str(file), *inject)


def until(holds: Callable[[], object], what: str) -> None:
    """Raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"never came: {what}")
        time.sleep(0.05)
