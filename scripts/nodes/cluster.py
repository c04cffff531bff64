"""Up, down, status: in the order in which the parts need each other."""

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.simulation.folder import choose_port
from scripts.nodes import authority, layout, packages, processes
from scripts.nodes.layout import NUMBERS, Layout
from scripts.nodes.postgres import Postgres
from scripts.nodes.rabbit import Rabbit

# Programs, and on which nodes at once. RabbitMQ waits for all of its list; etcd for a majority; who is the first under
# Patroni makes the cluster, and the others copy it.
STARTS: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "brokers": (("epmd", (1,)), ("rabbitmq", NUMBERS)),
    "databases": (("etcd", NUMBERS), ("patroni", NUMBERS[:1]), ("patroni", NUMBERS[1:])),
}
STATE = "cluster.json"
CITY = "city"  # whose certificate it is, and its user at the broker


class Cluster:
    """Three nodes in a folder, made or found there."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder, self._say = folder.resolve(), say
        self.layout = _kept(self.folder)
        self.postgres = Postgres(self.layout)

    def rabbit(self) -> Rabbit:
        """Raises Lacking."""
        return Rabbit(self.layout, packages.rabbit_root(self.folder))

    def up(self, parts: Iterable[str], kiosks: Iterable[str] = ()) -> None:
        """Raises Lacking, TimeoutError, CalledProcessError."""
        packages.need(["openssl"])
        self._certificates()
        for part in parts:
            self._prepare(part)
            for program, nodes in STARTS[part]:
                self._begin(program, nodes)
            self._finish(part, kiosks)
            self._say(f"three nodes of {part}")

    def _certificates(self) -> None:
        tls = self.folder / "tls"
        if not (tls / "ca.pem").exists():
            authority.make(tls)
            authority.sign(tls, CITY, CITY)
            for n in NUMBERS:
                authority.sign(tls, f"node{n}", f"node{n}")

    def kiosk(self, name: str) -> None:
        """A certificate for it."""
        if not (self.folder / f"tls/{name}.crt").exists():
            authority.sign(self.folder / "tls", name, name)

    def _begin(self, program: str, nodes: Sequence[int]) -> None:
        """What of them does not run yet, together; until all of them do. Raises Lacking, TimeoutError."""
        rabbit, postgres = self.rabbit, self.postgres
        programs: dict[str, tuple[Callable[[int], None], Callable[[int], bool]]] = {
            "epmd": (lambda _: rabbit().start_doorkeeper(), lambda _: rabbit().has_doorkeeper()),
            "rabbitmq": (lambda n: rabbit().start(n), lambda n: rabbit().is_up(n)),
            "etcd": (postgres.start_etcd, postgres.is_etcd_up),
            "patroni": (postgres.start, postgres.is_up),
        }
        start, is_up = programs[program]
        for n in nodes:
            if not is_up(n):
                start(n)
        processes.until(lambda: all(is_up(n) for n in nodes), f"{program} on {nodes}")

    def _prepare(self, part: str) -> None:
        """Raises Lacking."""
        if part == "brokers":
            self._write("rabbitmq", "")
            self.rabbit().prepare()
        else:
            packages.need(["etcd", "patroni"])
            self._write("patroni", packages.postgresql_bin())
            self.postgres.prepare()

    def _finish(self, part: str, kiosks: Iterable[str]) -> None:
        """Who may come in. Raises SubprocessError, TimeoutError."""
        if part == "brokers":
            self.rabbit().admit(kiosks)
        else:
            processes.until(self.postgres.is_safe, "a standby that is waited for")
            self.postgres.make_city()

    def _write(self, part: str, postgresql_bin: str) -> None:
        """The files of one part of each node, and its certificate."""
        for n in NUMBERS:
            folder = self.layout.of(n, part)
            (folder / "tls").mkdir(parents=True, exist_ok=True)
            for path, text in layout.files(self.layout, n, postgresql_bin).items():
                if path.parent == folder:
                    path.write_text(text, encoding="utf-8")
                    path.chmod(0o600)
            for name, to in (("ca.pem", "ca.pem"), (f"node{n}.crt", "node.crt"), (f"node{n}.key", "node.key")):
                shutil.copyfile(self.folder / "tls" / name, folder / "tls" / to)
                (folder / "tls" / to).chmod(0o600)

    def down(self) -> None:
        """What is running of it; the folder stays."""
        self.postgres.stop()
        if packages.rabbit_version(self.folder / "debian") or packages.rabbit_version(Path("/")) >= packages.LEAST:
            self.rabbit().stop()

    def forget(self) -> None:
        """What the nodes keep; certificates, ports and a RabbitMQ that was fetched stay."""
        for n in NUMBERS:
            shutil.rmtree(self.folder / f"n{n}", ignore_errors=True)

    def status(self) -> dict[str, Any]:
        has_rabbit = (self.layout.of(1, "rabbitmq") / "pid").exists()
        return {
            "brokers": self.layout.brokers(),
            "running": self.rabbit().members() if has_rabbit else [],
            "database": self.layout.database(),
            "roles": dict(self.postgres.roles()),
        }


def _kept(folder: Path) -> Layout:
    """As it was made here, or a new one."""
    file = folder / STATE
    if file.exists():
        said = json.loads(file.read_text())
        return Layout(folder, said["ports"], said["secrets"])
    made = layout.made(folder, choose_port, lambda: secrets.token_hex(16))
    folder.mkdir(parents=True, exist_ok=True)
    file.touch(0o600)
    file.write_text(json.dumps({name: said for name, said in asdict(made).items() if name != "folder"}))
    return made
