"""Which parts of a box were out of order, and on how many days, from `device.changed` along its chain.

Of a source with a pinned key only what a genuine checkpoint covers tells of it, else a stranger's word would make a box
useless for years; of any other all that its chain says, so that a trial shows something. A time that is ahead of the
city's clock tells nothing.
"""

import orjson

from kiosk.core.record.events import DeviceChanged
from sync.city.engine import Engine
from sync.city.rows.facts import fact_of
from sync.city.rows.faults import days_out_of_order, is_fault

Chain = tuple[str, str, str]  # source, journal, stream
_CHAIN = "source = ? AND journal = ? AND stream = ?"


def hear(sql: Engine, chain: Chain, after: int, upto: int) -> None:
    """What the events of these numbers say, in their order."""
    rows = sql(
        f"SELECT event FROM events WHERE {_CHAIN} AND type = ? AND ahead = 0 AND sequence > ? AND sequence <= ? "
        "ORDER BY sequence",
        *chain, DeviceChanged.TYPE, after, upto,
    ).fetchall()  # fmt: skip
    for (text,) in rows:
        event = orjson.loads(text)
        fact, _ = fact_of(event, text)
        if isinstance(fact, DeviceChanged):
            _change(sql, chain, event["time"], fact)
    count_days(sql, chain[0])


def hear_again(sql: Engine, source: str) -> None:
    """From now on what is covered counts alone."""
    sql("DELETE FROM faults WHERE source = ?", source)
    sql("UPDATE kiosks SET days_out_of_order = 0 WHERE source = ?", source)
    found = sql("SELECT journal, sequence FROM covered WHERE source = ? AND stream = 'device'", source).fetchall()
    for journal, upto in found:
        hear(sql, (source, journal, DeviceChanged.STREAM), 0, upto)


def _change(sql: Engine, chain: Chain, time: str, fact: DeviceChanged) -> None:
    """A part's fault begins, goes on or ends; one fault a part at a time."""
    where, key = "source = ? AND journal = ? AND device = ? AND ended IS NULL", (*chain[:2], fact.device)
    if not is_fault(fact.device, fact.state):
        sql(f"UPDATE faults SET ended = ? WHERE {where}", time, *key)
    elif not sql(f"SELECT 1 FROM faults WHERE {where}", *key).fetchone():
        sql("INSERT INTO faults (source, journal, device, began) VALUES (?, ?, ?, ?)", *key, time)


def count_days(sql: Engine, source: str) -> None:
    """A fault that is still there counts to the box's last word."""
    faults = sql("SELECT began, ended FROM faults WHERE source = ?", source).fetchall()
    found = sql("SELECT last_event FROM kiosks WHERE source = ?", source).fetchone()
    if faults and found and found[0]:
        sql("UPDATE kiosks SET days_out_of_order = ? WHERE source = ?", days_out_of_order(faults, found[0]), source)
