"""How much the journal's file may still grow, and what is refused as it nears that (kiosk/core/decisions/quota.py)."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kiosk.core.decisions import quota
from kiosk.core.record.events import Fact
from kiosk.journal.errors import DiskFull

PAGES_A_ROW = 32  # more than one row ever fills, with margin for the other programs' rows
LEAST_PAGES = 16  # more than one wish ever fills


class Room:
    """Of one connection. `refused`: what there was no room for, by kind, until it was told."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self._path, self._conn = path, conn
        self.refused, self._tells = Counter[quota.Kind](), False
        self._pages, self._again_at = 0, 0  # and from which row on they are counted again

    def allowed(self, facts: Sequence[Fact], seq: int) -> Sequence[Fact]:
        """What may be written of it behind row `seq` as room gets scarce, behind what was refused so far. Raises
        DiskFull for what somebody waits for."""
        pages, self._tells = self._left(seq), False
        if quota.may_write(facts, pages):
            self._tells = bool(facts) and bool(self.refused) and pages >= quota.KEPT["news"]
            return (*quota.told(self.refused), *facts) if self._tells else facts
        kind, self._again_at = quota.kind_of(facts), 0
        self.refused[kind] += len(facts)
        if kind == "news":
            return ()
        raise DiskFull(f"{self._path}: as large as it may become")  # how many is told to the city alone

    def written(self) -> None:
        """What was allowed is on disk."""
        if self._tells:
            self.refused.clear()

    def must_be_there(self) -> None:
        """Raises DiskFull where the next events would find none."""
        if self._growth() < LEAST_PAGES:
            raise DiskFull(f"{self._path}: as large as it may become")

    def _left(self, seq: int) -> int:
        """Pages that the file may grow by; counted anew after as many rows as cannot have changed much of it."""
        if seq >= self._again_at:
            self._pages = self._growth()
            self._again_at = seq + max(1, (self._pages - quota.KEPT["news"]) // PAGES_A_ROW)
        return self._pages

    def _growth(self) -> int:
        has, most = (self._conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "max_page_count"))
        return int(most - has)
