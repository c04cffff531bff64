"""What says that a try may succeed now though the last one did not: this machine's network, clock and certificate.

Two small files of the kernel and one of each interface are read every few seconds while a try is waited for, and never
else: a netlink socket would hear the same, and need an address family that the courier's sandbox does not have.
Sources: proc_pid_net(5), /proc/net/route and ipv6_route; ABI/testing/sysfs-class-net, "carrier".
"""

from pathlib import Path
from typing import NamedTuple

EVERY_S = 3.0  # seconds between two looks
JUMP_MS = 2_000  # a clock that moves by more was set
ROOT = Path("/")
_TABLES = (("proc/net/route", (0, 1, 2, 7), 1), ("proc/net/ipv6_route", (9, 0, 1, 4), 0))  # columns, lines of heading


class Signs(NamedTuple):
    """`ways`: routes, interfaces with a carrier, our certificate; `offset`: ms of wall time beyond the machine's own
    count."""

    ways: frozenset[str]
    offset: int


def look(offset: int, root: Path = ROOT, certificate: str = "") -> Signs:
    """`certificate`: the file of ours, "" for none. Never raises: what cannot be read says nothing."""
    routes = [way for table in _TABLES for way in _routes(root, *table)]
    return Signs(frozenset([*routes, *_carriers(root), *_given(certificate)]), offset)


def are_better(before: Signs, now: Signs) -> bool:
    """There is a way that was not there, or the clock was set: a certificate may be valid now."""
    return bool(now.ways - before.ways) or abs(now.offset - before.offset) > JUMP_MS


def _routes(root: Path, file: str, columns: tuple[int, ...], heading: int) -> list[str]:
    """Without counters and metrics, and without what leads to this machine itself."""
    rows = [line.split() for line in _text(root / file).splitlines()[heading:]]
    return [" ".join(row[n] for n in columns) for row in rows if len(row) > max(columns) and row[columns[0]] != "lo"]


def _carriers(root: Path) -> list[str]:
    folder = root / "sys/class/net"
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return [name for name in names if name != "lo" and _text(folder / name / "carrier").strip() == "1"]


def _given(certificate: str) -> list[str]:
    """One that was not there before is another way to the city."""
    try:
        return [f"certificate {Path(certificate).stat().st_mtime_ns}"] if certificate else []
    except OSError:
        return []


def _text(path: Path) -> str:
    """An interface that is down has no carrier to be read."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
