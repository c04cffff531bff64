"""Three nodes of broker or database, from docs/city/cluster: one of them at a time dies with all that it runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.failures.worlds.world import Blow, Dial, Pause, World, by_tls, plain, single, struck
from scripts.nodes import processes
from scripts.nodes.cluster import CITY, Cluster
from scripts.nodes.layout import NUMBERS
from scripts.soak.link import Mosquitto

CLUSTER = Path("build/cluster")  # of `./scripts/cluster`; a RabbitMQ in it is not fetched again


def brokers(folder: Path, kiosks: Sequence[str]) -> World:
    """RabbitMQ, and one PostgreSQL behind it. The next node dies once the last one is back."""
    cluster, server = _up(["brokers"], kiosks), single(folder / "postgresql")

    def close() -> None:
        cluster.down()
        server.kill()

    words = [*_at_brokers(cluster), "--db", server.url()]
    blows = {**_nodes_of_rabbit(cluster), "database": struck(server)}
    return World(_dials(cluster), words, server.url(), blows, close)


def patroni(folder: Path, kiosks: Sequence[str]) -> World:
    """PostgreSQL under Patroni, and one mosquitto before it."""
    cluster, broker = _up(["databases"], ()), Mosquitto(folder / "broker")

    def close() -> None:
        cluster.down()
        broker.kill()

    words = ["--broker", f"mqtt://127.0.0.1:{broker.port}", *_at_databases(cluster, folder)]
    return World(
        [plain(broker.port)], words, cluster.layout.database(), _nodes_of_postgres(cluster), close,
        cluster.layout.secrets["CITY_PASSWORD"],
    )  # fmt: skip


def whole(folder: Path, kiosks: Sequence[str]) -> World:
    """Three of each."""
    cluster = _up(["brokers", "databases"], kiosks)
    words = [*_at_brokers(cluster), *_at_databases(cluster, folder)]
    blows = {**_nodes_of_rabbit(cluster), **_nodes_of_postgres(cluster)}
    secret = cluster.layout.secrets["CITY_PASSWORD"]
    return World(_dials(cluster), words, cluster.layout.database(), blows, cluster.down, secret)


def _up(parts: Sequence[str], kiosks: Sequence[str]) -> Cluster:
    """Begun anew: what an earlier storm left in the database is none of this one's."""
    cluster = Cluster(CLUSTER, lambda line: print(f"chaos: {line}", file=sys.stderr, flush=True))
    cluster.down()
    cluster.forget()
    cluster.up(parts, kiosks)
    for kiosk in kiosks:
        cluster.kiosk(kiosk)
    return cluster


def _at_brokers(cluster: Cluster) -> list[str]:
    urls = [word for url in cluster.layout.brokers() for word in ("--broker", url)]
    tls = cluster.folder / "tls"
    certificate = ["--certificate", f"{tls}/{CITY}.crt", "--certificate-key", f"{tls}/{CITY}.key"]
    return [*urls, "--ca", f"{tls}/ca.pem", *certificate]


def _at_databases(cluster: Cluster, folder: Path) -> list[str]:
    file = folder / "database.password"
    file.write_text(cluster.layout.secrets["CITY_PASSWORD"])
    return ["--db", cluster.layout.database(), "--db-password-file", str(file)]


def _dials(cluster: Cluster) -> list[Dial]:
    tls = cluster.folder / "tls"
    return [
        by_tls(cluster.layout.port("MQTT_PORT", n), tls / "ca.pem", lambda k: (tls / f"{k}.crt", tls / f"{k}.key"))
        for n in NUMBERS
    ]


def _nodes_of_rabbit(cluster: Cluster) -> dict[str, Blow]:
    rabbit = cluster.rabbit()

    def blow_to(number: int) -> Blow:
        def blow(pause: Pause) -> None:
            rabbit.kill(number)
            pause()
            rabbit.start(number)
            processes.until(lambda: rabbit.is_up(number), f"RabbitMQ {number}")

        return blow

    return {f"rabbit{n}": blow_to(n) for n in NUMBERS}


def _nodes_of_postgres(cluster: Cluster) -> dict[str, Blow]:
    """The leader with its agent, a standby with its own, a node of etcd. Each time until a standby is waited for."""
    postgres = cluster.postgres

    def strike(number: int, pause: Pause) -> None:
        postgres.kill(number)
        pause()
        postgres.start(number)
        processes.until(lambda: postgres.is_safe() and len(postgres.roles()) == len(NUMBERS), "all three")

    def leader(pause: Pause) -> None:
        strike(postgres.leader() or 1, pause)

    def standby(pause: Pause) -> None:
        strike(next(n for n in NUMBERS if n != postgres.leader()), pause)

    def etcd(pause: Pause) -> None:
        postgres.kill_etcd(1)
        pause()
        postgres.start_etcd(1)

    return {"leader": leader, "standby": standby, "etcd": etcd}
