"""systemd's watchdog, as it is on the kiosk: each program gives signs of life while nobody comes."""

import socket
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from kiosk.simulation.dev_stack import DevStack

pytestmark = pytest.mark.slow

WATCHED = ("app", "console", "sync")
WATCHDOG = 12.0  # seconds without a sign of life after which systemd kills a program
SIGNS = 3
QUIET: dict[str, dict[str, Any]] = {
    "with a broker": {},
    "no broker named": {"without": ("broker", "city"), "options": {"broker.url": ""}},
}


@pytest.mark.parametrize("quiet", QUIET.values(), ids=QUIET)
def test_a_quiet_kiosk_gives_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: dict[str, Any]
) -> None:
    """From each of the three programs, with nothing to do, one after the other oftener than systemd waits; else systemd
    would kill them all the time."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        systemd.settimeout(0.5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", str(round(WATCHDOG * 1e6)))
        with DevStack(tmp_path / "house", **quiet) as stack:
            names = {stack.pid(name): name for name in WATCHED}
            heard = _heard(systemd, names)
    assert {name for name in WATCHED if len(heard[name]) == SIGNS} == set(WATCHED), heard


def _heard(systemd: socket.socket, names: dict[int, str]) -> dict[str, list[float]]:
    """When each program gave its first signs of life, as far as none came later than systemd waits."""
    signs: dict[str, list[float]] = {name: [time.monotonic()] for name in names.values()}
    while any(len(times) <= SIGNS and time.monotonic() - times[-1] < WATCHDOG for times in signs.values()):
        name = names.get(_sign(systemd), "")
        if name and len(signs[name]) <= SIGNS and time.monotonic() - signs[name][-1] < WATCHDOG:
            signs[name].append(time.monotonic())
    return {name: times[1:] for name, times in signs.items()}


def _sign(systemd: socket.socket) -> int:
    """The process that gives one now, 0 when none does."""
    try:
        data, told, _, _ = systemd.recvmsg(200, socket.CMSG_SPACE(12))
    except TimeoutError:
        return 0
    return int(struct.unpack("iii", told[0][2])[0]) if data == b"WATCHDOG=1" else 0
