"""Schemas, code and events say the same: each type round-trips whatever it holds, and a file that drifts is named."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.record.chain import canonical
from kiosk.core.record.codec import KINDS
from kiosk.core.record.former_events import Former
from sync import schemas
from tests.core.facts import EVER_WRITTEN, type_of

HEADS = st.dictionaries(
    st.sampled_from(e.STREAMS),
    st.fixed_dictionaries({"sequence": st.integers(0, 2**53), "hash": st.from_regex(r"[0-9a-f]{64}", fullmatch=True)}),
)
SALT = "0a" * 16
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def values(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Whatever the schema of one field allows."""
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if "pattern" in shape:
        return st.from_regex(shape["pattern"].removesuffix("$") + r"\Z")
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": TEXT,
        "boolean": st.booleans(),
        "array": st.lists(TEXT, max_size=3),
        "object": HEADS,
    }
    return plain[shape["type"]] if shape["type"] in plain else st.integers(shape["minimum"], shape["maximum"])


def data_of(type_: str) -> st.SearchStrategy[dict[str, Any]]:
    """Data of a type: all that it must have, and any of what it may have."""
    shape = schemas.SCHEMAS[type_]
    fields = {name: values(field) for name, field in shape["properties"].items()}
    must = {name: fields.pop(name) for name in shape["required"]}
    return st.fixed_dictionaries(must, optional=fields)


@pytest.mark.parametrize("type_", sorted(KINDS))
@settings(max_examples=25)  # of each of fifty types: few fields, of which each example fills most
@given(draw=st.data())
def test_an_event_comes_back_as_it_was_written(type_: str, draw: st.DataObject) -> None:
    """Through its data and through canonical JSON; what its schema allows is read, and what it writes its schema
    allows; one of a former version gives an event of today that today's schema allows but for what was not known."""
    data = draw.draw(data_of(type_))
    assert schemas.problem(schemas.SCHEMAS[type_], data) == ""
    event = codec.as_written(type_, data)
    written = codec.to_data(event)
    assert {name: written[name] for name in data} == data and codec.as_written(type_, written) == event
    assert codec.as_written(type_, json.loads(canonical(written))) == event
    assert schemas.problem(schemas.SCHEMAS[type_], written) == ""
    today = codec.from_data(type_, data)
    assert today == event if type_ == today.TYPE else isinstance(event, Former)
    assert codec.from_data(today.TYPE, codec.to_data(today)) == today


@pytest.mark.parametrize("name", EVER_WRITTEN)
def test_a_standard_reader_of_schemas_judges_as_ours(name: str) -> None:
    """The examples of every type fit, by jsonschema and by the city's own few words of it; with a field missing
    neither takes them."""
    shape, data = schemas.SCHEMAS[type_of(name)], EVER_WRITTEN[name][1]
    jsonschema.validate(data, shape)
    assert schemas.problem(shape, data) == ""
    for field in shape["required"]:
        less = {key: value for key, value in data.items() if key != field}
        assert schemas.problem(shape, less) and not jsonschema.Draft202012Validator(shape).is_valid(less)


@pytest.mark.parametrize("type_", sorted(KINDS))
def test_the_schemas_are_those_of_the_code(type_: str) -> None:
    """One file an event type, made from its dataclass, named by its type."""
    files = {json.loads(path.read_text())["$id"]: path for path in Path("sync/schemas").glob("*.json")}
    assert files[f"urn:motcua:{type_}"].read_text() == schemas.text_of(type_) and len(files) == len(KINDS)


GOOD = codec.to_data(
    e.RatingGiven(4, "vn4", True, True, "button", False, "synchronised", False, counter=3, bind="one", salt="0a" * 16)
)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"level": "4"}, "data.level is not integer"),
        ({"level": True}, "data.level is not integer"),
        ({"level": 9}, "data.level is not within 1 and 5"),
        ({"bind": "guess"}, "data.bind is none of"),
        ({"scale": "x" * 201}, "data.scale is longer"),
        ({"salt": "0A" * 16}, "data.salt does not fit"),
        ({"new": {"a": 1}}, ""),
    ],
)
def test_a_wrong_shape_is_named(change: dict[str, object], says: str) -> None:
    """Type, bounds and words; a newer kiosk's further fields are allowed."""
    shape = schemas.SCHEMAS[e.RatingGiven.TYPE]
    found = schemas.problem(shape, {**GOOD, **change})
    assert schemas.unfit(e.RatingGiven.TYPE, {**GOOD, **change}) == found
    assert found.startswith(says) and bool(found) == bool(says)
    assert (
        schemas.problem(shape, {}).startswith("data has no salt, level")
        and schemas.problem(shape, []) == "data is not object"
    )
    reasons = schemas.SCHEMAS[e.RatingReasoned.TYPE]
    assert (
        schemas.problem(reasons, {"rating": 1, "reasons": ["LATE", 2], "salt": SALT}) == "data.reasons[1] is not string"
    )


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, -1, 2**53, 2**53 + 1, True, "", "x" * 201, "vn4", "0a" * 16 + "\n", "scan", [], ["x", 7], {}]
)


@pytest.mark.parametrize("type_", sorted(KINDS))
@settings(max_examples=40)
@given(draw=st.data())
def test_the_compiled_schema_judges_as_the_words_do(type_: str, draw: st.DataObject) -> None:
    """Whatever stands in the place of a field or is left out."""
    data = draw.draw(data_of(type_))
    names = st.sampled_from([*schemas.SCHEMAS[type_]["properties"], "more"])
    for name in draw.draw(st.lists(names, max_size=2)):
        data[name] = draw.draw(ODD)
    for name in draw.draw(st.lists(names, max_size=1)):
        data.pop(name, None)
    assert schemas.unfit(type_, data) == schemas.problem(schemas.SCHEMAS[type_], data)
