"""A printer behind a file descriptor of its own: a serial line, usblp's file, a socket. Each wait has a time limit."""

import errno
import fcntl
import os
import select
import struct
import termios
import time

from drivers.ports import WriteTimeout

_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
_LOOK = 0.002  # seconds between two looks at what the kernel still keeps


class DescriptorLine:
    """A printer behind a file descriptor that does not block."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int | None:
        return self._fd

    def write(self, data: bytes, seconds: float) -> None:
        end = time.monotonic() + seconds
        while data:
            if not self._ready(select.POLLOUT, end - time.monotonic()):
                raise WriteTimeout(f"the printer took nothing for {seconds:.0f} s")
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                continue

    def settle(self, seconds: float) -> None:
        """TIOCOUTQ (ioctl_tty(2)) of a terminal, SIOCOUTQ of a socket (tcp(7): what was not yet acknowledged) are one
        number; usblp knows no such question, and keeps nothing: it writes as the printer takes."""
        end = time.monotonic() + seconds
        while self._kept():
            if time.monotonic() >= end:
                raise WriteTimeout(f"the printer took nothing more within {seconds:.0f} s")
            time.sleep(_LOOK)

    def _kept(self) -> int:
        """Bytes that the kernel still has."""
        try:
            return int(struct.unpack("i", fcntl.ioctl(self._fd, termios.TIOCOUTQ, bytes(4)))[0])
        except OSError as error:
            if error.errno in (errno.ENOTTY, errno.EINVAL):
                return 0
            raise

    def read(self, seconds: float) -> bytes:
        """What has come, at most 256 bytes, or b"" after `seconds`."""
        try:
            return os.read(self._fd, 256) if self._ready(select.POLLIN, seconds) else b""
        except BlockingIOError:
            return b""

    def _ready(self, what: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, what)
        events = poll.poll(max(0, seconds) * 1000)
        if events and events[0][1] & _GONE:
            raise OSError("the printer was unplugged")
        return bool(events)

    def close(self) -> None:
        os.close(self._fd)
