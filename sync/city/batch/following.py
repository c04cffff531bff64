"""Which chains of a batch simply go on from where they are complete: found with four questions for all of them.

Nearly every batch is that: events behind the head, none missing, each with the hash of the one before it, and some that
are here already. A chain without gaps and branches has no event behind its head, so none of these need be looked for.
Whatever is anything else (a gap, a branch, another event under a number, a journal under a new source) goes the way of
trust/branches.py, event by event, which is also what this way is held against.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from kiosk.core.record.chain import GENESIS
from sync.city.engine import Engine

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
Head = tuple[int, str]  # how many events, the hash of the last one
_by_number = itemgetter("sequence")
_CHAIN = "source text, journal text, stream text"


@dataclass(frozen=True)
class Step:
    """What a chain goes on by: from number `before`, by `new` in their order, which may be none, to `head`."""

    before: int
    new: Sequence[Event]
    head: Head


def split(sql: Engine, events: Iterable[Event], odd: Collection[Chain]) -> tuple[dict[Chain, Step], list[Event]]:
    """The chains that simply go on, and the events of all others. `odd`: of which something was written that is not
    reckoned with yet."""
    came: dict[Chain, list[Event]] = {}
    for event in events:
        came.setdefault(chain_of(event), []).append(event)
    heads, odd = heads_of(sql, came, locks=True), {*odd, *_with(sql, came, "branches", "gaps")}
    steps = {chain: _step(own, heads.get(chain, (0, GENESIS))) for chain, own in came.items() if chain not in odd}
    good = {chain: step for chain, step in steps.items() if step}
    old = [event for chain, step in good.items() for event in came[chain] if event["sequence"] <= step.before]
    unlike = _unlike(sql, old)
    good = {chain: step for chain, step in good.items() if chain not in unlike}
    return good, [event for chain, own in came.items() if chain not in good for event in own]


def chain_of(event: Event) -> Chain:
    return event["source"], event["journal"], event["stream"]


def heads_of(sql: Engine, chains: Collection[Chain], locks: bool = False) -> dict[Chain, Head]:
    """Of those that were begun. `locks`: whoever else has events of them waits, so that no two go on from one head."""
    asked = (
        "SELECT h.source, h.journal, h.stream, h.stored, h.hash FROM {k} CROSS JOIN heads h "
        "WHERE h.source = k.source AND h.journal = k.journal AND h.stream = k.stream ORDER BY 1, 2, 3"
    )
    found = sql.joined(asked, _CHAIN, sorted(chains), locks="h" if locks else "").fetchall() if chains else ()
    return {(source, journal, stream): (stored, hash_) for source, journal, stream, stored, hash_ in found}


def branched(sql: Engine, chains: Collection[Chain]) -> set[Chain]:
    """Those that have more than one history."""
    return _with(sql, chains, "branches")


def _with(sql: Engine, chains: Collection[Chain], *tables: str) -> set[Chain]:
    """Those that have a row in one of the tables."""
    here = "t.source = k.source AND t.journal = k.journal AND t.stream = k.stream"
    any_ = " OR ".join(f"EXISTS (SELECT 1 FROM {table} t WHERE {here})" for table in tables)
    asked = f"SELECT source, journal, stream FROM {{k}} WHERE {any_}"
    found = sql.joined(asked, _CHAIN, sorted(chains)).fetchall() if chains else ()
    return {(source, journal, stream) for source, journal, stream in found}


def _step(events: Sequence[Event], head: Head) -> Step | None:
    """None where they do not simply follow."""
    before, new = head[0], list[Event]()
    for event in sorted(events, key=_by_number):
        if event["sequence"] <= before or event["hash"] == head[1]:
            continue  # here already, or twice in this batch
        if (event["sequence"], event["prevhash"]) != (head[0] + 1, head[1]):
            return None
        new.append(event)
        head = (event["sequence"], event["hash"])
    return Step(before, new, head)


def _unlike(sql: Engine, events: Iterable[Event]) -> set[Chain]:
    """The chains that have another event under one of these numbers."""
    here = "e.source = k.source AND e.journal = k.journal AND e.stream = k.stream AND e.sequence = k.sequence"
    asked = (
        "SELECT DISTINCT source, journal, stream FROM {k} WHERE NOT EXISTS "
        f"(SELECT 1 FROM events e WHERE {here} AND e.hash = k.hash)"
    )
    rows = [(*chain_of(event), event["sequence"], event["hash"]) for event in events]
    found = sql.joined(asked, f"{_CHAIN}, sequence bigint, hash text", rows).fetchall() if rows else ()
    return {(source, journal, stream) for source, journal, stream in found}


def move(sql: Engine, steps: Mapping[Chain, Step]) -> None:
    """The heads of those that have something new."""
    rows = [(*chain, *step.head) for chain, step in sorted(steps.items()) if step.new]
    asked = (
        "INSERT INTO heads (source, journal, stream, stored, hash) SELECT source, journal, stream, stored, hash "
        "FROM {k} WHERE true ON CONFLICT (source, journal, stream) "
        "DO UPDATE SET stored = excluded.stored, hash = excluded.hash"
    )
    if rows:
        sql.joined(asked, f"{_CHAIN}, stored bigint, hash text", rows)
