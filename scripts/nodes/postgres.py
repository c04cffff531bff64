"""Three nodes of etcd, and of PostgreSQL under Patroni: the first begins the cluster, the others copy it."""

import json
import os
import pwd
import signal
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from scripts.nodes import processes
from scripts.nodes.layout import ADDRESS, NUMBERS, Layout

LEADS, WAITED_FOR = ("leader", "master"), "sync_standby"


def user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


class Postgres:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def prepare(self) -> None:
        for n in NUMBERS:
            folder = self._layout.of(n, "patroni")
            if name := user():
                for path in (folder, *folder.rglob("*")):
                    os.chown(path, pwd.getpwnam(name).pw_uid, -1)
            folder.chmod(0o700)

    def start_etcd(self, number: int) -> None:
        folder = self._layout.of(number, "patroni")
        words = ["etcd", "--config-file", str(folder / "etcd.yml")]
        processes.start(folder / "etcd.pid", words, folder / "etcd.log", _env(folder), user())

    def start(self, number: int) -> None:
        """The agent, which starts its server."""
        folder = self._layout.of(number, "patroni")
        words = ["/usr/bin/patroni", str(folder / "patroni.yml")]
        processes.start(folder / "patroni.pid", words, folder / "patroni.log", _env(folder), user())

    def kill(self, number: int) -> bool:
        """As the machine dies: the agent, the server and all of its children."""
        folder = self._layout.of(number, "patroni")
        was_up = processes.kill(folder / "patroni.pid")
        for pid in self._server(number):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        processes.until(lambda: not self._server(number), "the end of the server")
        return was_up

    def kill_etcd(self, number: int) -> bool:
        return processes.kill(self._layout.of(number, "patroni") / "etcd.pid")

    def _server(self, number: int) -> list[int]:
        """The server and its children; Patroni starts it in a session of its own."""
        try:
            pid = int((self._layout.of(number, "patroni") / "postgresql/postmaster.pid").read_text().split()[0])
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return []
        return processes.family(pid) if str(self._layout.folder).encode() in line else []

    def stop(self) -> None:
        """In order, the standbys first: else the next one would be made the leader."""
        for n in sorted(NUMBERS, key=lambda n: self.roles().get(f"node{n}") in LEADS):
            folder = self._layout.of(n, "patroni")
            processes.kill(folder / "patroni.pid", signal.SIGTERM)
            self.kill(n)
        for n in NUMBERS:
            processes.kill(self._layout.of(n, "patroni") / "etcd.pid", signal.SIGTERM)

    def is_etcd_up(self, number: int) -> bool:
        return processes.pid_of(self._layout.of(number, "patroni") / "etcd.pid") is not None

    def is_up(self, number: int) -> bool:
        """Its server runs, as leader or standby."""
        return f"node{number}" in self.roles()

    def roles(self) -> Mapping[str, str]:
        """By node, of those that run; by the word of the first agent that answers."""
        for n in NUMBERS:
            url = f"http://{ADDRESS}:{self._layout.port('PATRONI_PORT', n)}/cluster"
            with suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=3) as answer:
                members = json.load(answer)["members"]
                return {m["name"]: m["role"] for m in members if m.get("state") in ("running", "streaming")}
        return {}

    def leader(self) -> int:
        """Its number; 0 for none."""
        return next((int(name[-1]) for name, role in self.roles().items() if role in LEADS), 0)

    def is_safe(self) -> bool:
        """Somebody leads, and a standby is waited for."""
        return self.leader() > 0 and WAITED_FOR in self.roles().values()

    def make_city(self) -> None:
        """The user and the database of kiosk-city."""
        url, secrets = self._layout.database("postgres", "postgres"), self._layout.secrets
        with psycopg.connect(url, autocommit=True, password=secrets["SUPERUSER_PASSWORD"]) as db:
            secret = secrets["CITY_PASSWORD"]
            if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = 'city'").fetchone():
                db.execute(f"CREATE ROLE city LOGIN PASSWORD '{secret}'".encode())
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = 'city'").fetchone():
                db.execute(b"CREATE DATABASE city OWNER city")


def _env(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)}
