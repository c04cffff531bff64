"""kiosk.toml as the log bundle may show it: the options that the tables know, without what is secret or a name.

Built up from the tables, never cut down from the file: an option that nobody knows, a value that is not of its option's
kind, a comment, where an old password may stand, do not come along. How many did not is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from types import GenericAlias
from typing import Any, cast, get_args
from urllib.parse import urlsplit

from kiosk.config.diagnostics.problems import ConfigError, swallows
from kiosk.config.options import NOT_OPTIONS, Config
from kiosk.config.renamed import OLD_VALUES, RENAMED
from kiosk.config.toml_text import read, tables

LEFT_OUT = "…"
OTHERS = "# {} options that are not known, or not of their kind, are left out\n"


def told_settings(file: Path) -> str:
    """TOML; of a file that cannot be read, why not."""
    import tomlkit

    try:
        table = tables(read(file))
    except ConfigError as error:
        return f"# {error}\n"
    told = _of_table(Config, _renamed(table))
    others = _count(table) - _count(told)
    return (OTHERS.format(others) if others else "") + tomlkit.dumps(told)


def _renamed(table: Mapping[str, Any]) -> dict[str, Any]:
    """What an older file calls otherwise, by its name of today."""
    found = {name: dict(value) if isinstance(value, dict) else value for name, value in table.items()}
    for old, new in RENAMED.items():
        (name, before), after = old.split("."), new.partition(".")[2]
        options = found.get(name)
        if isinstance(options, dict) and before in options:
            value = options.pop(before)
            options.setdefault(after, OLD_VALUES.get(old, {}).get(str(value), value))
    return found


def _of_table(kind: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """The known options of one table."""
    known = (option for option in fields(kind) if option.name not in NOT_OPTIONS and option.name in table)
    return {option.name: value for option in known for value in _told(option, table[option.name])}


def _told(option: Field[Any], value: Any) -> Iterator[Any]:
    """What may be shown of one value; nothing of one that is not of its option's kind."""
    single = next(iter(get_args(option.type)), option.type)
    many = isinstance(option.type, GenericAlias)
    values = value if many and isinstance(value, list) else [value]
    if is_dataclass(single):
        told = [_of_table(cast(type[Any], single), row) for row in values if isinstance(row, dict)]
        yield from [told] if many else told[:1]
    elif option.metadata["private"]:
        yield host_of(value) if option.name == "url" else value and LEFT_OUT
    elif all(type(v) is single for v in values):
        yield LEFT_OUT if any(map(swallows, values)) else value


def host_of(url: Any) -> str:
    """A broker's address without the user and the password that may stand in it; "" for none."""
    try:
        parts = urlsplit(str(url))
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}" if parts.hostname else url and LEFT_OUT
    except ValueError:
        return LEFT_OUT


def _count(table: Mapping[str, Any]) -> int:
    """Options at any depth; a file may be a thousand tables deep."""
    left, found = [*table.values()], 0
    while left:
        value = left.pop()
        rows = value if isinstance(value, list) else [value]
        inner = [row for row in rows if isinstance(row, dict)]
        left += [part for row in inner for part in row.values()]
        found += not inner
    return found
