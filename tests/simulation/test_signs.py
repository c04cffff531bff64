"""systemd's watchdog, as it is on the kiosk: each program gives signs of life while nobody comes."""

import socket
import struct
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.simulation.dev_stack import House

WATCHED = ("app", "console", "sync")
QUIET: dict[str, dict[str, Any]] = {
    "with a broker": {},
    "no broker named": {"without": ("broker", "city"), "options": {"broker.url": ""}},
}


@pytest.mark.parametrize("quiet", QUIET.values(), ids=QUIET)
def test_a_quiet_kiosk_gives_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: dict[str, Any]
) -> None:
    """From each of the three programs several in a while, oftener than systemd waits, with nothing to do; else systemd
    would kill them all the time."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        systemd.settimeout(0.5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "6000000")
        with House(tmp_path / "house", **quiet) as house:
            names = {house.pid(name): name for name in WATCHED}
            heard = _heard(systemd, names, 10)
    assert all(heard[name] >= 3 for name in WATCHED), heard


def _heard(systemd: socket.socket, names: dict[int, str], seconds: float) -> Counter[str]:
    """Signs of life by program."""
    signs, end = Counter[str](), time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            data, told, _, _ = systemd.recvmsg(200, socket.CMSG_SPACE(12))
        except TimeoutError:
            continue
        pid = struct.unpack("iii", told[0][2])[0]
        if data == b"WATCHDOG=1" and pid in names:
            signs[names[pid]] += 1
    return signs
