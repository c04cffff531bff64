"""Each journal: its card, its key, and how far its chains are under a checkpoint of a pinned key (keys.py).

What a rightly signed checkpoint claims waits until the chains have the heads that it names (`judge`): then the chains
that hold them are the genuine ones (succession.py), and all rows up to there are provisional no more. A pinned key's
claim is noted as soon as its event comes, wherever that stands: the signature vouches for the heads, and so for every
event before them, while anybody may have put the event itself behind another one. While nobody pinned a key for the
source claims wait; another key's is a dead letter. A box whose unit was corrected goes on under a new source: its
checkpoints cover what it wrote under the old one too, where the key is pinned for both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from kiosk.core.record import events as e
from kiosk.core.record.checkpoints import TYPES
from kiosk.core.record.event import STREAMS
from sync.city import derived, parts
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import as_text, fact_of
from sync.city.trust import checkpoints, succession
from sync.city.trust.branches import trunk
from sync.city.trust.checkpoints import Head
from sync.city.trust.keys import Pin, pin, pinned
from sync.city.trust.succession import Way, covered_to, family, way_to

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
TOLD_BY = (e.KioskStarted.TYPE, e.JournalBegun.TYPE, *TYPES)
MOST = 64  # journals of one source that are known by its `state` alone
_OWN = "source = ? AND journal = ?"


def sight(sql: Engine, events: Iterable[Event]) -> None:
    """The journals that wrote these, and since when we know each."""
    first: dict[tuple[str, str], str] = {}
    for event in events:
        journal = event["source"], event["journal"]
        first[journal] = min(event["time"], first.get(journal, event["time"]))
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


def pass_over(sql: Engine, event: Event, trust_first: bool = False) -> None:
    """One event of TOLD_BY that is on its complete chain now, in the chain's order. `trust_first`: keys.py."""
    fact, _ = fact_of(event, as_text(event))
    own = event["source"], event["journal"]
    if isinstance(fact, e.KioskStarted):
        sql(f"UPDATE journals SET sw = ? WHERE {_OWN}", fact.sw, *own)
    elif isinstance(fact, e.JournalBegun):
        sql(f'UPDATE journals SET "of" = ?, card = ? WHERE {_OWN}', fact.of, fact.card, *own)
    elif isinstance(fact, e.Checkpoint):
        _weigh(sql, event, fact, trust_first)


def _weigh(sql: Engine, event: Event, fact: e.Checkpoint, trust_first: bool) -> None:
    wrong, known = checkpoints.problem(event["type"], event["data"]), pinned(sql, event["source"])
    if not wrong and not known and trust_first:
        trust(sql, Pin(event["source"], fact.key), "first")
    elif not wrong and known and fact.key not in known:
        wrong = f"its key {fact.key} is not pinned for {event['source']}, which has {', '.join(sorted(known))}"
    if wrong:
        _bury(sql, event, wrong)
        return
    _claim(sql, event)
    sql(
        f"UPDATE journals SET key = COALESCE(key, ?), card = COALESCE(?, card), sw = COALESCE(?, sw) WHERE {_OWN}",
        fact.key, fact.card or None, fact.sw or None, event["source"], event["journal"],
    )  # fmt: skip


def trust(sql: Engine, one: Pin, how: Literal["hand", "first"]) -> None:
    """From now on what this key signed and signs counts, and of its source nothing else."""
    pin(sql, one, how)
    parts.hear_again(sql, one.source)


def hear(sql: Engine, events: Iterable[Event]) -> None:
    """Of events that just came, wherever they stand, the claims of pinned keys."""
    for event in events:
        fact, _ = fact_of(event, as_text(event)) if event["type"] in TYPES else (None, "")
        known = isinstance(fact, e.Checkpoint) and fact.key in pinned(sql, event["source"])
        if known and not checkpoints.problem(event["type"], event["data"]):
            _claim(sql, event)


def _claim(sql: Engine, event: Event) -> None:
    heads = checkpoints.heads_of(event["data"]) or {}
    counts = [heads[stream][0] if stream in heads else 0 for stream in ("rating", "visit", "device")]
    sql(
        "INSERT INTO claims (journal, source, sequence, rating, visit, device, heads, key, trunk) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        event["journal"], event["source"], event["sequence"], *counts, as_text(heads), event["data"]["key"],
        trunk(event["journal"]),
    )  # fmt: skip


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


def waiting(sql: Engine, journal: str, far: Mapping[str, int] | None = None) -> list[Claim]:
    """`far`: how far each stream has come; None: whatever they name."""
    reach = [2**62 if far is None else far.get(stream, 0) for stream in ("rating", "visit", "device")]
    found = sql(
        "SELECT c.source, c.journal, c.sequence, c.heads, c.key, c.told FROM claims c JOIN keys k "
        "ON k.source = c.source AND k.key = c.key WHERE c.trunk = ? AND c.rating <= ? AND c.visit <= ? "
        "AND c.device <= ? ORDER BY c.source, c.sequence",
        trunk(journal), *reach,
    ).fetchall()  # fmt: skip
    return [Claim((s, j), n, orjson.loads(heads), key, bool(told)) for s, j, n, heads, key, told in found]


def missing(sql: Engine, journal: str) -> list[tuple[Chain, int, int]]:
    """Of the checkpoints that wait: the chains, as their kiosks know them, and the first and last number that is not
    known to be theirs."""
    found = dict[Chain, int]()
    for claim in waiting(sql, journal):
        for stream, head in claim.heads.items():
            chain = (claim.own[0], trunk(journal), stream)
            if not way_to(sql, claim.own, stream, *head):
                found[chain] = max(head[0], found.get(chain, 0))
    return [(chain, first, last) for chain, last in found.items() if (first := covered_to(sql, chain) + 1) <= last]


def judge(sql: Engine, journal: str) -> dict[str, int]:
    """The checkpoints of a journal whose heads are here by now. By stream, where a branch took its name (succession.py)
    the first number that it brought."""
    if not sql("SELECT 1 FROM claims WHERE trunk = ? LIMIT 1", trunk(journal)).fetchone():
        return {}
    here = {stream: family(sql, trunk(journal), stream) for stream in STREAMS}
    far = {stream: max(kin.values(), default=0) for stream, kin in here.items()}
    covered, moved = Covered(sql), dict[str, int]()
    for claim in waiting(sql, journal, far):
        ways = {stream: way_to(sql, claim.own, stream, *head) for stream, head in claim.heads.items()}
        if all(ways.values()):
            moved = _stand(sql, claim, ways, covered) | moved
        else:
            _doubt(sql, claim, [stream for stream, way in ways.items() if not way], here)
    covered.write()
    return moved


def _stand(sql: Engine, claim: Claim, ways: Mapping[str, Way], covered: "Covered") -> dict[str, int]:
    moved = dict[str, int]()
    for stream, way in ways.items():
        if len(way) > 1:
            covered.write()  # a chain that is covered keeps its name
        chain, first = succession.succeed(sql, way, stream)
        covered.note(chain, (*claim.heads[stream],), claim.key)
        moved |= {stream: first} if first else {}
    sql(f"DELETE FROM claims WHERE {_OWN} AND sequence = ?", *claim.own, claim.sequence)
    return moved


def _doubt(sql: Engine, claim: Claim, missing: list[str], here: Mapping[str, Mapping[tuple[str, str], int]]) -> None:
    """Told once: it waits on, for the true events may still come."""
    past = [stream for stream in missing if here[stream].get(claim.own, 0) >= claim.heads[stream][0]]
    if past != missing or claim.told:
        return
    where = f"{_OWN} AND sequence = ?"
    sql(f"UPDATE claims SET told = 1 WHERE {where}", *claim.own, claim.sequence)
    found = sql(f"SELECT event FROM events WHERE {where} AND stream = 'device'", *claim.own, claim.sequence).fetchone()
    if found:
        _bury(sql, orjson.loads(found[0]), f"its head of {', '.join(past)} is not what the chain was")


class Covered:
    """What the checkpoints of one look cover, written together: a backlog brings hundreds."""

    def __init__(self, sql: Engine) -> None:
        self._sql, self._heads = sql, dict[tuple[Chain, str], Head]()

    def note(self, chain: Chain, head: Head, key: str) -> None:
        self._heads[chain, key] = max(head, self._heads.get((chain, key), head))

    def write(self) -> None:
        for (chain, key), head in self._heads.items():
            _cover(self._sql, chain, head, key)
        self._heads = {}


def _cover(sql: Engine, chain: Chain, head: Head, key: str) -> None:
    """The chain up to this head, and the one that it goes on from under another name or source."""
    before = covered_to(sql, chain)
    if before >= head[0] or key not in pinned(sql, chain[0]):
        return
    sql(
        "INSERT INTO covered (source, journal, stream, sequence) VALUES (?, ?, ?, ?) ON CONFLICT (source, journal, "
        "stream) DO UPDATE SET sequence = excluded.sequence",
        *chain, head[0],
    )  # fmt: skip
    derived.settle(sql, chain, head[0])
    if chain[2] == "device":
        parts.hear(sql, chain, before, head[0])
    where = f"{_OWN} AND stream = ?"
    first = sql(f"SELECT sequence, prevhash FROM events WHERE {where} ORDER BY sequence LIMIT 1", *chain).fetchone()
    if first[0] > 1 and (way := way_to(sql, chain[:2], chain[2], first[0] - 1, first[1])):
        _cover(sql, (*way[-1], chain[2]), (first[0] - 1, first[1]), key)
