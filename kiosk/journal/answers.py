"""What officers were answered, by the key of their wish, so that a wish that comes twice happens once.

The answer stands in the transaction of its facts: both are there or neither. It is kept for a day and forgotten then.
How old it is, is told by how long this start of the machine has lasted, which a wrong clock cannot change; only of an
earlier start by the clock on the wall. No event: nothing of it is hashed or sent.
"""

import json
import sqlite3
from typing import Any

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.refusals import MESSAGES, Refused

DAY_MS = 24 * 60 * 60_000
TIDY_MS = 60 * 60_000  # between two looks for old ones, because each goes through the whole table
MAX_KEY = 200  # letters

Answer = dict[str, Any]
Stored = dict[str, Any]  # {"answer": …} or {"refused": code}

_KEEP = "INSERT OR REPLACE INTO answers (key, answer, wall, boot, mono) VALUES (?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM answers WHERE CASE boot WHEN ? THEN ? - mono > ? ELSE abs(? - wall) > ? END"


def must_be_key(key: str) -> None:
    """Raises ValueError for what cannot be one."""
    if not 0 < len(key) <= MAX_KEY or any("\ud800" <= letter <= "\udfff" for letter in key):
        raise ValueError(f"a wish's key is a text of 1 to {MAX_KEY} letters, not {key!r}")


def told(stored: Stored) -> Answer:
    """The answer. Raises Refused where it was a refusal."""
    if "refused" in stored:
        raise Refused(stored["refused"])
    answer: Answer = stored["answer"]
    return answer


class Answers:
    """The table of them. Everything within the caller's transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._tidied: Moment | None = None

    def find(self, key: str) -> Stored | None:
        """None for a key that is new; also where nobody here can read what was stored (a damaged row, a refusal that
        only a newer version knows)."""
        found = self._conn.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
        try:
            stored = json.loads(found[0]) if found else None
        except (TypeError, ValueError):
            return None
        return stored if _is_ours(stored) else None

    def keep(self, key: str, stored: Stored, now: Moment) -> None:
        """And forget old ones, now and then."""
        self._conn.execute(_KEEP, (key, json.dumps(stored, ensure_ascii=False), now.wall, now.boot, now.mono))
        if self._tidied is None or self._tidied.boot != now.boot or now.mono - self._tidied.mono > TIDY_MS:
            self._conn.execute(_FORGET, (now.boot, now.mono, DAY_MS, now.wall, DAY_MS))
            self._tidied = now


def _is_ours(stored: Any) -> bool:
    """`told` can tell it."""
    if not isinstance(stored, dict):
        return False
    return isinstance(stored.get("answer"), dict) or stored.get("refused") in MESSAGES
