"""The bell: "the journal grew, look at it". It carries nothing, so nothing is lost when it is not heard.

After COMMIT the writer sends an empty Unix datagram to every other program's socket in the runtime folder. The net
under it is inotify on the write-ahead log: it speaks when bytes are written, before the commit can be seen, so whoever
wakes by it looks again after 2, 4, 8 … 50 ms. Linux only, as the whole kiosk is.
"""

import ctypes
import os
import select
import socket
from pathlib import Path

LOOK_AGAIN_MS = (2, 4, 8, 16, 32, 50)
_IN_MODIFY = 0x2
_libc = ctypes.CDLL(None, use_errno=True)


def socket_path(runtime: Path, name: str) -> Path:
    return runtime / f"bell-{name}.sock"


def ring(runtime: Path, own: str = "") -> None:
    """Wake every other program; one that is gone or deaf is passed by (the journal is the truth, not the bell)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as bell:
        for path in runtime.glob("bell-*.sock"):
            if path != socket_path(runtime, own):
                _send(bell, path)


def _send(bell: socket.socket, path: Path) -> None:
    try:
        bell.sendto(b"", str(path))
    except OSError:
        return  # its program is not running, has many rings waiting already, or somebody has put something else there


class Bell:
    """One program's ear. `fileno` becomes readable when the journal may have grown."""

    def __init__(self, runtime: Path, name: str, journal: Path | None = None) -> None:
        runtime.mkdir(parents=True, exist_ok=True)
        self.runtime, self.name, self._path = runtime, name, socket_path(runtime, name)
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(self._path))
        self._inotify = _watch(Path(f"{journal}-wal")) if journal else -1
        self._epoll = select.epoll()
        self._epoll.register(self._socket, select.EPOLLIN)
        if self._inotify >= 0:
            self._epoll.register(self._inotify, select.EPOLLIN)

    def fileno(self) -> int:
        return self._epoll.fileno()

    def heard(self) -> bool:
        """Empties the ear. True when it was (also) the net, so that the caller should look again soon."""
        net = False
        for fd, _ in self._epoll.poll(0):
            net = net or fd == self._inotify
            self._drain(fd)
        return net

    def _drain(self, fd: int) -> None:
        try:
            while os.read(fd, 4096) if fd == self._inotify else self._socket.recv(1) is not None:
                continue
        except BlockingIOError:
            return  # empty again

    def ring(self) -> None:
        """Wake the others."""
        ring(self.runtime, self.name)

    def close(self) -> None:
        self._epoll.close()
        self._socket.close()
        self._path.unlink(missing_ok=True)
        if self._inotify >= 0:
            os.close(self._inotify)


def _watch(path: Path) -> int:
    """An inotify descriptor on writes to `path` (inotify(7)); raises OSError."""
    fd: int = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if fd < 0 or _libc.inotify_add_watch(fd, str(path).encode(), _IN_MODIFY) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), str(path))
    return fd
