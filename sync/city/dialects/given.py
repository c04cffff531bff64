"""How one statement is given many rows, in the words of SQLite and of PostgreSQL: pure, but for `fill`.

A batch touches hundreds of chains and thousands of visits. One question for each of them costs a round trip each; so
the keys go along with one question, as a table that the others are joined with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

Rows = Sequence[Sequence[Any]]
KEYS = "{k}"  # in a statement: where the table of the given rows stands


@dataclass(frozen=True)
class Given:
    """`table`: the given rows as the table `k`, for names with their kinds (`source text, n bigint`); `values`: what
    is bound to it; `fill`: puts rows into the named columns of a table; `locked`: behind a question, keeps what it
    finds in one table for its own transaction."""

    table: Callable[[str], str]
    values: Callable[[Rows], list[Any]]
    fill: Callable[[Any, str, Sequence[str], Rows], None]
    locked: str = ""


def _named(columns: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind in (column.split() for column in columns.split(","))]


def _sqlite_table(columns: str) -> str:
    names = (f"json_extract(value, '$[{n}]') AS {name}" for n, (name, _) in enumerate(_named(columns)))
    return f"(SELECT {', '.join(names)} FROM json_each(?)) AS k"


def _sqlite_fill(db: Any, table: str, columns: Sequence[str], rows: Rows) -> None:
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _postgresql_table(columns: str) -> str:
    named = _named(columns)
    arrays, names = (f"?::{kind}[]" for _, kind in named), (name for name, _ in named)
    return f"unnest({', '.join(arrays)}) AS k({', '.join(names)})"


def _postgresql_fill(db: Any, table: str, columns: Sequence[str], rows: Rows) -> None:
    with db.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


SQLITE = Given(_sqlite_table, lambda rows: [orjson.dumps(rows).decode()], _sqlite_fill)
POSTGRESQL = Given(
    _postgresql_table,
    lambda rows: [list(column) for column in zip(*rows, strict=True)],
    _postgresql_fill,
    " FOR UPDATE OF {}",
)
