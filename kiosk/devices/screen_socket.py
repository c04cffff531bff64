"""Answers what the screen shows, on a Unix socket in the kiosk's own folder, only when asked.

One request line of JSON: `{"ask": "screen"}` for the list of things, `{"ask": "png"}` for the picture; and `{"ask":
"live"}`, for the technician's page: the picture too, but nothing (0 bytes) while somebody rates, because no one may see
who presses what. The answer is a line `{"bytes": n}` and n bytes. The picture is packed in a thread of its own (zlib
lets the loop go on), so asking never holds up a touch.
"""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.png import png
from drivers.supervised import attempt, ignored

RATING = ("rate", "thanks", "which-counter")  # screens that show what somebody answers
Picture = tuple[int, int, bytes]  # width, height, RGB rows


class ScreenSocket:
    """`data()` and `picture()` are called in the loop, so they see a whole screen."""

    def __init__(self, runtime: Path, data: Callable[[], dict[str, Any]], picture: Callable[[], Picture]) -> None:
        self._path = runtime / "screen.sock"
        self._path.unlink(missing_ok=True)
        self._data, self._picture = data, picture
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(self._path))
        self._socket.listen(16)

    def fileno(self) -> int:
        return self._socket.fileno()

    def accept(self) -> socket.socket:
        """The next asker; to be read when it becomes readable."""
        asker, _ = self._socket.accept()
        asker.setblocking(False)
        return asker

    def answer(self, asker: socket.socket) -> None:
        """Reads the request and answers it from a thread."""
        request = attempt(lambda: asker.recv(256), ignored) or b""
        asker.settimeout(5)
        if b'"live"' in request and self._data()["screen"] in RATING:
            threading.Thread(target=lambda: _send(asker, b""), daemon=True).start()
        elif b'"png"' in request or b'"live"' in request:
            width, height, rows = self._picture()
            threading.Thread(target=lambda: _send(asker, _png(width, height, rows)), daemon=True).start()
        else:
            body = json.dumps(self._data(), ensure_ascii=False).encode()
            threading.Thread(target=lambda: _send(asker, body), daemon=True).start()

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)


def _send(asker: socket.socket, body: bytes) -> None:
    """Whoever asked may have gone."""
    with asker:
        attempt(lambda: asker.sendall(json.dumps({"bytes": len(body)}).encode() + b"\n" + body), ignored)


def _png(width: int, height: int, rgb: bytes) -> bytes:
    step = width * 3
    return png(width, [rgb[y * step : (y + 1) * step] for y in range(height)])
