"""The city's SQLite file as the demo and the `.day` scripts look into it: read only, from beside the city's program."""

import sqlite3
from contextlib import closing
from pathlib import Path


class NoCity(OSError):
    """Its program has not made the file yet, or is making it."""


def asked(database: Path, sql: str, *values: object) -> list[sqlite3.Row]:
    """The rows of one question. Raises NoCity."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=1)) as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        raise NoCity(f"{database}: {error}") from error
