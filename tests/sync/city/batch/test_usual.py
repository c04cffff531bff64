"""What is seen of a whole array at once lets nothing pass that is refused event by event."""

from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record.chain import hash_of
from scripts.soak.link import SOURCE
from sync.city.batch.usual import are_usual
from sync.city.gate import MAX_EVENT, judge
from sync.envelope import Place, Unreadable, check
from sync.packing import unpack
from tests.sync.chains import WALL, ratings

ODD: list[Any] = [
    None, 0, -1, 1, 2**53, 2**53 + 1, 2**60, 1.5, True, "", "x" * 121, "x" * 201, "\0", "é", "a~1", "1.0", "rating",
    SOURCE, "2026-02-30T10:00:00.000Z", "2026-11-28T24:00:00.000+07:00", "2026-11-28T23:60:00.000+07:00",
    "1026-11-28T10:00:00.000Z",
    "2026-11-28T10:00:60.000+07:00", "2026-11-28T10:00:00.000+99:00", "2026-11-28T10:00:00.1234567+07:00",
    "2026-11-28T10:00:00.123-23:59", "2026-11-28T10:00:00Z", "a" * 64, "A" * 64, "a" * 64 + "\n", [], {}, [1.0],
    {"é": 1}, {"a": 2**54}, {"t": ":1.5"}, [[[[1]]]],
]  # fmt: skip
NAMES = [*ratings(1)[0], "correlationid", "new", "é"]
CHANGES = st.tuples(st.sampled_from(NAMES), st.sampled_from(ODD))
TIME = "2026-11-28T10:00:00.000+07:00"


def _look(events: list[Any]) -> tuple[bool, list[str]]:
    """Whether they are as nearly every event is; and what is wrong with them, one by one."""
    opened, wrong = unpack(orjson.dumps(events)), list[str]()
    for event in opened:
        try:
            check(event, SOURCE, "rating")
        except Unreadable as error:
            wrong.append(str(error))
    return are_usual(opened, SOURCE, "rating", frozenset(NAMES), MAX_EVENT), wrong


def _lets_nothing_in(event: Any) -> None:
    """Between two that are as they should be."""
    usual, wrong = _look([*ratings(2)[:1], event, *ratings(3)[2:]])
    assert not (usual and wrong)


def _hashed(event: Any) -> Any:
    with suppress(ValueError):
        return {**event, "hash": hash_of(event)}
    return event


def test_what_kiosks_write_is_usual() -> None:
    """One event, or many; one that was spoilt makes its array no more so."""
    spoilt = [{**event, "data": {}} if n == 1 else event for n, event in enumerate(ratings(3))]
    assert _look(ratings(1)) == _look(ratings(200)) == (True, [])
    assert _look(spoilt) == (False, ["its content does not fit its hash"]) and _look([1, []])[0] is False


@pytest.mark.parametrize("name", NAMES)
def test_no_odd_value_is_usual(name: str) -> None:
    """In each place, of the event and of its data, rightly hashed where that can be."""
    for value in ODD:
        whole = ratings(2)[1]
        _lets_nothing_in(_hashed({**whole, name: value}))
        _lets_nothing_in(_hashed({**whole, "data": {**whole["data"], name: value}}))
    _lets_nothing_in(_hashed({key: value for key, value in whole.items() if key != name}))


@settings(max_examples=300)
@given(st.lists(CHANGES, min_size=2, max_size=4), st.booleans())
def test_nothing_odd_is_usual_together(changes: list[tuple[str, Any]], rehashed: bool) -> None:
    """Whatever was changed together, hashed anew or not."""
    event = {**ratings(2)[1], **dict(changes)}
    _lets_nothing_in(_hashed(event) if rehashed else event)


def test_times_that_only_fit_together_are_not_usual() -> None:
    """One lacks the last letter, which the next one has too many."""
    times = (TIME[:-1], TIME[-1:] + TIME)
    events = [_hashed({**event, "time": time}) for event, time in zip(ratings(2), times, strict=True)]
    usual, wrong = _look(events)
    assert not usual and len(wrong) == 2


def test_an_unusual_array_is_judged_event_by_event() -> None:
    """What is good of it is taken."""
    events = [_hashed({**event, "specversion": "2.0"}) if n == 1 else event for n, event in enumerate(ratings(3))]
    found = judge(Place(SOURCE, "rating").topic, orjson.dumps(events), WALL)
    assert [event["sequence"] for event in found.good] == [1, 3] and "specversion" in found.letter
