"""What follows from the events that are here: true times, ratings, visits and their legs, marks.

`follow` is told of new events, however they came, and makes the rows that they touch anew, once a batch
(batch/standing.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from kiosk.core.figures.corrections import Correction
from kiosk.core.record import events as e
from sync.city.batch.standing import KINDS, RATINGS, VISITS, Key, stand, stand_all, stored_of
from sync.city.clocks import UNTOLD, Reading, learned, reading
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows.facts import CloudEvent, Stored, as_text, fact_of

Journal = tuple[str, str]  # source, journal
Chain = tuple[str, str, str]  # and stream
Start = tuple[str, str, str]  # source, journal, boot
_OWN = "source = ? AND journal = ?"


def read(sql: Engine, events: Sequence[CloudEvent]) -> list[Stored]:
    """New events, their times corrected as far as they are known."""
    told = [reading(event) for event in events]
    starts = {
        (event["source"], event["journal"], one.boot) for event, one in zip(events, told, strict=True) if one.boot
    }
    if known := _corrections(sql, starts):
        told = [
            one.corrected(known.get((event["source"], event["journal"], one.boot or ""), ()))
            for event, one in zip(events, told, strict=True)
        ]
    return [_read(sql, event, one) for event, one in zip(events, told, strict=True)]


def _read(sql: Engine, event: CloudEvent, told: Reading) -> Stored:
    text = as_text(event)
    fact, wrong = fact_of(event, text)
    if wrong:
        bury(sql, event["source"], f"{event['type']}: {wrong}; kept in events only", text.encode())
    return Stored(event, fact, told, text)


def follow(sql: Engine, new: Sequence[Stored], read_to: Mapping[Chain, int]) -> None:
    """`new` are in the table of events by now; `read_to`: of chains of which they are all behind a number, that
    number."""
    corrected = [stored for at in _note_starts(sql, new) for stored in _retimed(sql, *at)]
    _note_marks(sql, new)
    stand_all(sql, _last_told(new, corrected), read_to)


def _last_told(before: Sequence[Stored], after: Sequence[Stored]) -> Sequence[Stored]:
    """Each event once; as it was told `after` where it was."""
    if not after:
        return before
    known = {(stored.event["stream"], *stored.journal, stored.sequence): stored for stored in (*before, *after)}
    return [*known.values()]


def cast_out(sql: Engine, chain: Chain, sequence: int) -> None:
    """What does not follow from the event before it is no part of this chain: its place is open again."""
    event = take_out(sql, chain, sequence)
    bury(sql, chain[0], f"{chain[2]} {sequence}: prevhash is not the hash of the event before", event.encode())


def take_out(sql: Engine, chain: Chain, sequence: int) -> str:
    """The event (as JSON) with all that followed from it."""
    where = f"WHERE {_OWN} AND stream = ? AND sequence = ?"
    event = str(sql(f"SELECT event FROM events {where}", *chain, sequence).fetchone()[0])
    sql(f"DELETE FROM events {where}", *chain, sequence)
    _forget(sql, event, chain[:2])
    return event


def _forget(sql: Engine, event: str, journal: Journal) -> None:
    """What an event changed (as JSON) that was no part of its chain, and is here no more."""
    gone = stored_of(event, Reading(UNTOLD))
    source, stream, number = journal[0], gone.event["stream"], gone.sequence
    gone = gone._replace(event={**gone.event, "source": source, "journal": journal[1]})
    sql(f"DELETE FROM marks WHERE {_OWN} AND stream = ? AND sequence = ?", *journal, stream, number)
    start = learned(gone.event, gone.fact)
    if start:
        for table in ("boots", "bounds"):
            sql(f"DELETE FROM {table} WHERE {_OWN} AND boot = ? AND sequence = ?", *journal, start[0], number)
    stand_all(sql, _last_told([gone], _retimed(sql, journal, start[0]) if start else ()), {})


def drop(sql: Engine, chain: Chain) -> None:
    """A whole branch, with all that follows from it."""
    own, stream = chain[:2], chain[2]
    for table in ("events", "heads", "gaps", "marks"):
        sql(f"DELETE FROM {table} WHERE {_OWN} AND stream = ?", *chain)
    for table in {"rating": ("ratings",), "visit": ("visits", "legs")}.get(stream, ("boots", "bounds", "faults")):
        sql(f"DELETE FROM {table} WHERE {_OWN}", *own)
    sql("DELETE FROM branches WHERE source = ? AND branch = ? AND stream = ?", *chain)


def settle(sql: Engine, heads: Mapping[Chain, int]) -> None:
    """Genuine checkpoints cover these chains up to there: which rows stand for certain now, and which stand anew."""
    for kind, number, key in ((RATINGS, "last_sequence", "sequence"), (VISITS, "sequence", "visit")):
        own = [(*chain[:2], upto) for chain, upto in sorted(heads.items()) if chain[2] == kind.stream]
        if own:
            table = f"{kind.stream}s"
            sure = f"UPDATE {table} SET provisional = 0 WHERE {_OWN} AND provisional = 1 AND {number} <= ?"
            sql.many(sure, own)
            stand(sql, kind, dict.fromkeys(_unsettled(sql, table, key, kind.about, own), ()), {})


def _unsettled(sql: Engine, table: str, key: str, about: str, own: Sequence[tuple[str, str, int]]) -> set[Key]:
    """Those of which a part is covered now, and those of which a later word waits. `own`: source, journal, upto."""
    theirs = f"SELECT t.source, t.journal, t.{key} FROM {{k}} CROSS JOIN {table} t WHERE t.source = k.source "
    where = f"{theirs} AND t.journal = k.journal AND"
    partly = (
        f"{where} t.provisional = 1 AND EXISTS (SELECT 1 FROM events e WHERE e.source = t.source "
        f"AND e.journal = t.journal AND e.{about} = t.{key} AND e.sequence <= k.upto)"
    )
    columns, found = "source text, journal text, upto bigint", set[Key]()
    for asked in (partly, f"{where} t.pending > 0"):
        found |= {(row[0], row[1], row[2]) for row in sql.joined(asked, columns, own).fetchall()}
    return found


def touched(sql: Engine, chain: Chain, first: int) -> set[Any]:
    """Ratings or visits that the chain's events from `first` on are about."""
    column = {"rating": "about", "visit": "correlationid"}.get(chain[2])
    where = f"{_OWN} AND stream = ? AND sequence >= ? AND {column} IS NOT NULL"
    sent = f"SELECT DISTINCT {column} FROM events WHERE {where}"
    return {row[0] for row in sql(sent, *chain, first).fetchall()} if column else set()


def starts_of(sql: Engine, chain: Chain, first: int) -> set[str]:
    """The starts of the machine that these events are of, or tell of."""
    told = "".join(f" UNION SELECT boot FROM {table} WHERE {_OWN} AND sequence >= ?" for table in ("boots", "bounds"))
    own = (*chain[:2], first)
    sent = f"SELECT boot FROM events WHERE {_OWN} AND stream = ? AND sequence >= ?"
    question, values = (sent + told, (*chain, first, *own, *own)) if chain[2] == "device" else (sent, (*chain, first))
    return {boot for (boot,) in sql(question, *values).fetchall() if boot}


def stand_again(sql: Engine, chain: Chain, keys: Iterable[Any], starts: Iterable[str] = ()) -> None:
    """After events came into the chain or left it: what `touched` and `starts_of` said of before and after."""
    own = chain[:2]
    for boot in starts:
        stand_all(sql, _retimed(sql, own, boot), {})
    if chain[2] in KINDS:
        stand(sql, KINDS[chain[2]], {(*own, key): () for key in keys}, {})


# --- true times ---


def _corrections(sql: Engine, starts: Iterable[Start]) -> dict[Start, list[Correction]]:
    """What is known of each, where anything is."""
    asked, found = sorted(starts), dict[Start, list[Correction]]()
    began, bounded = (
        f"SELECT k.source, k.journal, k.boot, t.sequence, {told} FROM {{k}} CROSS JOIN {table} t "
        "WHERE t.source = k.source AND t.journal = k.journal AND t.boot = k.boot"
        for table, told in (("boots", "began_ms, since_ms, until_ms"), ("bounds", "after_ms, before_ms"))
    )
    columns = "source text, journal text, boot text"
    for *own, number, began_ms, since, until in sql.joined(began, columns, asked) if asked else ():
        found.setdefault((own[0], own[1], own[2]), []).append(Correction(number, began_ms, since, until))
    for *own, number, after, before in sql.joined(bounded, columns, asked) if asked else ():
        found.setdefault((own[0], own[1], own[2]), []).append(Correction(number, after, 0, None, before))
    return found


def _note_starts(sql: Engine, new: Iterable[Stored]) -> set[tuple[Journal, str]]:
    """The starts of which something is known now."""
    found = set()
    for stored in new:
        if start := learned(stored.event, stored.fact):
            boot, said = start
            _note(sql, stored.journal, boot, said)
            found.add((stored.journal, boot))
    return found


def _note(sql: Engine, journal: Journal, boot: str, said: Correction) -> None:
    table, values = "boots", {"began_ms": said.began_ms, "since_ms": said.since, "until_ms": said.until}
    if said.latest_ms is not None:
        table, values = "bounds", {"after_ms": said.began_ms, "before_ms": said.latest_ms}
    sql(
        f"INSERT INTO {table} (source, journal, boot, sequence, {', '.join(values)}) "
        f"VALUES (?, ?, ?, ?, {', '.join('?' * len(values))}) ON CONFLICT (source, journal, boot, sequence) "
        f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}",
        *journal, boot, said.sequence, *values.values(),
    )  # fmt: skip


def _retimed(sql: Engine, journal: Journal, boot: str) -> list[Stored]:
    """The events of a start of which more is known now, told anew where that changes anything."""
    known, found = _corrections(sql, [(*journal, boot)]).get((*journal, boot), []), []
    here = f"SELECT event, clock, time_true FROM events WHERE {_OWN} AND boot = ?"
    for event, clock, time_true in sql(here, *journal, boot).fetchall():
        told = reading(orjson.loads(event)).corrected(known)
        if (told.clock, told.time_true) != (clock, time_true) or told.time_before:
            found.append(stored_of(event, told))
    sql.many(
        f"UPDATE events SET clock = ?, time_true = ?, time_after = ?, time_before = ? "
        f"WHERE {_OWN} AND stream = ? AND sequence = ?",
        [(*s.told.columns.values(), *journal, s.event["stream"], s.sequence) for s in found],
    )
    return found


# --- marks ---


def _note_marks(sql: Engine, new: Iterable[Stored]) -> None:
    marks = [(*s.journal, s.event["stream"], s.sequence, *mark, s.time) for s in new if (mark := _mark(s))]
    sql.many(
        "INSERT INTO marks (source, journal, stream, sequence, about, rule, time) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (source, journal, stream, sequence) "
        "DO UPDATE SET about = excluded.about, rule = excluded.rule, time = excluded.time",
        marks,
    )


def _mark(stored: Stored) -> tuple[str, str] | None:
    """(what is marked, the rule)."""
    if isinstance(stored.fact, e.RatingMarked):
        return str(stored.fact.rating), stored.fact.rule
    if isinstance(stored.fact, e.VisitMarked) and stored.visit:
        return stored.visit, stored.fact.rule
    return None
