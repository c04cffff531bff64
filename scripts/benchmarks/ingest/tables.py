"""All that a city's database knows, but when it heard it: to hold two databases against each other."""

from typing import Any

from sync.city.engine import Engine

TABLES = (
    "events", "ratings", "visits", "legs", "marks", "boots", "bounds", "journals", "covered", "claims", "heads", "gaps",
    "branches", "keys", "kiosks", "faults", "dead_letters", "letters_beyond",
)  # fmt: skip
CLOCKED = {"received", "since", "last", "heard", "silent"}  # by the city's own clock

Row = dict[str, Any]


def tables(sql: Engine) -> dict[str, list[Row]]:
    """By table, the rows in an order of their own."""
    return {name: sorted(_rows(sql, name), key=repr) for name in TABLES}


def _rows(sql: Engine, table: str) -> list[Row]:
    asked = sql(f"SELECT * FROM {table}")
    names = [column[0] for column in asked.description]
    rows = (dict(zip(names, row, strict=True)) for row in asked.fetchall())
    return [{name: _plain(row[name]) for name in sorted(row.keys() - CLOCKED)} for row in rows]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
