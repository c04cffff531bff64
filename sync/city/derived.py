"""What follows from the events that are here: true times, ratings, visits and their legs, marks.

`follow` is told of new events, however they came, and makes the rows that they touch anew from all of their events,
once a batch. A row is deleted and written, never changed in place: of two programs that make the same row at the same
time one is refused, and does it again with what the other one wrote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import orjson

from kiosk.core.record import events as e
from sync.city.clocks import UNTOLD, Correction, Reading, learned, reading
from sync.city.engine import Engine
from sync.city.letters import bury
from sync.city.rows import ratings, visits
from sync.city.rows.facts import CloudEvent, Stored, as_text, fact_of

Journal = tuple[str, str]  # source, journal
Chain = tuple[str, str, str]  # and stream
Keys = Iterable[tuple[Journal, Any]]  # of ratings (sequence) or visits (token)
Known = Mapping[tuple[str, str, str, int], Stored]  # by source, journal, stream, sequence
Starts = dict[tuple[Journal, str], tuple[Correction, ...]]
AT_ONCE = 200  # rows made with one question
_OWN = "source = ? AND journal = ?"


def read(sql: Engine, event: CloudEvent, starts: Starts) -> Stored:
    """A new event, its time corrected as far as that is known; `starts`: what is known of them, kept for a batch."""
    told = reading(event)
    if told.boot is not None:
        key = (event["source"], event["journal"]), told.boot
        if key not in starts:
            starts[key] = _corrections(sql, *key)
        told = told.corrected(starts[key])
    text = as_text(event)
    fact, wrong = fact_of(event, text)
    if wrong:
        bury(sql, event["source"], f"{event['type']}: {wrong}; kept in events only", text.encode())
    return Stored(event, fact, told, text)


def follow(sql: Engine, new: Sequence[Stored]) -> None:
    """`new` are in the table of events by now."""
    corrected = [stored for at in _note_starts(sql, new) for stored in _retimed(sql, *at)]
    _note_marks(sql, new)
    _stand_all(sql, [*new, *corrected])


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
    gone = _stored(event, Reading(UNTOLD))
    source, stream, number = journal[0], gone.event["stream"], gone.sequence
    gone = replace(gone, event={**gone.event, "source": source, "journal": journal[1]})
    sql(f"DELETE FROM marks WHERE {_OWN} AND stream = ? AND sequence = ?", *journal, stream, number)
    start = learned(gone.event, gone.fact)
    if start:
        for table in ("boots", "bounds"):
            sql(f"DELETE FROM {table} WHERE {_OWN} AND boot = ? AND sequence = ?", *journal, start[0], number)
    _stand_all(sql, [gone, *(_retimed(sql, journal, start[0]) if start else ())])


def drop(sql: Engine, chain: Chain) -> None:
    """A whole branch, with all that follows from it."""
    own, stream = chain[:2], chain[2]
    for table in ("events", "heads", "gaps", "marks"):
        sql(f"DELETE FROM {table} WHERE {_OWN} AND stream = ?", *chain)
    for table in {"rating": ("ratings",), "visit": ("visits", "legs")}.get(stream, ("boots", "bounds", "faults")):
        sql(f"DELETE FROM {table} WHERE {_OWN}", *own)
    sql("DELETE FROM branches WHERE source = ? AND branch = ? AND stream = ?", *chain)


def settle(sql: Engine, chain: Chain, sequence: int) -> None:
    """A genuine checkpoint covers the chain up to there: which rows stand for certain now, and which stand anew."""
    own, table = chain[:2], f"{chain[2]}s"
    number, key = {"rating": ("last_sequence", "sequence"), "visit": ("sequence", "visit")}.get(chain[2], ("", ""))
    if not key:
        return
    sql(f"UPDATE {table} SET provisional = 0 WHERE {_OWN} AND provisional = 1 AND {number} <= ?", *own, sequence)
    for flag in ("provisional = 1", "pending > 0"):
        waiting = sql(f"SELECT {key} FROM {table} WHERE {_OWN} AND {flag}", *own).fetchall()
        stand_again(sql, chain, [found for (found,) in waiting])


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
        _stand_all(sql, _retimed(sql, own, boot))
    for _, page in _pages((own, key) for key in keys):
        (_stand_ratings if chain[2] == "rating" else _stand_visits)(sql, own, page, {})


# --- true times ---


def _corrections(sql: Engine, journal: Journal, boot: str) -> tuple[Correction, ...]:
    here = f"WHERE {_OWN} AND boot = ?"
    began = sql(f"SELECT sequence, began_ms, since_ms, until_ms FROM boots {here}", *journal, boot).fetchall()
    bounds = sql(f"SELECT sequence, after_ms, before_ms FROM bounds {here}", *journal, boot).fetchall()
    bounded = (Correction(number, after, 0, None, before) for number, after, before in bounds)
    return (*(Correction(*row) for row in began), *bounded)


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
        f"VALUES (?, ?, ?, ?, {_marks(list(values))}) ON CONFLICT (source, journal, boot, sequence) "
        f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}",
        *journal, boot, said.sequence, *values.values(),
    )  # fmt: skip


def _retimed(sql: Engine, journal: Journal, boot: str) -> list[Stored]:
    """The events of a start of which more is known now, told anew where that changes anything."""
    known, found = _corrections(sql, journal, boot), []
    here = f"SELECT event, clock, time_true FROM events WHERE {_OWN} AND boot = ?"
    for event, clock, time_true in sql(here, *journal, boot).fetchall():
        told = reading(orjson.loads(event)).corrected(known)
        if (told.clock, told.time_true) != (clock, time_true) or told.time_before:
            found.append(_stored(event, told))
    sql.many(
        f"UPDATE events SET clock = ?, time_true = ?, time_after = ?, time_before = ? "
        f"WHERE {_OWN} AND stream = ? AND sequence = ?",
        [(*s.told.columns.values(), *journal, s.event["stream"], s.sequence) for s in found],
    )
    return found


# --- rows ---


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


def _stand_all(sql: Engine, touched: Sequence[Stored]) -> None:
    known = {(*s.journal, s.event["stream"], s.sequence): s for s in touched}
    for journal, numbers in _pages((s.journal, s.rating) for s in touched if s.rating):
        _stand_ratings(sql, journal, numbers, known)
    for journal, tokens in _pages((s.journal, s.visit) for s in touched if s.visit):
        _stand_visits(sql, journal, tokens, known)


def _pages(keys: Keys) -> Iterator[tuple[Journal, list[Any]]]:
    """Each once, those of one journal together, AT_ONCE at most."""
    for journal, found in groupby(sorted(set(keys)), key=lambda key: key[0]):
        own = [key[1] for key in found]
        yield from ((journal, own[n : n + AT_ONCE]) for n in range(0, len(own), AT_ONCE))


def _stand_ratings(sql: Engine, journal: Journal, numbers: list[int], known: Known) -> None:
    covered, here = _covered(sql, journal, "rating"), f"{_OWN} AND sequence IN ({_marks(numbers)})"
    found = [ratings.standing(of, covered) for of in _events(sql, journal, "rating", "about", numbers, known)]
    sql(f"DELETE FROM ratings WHERE {here}", *journal, *numbers)
    _insert(sql, "ratings", ratings.COLUMNS, [row for row in found if row])


def _stand_visits(sql: Engine, journal: Journal, tokens: list[str], known: Known) -> None:
    covered = _covered(sql, journal, "visit")
    every = _events(sql, journal, "visit", "correlationid", tokens, known)
    found = [both for of in every if (both := visits.standing(of, covered))]
    for table in ("legs", "visits"):
        sql(f"DELETE FROM {table} WHERE {_OWN} AND visit IN ({_marks(tokens)})", *journal, *tokens)
    _insert(sql, "visits", visits.COLUMNS, [visit for visit, _ in found])
    _insert(sql, "legs", visits.LEG_COLUMNS, [leg for _, legs in found for leg in legs])


def _events(
    sql: Engine, journal: Journal, stream: str, column: str, keys: Sequence[Any], known: Known
) -> Iterator[list[Stored]]:
    """All that is here of each rating (column `about`) or visit (`correlationid`); what is `known` is not read again,
    but for its time."""
    found = sql(
        f"SELECT {column}, sequence, event, clock, time_true, time_after, time_before FROM events "
        f"WHERE {_OWN} AND stream = ? "
        f"AND {column} IN ({_marks(keys)}) ORDER BY {column}",
        *journal, stream, *keys,
    ).fetchall()  # fmt: skip
    for _, group in groupby(found, key=lambda row: row[0]):
        own = []
        for _, sequence, event, clock, time_true, after, before in group:
            told = Reading(clock, time_true, time_after=after, time_before=before)
            here = known.get((*journal, stream, sequence))
            own.append(Stored(here.event, here.fact, told) if here else _stored(event, told))
        yield own


def _stored(text: str, told: Reading) -> Stored:
    event = orjson.loads(text)
    return Stored(event, fact_of(event, text)[0], told, text)


def _covered(sql: Engine, journal: Journal, stream: str) -> int:
    found = sql(f"SELECT sequence FROM covered WHERE {_OWN} AND stream = ?", *journal, stream).fetchone()
    return int(found[0]) if found else 0


def _insert(sql: Engine, table: str, columns: Sequence[str], found: Sequence[ratings.Row]) -> None:
    sql.many(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({_marks(columns)})",
        [[row[name] for name in columns] for row in found],
    )


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
