"""Dead letters: what could not be read or does not fit, kept with the reason, so that nothing disappears silently."""

from sync.city.engine import Engine

LONGEST_REASON = 500


def bury(sql: Engine, topic: str, reason: str, payload: bytes, received: str = "") -> None:
    """The same letter again (a redelivery) is not kept twice."""
    letter = topic[:300], _printable(reason)[:LONGEST_REASON], payload
    if not sql("SELECT 1 FROM dead_letters WHERE topic = ? AND reason = ? AND payload = ?", *letter).fetchone():
        sql("INSERT INTO dead_letters (received, topic, reason, payload) VALUES (?, ?, ?, ?)", received, *letter)


def _printable(reason: str) -> str:
    """PostgreSQL's texts hold no NUL."""
    return "".join(letter if letter.isprintable() else "·" for letter in reason)
