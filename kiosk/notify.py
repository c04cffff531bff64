"""Tells systemd how a program is doing, by the datagram of sd_notify(3). Without systemd it does nothing.

Spoken by hand: the project's own `systemd/` folder would answer to `import systemd`.
"""

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
