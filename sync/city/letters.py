"""Dead letters: what could not be read or does not fit, kept with the reason, so that nothing disappears silently.

Whoever reaches the broker can write as many as he likes. So each is cut, each source has a quota, all together have
one, and what is beyond is counted (`letters_beyond`). Whoever has read some deletes them, and there is room again.
"""

import time

from kiosk.core.calendar.moment import iso
from sync.city.engine import Engine
from sync.envelope import Unreadable, place

LONGEST_REASON = 500
MAX_BYTES = 64 << 10  # kept of one letter
OF_A_SOURCE = 100  # letters that are kept
OF_ALL = 5_000
MAX_COUNTED = 1_000  # sources that have a count of their own; further ones share one, as ""


def bury(sql: Engine, topic: str, reason: str, payload: bytes, received: str = "") -> None:
    """`topic`: or the source alone, where no message is at fault. The same letter again (a redelivery) is not kept
    twice."""
    source, said, kept = _source(topic), _printable(reason)[:LONGEST_REASON], payload[:MAX_BYTES]
    letter = source, _printable(topic)[:300], said, kept
    where = "source = ? AND topic = ? AND reason = ? AND payload = ?"
    if sql(f"SELECT 1 FROM dead_letters WHERE {where}", *letter).fetchone():
        return
    received = received or iso(time.time_ns() // 1_000_000)
    if _is_full(sql, source):
        _count(sql, source, received)
    else:
        sql(
            "INSERT INTO dead_letters (source, topic, reason, payload, received, bytes) VALUES (?, ?, ?, ?, ?, ?)",
            *letter, received, len(payload),
        )  # fmt: skip


def _source(topic: str) -> str:
    """ "" where the topic names no box."""
    try:
        return topic if topic.startswith("/") else place(topic).source
    except Unreadable:
        return ""


def _is_full(sql: Engine, source: str) -> bool:
    own = sql("SELECT count(*) FROM dead_letters WHERE source = ?", source).fetchone()[0]
    return bool(own >= OF_A_SOURCE or sql("SELECT count(*) FROM dead_letters").fetchone()[0] >= OF_ALL)


def _count(sql: Engine, source: str, received: str) -> None:
    known = sql("SELECT 1 FROM letters_beyond WHERE source = ?", source).fetchone()
    if not known and sql("SELECT count(*) FROM letters_beyond").fetchone()[0] >= MAX_COUNTED:
        source = ""
    sql(
        "INSERT INTO letters_beyond (source, letters, last) VALUES (?, 1, ?) ON CONFLICT (source) DO UPDATE SET "
        "letters = letters_beyond.letters + 1, last = excluded.last",
        source, received,
    )  # fmt: skip


def _printable(reason: str) -> str:
    """PostgreSQL's texts hold no NUL."""
    return "".join(letter if letter.isprintable() else "·" for letter in reason)
