"""What three nodes begin with: the shipped files, filled in and readable by whoever reads them."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
import yaml

from scripts.nodes.__main__ import PARTS, parser
from scripts.nodes.cluster import STARTS
from scripts.nodes.layout import FILES, NUMBERS, SHIPPED, Layout, files, filled, made, values
from scripts.nodes.packages import rabbit_version
from scripts.nodes.rabbit import merged

OPEN = re.compile(r"\$\{[A-Z0-9_]+\}")
KIOSK = "H55.92.08.000.k1"


@pytest.fixture
def layout() -> Layout:
    ports, secrets = count(20_000), count(1)
    return made(Path("/srv/c"), lambda: next(ports), lambda: f"secret{next(secrets)}")


def test_every_value_that_a_shipped_file_leaves_open_is_given(layout: Layout) -> None:
    """On each node, of each part."""
    texts = [text for n in NUMBERS for text in files(layout, n, "/bin").values()]
    assert len(texts) == 12 and [text for text in texts if OPEN.search(text)] == []


def test_no_two_nodes_share_a_port_or_a_folder(layout: Layout) -> None:
    """All of them live on one machine here."""
    assert len(set(layout.ports.values())) == len(layout.ports)
    assert len({path for n in NUMBERS for path in files(layout, n, "/bin")}) == 12


def test_a_value_that_nobody_gave_is_an_error() -> None:
    """Rather than a file with a hole."""
    with pytest.raises(KeyError, match="KIOSK"):
        filled("box.json", {})


def test_the_database_waits_for_a_standby_and_writes_nothing_without_one(layout: Layout) -> None:
    """Whatever else is changed there: without these three an acknowledgement can be lost with its server."""
    said = yaml.safe_load(filled("patroni.yml", values(layout, 1, "patroni", "/bin")))["bootstrap"]["dcs"]
    assert said["synchronous_mode"] is said["synchronous_mode_strict"] is True
    assert said["postgresql"]["parameters"]["synchronous_commit"] == "on"


def test_the_nodes_of_etcd_and_patroni_name_each_other(layout: Layout) -> None:
    """All three, the same on each; both ends by TLS with a certificate."""
    etcd = [yaml.safe_load(filled("etcd.yml", values(layout, n, "patroni", "/bin"))) for n in NUMBERS]
    assert len({one["initial-cluster"] for one in etcd}) == 1 and etcd[0]["initial-cluster"].count("node") == 3
    assert all(one[part]["client-cert-auth"] for one in etcd for part in one if part.endswith("security"))
    patroni = yaml.safe_load(filled("patroni.yml", values(layout, 2, "patroni", "/bin")))
    addresses = {one["listen-client-urls"].removeprefix("https://") for one in etcd}
    assert set(patroni["etcd3"]["hosts"].split(",")) == addresses


RIGHTS = {  # user: topic as RabbitMQ writes it, whether it may be written, whether read
    "city": [
        ("motcua.v1.H55.92.08.000.k1.ack.rating", True, True),
        ("motcua.v1.H55.92.08.000.k1.rating", False, True),
        ("motcua.v1.H55.92.08.000.k1.state", False, True),
    ],
    KIOSK: [
        (f"motcua.v1.{KIOSK}.rating", True, False),
        (f"motcua.v1.{KIOSK}.want.rating", True, False),
        (f"motcua.v1.{KIOSK}.ack.rating", False, True),
        ("motcua.v1.H55.92.08.000.k2.rating", False, False),
        ("motcua.v1.H55.92.08.000.k2.ack.rating", False, False),
        (f"other.motcua.v1.{KIOSK}.rating", False, False),
    ],
}


@pytest.mark.parametrize("user", RIGHTS)
def test_a_user_may_write_and_read_its_own_topics_only(user: str) -> None:
    """By the patterns of the shipped file, as RabbitMQ fills in the user."""
    said = json.loads(filled("city.json", {}) if user == "city" else filled("box.json", {"KIOSK": user}))
    (rule,) = said["topic_permissions"]
    for topic, writes, reads in RIGHTS[user]:
        found = [bool(re.search(rule[way].replace("{username}", user), topic)) for way in ("write", "read")]
        assert (topic, found) == (topic, [writes, reads])


def test_definitions_of_several_kiosks_are_one_file() -> None:
    """Nobody of them is lost."""
    found = merged(json.loads(filled("box.json", {"KIOSK": name})) for name in ("a", "b"))
    assert [user["name"] for user in found["users"]] == ["a", "b"] and len(found["permissions"]) == 2


def test_the_order_of_starts() -> None:
    """RabbitMQ's nodes together behind their doorkeeper; etcd before Patroni, whose first node makes the cluster."""
    assert tuple(STARTS) == PARTS
    assert STARTS["brokers"] == (("epmd", (1,)), ("rabbitmq", (1, 2, 3)))
    assert STARTS["databases"] == (("etcd", (1, 2, 3)), ("patroni", (1,)), ("patroni", (2, 3)))


def test_the_city_is_told_of_all_nodes(layout: Layout) -> None:
    """Three brokers, and a database address that finds whoever leads."""
    assert len(set(layout.brokers())) == 3 and all(url.startswith("mqtts://") for url in layout.brokers())
    assert layout.database().count("127.0.0.1") == 3 and "target_session_attrs=read-write" in layout.database()


@pytest.mark.parametrize(("name", "version"), [("rabbitmq_server-4.0.5", 4), ("rabbitmq_server-3.10.8", 3), ("x", 0)])
def test_the_version_of_a_rabbitmq_is_read_from_its_folder(tmp_path: Path, name: str, version: int) -> None:
    """An older one than 4 is passed by."""
    (tmp_path / "usr/lib/rabbitmq/lib" / name).mkdir(parents=True)
    assert rabbit_version(tmp_path) == version


def test_words_of_the_command() -> None:
    """What is not said has a default."""
    asked = parser().parse_args(["up", "--only", "brokers", "--kiosk", KIOSK])
    assert (asked.verb, asked.only, asked.kiosk, str(asked.folder)) == ("up", "brokers", [KIOSK], "build/cluster")


def test_the_example_of_values_has_all_that_the_files_leave_open() -> None:
    """And nothing that none of them asks for; each file is read by somebody."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in SHIPPED.iterdir()}
    example = texts.pop("node.env")
    given = set(re.findall(r"^([A-Z0-9_]+)=", example, re.M))
    assert given == {name for text in texts.values() for name in re.findall(r"\$\{([A-Z0-9_]+)\}", text)}
    assert set(texts) == {
        "kiosk-city.env",
        "city.json",
        "box.json",
        *(name for part in FILES.values() for name in part),
    }
