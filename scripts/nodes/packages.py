"""What the nodes need of this machine, installed where it is Debian's and we are root; else what is lacking is said.

RabbitMQ has MQTT 5 from 4.0 on, which Debian 13 brings. On an older Debian it lives in a folder of its own, filled by
mmdebstrap with a Debian 13 and entered by chroot.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

RABBIT = "usr/lib/rabbitmq/lib"
LEAST = 4  # RabbitMQ's first version of which MQTT 5 is known to work here
PACKAGES = {"etcd": "etcd-server", "patroni": "patroni", "openssl": "openssl", "mmdebstrap": "mmdebstrap"}
_APT = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
_QUIET = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


class Lacking(OSError):
    """Something is not here and cannot be installed; says what."""


def rabbit_version(root: Path) -> int:
    """The first number of what is installed under `root`; 0 for none."""
    names = [path.name for path in (root / RABBIT).glob("rabbitmq_server-*")]
    found = [int(number) for name in names for number in re.findall(r"-(\d+)\.", name)]
    return max(found, default=0)


def rabbit_root(folder: Path) -> Path:
    """Where a RabbitMQ that is new enough lives; made where there is none. Raises Lacking."""
    inside = folder / "debian"
    for root in (Path("/"), inside):
        if rabbit_version(root) >= LEAST:
            return root
    _as_root("RabbitMQ 4")
    need(["mmdebstrap"])
    shutil.rmtree(inside, ignore_errors=True)  # one that was broken off
    words = ("mmdebstrap", "--variant=apt", "--include=rabbitmq-server", "trixie", str(inside))
    _run(words, "RabbitMQ 4 in a Debian 13 of its own")
    return inside


def need(programs: Iterable[str]) -> None:
    """Raises Lacking."""
    wanted = [PACKAGES[program] for program in programs if shutil.which(program) is None]
    if wanted:
        _as_root(", ".join(wanted))
        _run((*_APT, *wanted), ", ".join(wanted))


def postgresql_bin() -> str:
    """The newest. Raises Lacking."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        _as_root("postgresql")
        _run((*_APT, "postgresql"), "postgresql")
        return postgresql_bin()
    return str(found[-1].parent)


def _as_root(what: str) -> None:
    if os.geteuid() != 0:
        raise Lacking(f"{what}: not installed here; as root this command installs it")
    if shutil.which("apt-get") is None:
        raise Lacking(f"{what}: not installed here, and this is no Debian")


def _run(words: Iterable[str], what: str) -> None:
    done = subprocess.run(list(words), env=_QUIET, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Lacking(f"{what}: could not be installed: {last}")
