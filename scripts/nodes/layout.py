"""Three nodes on this machine: their names, ports, secrets and files. Pure, but for the shipped files that are read.

What a node runs with are the files of docs/city/cluster, filled in: what stands there is what is tried here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "docs/city/cluster"
NUMBERS = (1, 2, 3)
ADDRESS = "127.0.0.1"
OF_A_NODE = (
    "MQTT_PORT", "AMQP_PORT", "DIST_PORT", "ETCD_PORT", "ETCD_PEER_PORT", "PATRONI_PORT", "POSTGRESQL_PORT",
)  # fmt: skip
PASSWORDS = ("CITY_PASSWORD", "PATRONI_PASSWORD", "SUPERUSER_PASSWORD", "REPLICATION_PASSWORD", "REWIND_PASSWORD")
FILES = {  # whose file: of which shipped one
    "rabbitmq": ("rabbitmq.conf", "rabbitmq-env.conf"),
    "patroni": ("etcd.yml", "patroni.yml"),
}
_OPEN = re.compile(r"\$\{([A-Z0-9_]+)\}")


@dataclass(frozen=True)
class Layout:
    """`folder`: of everything that the nodes keep; `ports`: by name and node; `secrets`: by name."""

    folder: Path
    ports: Mapping[str, int]
    secrets: Mapping[str, str]

    def port(self, name: str, number: int) -> int:
        return self.ports[f"{name}_{number}"]

    def of(self, number: int, part: str) -> Path:
        """The folder of a part (`rabbitmq`, `patroni`) of a node."""
        return self.folder / f"n{number}" / part

    def brokers(self) -> list[str]:
        return [f"mqtts://{ADDRESS}:{self.port('MQTT_PORT', n)}" for n in NUMBERS]

    def database(self, name: str = "city", user: str = "city") -> str:
        """Of all three servers: libpq takes whichever may be written to."""
        ports = ",".join(str(self.port("POSTGRESQL_PORT", n)) for n in NUMBERS)
        where = f"host={','.join([ADDRESS] * len(NUMBERS))}&port={ports}"
        safe = f"sslmode=verify-ca&sslrootcert={self.folder}/tls/ca.pem"
        return f"postgresql://{user}@/{name}?{where}&target_session_attrs=read-write&connect_timeout=5&{safe}"


def made(folder: Path, port: Callable[[], int], secret: Callable[[], str]) -> Layout:
    """`port` gives a free one, `secret` one that nobody guesses."""
    names = ["EPMD_PORT", *(f"{name}_{n}" for name in OF_A_NODE for n in NUMBERS)]
    return Layout(folder, {name: port() for name in names}, {name: secret() for name in ("COOKIE", *PASSWORDS)})


def values(layout: Layout, number: int, part: str, postgresql_bin: str) -> dict[str, str]:
    """What the shipped files leave open, for one part of one node."""
    own = {name: str(layout.port(name, number)) for name in OF_A_NODE}
    rabbits = {f"RABBIT_{n}": f"rabbit{n}@localhost" for n in NUMBERS}
    etcd = {n: f"{ADDRESS}:{layout.port('ETCD_PORT', n)}" for n in NUMBERS}
    peers = {n: f"node{n}=https://{ADDRESS}:{layout.port('ETCD_PEER_PORT', n)}" for n in NUMBERS}
    folder = layout.of(number, part)
    return {
        **own, **rabbits, **layout.secrets, "NAME": f"node{number}", "ADDRESS": ADDRESS, "NETWORK": f"{ADDRESS}/32",
        "ADDRESS_WITH_COMMAS": ADDRESS.replace(".", ","), "LONG_NAMES": "false", "RABBIT": rabbits[f"RABBIT_{number}"],
        "EPMD_PORT": str(layout.ports["EPMD_PORT"]), "DISK_FREE": "50MB", "TLS": f"{folder}/tls", "STATE": str(folder),
        "ETCD_HOSTS": ",".join(etcd.values()), "ETCD_CLUSTER": ",".join(peers.values()),
        "POSTGRESQL_BIN": postgresql_bin,
    }  # fmt: skip


def filled(name: str, said: Mapping[str, str]) -> str:
    """A shipped file, as `envsubst` writes it. Raises KeyError for a value that nobody gave."""
    return _OPEN.sub(lambda found: said[found[1]], (SHIPPED / name).read_text(encoding="utf-8"))


def files(layout: Layout, number: int, postgresql_bin: str) -> dict[Path, str]:
    """Every file that a node begins with, and what is in it."""
    return {
        layout.of(number, part) / name: filled(name, values(layout, number, part, postgresql_bin))
        for part, names in FILES.items()
        for name in names
    }
