"""The kit finds what a subscriber does wrong, by the right name; ours and a careful one of others keep every rule."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.city.__main__ import main
from sync.city.conform.command import STRANGERS
from sync.city.conform.scenes import RULES
from tests.docs.papers import text_of
from tests.sync.city.conform import subscribers
from tests.sync.city.conform.subscribers import Careful
from tests.sync.city.running.parts import Broker, City, needs_broker

SHORT = ["--patience", "4"]  # for who never answers; whoever answers is waited for no longer than that takes
LONG = ["--patience", "90"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.close()


def judged(broker: Broker, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and verdict and what was seen by rule."""
    capsys.readouterr()
    code = main(["conform", "--broker", broker.url, "--json", *words])
    return code, {one["rule"]: (one["verdict"], one["seen"]) for one in json.loads(capsys.readouterr().out)}


@pytest.mark.slow
@needs_broker
@pytest.mark.parametrize("key", [True, False], ids=["signed", "unsigned"])
def test_kiosk_city_keeps_every_rule(
    tmp_path: Path, broker: Broker, capsys: pytest.CaptureFixture[str], key: bool
) -> None:
    """Each of them, the advice too; with --city-key where it signs."""
    city = City(tmp_path, broker.url, f"sqlite:///{tmp_path}/city.db", *(["--key", f"{tmp_path}/key"] if key else []))
    city.says("listening")
    words = ["--city-key", city.said().split("city_key = ")[1].split()[0]] if key else []
    code, found = judged(broker, capsys, *LONG, *words)
    city.stop()
    assert found == dict.fromkeys([*(rule.name for rule in RULES), STRANGERS], ("good", "")) and code == 0


@pytest.mark.slow
@needs_broker
def test_a_careful_subscriber_of_others_keeps_every_rule(broker: Broker, capsys: pytest.CaptureFixture[str]) -> None:
    """In little code, over MQTT 3.1.1; so the rules ask for nothing that only ours can do."""
    careful = Careful(broker.port)
    code, found = judged(broker, capsys, *LONG)
    careful.close()
    assert {rule: told for rule, told in found.items() if told[0] != "good"} == {} and code == 0


CAUGHT = {  # who: the rules that must catch it, and a word of what is seen
    "AtOnce": ({"gap", "order"}, "acknowledged, which is no end of what was sent without a gap"),
    "Highest": ({"gap", "order", "duplicates"}, "acknowledged, which is no end of what was sent without a gap"),
    "Hasty": ({"one event"}, "acknowledged, which is no end of what was sent without a gap"),
    "Misnaming": ({"new card", "two kiosks"}, "acknowledged, which is no end of what was sent without a gap"),
    "RatingsOnly": ({"each stream"}, "is not acknowledged"),
    "PlainOnly": ({"compressed", "left-out hashes"}, "is not acknowledged"),
    "NoHashes": ({"left-out hashes"}, "is not acknowledged"),
    "Counting": ({"duplicates"}, "acknowledged, which is no end"),
    "Believing": ({"wrong hash"}, "acknowledged, which is no end"),
    "Unlinked": ({"broken chain"}, "acknowledged, which is no end"),
    "Fragile": ({"garbage"}, "is not acknowledged"),
    "OneKiosk": ({"two kiosks"}, ""),
    "Deaf": ({"state answered", "state asked"}, "state"),
    "Meddling": ({STRANGERS}, "somebody else says state for a kiosk"),
}


@pytest.mark.slow
@needs_broker
@pytest.mark.parametrize("name", CAUGHT)
def test_a_wrong_subscriber_is_caught_by_the_right_rule(
    broker: Broker, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Exit code 1, and what was seen stands beside the rule's name."""
    wrong = getattr(subscribers, name)(broker.port)
    code, found = judged(broker, capsys, *SHORT)
    wrong.close()
    rules, seen = CAUGHT[name]
    bad = {rule: said for rule, (verdict, said) in found.items() if verdict == "bad"}
    assert rules <= bad.keys() and code == 1
    assert all(seen in bad[rule] for rule in rules), bad


@pytest.mark.slow
@needs_broker
def test_where_nobody_listens_the_table_says_so_and_where_it_is_written(
    broker: Broker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["conform", "--broker", broker.url, "--patience", "1"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "bad    one event         rating: 1 is not acknowledged; last was nothing"
    assert told[1].split('contract: "')[1].rstrip('"') in " ".join(text_of("docs/contract.md").split())
    assert told[-1].endswith("rules are kept")


def test_each_rule_stands_in_the_contract_in_these_words() -> None:
    contract = " ".join(text_of("docs/contract.md").split())
    assert [rule.name for rule in RULES if " ".join(rule.where.split()) not in contract] == []
    assert len({rule.name for rule in RULES}) == len(RULES) and threading.active_count() < 50


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--broker", "mqtt://127.0.0.1:1"], "--broker 127.0.0.1:1: the line is over"),
        (["--broker", "mqtt://127.0.0.1:1", "--unit", "H55/#"], "--unit H55/#: expected levels"),
        (["--broker", "http://x"], "expected mqtt://"),
    ],
)
def test_wrong_use_is_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conform", *words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("kiosk-city conform: ") and says in told and told.count("\n") == 1
