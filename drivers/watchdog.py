"""systemd's notify protocol (sd_notify(3)), spoken directly: a folder `systemd/` would answer to its Python module.

Without NOTIFY_SOCKET nobody is listening, and nothing is sent; that is the protocol.
"""

import os
import socket
import time
from collections.abc import Mapping


class SystemdWatchdog:
    """The port `Watchdog`, from the environment that systemd gave."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self.every = int(environ.get("WATCHDOG_USEC", "0")) / 2_000_000  # seconds between signs of life, 0: none asked
        self._last = float("-inf")

    def ready(self) -> None:
        self._send("READY=1")

    def alive(self) -> None:
        """At most every half of what systemd waits."""
        now = time.monotonic()
        if self.every and now - self._last >= self.every:
            self._last = now
            self._send("WATCHDOG=1")

    def status(self, line: str) -> None:
        self._send(f"STATUS={line}")

    def _send(self, message: str) -> None:
        if self._address:
            address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
                notify.sendto(message.encode(), address)
