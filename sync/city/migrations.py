"""The city's database brought up to this version, in place: named steps, once each, one program at a time.

A step changes the tables only. What follows from events that were stored before there was a place for it (times,
visits, legs, marks, who signed) is read out of them as if they had just come, a thousand in a transaction; whoever is
stopped in between goes on at the next start. The same takes in what a former version stored while it was back in use.
"""

import time

import orjson

from kiosk.core.calendar.moment import iso
from sync.city import derived
from sync.city.engine import Engine, Unusable
from sync.city.rows.facts import CloudEvent
from sync.city.schema import STEPS, Step
from sync.city.trust import journals

AT_ONCE = 1_000  # events read in one transaction


def bring_up(sql: Engine, trust_first: bool = False) -> None:
    """`trust_first`: trust/keys.py. Raises Unusable for a database of a newer version, which stays as it is."""
    with sql.alone():
        sql("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
        for step in _missing({name for (name,) in sql("SELECT name FROM migrations").fetchall()}):
            _apply(sql, step)
    _read_all(sql, trust_first)


def _missing(applied: set[str]) -> list[Step]:
    newer = applied - {step.name for step in STEPS}
    if newer:
        raise Unusable(f"city database: a newer kiosk-city made it ({', '.join(sorted(newer))}); install that version")
    return [step for step in STEPS if step.name not in applied]


def _apply(sql: Engine, step: Step) -> None:
    for statement in step.statements:
        sql(statement)
    sql("INSERT INTO migrations (name, applied) VALUES (?, ?)", step.name, iso(time.time_ns() // 1_000_000))


def _read_all(sql: Engine, trust_first: bool) -> None:
    while True:
        with sql.alone():
            found = sql(
                f"SELECT event FROM events WHERE clock IS NULL ORDER BY source, journal, stream, sequence "
                f"LIMIT {AT_ONCE}"
            ).fetchall()
            _read(sql, [orjson.loads(event) for (event,) in found], trust_first)
            if len(found) < AT_ONCE:
                return


def _read(sql: Engine, events: list[CloudEvent], trust_first: bool) -> None:
    """Each in its chain's order, what its chain has passed already as if it passed now."""
    new = derived.read(sql, events)
    sql.many(
        "UPDATE events SET about = ?, clock = ?, time_true = ?, boot = ?, monotonic = ?, time_after = ?, "
        "time_before = ? "
        "WHERE source = ? AND journal = ? AND stream = ? AND sequence = ?",
        [(s.rating or None, *s.told, *s.journal, s.event["stream"], s.sequence) for s in new],
    )
    journals.sight(sql, events)
    derived.follow(sql, new, {})
    journals.hear(sql, events)
    for event in events:
        if event["type"] in journals.TOLD_BY and _is_passed(sql, event):
            journals.pass_over(sql, [event], trust_first)
    journals.judge(sql, [("", journal) for journal in journals.claimed(sql)])


def _is_passed(sql: Engine, event: CloudEvent) -> bool:
    where = "source = ? AND journal = ? AND stream = ? AND stored >= ?"
    own = (event["source"], event["journal"], event["stream"], event["sequence"])
    return sql(f"SELECT 1 FROM heads WHERE {where}", *own).fetchone() is not None
