"""Which value counts: the one place that says it. Pure.

kiosk.toml counts where nobody set anything on the box. What was set on the box counts as long as kiosk.toml says of
that option what it said then; whoever changes it there later has the last word.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from kiosk.config.written.allowed import NOTICES, ROWS, STOPPED, row_of
from kiosk.config.written.store import Word, Written, mark_of

Tables = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """A word that was said on the box. `counts`: False where kiosk.toml says something newer."""

    option: str
    word: Word
    counts: bool


_MORE = ("prepare", "results")  # that no page of the supervisor sets


def standing(tables: Tables, written: Written) -> list[Standing]:
    """Each option that was set on the box, by its name. `tables`: kiosk.toml's."""
    words = [Standing(option, word, _counts(tables, option, word)) for option, word in written.words.items()]
    pins = [
        Standing(f"officers.{officer}.pin", word, _pin_counts(tables, officer, word))
        for officer, word in written.pins.items()
    ]
    return sorted([*words, *pins], key=lambda each: each.option)


def laid(tables: Tables, written: Written) -> dict[str, Any]:
    """kiosk.toml's tables with what counts of what was set on the box."""
    found = deepcopy(dict(tables))
    for option, word in written.words.items():
        if _counts(tables, option, word) and option not in (NOTICES, STOPPED):
            _put(found, option, word.value)
    for officer, word in written.pins.items():
        if _pin_counts(tables, officer, word) and (row := row_in(found, "officers", officer)) is not None:
            row["pin"] = word.value
    return found


def said_in(tables: Tables, option: str) -> Any:
    """What kiosk.toml itself says of an option, None for nothing; of a row all but its PIN."""
    if (row := row_of(option)) is not None:
        found = row_in(tables, *row)
        return None if found is None else {key: value for key, value in found.items() if key != "pin"}
    table, _, name = option.partition(".")
    found = tables.get(table)
    return found.get(name) if isinstance(found, dict) else None


def row_in(tables: Tables, table: str, row: str) -> dict[str, Any] | None:
    return next((found for found in _rows(tables, table) if str(found.get(ROWS[table])) == row), None)


def pin_in(tables: Tables, officer: str) -> Any:
    """The hash that kiosk.toml itself, or its file of secrets, has of an officer; None for none."""
    return (row_in(tables, "officers", officer) or {}).get("pin")


def _counts(tables: Tables, option: str, word: Word) -> bool:
    return word.was == mark_of(said_in(tables, option))


def _pin_counts(tables: Tables, officer: str, word: Word) -> bool:
    return word.was == mark_of(pin_in(tables, officer))


def _rows(tables: Tables, table: str) -> Iterator[dict[str, Any]]:
    rows = tables.get(table)
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _put(tables: dict[str, Any], option: str, value: Any) -> None:
    if (row := row_of(option)) is not None:
        _put_row(tables, *row, value)
        return
    table, _, name = option.partition(".")
    tables.setdefault(table, {})[name] = value


def _put_row(tables: dict[str, Any], table: str, row: str, value: Any) -> None:
    """In its place, a new one at the end; its PIN stays, and what else a service has, where nothing else is said.
    `value`: None takes it away."""
    before = row_in(tables, table, row)
    rows = list(_rows(tables, table))
    if value is None:
        tables[table] = [found for found in rows if found is not before]
        return
    name = ROWS[table]
    pin = {"pin": before["pin"]} if before and "pin" in before else {}
    more = {one: before[one] for one in _MORE if before and one in before}
    new = {name: int(row) if table == "counters" else row, **more, **value, **pin}
    tables[table] = [new if found is before else found for found in rows] if before else [*rows, new]
