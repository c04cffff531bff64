"""Each journal: its card, its key, and how far its chains are under a checkpoint of a pinned key (keys.py).

What a rightly signed checkpoint claims waits until the chains have the heads that it names (`judge`): then the chains
that hold them are the genuine ones (succession.py), and all rows up to there are provisional no more. A pinned key's
claim is noted as soon as its event comes, wherever that stands: the signature vouches for the heads, and so for every
event before them, while anybody may have put the event itself behind another one. While nobody pinned a key for the
source claims wait; another key's is a dead letter. A box whose unit was corrected goes on under a new source: its
checkpoints cover what it wrote under the old one too, where the key is pinned for both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from kiosk.core.record import events as e
from kiosk.core.record.checkpoints import TYPES
from sync.city import parts
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import as_text, fact_of
from sync.city.trust import checkpoints, succession
from sync.city.trust.branches import trunk
from sync.city.trust.checkpoints import Head
from sync.city.trust.covering import Covered
from sync.city.trust.keys import Pin, all_pinned, pin, pinned
from sync.city.trust.succession import Way, covered_to, families, way_to

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
TOLD_BY = (e.KioskStarted.TYPE, e.JournalBegun.TYPE, *TYPES)
MOST = 64  # journals of one source that are known by its `state` alone
_COUNTED = ("rating", "visit", "device")  # as the columns of `claims` stand
_WHATEVER = (2**62,) * len(_COUNTED)
_OWN = "source = ? AND journal = ?"


def sight(sql: Engine, events: Iterable[Event]) -> None:
    """The journals that wrote these, and since when we know each."""
    first: dict[tuple[str, str], str] = {}
    for event in events:
        journal, time = (event["source"], event["journal"]), event["time"]
        if time < first.setdefault(journal, time):
            first[journal] = time
    sql.many(
        "INSERT INTO journals (source, journal, first) VALUES (?, ?, ?) ON CONFLICT (source, journal) DO UPDATE SET "
        "first = excluded.first WHERE journals.first IS NULL OR journals.first > excluded.first",
        [(*journal, time) for journal, time in first.items()],
    )


def present(sql: Engine, source: str, journal: str, card: str | None, sw: str | None) -> None:
    """What a kiosk's `state` says of the journal that it has. Of any source some: a stranger may name millions."""
    known = sql(f"SELECT 1 FROM journals WHERE {_OWN}", source, journal).fetchone()
    if not known and sql("SELECT count(*) FROM journals WHERE source = ?", source).fetchone()[0] >= MOST:
        return
    sql(
        "INSERT INTO journals (source, journal, card, sw) VALUES (?, ?, ?, ?) ON CONFLICT (source, journal) "
        "DO UPDATE SET card = COALESCE(excluded.card, journals.card), sw = COALESCE(excluded.sw, journals.sw)",
        source, journal, card, sw,
    )  # fmt: skip


def pass_over(sql: Engine, events: Sequence[Event], trust_first: bool = False) -> None:
    """Events of TOLD_BY that are on their complete chain now, of one chain and in its order. `trust_first`: keys.py."""
    told, claims = dict[str, str](), list[Event]()
    for event in events:
        fact, _ = fact_of(event, as_text(event))
        if isinstance(fact, e.KioskStarted):
            told["sw"] = fact.sw
        elif isinstance(fact, e.JournalBegun):
            told |= {"of": fact.of, "card": fact.card}
        elif isinstance(fact, e.Checkpoint) and _is_weighty(sql, event, fact, trust_first):
            claims.append(event)
            told = {"key": fact.key} | told | {k: v for k, v in (("card", fact.card), ("sw", fact.sw)) if v}
    _claim(sql, claims)
    if told:
        said = (told.get(name) for name in ("key", "card", "sw", "of"))
        own = events[0]["source"], events[0]["journal"]
        sql(
            "UPDATE journals SET key = COALESCE(key, ?), card = COALESCE(?, card), sw = COALESCE(?, sw), "
            f'"of" = COALESCE(?, "of") WHERE {_OWN}',
            *said, *own,
        )  # fmt: skip


def _is_weighty(sql: Engine, event: Event, fact: e.Checkpoint, trust_first: bool) -> bool:
    """It may cover something; what can never is a dead letter."""
    wrong, known = checkpoints.problem(event["type"], event["data"]), pinned(sql, event["source"])
    if not wrong and not known and trust_first:
        trust(sql, Pin(event["source"], fact.key), "first")
    elif not wrong and known and fact.key not in known:
        wrong = f"its key {fact.key} is not pinned for {event['source']}, which has {', '.join(sorted(known))}"
    if wrong:
        _bury(sql, event, wrong)
    return not wrong


def trust(sql: Engine, one: Pin, how: Literal["hand", "first"]) -> None:
    """From now on what this key signed and signs counts, and of its source nothing else."""
    pin(sql, one, how)
    parts.hear_again(sql, one.source)


def hear(sql: Engine, events: Iterable[Event]) -> None:
    """Of events that just came, wherever they stand, the claims of pinned keys."""
    facts = [(event, fact_of(event, as_text(event))[0]) for event in events if event["type"] in TYPES]
    known = all_pinned(sql, {event["source"] for event, _ in facts})
    _claim(
        sql,
        [
            event
            for event, fact in facts
            if isinstance(fact, e.Checkpoint)
            and (event["source"], fact.key) in known
            and not checkpoints.problem(event["type"], event["data"])
        ],
    )


def _claim(sql: Engine, events: Sequence[Event]) -> None:
    sql.many(
        "INSERT INTO claims (journal, source, sequence, rating, visit, device, heads, key, trunk) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [_claimed_by(event) for event in events],
    )


def _claimed_by(event: Event) -> tuple[Any, ...]:
    heads = checkpoints.heads_of(event["data"]) or {}
    counts = [heads[stream][0] if stream in heads else 0 for stream in _COUNTED]
    own = (event["journal"], event["source"], event["sequence"])
    return (*own, *counts, as_text(heads), event["data"]["key"], trunk(event["journal"]))


def _bury(sql: Engine, event: Event, why: str) -> None:
    reason = f"checkpoint {event['stream']} {event['sequence']}: {why}; it covers nothing"
    bury(sql, event["source"], reason, as_text(event).encode())


# --- what is covered ---


@dataclass(frozen=True)
class Claim:
    """A genuine one, by a pinned key, that waits. `own`: source and journal that its event came in; `told`: that a
    chain has another event in the place of a head."""

    own: tuple[str, str]
    sequence: int
    heads: Mapping[str, Head]
    key: str
    told: bool


def claimed(sql: Engine, source: str = "") -> list[str]:
    """Of checkpoints by pinned keys that wait the journals, as their kiosks know them; of one source, or all."""
    joined = "SELECT DISTINCT c.trunk FROM claims c JOIN keys k ON k.source = c.source AND k.key = c.key"
    return [journal for (journal,) in sql(f"{joined} WHERE ? IN ('', c.source)", source).fetchall()]


def waiting(sql: Engine, far: Mapping[str, Sequence[int]]) -> list[Claim]:
    """By journal, as its kiosk knows it, how far its ratings, visits and device events have come."""
    asked = (
        "SELECT c.source, c.journal, c.sequence, c.heads, c.key, c.told FROM {k} CROSS JOIN claims c CROSS JOIN keys p "
        "WHERE c.trunk = k.journal AND c.rating <= k.rating AND c.visit <= k.visit AND c.device <= k.device "
        "AND p.source = c.source AND p.key = c.key ORDER BY c.trunk, c.source, c.sequence"
    )
    rows = [(journal, *reach) for journal, reach in sorted(far.items())]
    found = (
        sql.joined(asked, "journal text, rating bigint, visit bigint, device bigint", rows).fetchall() if rows else ()
    )
    return [Claim((s, j), n, orjson.loads(heads), key, bool(told)) for s, j, n, heads, key, told in found]


def missing(sql: Engine, journal: str) -> list[tuple[Chain, int, int]]:
    """Of the checkpoints that wait: the chains, as their kiosks know them, and the first and last number that is not
    known to be theirs."""
    found = dict[Chain, int]()
    for claim in waiting(sql, {trunk(journal): _WHATEVER}):
        for stream, head in claim.heads.items():
            chain = (claim.own[0], trunk(journal), stream)
            if not way_to(sql, claim.own, stream, *head):
                found[chain] = max(head[0], found.get(chain, 0))
    return [(chain, first, last) for chain, last in found.items() if (first := covered_to(sql, chain) + 1) <= last]


def with_claims(sql: Engine, own: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of these sources and journals of which a checkpoint waits."""
    asked = (
        "SELECT source, journal FROM {k} WHERE EXISTS (SELECT 1 FROM claims c WHERE c.trunk = k.journal) ORDER BY 1, 2"
    )
    found = sql.joined(asked, "source text, journal text", sorted(own)).fetchall() if own else ()
    return [(source, journal) for source, journal in found]


def judge(sql: Engine, own: Collection[tuple[str, str]]) -> dict[Chain, int]:
    """The checkpoints of these (source, journal) whose heads are here by now. By chain, as its kiosk knows it, where a
    branch took its name (succession.py) the first number that it brought."""
    claimed = {trunk(journal) for _, journal in with_claims(sql, own)}
    here = families(sql, claimed)
    reach = {name: [max(here.get((name, s), {}).values(), default=0) for s in _COUNTED] for name in claimed}
    covered, moved = Covered(sql), dict[Chain, int]()
    claims = waiting(sql, reach)
    held, gone = _held(sql, claims), list[Claim]()
    for claim in claims:
        ways = {stream: _way(sql, claim, stream, held) for stream in claim.heads}
        if all(ways.values()):
            for stream, first in _stand(sql, claim, ways, covered).items():
                moved.setdefault((ways[stream][0][0], trunk(claim.own[1]), stream), first)
                held = set()  # what was found then may bear another name
            gone.append(claim)
        else:
            _doubt(sql, claim, [stream for stream, way in ways.items() if not way], here)
    sql.many(f"DELETE FROM claims WHERE {_OWN} AND sequence = ?", [(*claim.own, claim.sequence) for claim in gone])
    covered.write()
    return moved


def _held(sql: Engine, claims: Sequence[Claim]) -> set[tuple[Chain, Head]]:
    """The heads that stand in the complete part of the very chain that claims them."""
    asked = (
        "SELECT k.source, k.journal, k.stream, k.sequence, k.hash FROM {k} CROSS JOIN events e CROSS JOIN heads h "
        "WHERE e.source = k.source AND e.journal = k.journal AND e.stream = k.stream AND e.sequence = k.sequence "
        "AND e.hash = k.hash AND h.source = k.source AND h.journal = k.journal AND h.stream = k.stream "
        "AND h.stored >= k.sequence"
    )
    rows = sorted({(*claim.own, stream, *head) for claim in claims for stream, head in claim.heads.items()})
    columns = "source text, journal text, stream text, sequence bigint, hash text"
    found = sql.joined(asked, columns, rows).fetchall() if rows else ()
    return {((s, j, stream), (number, hash_)) for s, j, stream, number, hash_ in found}


def _way(sql: Engine, claim: Claim, stream: str, held: Collection[tuple[Chain, Head]]) -> Way:
    """As succession.way_to; nearly always the chain itself has its head."""
    head, own = claim.heads[stream], claim.own
    if own[1] == trunk(own[1]) and ((*own, stream), (head[0], head[1])) in held:
        return (own,)
    return way_to(sql, own, stream, *head)


def _stand(sql: Engine, claim: Claim, ways: Mapping[str, Way], covered: "Covered") -> dict[str, int]:
    moved = dict[str, int]()
    for stream, way in ways.items():
        if len(way) > 1:
            covered.write()  # a chain that is covered keeps its name
        chain, first = succession.succeed(sql, way, stream)
        covered.note(chain, (*claim.heads[stream],), claim.key)
        moved |= {stream: first} if first else {}
    return moved


def _doubt(sql: Engine, claim: Claim, missing: list[str], here: Mapping[tuple[str, str], Mapping[Any, int]]) -> None:
    """Told once: it waits on, for the true events may still come."""
    kin = {stream: here.get((trunk(claim.own[1]), stream), {}) for stream in missing}
    past = [stream for stream in missing if kin[stream].get(claim.own, 0) >= claim.heads[stream][0]]
    if past != missing or claim.told:
        return
    where = f"{_OWN} AND sequence = ?"
    sql(f"UPDATE claims SET told = 1 WHERE {where}", *claim.own, claim.sequence)
    found = sql(f"SELECT event FROM events WHERE {where} AND stream = 'device'", *claim.own, claim.sequence).fetchone()
    if found:
        _bury(sql, orjson.loads(found[0]), f"its head of {', '.join(past)} is not what the chain was")
