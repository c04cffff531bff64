"""Which kiosks are copies of one another: two boxes that speak under one name, and journals of which there are several
signed histories while their kiosk still writes them.

A box is told apart by the card and the journal that its `state` names. One that was exchanged is heard no more; who is
heard again after another one under its name is there beside it. No event waits for what is found here: it is told, and
a person looks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sync.city.engine import Engine
from sync.city.fleet.silence import SILENT_S, named

MOST = 20_000  # names that are watched; anybody at the broker can make up more
Box = tuple[str, str]  # card and journal, as its `state` names them
Found = Mapping[str, Collection[str]]  # by kind, what was found: sources


@dataclass(frozen=True, slots=True)
class Seen:
    """The box that spoke last under a name, the one before it, and when that came back (monotonic seconds)."""

    box: Box
    before: Box | None = None
    back_at: float = float("-inf")


def heard(seen: Seen | None, box: Box, now: float) -> Seen:
    """After a word of a box."""
    if seen is None or box == seen.box:
        return seen or Seen(box)
    return replace(seen, box=box, before=seen.box, back_at=now if box == seen.before else seen.back_at)


class Names:
    """Who was heard under each name. `now`: monotonic seconds."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}

    def hear(self, source: str, box: Box, now: float) -> None:
        if source in self._seen or len(self._seen) < MOST:
            self._seen[source] = heard(self._seen.get(source), box, now)

    def shared(self, now: float) -> frozenset[str]:
        """The names under which two boxes were heard in turn of late."""
        return frozenset(source for source, seen in self._seen.items() if now - seen.back_at < SILENT_S)


def mark(sql: Engine, shared: Collection[str], at: str) -> Found:
    """Writes down since when (`at`: now, by the city's clock), and gives what there is. Raises StoreError."""
    with sql.transaction():
        sql.many("UPDATE kiosks SET shared = ? WHERE source = ? AND shared IS NULL", [(at, name) for name in shared])
        over = sql("SELECT source FROM kiosks WHERE shared IS NOT NULL").fetchall()
        over = [source for (source,) in over if source not in shared]
        sql.many("UPDATE kiosks SET shared = NULL WHERE source = ?", [(source,) for source in over])
        parted = sql(
            "SELECT DISTINCT b.source, b.journal FROM branches b JOIN kiosks k ON k.source = b.source "
            "AND k.journal = b.journal JOIN covered c ON c.source = b.source AND c.journal = b.branch "
            "AND c.stream = b.stream JOIN covered t ON t.source = b.source AND t.journal = b.journal "
            "AND t.stream = b.stream AND t.sequence >= b.first"
        ).fetchall()
        where = "source = ? AND journal = ? AND parted IS NULL"
        sql.many(f"UPDATE journals SET parted = ? WHERE {where}", [(at, *journal) for journal in parted])
    return {"shared": shared, "parted": frozenset(source for source, _ in parted)}


_SAID = {
    "shared": "two boxes speak under one name: {}; there, switch off one of two copies of a card, or give one kiosk "
    "a kiosk.id of its own",
    "parted": "two signed histories of one journal: {}; there, an older image of the card was put back, or a copy "
    "of it runs: all is stored, and `kiosk go-on` ends it",
}


def told(before: Found | None, now: Found) -> list[str]:
    """Lines for the log. `before`: at the last look, None at the first."""
    new = {kind: sorted(set(names) - set((before or {}).get(kind, ()))) for kind, names in now.items()}
    return [_SAID[kind].format(named(names)) for kind, names in new.items() if names]
