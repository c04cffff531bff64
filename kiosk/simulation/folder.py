"""The folder a dev stack stands in: short paths for sockets, and ports that are free."""

import hashlib
import itertools
import os
import random
import socket
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tomlkit

SOCKET_PATH = 107 - len("/dev/bell-console.sock")  # the longest folder that our longest socket name fits in


class DevStackError(RuntimeError):
    """The dev stack cannot stand; the message says which part, and what to do."""


def short_folder(data: Path) -> Path:
    """`data` itself when sockets fit in it, else a private folder named after it under the temporary folder."""
    if len(os.fsencode(data)) <= SOCKET_PATH:
        return data
    key = hashlib.sha256(os.fsencode(data)).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"motcua-{os.getuid()}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise DevStackError(f"{folder} belongs to somebody else: remove it, or choose a shorter --data")
    return folder


def place_wires(data: Path) -> tuple[Path, Path]:
    """(wires, runtime): both short; `data/dev` always leads to the wires."""
    base = short_folder(data)
    wires, runtime = base / "dev", base / "run"
    for folder in (wires, runtime):
        folder.mkdir(mode=0o700, exist_ok=True)
    if base != data and not (data / "dev").exists():
        (data / "dev").unlink(missing_ok=True)
        (data / "dev").symlink_to(wires)
    return wires, runtime


def keypad_wire(wires: Path, counter: int) -> Path:
    """Where the far end of that counter's pad is, whatever the settings call it, as with all other wires."""
    return wires / f"keypad-{counter}"


def with_keypads(text: str, wires: Path) -> str:
    """The settings with each keypad on a serial line at its wire."""
    document = tomlkit.parse(text)
    for pad in document.get("keypads", []):
        if pad.get("kind") == "serial":
            pad["path"] = str(keypad_wire(wires, pad["counter"]))
    return tomlkit.dumps(document)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(wished: int = 0) -> int:
    """`wished` when it is free, else any free one that the kernel gives to nobody's outgoing line in the meantime, and
    that this program was not given lately: whoever asked for it need not have taken it yet."""
    if wished and is_free(wished):
        return wished
    low, _ = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    return next(filter(is_free, itertools.islice(_in_turn(low), low // 2)))


@cache
def _in_turn(low: int) -> Iterator[int]:
    """From a place that is another in each program, whatever seed it has set."""
    first = random.SystemRandom().randrange(low // 2, low)
    return itertools.cycle((*range(first, low), *range(low // 2, first)))
