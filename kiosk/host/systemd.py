"""Tells systemd how a program is doing, by the datagram of sd_notify(3). Without systemd it does nothing.

Spoken by hand: the project's own `systemd/` folder would answer to `import systemd`.
"""

import math
import os
import socket
from collections.abc import Mapping


def notify(said: str, environ: Mapping[str, str] = os.environ) -> bool:
    """`READY=1`, `WATCHDOG=1`, `STOPPING=1` or `STATUS=…`; whether anybody is listening. Never blocks.

    Raises OSError when systemd's socket is named but not there.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
        line.sendto(said.encode(), "\0" + address[1:] if address.startswith("@") else address)
    return True


def interval(environ: Mapping[str, str] = os.environ, pid: int | None = None) -> float:
    """Seconds between two `WATCHDOG=1`: a third of what systemd allows; 0.0 when it does not watch this process."""
    watched = environ.get("WATCHDOG_PID", "")
    if watched and watched != str(os.getpid() if pid is None else pid):
        return 0.0
    allowed = environ.get("WATCHDOG_USEC", "")
    return int(allowed) / 3_000_000 if allowed.isdigit() else 0.0


class Signs:
    """Signs of life, as often as systemd wants them and no oftener. Times are seconds on the monotonic clock."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ, self._every = environ, interval(environ)
        self.due = 0.0 if self._every else math.inf  # when the next one must be given

    def wait(self, now: float) -> float | None:
        """Milliseconds until then, as poll(2) takes them; None: for ever."""
        return None if self.due == math.inf else max(0.0, self.due - now) * 1000

    def give(self, now: float) -> None:
        if now >= self.due:
            self.due = now + self._every
            notify("WATCHDOG=1", self._environ)
