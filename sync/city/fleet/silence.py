"""Which kiosks are silent: nothing came of them for three of their beats, by the city's own clock.

A last will or a retained word may be missing at a broker of several nodes, so neither says who is there: only the age
of the last word does. Nobody is called silent while the city itself has not listened for so long.
"""

from collections.abc import Collection

from sync.city.engine import Engine

BEAT_S = 300.0  # a kiosk says `state` at least so often (docs/contract.md)
SILENT_S = 3 * BEAT_S
LOOK_S = 60.0  # seconds between two looks
NAMED = 5  # kiosks in one line of the log


def mark(sql: Engine, now: str, before: str) -> frozenset[str]:
    """Who is silent, and was there when it was heard last: who took its leave is not missed. `now`, `before`: by the
    city's clock. A row of a former version begins to be watched. Raises StoreError."""
    with sql.transaction():
        sql("UPDATE kiosks SET heard = ? WHERE heard IS NULL", now)
        sql("UPDATE kiosks SET silent = heard WHERE silent IS NULL AND heard < ?", before)
        found = sql("SELECT source FROM kiosks WHERE silent IS NOT NULL AND away = 0").fetchall()
    return frozenset(source for (source,) in found)


def told(before: Collection[str] | None, now: Collection[str]) -> list[str]:
    """Lines for the log. `before`: at the last look, None at the first."""
    new, back = sorted(set(now) - set(before or ())), sorted(set(before or ()) - set(now))
    silent = f"silent for 15 minutes: {named(new)}; look there for power, network, and the doctor of the kiosk"
    return [*([silent] if new else []), *([f"heard again: {named(back)}"] if back else [])]


def named(sources: list[str]) -> str:
    """The first of them, and how many there are besides."""
    more = len(sources) - NAMED
    return ", ".join(sources[:NAMED]) + (f" and {more} more" if more > 0 else "")
