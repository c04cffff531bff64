"""Each journal: its card, its key, and how far its chains are under a checkpoint of that key.

Along the complete chain of the devices' stream (`pass_over`) the first rightly signed checkpoint pins the journal's
key; another key's is a dead letter. What a checkpoint claims waits until the chains reach there (`judge`): then its
heads are those of the chains, and all rows up to them are provisional no more, or it is a dead letter. A box whose unit
was corrected goes on under a new source: its checkpoints cover what it wrote under the old one too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from kiosk.core.record import events as e
from kiosk.core.record.checkpoints import TYPES
from kiosk.core.record.event import STREAMS
from sync.city import checkpoints
from sync.city.branches import trunk
from sync.city.checkpoints import Head
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import as_text, fact_of

Chain = tuple[str, str, str]  # source, journal, stream
Event = Mapping[str, Any]
TOLD_BY = (e.KioskStarted.TYPE, e.JournalBegun.TYPE, *TYPES)
_OWN = "source = ? AND journal = ?"
_CHAIN = f"{_OWN} AND stream = ?"


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
    """What a kiosk's `state` says of the journal that it has."""
    sql(
        "INSERT INTO journals (source, journal, card, sw) VALUES (?, ?, ?, ?) ON CONFLICT (source, journal) "
        "DO UPDATE SET card = COALESCE(excluded.card, journals.card), sw = COALESCE(excluded.sw, journals.sw)",
        source, journal, card, sw,
    )  # fmt: skip


def pass_over(sql: Engine, event: Event) -> None:
    """One event of TOLD_BY that is on its complete chain now, in the chain's order."""
    fact, _ = fact_of(event, as_text(event))
    own = event["source"], event["journal"]
    if isinstance(fact, e.KioskStarted):
        sql(f"UPDATE journals SET sw = ? WHERE {_OWN}", fact.sw, *own)
    elif isinstance(fact, e.JournalBegun):
        sql(f'UPDATE journals SET "of" = ?, card = ? WHERE {_OWN}', fact.of, fact.card, *own)
    elif isinstance(fact, e.Checkpoint):
        wrong = checkpoints.problem(event["type"], event["data"]) or _pin(sql, own, fact)
        if wrong:
            _bury(sql, event, wrong)
        else:
            _claim(sql, event)


def _pin(sql: Engine, own: tuple[str, str], checkpoint: e.Checkpoint) -> str:
    """Why a signed checkpoint is not this journal's, "" for one that is."""
    key = _key(sql, *own)
    if key not in (None, checkpoint.key):
        return f"its key {checkpoint.key} is not this journal's, which signed with {key} first"
    sql(
        f"UPDATE journals SET key = ?, card = COALESCE(?, card), sw = COALESCE(?, sw) WHERE {_OWN}",
        checkpoint.key, checkpoint.card or None, checkpoint.sw or None, *own,
    )  # fmt: skip
    return ""


def _key(sql: Engine, source: str, journal: str) -> str | None:
    """A branch signs with the key of its trunk."""
    for name in dict.fromkeys((journal, trunk(journal))):
        found = sql(f"SELECT key FROM journals WHERE {_OWN}", source, name).fetchone()
        if found and found[0]:
            return str(found[0])
    return None


def _claim(sql: Engine, event: Event) -> None:
    heads = checkpoints.heads_of(event["data"]) or {}
    counts = [heads[stream][0] if stream in heads else 0 for stream in ("rating", "visit", "device")]
    sql(
        "INSERT INTO claims (journal, source, sequence, rating, visit, device, heads) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        event["journal"], event["source"], event["sequence"], *counts, as_text(heads),
    )  # fmt: skip


def _bury(sql: Engine, event: Event, why: str) -> None:
    reason = f"checkpoint {event['stream']} {event['sequence']}: {why}; it covers nothing"
    bury(sql, event["source"], reason, as_text(event).encode())


# --- what is covered ---


def claimed(sql: Engine) -> list[str]:
    """The journals of checkpoints that wait."""
    return [journal for (journal,) in sql("SELECT DISTINCT journal FROM claims").fetchall()]


def judge(sql: Engine, journal: str) -> None:
    """The checkpoints of a journal whose streams have come as far as they say."""
    if not sql("SELECT 1 FROM claims WHERE journal = ? LIMIT 1", journal).fetchone():
        return
    far, names = dict.fromkeys(STREAMS, 0), _lineage(sql, journal)
    within = f"journal IN ({', '.join('?' * len(names))})"
    far |= dict(sql(f"SELECT stream, max(stored) FROM heads WHERE {within} GROUP BY stream", *names).fetchall())
    found = sql(
        "SELECT source, sequence, heads FROM claims WHERE journal = ? AND rating <= ? AND visit <= ? AND device <= ? "
        "ORDER BY source, sequence",
        journal, far["rating"], far["visit"], far["device"],
    ).fetchall()  # fmt: skip
    covered: dict[tuple[Chain, str], Head] = {}
    for source, sequence, heads in found:
        for chain, head in _judged(sql, (source, journal), sequence, orjson.loads(heads)).items():
            covered[chain, source] = max(head, covered.get((chain, source), head))
    for (chain, source), head in covered.items():
        _cover(sql, chain, head, _key(sql, source, journal))


def _judged(sql: Engine, own: tuple[str, str], sequence: int, heads: Mapping[str, Head]) -> dict[Chain, Head]:
    """What one checkpoint covers; nothing yet while a chain has not come to its head."""
    holders = {stream: _holder(sql, (*own, stream), *head) for stream, head in heads.items()}
    if None in holders.values():
        return {}
    sql(f"DELETE FROM claims WHERE {_OWN} AND sequence = ?", *own, sequence)
    false = [stream for stream, holder in holders.items() if not holder]
    if false:
        where = f"{_OWN} AND stream = 'device' AND sequence = ?"
        (event,) = sql(f"SELECT event FROM events WHERE {where}", *own, sequence).fetchone()
        _bury(sql, orjson.loads(event), f"its head of {', '.join(false)} is not what the chain was")
        return {}
    return {(*holder, stream): (*heads[stream],) for stream, holder in holders.items() if holder}


def _lineage(sql: Engine, journal: str) -> list[str]:
    """The journal, and for a branch all that it may have parted from."""
    if journal == trunk(journal):
        return [journal]
    rows = sql("SELECT DISTINCT branch FROM branches WHERE journal = ?", trunk(journal)).fetchall()
    return [journal, trunk(journal), *(name for (name,) in rows if name != journal)]


def _holder(sql: Engine, chain: Chain, sequence: int, hash_: str) -> tuple[str, str] | tuple[()] | None:
    """Source and journal under which the event of that number and hash is; () where another one has the number; None
    while the chain has not come so far."""
    own, journal, stream = chain
    names = _lineage(sql, journal)
    found = sql(
        f"SELECT source, journal, stored FROM heads WHERE journal IN ({', '.join('?' * len(names))}) AND stream = ? "
        "ORDER BY source <> ?, journal <> ?",
        *names, stream, own, journal,
    ).fetchall()  # fmt: skip
    far = [(source, name) for source, name, stored in found if stored >= sequence]
    if (own, journal) not in far and any((source, name) == (own, journal) for source, name, _ in found):
        return None
    where = f"{_CHAIN} AND sequence = ? AND hash = ?"
    held = (at for at in far if sql(f"SELECT 1 FROM events WHERE {where}", *at, stream, sequence, hash_).fetchone())
    return next(held, () if (own, journal) in far else None)


def _cover(sql: Engine, chain: Chain, head: Head, key: str | None) -> None:
    """The chain up to this head, and the one that it goes on from under another source."""
    source, journal, stream = chain
    if key is None or _key(sql, source, journal) != key:
        return
    sql(
        "INSERT INTO covered (source, journal, stream, sequence) VALUES (?, ?, ?, ?) ON CONFLICT (source, journal, "
        "stream) DO UPDATE SET sequence = excluded.sequence WHERE covered.sequence < excluded.sequence",
        *chain, head[0],
    )  # fmt: skip
    _settle(sql, chain, head[0])
    first = sql(f"SELECT sequence, prevhash FROM events WHERE {_CHAIN} ORDER BY sequence LIMIT 1", *chain).fetchone()
    before = _holder(sql, chain, first[0] - 1, first[1]) if first[0] > 1 else None
    if before:
        _cover(sql, (*before, stream), (first[0] - 1, first[1]), key)


def _settle(sql: Engine, chain: Chain, sequence: int) -> None:
    source, journal, stream = chain
    number = {"rating": "last_sequence", "visit": "sequence"}.get(stream)
    if number:
        sql(
            f"UPDATE {stream}s SET provisional = 0 WHERE {_OWN} AND provisional = 1 AND {number} <= ?",
            source, journal, sequence,
        )  # fmt: skip
