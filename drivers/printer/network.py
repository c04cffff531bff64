"""A printer on the network, behind the port of transport.py: a TCP connection to port 9100, bytes both ways.

A network says little of a loss: a printer without power sends no end of a connection, and what was written to it stands
in the kernel. So little may stand there; `settle` waits until the printer's own system has acknowledged it; and a
connection on which nothing comes back is given up by the kernel within seconds: TCP_USER_TIMEOUT for what was written,
keepalive for a quiet one (tcp(7)). Most such printers serve one connection, refuse the second, and end one that is
idle for minutes.
"""

import os
import select
import socket
import struct
from contextlib import suppress

from drivers.printer.descriptor import DescriptorLine

CONNECT_S = 3.0
_KEPT = 2048  # bytes that may stand in the kernel; it doubles this
_GIVEN_UP_MS = 10_000  # of bytes that nobody acknowledges
_ASKED_AFTER_S, _ASKED_EACH_S, _TIMES = 10, 3, 3  # keepalive: after this idle time, then each, so often
_AT_ONCE = struct.pack("ii", 1, 0)
_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_SNDBUF, _KEPT),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _ASKED_AFTER_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _ASKED_EACH_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _TIMES),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _GIVEN_UP_MS),
)


class NetworkLine(DescriptorLine):
    """Raises OSError, with the errno of what kept it from being reached (ECONNREFUSED, EHOSTUNREACH, a timeout …)."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            for level, option, value in _OPTIONS:
                self._socket.setsockopt(level, option, value)
            self._socket.settimeout(CONNECT_S)
            self._socket.connect((host, port))
            self._socket.setblocking(False)
        except BaseException:
            self._socket.close()
            raise
        super().__init__(self._socket.fileno())

    def read(self, seconds: float) -> bytes:
        """Nothing to be read is b"" as on every line; nothing more to come is an error."""
        if not self._ready(select.POLLIN, seconds):
            return b""
        try:
            said = os.read(self._fd, 256)
        except BlockingIOError:
            return b""
        if not said:
            raise OSError("the printer ended the connection")
        return said

    def close(self) -> None:
        """What the printer did not take is dropped with the connection: it is no slip any more."""
        with suppress(OSError):
            if self._kept():
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._socket.close()
