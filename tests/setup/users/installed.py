"""A kiosk in which each program runs as a user of its own, laid out by the project's own installer, under its unit's
filter of calls (confined.py). Broker, city and cabinet stand beside it, as the far ends of the demo."""

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from kiosk.simulation.dev_stack import DevStack
from tests.setup.users.units import ROOT, laid_out, last

UNITS = {"app": "kiosk-app.service", "console": "kiosk-console.service", "sync": "kiosk-sync.service"}
MODULES = {"kiosk": "kiosk", "kiosk-sync": "sync"}  # the installed programs by their name → the module of each


@cache
def python() -> str:
    """An interpreter that every user of this machine may start, with our libraries; "" for none."""
    wanted = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    places = [sys.executable, shutil.which(wanted, path="/usr/bin:/usr/local/bin") or ""]
    return next((place for place in places if place and _anybody_starts(place)), "")


def _anybody_starts(place: str) -> bool:
    words = [place, "-c", "import kiosk.config.load, cryptography, pygame"]
    return subprocess.run(acting(65533, 65533, *words), env=environment(), capture_output=True).returncode == 0


def acting(user: int, group: int, *words: str) -> list[str]:
    """As somebody else, with the programs' mask; by a shell, since what setpriv(1) starts it still starts as root."""
    ids = [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    return ["setpriv", *ids, "sh", "-c", 'umask 0007; exec "$@"', "-", *words]


def environment() -> dict[str, str]:
    """With our libraries, for whichever interpreter."""
    site = next(path for path in sys.path if path.endswith("site-packages"))
    return {**os.environ, "PYTHONPATH": f"{site}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}


def needs() -> str:
    """Why no program can be started here as another user, "" where it can."""
    if os.getuid() != 0:
        return "starts programs as other users: needs root"
    if not all(map(shutil.which, ("systemd-sysusers", "systemd-tmpfiles", "systemd-analyze"))):
        return "needs systemd-sysusers, systemd-tmpfiles and systemd-analyze (package systemd)"
    if ctypes.util.find_library("seccomp") is None or subprocess.run(["unshare", "--mount", "true"]).returncode:
        return "needs libseccomp (package libseccomp2) and namespaces of mounts"
    return "" if python() else "needs a Python that every user of this machine may start"


needed = pytest.mark.skipif(os.getuid() != 0 or bool(needs()), reason=needs() or "-")


class Installed:
    """The installer's folders below `root`; `users`: number by name."""

    def __init__(self, root: Path) -> None:
        self.root, self.users, self.also = root, laid_out(root), list[str]()
        self.data, self.run, self.views = root / "var/lib/kiosk", root / "run/kiosk", root / "run/kiosk-settings"
        self.boot = root / "boot/firmware/kiosk.toml"

    def own(self, program: str) -> Path:
        return self.root / f"var/lib/kiosk-{program}"

    def words(self, unit: str) -> list[str]:
        """How it starts the unit's program: the paths of its line are those below `root`."""
        line = last(unit, "ExecStart").lstrip("-").split()
        below = [
            word.replace("/boot/", f"{self.root}/boot/").replace("/run/", f"{self.root}/run/") for word in line[1:]
        ]
        module = MODULES[Path(line[0]).name]
        return self.confined(unit, python(), "-m", module, *below)

    def confined(self, unit: str, *words: str) -> list[str]:
        place = {"users": self.users, "root": str(self.root), "also": self.also}
        return [sys.executable, "-m", "tests.setup.users.confined", unit, json.dumps(place), *words]

    def start(self, unit: str, *more: str) -> subprocess.CompletedProcess[str]:
        """A program that ends by itself."""
        return subprocess.run(
            [*self.words(unit), *more], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60
        )

    def as_user(self, user: str, *words: str) -> list[str]:
        """Anything, as one of them and of their group, with their mask."""
        return acting(self.users[user], self.users["kiosk"], *words)

    def prepare(self) -> None:
        """kiosk-prepare.service; raises AssertionError where it fails."""
        done = self.start("kiosk-prepare.service", "--views", str(self.views))
        assert done.returncode == 0, done.stderr


@contextmanager
def installed() -> Iterator[Installed]:
    """In a folder with a short name (sockets), in which every user may go."""
    root = Path(tempfile.mkdtemp(prefix="kiosk-", dir="/var/tmp"))
    try:
        root.chmod(0o755)
        yield Installed(root)
    finally:
        shutil.rmtree(root)


class House(DevStack):
    """The demo's far ends around an installed kiosk, whose programs are started as their units say."""

    def __init__(self, kiosk: Installed) -> None:
        self.kiosk, self.wires = kiosk, kiosk.root / "wires"
        self.wires.mkdir()
        kiosk.also.append(str(self.wires))
        os.chown(self.wires, kiosk.users["kiosk-app"], kiosk.users["kiosk"])
        self.wires.chmod(0o770)
        wires = {"hardware.wires": "", "hardware.touch": "touch", "printer.path": "printer", "scanner.path": "scanner"}
        options: dict[str, object] = {option: str(self.wires / name) for option, name in wires.items()}
        heard = ["tee", "-a", str(self.wires / "heard")]
        options |= {"kiosk.data": str(kiosk.data), "kiosk.runtime": str(kiosk.run), "speaker.player": heard}
        super().__init__(
            kiosk.root / "far", options={**options, "broker.password": "brokers-own", "printer.baud": 921600}
        )

    def _name_programs(self, ports, url):  # type: ignore[no-untyped-def]
        super()._name_programs(ports, url)
        shutil.copy(self.config, self.kiosk.boot)
        shutil.copy(self.data / "demo-procedures.csv", self.kiosk.boot.parent)
        cabinet = self.supervisors["cabinet"].argv[1:]
        self.supervisors["cabinet"].argv = self.kiosk.as_user("kiosk-app", python(), *cabinet)
        for name, unit in UNITS.items():
            self.supervisors[name].argv = self.kiosk.words(unit)

    def _migrate(self) -> None:
        self.kiosk.prepare()
        done = self.kiosk.start("kiosk-migrate.service")
        assert done.returncode == 0, done.stderr
