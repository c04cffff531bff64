"""A whole array whose events are all as nearly every event is, seen by columns: pure.

Looking at event after event costs more than all else that is known of an array; so each attribute is looked at once
for all of them, as one text or one set where that can be. Nothing passes here that `envelope.check` refuses. Where one
event is in any way unusual (a time without milliseconds, an attribute that is not known) the array is judged event by
event, where the words of the refusals are.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from sync.envelope import MAX_SEQUENCE, MAX_TEXTS, is_time
from sync.seals.sealed import Sealed

_LONGEST = MAX_TEXTS["id"]
_LETTERS = 29  # of a time as kiosks write one, so that as many of them in a row can be taken apart in one way only
_TIMES = re.compile(r"(?:20\d\d-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d\.\d{3}[+-](?:[01]\d|2[0-3]):[0-5]\d)++", re.ASCII)
_said = itemgetter(
    "specversion", "source", "stream", "journal", "type", "sequence", "time", "recordedtime", "id", "data"
)  # fmt: skip
_size = attrgetter("size")


def are_usual(events: Sequence[Any], source: str, stream: str, known: frozenset[str], largest: int) -> bool:
    """`known`: attributes that an event may have; `largest`: bytes of one."""
    return (
        _are(Sealed, events)
        and all(known.issuperset(names) for names in set(map(tuple, events)))
        and max(map(_size, events)) <= largest
        and _are_as_told(events, source, stream)
    )


def _are_as_told(events: Sequence[Sealed], source: str, stream: str) -> bool:
    try:
        versions, sources, streams, journals, types, numbers, times, recorded, ids, data = zip(
            *map(_said, events), strict=True
        )
    except KeyError:
        return False
    return (
        versions.count("1.0") == sources.count(source) == streams.count(stream) == len(events)
        and len(source) <= _LONGEST
        and _are(dict, data)
        and _are_counts(numbers)
        and _are_counts([event.get("seq", 1) for event in events])
        and _are_short(ids)
        and _are_short(types)
        and _are_short([event.get("correlationid", "x") for event in events])
        and _are_short(journals, MAX_TEXTS["journal"])
        and not any("~" in journal for journal in set(journals))
        and _are_times(times)
        and (recorded == times or _are_times(recorded))
    )


def _are(kind: type, values: Collection[Any]) -> bool:
    return set(map(type, values)) == {kind}


def _are_counts(values: Collection[Any]) -> bool:
    return _are(int, values) and min(values) >= 1 and max(values) <= MAX_SEQUENCE


def _are_short(values: Collection[Any], longest: int = _LONGEST) -> bool:
    if not _are(str, values):
        return False
    sizes = set(map(len, values))
    return min(sizes) > 0 and max(sizes) <= longest and "".join(values).isprintable()


def _are_times(values: Collection[Any]) -> bool:
    """All of one length, so that what fits together fits alone."""
    alike = _are(str, values) and set(map(len, values)) == {_LETTERS}
    return alike and _TIMES.fullmatch("".join(values)) is not None and all(map(_is_hour, {v[:13] for v in values}))


@lru_cache(10_000)
def _is_hour(beginning: str) -> bool:
    """`2026-11-24T07`: the calendar has it."""
    return is_time(f"{beginning}:00:00Z")
