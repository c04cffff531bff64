"""The rows of ratings, visits and legs made anew from all of their events, those of a whole batch together.

What the batch itself brought is not read again where it is all that lies behind a number (`read_to`). A row is deleted
and written, never changed in place: of two programs that make the same row at the same time one is refused, and does it
again with what the other one wrote.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import orjson

from sync.city.clocks import Reading
from sync.city.engine import Engine
from sync.city.rows import ratings, visits
from sync.city.rows.facts import Stored, fact_of

Journal = tuple[str, str]  # source, journal
Chain = tuple[str, str, str]  # and stream
Key = tuple[str, str, Any]  # source, journal; the number of a rating, the token of a visit
AT_ONCE = 2_000  # rows made with one question
_ALL = 2**62  # a number behind every event

Makes = Callable[[Sequence[Stored], int], Mapping[str, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True)
class Kind:
    """One kind of row. `about`: the column of `events` that says what an event is about, and `type` what that is in
    SQL; `tables`: each with the column that names the row there and all its columns; `makes`: events and how far they
    are covered → rows by table."""

    stream: str
    about: str
    type: str
    tables: Mapping[str, tuple[str, Sequence[str]]]
    key_of: Callable[[Stored], Any]
    makes: Makes


def _rating(events: Sequence[Stored], covered: int) -> Mapping[str, Sequence[ratings.Row]]:
    row = ratings.standing(events, covered)
    return {"ratings": [row] if row else []}


def _visit(events: Sequence[Stored], covered: int) -> Mapping[str, Sequence[visits.Row]]:
    row, legs = visits.standing(events, covered) or (None, [])
    return {"visits": [row] if row else [], "legs": legs}


_VISIT_TABLES = {"visits": ("visit", visits.COLUMNS), "legs": ("visit", visits.LEG_COLUMNS)}
RATINGS = Kind(
    "rating", "about", "bigint", {"ratings": ("sequence", ratings.COLUMNS)}, lambda stored: stored.rating, _rating
)
VISITS = Kind("visit", "correlationid", "text", _VISIT_TABLES, lambda stored: stored.visit, _visit)
KINDS = {kind.stream: kind for kind in (RATINGS, VISITS)}


def stand_all(sql: Engine, touched: Iterable[Stored], read_to: Mapping[Chain, int]) -> None:
    """Whatever these events are about, each given once. `read_to`: of chains all of whose events behind a number are
    among `touched`, that number."""
    held: dict[str, dict[Key, list[Stored]]] = {stream: {} for stream in KINDS}
    for stored in touched:
        kind = KINDS.get(stored.event["stream"])
        if kind and (about := kind.key_of(stored)):
            held[kind.stream].setdefault((*stored.journal, about), []).append(stored)
    for kind in KINDS.values():
        stand(sql, kind, held[kind.stream], read_to)


def stand(sql: Engine, kind: Kind, held: Mapping[Key, Sequence[Stored]], read_to: Mapping[Chain, int]) -> None:
    """`held`: the keys of the rows, each with the events of it that need not be read."""
    keys = sorted(held)
    for page in (keys[n : n + AT_ONCE] for n in range(0, len(keys), AT_ONCE)):
        far = {key: read_to.get((*key[:2], kind.stream), _ALL) for key in page}
        here = _read(sql, kind, [(*key, upto) for key, upto in far.items() if upto], held)
        for table, (name, _) in kind.tables.items():
            _delete(sql, table, name, kind, [key for key, upto in far.items() if upto == _ALL or key in here])
        whole = {key: [*here.get(key, ()), *(s for s in held[key] if s.sequence > far[key])] for key in page}
        _write(sql, kind, whole)


def _read(
    sql: Engine, kind: Kind, wanted: Sequence[Any], held: Mapping[Key, Sequence[Stored]]
) -> dict[Key, list[Stored]]:
    """What is here of each; of what is held only its time is read, which may be another one by now."""
    found: dict[Key, list[Stored]] = {}
    if not wanted:
        return found
    asked = (
        "SELECT k.source, k.journal, k.own, e.sequence, e.event, e.clock, e.time_true, e.time_after, e.time_before "
        "FROM {k} CROSS JOIN events e WHERE e.source = k.source AND e.journal = k.journal "
        f"AND e.{kind.about} = k.own AND +e.sequence <= k.upto AND e.stream || '' = ?"
    )
    columns = f"source text, journal text, own {kind.type}, upto bigint"
    for *own, sequence, event, clock, time_true, after, before in sql.joined(asked, columns, wanted, kind.stream):
        key, told = (own[0], own[1], own[2]), Reading(clock, time_true, time_after=after, time_before=before)
        here = next((stored for stored in held[key] if stored.sequence == sequence), None)
        found.setdefault(key, []).append(Stored(here.event, here.fact, told) if here else stored_of(event, told))
    return found


def stored_of(text: str, told: Reading) -> Stored:
    """An event as it is in the table."""
    event = orjson.loads(text)
    return Stored(event, fact_of(event, text)[0], told, text)


def _delete(sql: Engine, table: str, name: str, kind: Kind, keys: Sequence[Key]) -> None:
    if keys:
        within = "SELECT source, journal, own FROM {k}"
        asked = f"DELETE FROM {table} WHERE (source, journal, {name}) IN ({within})"
        sql.joined(asked, f"source text, journal text, own {kind.type}", keys)


def _write(sql: Engine, kind: Kind, whole: Mapping[Key, Sequence[Stored]]) -> None:
    covered = covered_of(sql, kind.stream, {key[:2] for key in whole})
    made = [kind.makes(events, covered.get(key[:2], 0)) for key, events in whole.items()]
    for table, (_, columns) in kind.tables.items():
        row_of = itemgetter(*columns)
        sql.fill(table, columns, [row_of(row) for rows in made for row in rows[table]])


def covered_of(sql: Engine, stream: str, journals: Iterable[Journal]) -> dict[Journal, int]:
    """How far the stream of each is under a genuine checkpoint, where it is."""
    asked = (
        "SELECT c.source, c.journal, c.sequence FROM {k} CROSS JOIN covered c "
        "WHERE c.source = k.source AND c.journal = k.journal AND c.stream = ?"
    )
    found = sql.joined(asked, "source text, journal text", sorted(journals), stream)
    return {(source, journal): int(sequence) for source, journal, sequence in found.fetchall()}
