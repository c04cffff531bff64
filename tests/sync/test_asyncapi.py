"""The AsyncAPI document says what the code does: topics, types, shapes, and every reference leads somewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kiosk.core.record.codec import KINDS
from kiosk.core.record.events import STREAMS
from kiosk.journal.opening import migrate, open_file
from sync.beat import Beat
from sync.envelope import Ack, Ask, place
from tests.journal.clocks import SOURCE, TestClock
from tests.sync.chains import ratings

FILE = Path("sync/asyncapi.yaml")
DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def resolved(value: Any) -> Any:
    """The same with every reference replaced by what it leads to; KeyError or OSError for one that leads nowhere."""
    if isinstance(value, list):
        return [resolved(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return resolved(_target(value["$ref"]))
    return {key: resolved(part) for key, part in value.items()}


def _target(ref: str) -> Any:
    if ref.startswith("./"):
        return json.loads((FILE.parent / ref).read_text(encoding="utf-8"))
    found: Any = DOCUMENT
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return found


def types_of(stream: str) -> Iterator[str]:
    for choice in SCHEMAS[f"{stream}Event"]["allOf"][1]["oneOf"]:
        assert choice["properties"]["data"]["$ref"] == f"./schemas/{choice['properties']['type']['const']}.json"
        yield choice["properties"]["type"]["const"]


@pytest.mark.parametrize("stream", STREAMS)
def test_every_event_type_stands_on_its_stream(stream: str) -> None:
    """No type is missing and none is there that the code does not write."""
    assert sorted(types_of(stream)) == sorted(type_ for type_, kind in KINDS.items() if stream == kind.STREAM)


def test_every_reference_leads_somewhere() -> None:
    """Also those into the folder of schemas."""
    assert resolved(DOCUMENT)["asyncapi"] == "3.0.0"


def test_the_addresses_are_the_topics_that_the_code_reads() -> None:
    """Each with a unit and a kiosk filled in is a topic of ours, and every tail of ours stands there once."""
    tails = []
    for channel in DOCUMENT["channels"].values():
        topic = channel["address"].replace("{unit}", "H55/92/08/000").replace("{kiosk}", "k1")
        found = place(topic)
        assert (found.source, found.topic) == ("/H55/92/08/000/k1", topic)
        tails.append(found.tail)
    words = [f"{word}/{stream}" for word in ("ack", "ask", "want", "back") for stream in STREAMS]
    assert sorted(tails) == sorted([*STREAMS, "state", *words])


SAMPLES = [
    ("ratingEvent", ratings(1)[0]),
    ("ratingEvent", {name: value for name, value in ratings(1)[0].items() if name != "seq"}),
    ("acknowledgement", json.loads(Ack("j", 3, "a" * 64).payload())),
    ("acknowledgement", json.loads(Ack("j", 3, "a" * 64, "0" * 128).payload())),
    ("request", json.loads(Ask("j", 2, 5).payload())),
]


@pytest.mark.parametrize(("name", "sample"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_what_the_code_writes_is_what_the_document_says(name: str, sample: Any) -> None:
    """It fits, and does not fit with any of its required members taken away."""
    refuses_without_its_members(name, sample)


def test_a_state_is_what_the_document_says(tmp_path: Path) -> None:
    """The last will and a word of the kiosk; nothing in them is unnamed."""
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, TestClock()) as journal:
        beat = Beat(journal, "1", "card")
        states = [json.loads(beat.will()), json.loads(beat.goodbye(dict.fromkeys(STREAMS, 0)))]
    for state in states:
        refuses_without_its_members("presence", state)
        assert state.keys() <= SCHEMAS["presence"]["properties"].keys()


def refuses_without_its_members(name: str, sample: Any) -> None:
    shape = resolved(SCHEMAS[name])
    jsonschema.validate(sample, shape)
    for member in SCHEMAS[name].get("required") or SCHEMAS["cloudEvent"]["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in sample.items() if key != member}, shape)
