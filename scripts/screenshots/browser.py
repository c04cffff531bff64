"""A real Chromium, told what to do over its debugging pipe (DevTools protocol; no port, no driver program)."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --remote-debugging-pipe"
)

_READ = re.compile(r"\.textContent\b(?! *=[^=])")  # not where it is written
LOOK_S = 0.01  # between two looks: who asks without a rest keeps the page from its work
END_S = 20.0  # for a browser to end by itself
KEY_CODES = {"Enter": 13, "Escape": 27, "Tab": 9}  # F1 to F12 follow 0x6F


def program() -> str | None:
    """Where Chromium is, or None. `CHROMIUM` names another one: docs/look.md tells of that of 2018."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def as_read(expression: str) -> str:
    """A space inside of a word, that no line parts, is read as a space."""
    return _READ.sub(".textContent.replace(/\N{NO-BREAK SPACE}/g, ' ')", expression)


def until_true(true: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(LOOK_S)


class Browser:
    """One page. `folder`: a new folder for its profile."""

    def __init__(self, folder: Path, width: int = 1366, height: int = 768) -> None:
        ours, self._write = os.pipe()
        self._read, theirs = os.pipe()
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 50) for fd in (ours, theirs)]

        def as_3_and_4() -> None:
            for fd, number in zip(high, (3, 4), strict=True):
                os.dup2(fd, number, inheritable=True)

        command = [program() or "chromium", *FLAGS.split(), f"--user-data-dir={folder}", "about:blank"]
        self._process = subprocess.Popen(
            command, preexec_fn=as_3_and_4, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        for fd in (ours, theirs, *high):
            os.close(fd)
        self._number, self._rest, self._session = 0, b"", ""
        page = self._first_page()
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.resize(width, height)

    def _first_page(self) -> str:
        """Its id; one of 2018 answers before it has the page."""
        while True:
            for target in self.call("Target.getTargets")["targetInfos"]:
                if target["type"] == "page":
                    return str(target["targetId"])
            time.sleep(LOOK_S)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer; events in between are passed over."""
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        os.write(
            self._write,
            json.dumps({"id": self._number, "method": method, "params": params, **session}).encode() + b"\0",
        )
        while (answer := json.loads(self._line())).get("id") != self._number:
            continue
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _line(self) -> bytes:
        while b"\0" not in self._rest:
            self._rest += os.read(self._read, 65536) or b"\0"
        line, _, self._rest = self._rest.partition(b"\0")
        return line

    def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """The window so large, in dots; the page has heard of it and has been laid out anew."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        # a frame tells the page its new size before it asks for what wants to be drawn: the second one comes after both
        drawn = "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
        self.call("Runtime.evaluate", expression=drawn, awaitPromise=True)

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def js(self, expression: str) -> Any:
        """The value of an expression in the page; a space inside of a word, that no line parts, is read as a space."""
        answer = self.call("Runtime.evaluate", expression=as_read(expression), returnByValue=True)
        return answer["result"].get("value")

    def text(self, selector: str) -> str:
        return str(self.js(f"(document.querySelector({json.dumps(selector)}) || {{textContent: ''}}).textContent"))

    def until(self, expression: str, seconds: float = 120) -> None:
        """Waits until the expression is true in the page."""
        until_true(lambda: self.js(f"!!({expression})"), expression, seconds)

    def press(self, key: str, repeat: bool = False) -> None:
        """One key down and up; `repeat`: held down, as the keyboard repeats it."""
        code = KEY_CODES.get(key) or 0x6F + int(key[1:])
        for kind, again in (("keyDown", False), *([("keyDown", True)] * 5 if repeat else []), ("keyUp", False)):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}  # by which a button is pressed
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, autoRepeat=again, **text
            )

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for fd in (self._write, self._read):
            os.close(fd)
