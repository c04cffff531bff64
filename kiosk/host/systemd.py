"""What a program says to systemd, by the datagram of sd_notify(3): that it serves, that it lives, what to keep for it.

Spoken by hand: the project's own `systemd/` folder would answer to `import systemd`. Without NOTIFY_SOCKET nobody
listens and nothing is sent; that is the protocol. What systemd keeps in its store of descriptors
(sd_pid_notify_with_fds(3), sd_listen_fds(3)) outlives the program and is handed to its next start. Signs of life go
by one socket that stays open, so that a program which may open no further file still gives them.
"""

import contextlib
import math
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping

_FIRST_FD = 3  # the first descriptor that systemd hands over
_SEND_TIMEOUT_S = 1.0  # for a systemd that does not read; none of its messages is worth a program that stands still


def notify(message: str, *fds: int, environ: Mapping[str, str] = os.environ) -> None:
    """`READY=1`, `WATCHDOG=1`, `FDSTORE=1` … with the descriptors that belong to it.

    Raises OSError when systemd's socket is named but not there, TimeoutError when nobody reads from it for a second.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with _line() as line:
        line.connect(_name(address))
        socket.send_fds(line, [message.encode()], list(fds))


def _line() -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
    line.settimeout(_SEND_TIMEOUT_S)
    return line


def _name(address: str) -> str:
    return "\0" + address[1:] if address.startswith("@") else address


def interval(environ: Mapping[str, str] = os.environ, pid: int | None = None) -> float:
    """Seconds between two `WATCHDOG=1`: a third of what systemd allows; 0.0 when it does not watch this process."""
    watched = environ.get("WATCHDOG_PID", "")
    if watched and watched != str(os.getpid() if pid is None else pid):
        return 0.0
    allowed = environ.get("WATCHDOG_USEC", "")
    return int(allowed) / 3_000_000 if allowed.isdigit() else 0.0


class Heartbeat:
    """Signs of life, as often as systemd wants them and no oftener. `clock`: seconds, by a clock that nobody sets."""

    def __init__(self, environ: Mapping[str, str] = os.environ, clock: Callable[[], float] = time.monotonic) -> None:
        self._address, self._clock = environ.get("NOTIFY_SOCKET", ""), clock
        self.every = interval(environ)  # seconds; 0.0: none is asked for
        self._line = _line() if self.every and self._address else None  # never connected: systemd's may be another
        self._due = 0.0 if self.every else math.inf

    def ms_until_due(self) -> int | None:
        """Milliseconds until the next sign must be given; None: never."""
        return max(0, math.ceil((self._due - self._clock()) * 1000)) if self.every else None

    def poll(self) -> None:
        """Gives a sign when one is due."""
        if (now := self._clock()) >= self._due:
            self._due = now + self.every
            with contextlib.suppress(TimeoutError):  # systemd itself is late; two more signs come before it looks
                self._give()

    def _give(self) -> None:
        """What keeps a sign back is told, and is no end of the work: systemd judges. Raises TimeoutError."""
        try:
            if self._line:
                self._line.sendto(b"WATCHDOG=1", _name(self._address))
        except TimeoutError:
            raise
        except OSError as error:
            print(f"systemd: no sign of life could be given: {error.strerror}", file=sys.stderr, flush=True)


class FdStore:
    """systemd's store of descriptors: what is kept there stays open beyond the end of this program."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        names = environ.get("LISTEN_FDNAMES", "").split(":") if environ.get("LISTEN_PID") == str(os.getpid()) else []
        self._kept = {name: _FIRST_FD + index for index, name in enumerate(names)}

    def take(self, name: str) -> int:
        """The descriptor that an earlier start kept under this name, -1 for none; from then on it is the caller's."""
        return self._kept.pop(name, -1)

    def keep(self, name: str, fd: int) -> None:
        """Holds `fd` open beyond the end of this program."""
        notify(f"FDSTORE=1\nFDNAME={name}\nFDPOLL=0", fd, environ=self._environ)

    def drop(self, name: str) -> None:
        """What was kept under this name is kept no more."""
        notify(f"FDSTOREREMOVE=1\nFDNAME={name}", environ=self._environ)
