"""systemd's notify protocol (sd_notify(3)), spoken directly: a folder `systemd/` would answer to its Python module.

Without NOTIFY_SOCKET nobody is listening, and nothing is sent; that is the protocol. What systemd keeps in its store of
descriptors (sd_pid_notify_with_fds(3), sd_listen_fds(3)) outlives the program and is handed to its next start.
"""

import os
import socket
import time
from collections.abc import Mapping

_FIRST = 3  # the first descriptor that systemd hands over


class SystemdWatchdog:
    """The port `Watchdog`, from the environment that systemd gave."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self.every = int(environ.get("WATCHDOG_USEC", "0")) / 2_000_000  # seconds between signs of life, 0: none asked
        self._last = -1e9
        names = environ.get("LISTEN_FDNAMES", "").split(":") if environ.get("LISTEN_PID") == str(os.getpid()) else []
        self._kept = {name: _FIRST + index for index, name in enumerate(names)}

    def ready(self) -> None:
        self._send("READY=1")

    def alive(self) -> None:
        """At most every half of what systemd waits."""
        now = time.monotonic()
        if self.every and now - self._last >= self.every:
            self._last = now
            self._send("WATCHDOG=1")

    def due(self) -> int | None:
        """Milliseconds until the next sign of life; None: none is asked."""
        return max(0, round((self._last + self.every - time.monotonic()) * 1000)) if self.every else None

    def status(self, line: str) -> None:
        self._send(f"STATUS={line}")

    def taken(self, name: str) -> int:
        """The descriptor that was kept under this name, -1 for none; from then on it is the caller's."""
        return self._kept.pop(name, -1)

    def keep(self, name: str, fd: int) -> None:
        """Holds `fd` open beyond the end of this program."""
        self._send(f"FDSTORE=1\nFDNAME={name}\nFDPOLL=0", fd)

    def let_go(self, name: str) -> None:
        """What was kept under this name is kept no more."""
        self._send(f"FDSTOREREMOVE=1\nFDNAME={name}")

    def _send(self, message: str, *fds: int) -> None:
        if self._address:
            address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
                notify.connect(address)
                socket.send_fds(notify, [message.encode()], list(fds))
