"""Which chains of a batch simply go on from where they are complete: found with four questions for all of them.

Nearly every batch is that: events behind the head, none missing, each with the hash of the one before it, and some that
are here already. A chain without gaps and branches has no event behind its head, so none of these need be looked for;
nor where what is live went ahead of a backlog, for as long as the backlog stays within the first gap. Whatever is
anything else (what closes a gap or lies behind one, a branch, another event under a number, a journal under a new
source) goes the way of trust/branches.py, event by event, which is also what this way is held against.
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
Gap = tuple[int, int]  # the first and the last number that are missing
_NEVER = 2**62
_by_number = itemgetter("sequence")
_CHAIN = "source text, journal text, stream text"


@dataclass(frozen=True)
class Step:
    """What a chain goes on by: from number `before`, by `new` in their order, which may be none, to `head`. `alone`:
    nothing of the chain lies behind that."""

    before: int
    new: Sequence[Event]
    head: Head
    alone: bool = True


def split(sql: Engine, events: Iterable[Event], odd: Collection[Chain]) -> tuple[dict[Chain, Step], list[Event]]:
    """The chains that simply go on, and the events of all others and behind gaps. `odd`: chains of which something was
    written that is not reckoned with yet."""
    came: dict[Chain, list[Event]] = {}
    for event in events:
        came.setdefault(chain_of(event), []).append(event)
    heads, gaps, odd = heads_of(sql, came, locks=True), _gaps_of(sql, came), {*odd, *branched(sql, came)}
    steps = {chain: _step(own, heads.get(chain), gaps.get(chain)) for chain, own in came.items() if chain not in odd}
    good = {chain: step for chain, step in steps.items() if step}
    old = [event for chain, step in good.items() for event in came[chain] if event["sequence"] <= step.before]
    unlike = _unlike(sql, old)
    good = {chain: step for chain, step in good.items() if chain not in unlike}
    ends = {chain: step.head[0] for chain, step in good.items()}
    return good, [event for chain, own in came.items() for event in own if event["sequence"] > ends.get(chain, 0)]


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
    here = "b.source = k.source AND b.journal = k.journal AND b.stream = k.stream"
    asked = f"SELECT source, journal, stream FROM {{k}} WHERE EXISTS (SELECT 1 FROM branches b WHERE {here})"
    found = sql.joined(asked, _CHAIN, sorted(chains)).fetchall() if chains else ()
    return {(source, journal, stream) for source, journal, stream in found}


def _gaps_of(sql: Engine, chains: Collection[Chain]) -> dict[Chain, Gap]:
    """The first of each that has one."""
    asked = (
        "SELECT g.source, g.journal, g.stream, min(g.first), min(g.last) FROM {k} CROSS JOIN gaps g WHERE "
        "g.source = k.source AND g.journal = k.journal AND g.stream = k.stream GROUP BY g.source, g.journal, g.stream"
    )
    found = sql.joined(asked, _CHAIN, sorted(chains)).fetchall() if chains else ()
    return {(source, journal, stream): (first, last) for source, journal, stream, first, last in found}


def _step(events: Sequence[Event], begun: Head | None, gap: Gap | None) -> Step | None:
    """None where they do not simply follow, or come to the end of the gap. What lies behind a number that is missing
    is left to others, but where the chain may have begun elsewhere (`begun`: not yet here)."""
    before, hash_ = begun or (0, GENESIS)
    first, last = gap or (before + 1, _NEVER)
    new, left = _followers(events, (before, hash_))
    head = (new[-1]["sequence"], new[-1]["hash"]) if new else (before, hash_)
    near = any(event["sequence"] <= head[0] + 1 for event in left)
    if near or (left and not new) or first != before + 1 or head[0] >= last or not (begun or not (left or gap)):
        return None
    return Step(before, new, head, alone=not (left or gap))


def _followers(events: Sequence[Event], head: Head) -> tuple[list[Event], list[Event]]:
    """Those that follow one behind the other, and those that do not; neither has what is here or comes twice."""
    (number, hash_), new, left = head, list[Event](), list[Event]()
    for event in sorted(events, key=_by_number):
        if (event["sequence"], event["prevhash"]) == (number + 1, hash_):
            new.append(event)
            number, hash_ = event["sequence"], event["hash"]
        elif event["sequence"] > head[0] and event["hash"] != hash_:
            left.append(event)
    return new, left


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
    """The heads of those that have something new, and what is missing behind them."""
    rows = [(*chain, *step.head) for chain, step in sorted(steps.items()) if step.new]
    asked = (
        "INSERT INTO heads (source, journal, stream, stored, hash) SELECT source, journal, stream, stored, hash "
        "FROM {k} WHERE true ON CONFLICT (source, journal, stream) "
        "DO UPDATE SET stored = excluded.stored, hash = excluded.hash"
    )
    if rows:
        sql.joined(asked, f"{_CHAIN}, stored bigint, hash text", rows)
    gaps = [(step.head[0] + 1, *chain, step.before + 1) for chain, step in sorted(steps.items()) if not step.alone]
    sql.many("UPDATE gaps SET first = ? WHERE source = ? AND journal = ? AND stream = ? AND first = ?", gaps)
