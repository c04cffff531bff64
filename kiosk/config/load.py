"""One TOML file in, one `Config` out, or every mistake in it at once, by option name and line.

Strategy: text (`toml_text.py`), then the tables against `options.py` (name, type, bounds), then what the options must
be to each other (`checks.py`). All problems are collected before anything is refused. A second file named by
`secrets` may hold the secret options only. Raises `ConfigError` and nothing else for whatever stands in the files.
"""

import dataclasses
import difflib
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

from kiosk.config.checks import demo_pins, disagreements
from kiosk.config.options import Config
from kiosk.config.problems import ConfigError, Problem, read, refused
from kiosk.config.procedures import file_of, of_config
from kiosk.config.toml_text import TextError, line_of, lines, tables
from kiosk.core.office.procedures import Procedures, fields_of

BOOT = Path("/boot/firmware/kiosk.toml")
SECRET = (
    "kiosk.pin",
    "officers.pin",
    "broker.user",
    "broker.password",
    "network.wifi_password",
    "privacy.officer_salt",
)
_NOT_OPTIONS = {"origin"}
_NAMES = {str: "text in quotes", int: "a whole number", bool: "true or false"}


@dataclass
class _Source:
    """One file being read: where its options stand, and what was found wrong so far."""

    file: str
    at: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, option: str, message: str) -> None:
        self.problems.append(Problem(option, line_of(self.at, option), message, self.file))


def find(given: str | Path | None = None) -> Path:
    """`--config` if it was given, else the boot partition's file."""
    return Path(given) if given else BOOT


def load(path: str | Path | None = None) -> Config:
    """The whole config. Raises ConfigError with all problems."""
    path = find(path)
    source, table = _read(path)
    secret = _merge_secrets(source, table, path)
    config: Config = _table(Config, "", table, source)
    if source.problems or secret.problems:
        raise ConfigError(_in_order(source) + _in_order(secret))
    for option, message in disagreements(config):
        source.wrong(option, message)
    if source.problems:
        raise ConfigError(_in_order(source))
    return dataclasses.replace(config, origin=str(path))


def check(path: str | Path | None = None, said: Callable[[Problem], str] = str) -> int:
    """`kiosk check`: what is wrong, also in the list of procedures, one line each as `said`, on standard error.

    0: nothing; 2: something."""
    try:
        config = load(path)
        listed = of_config(config)
    except ConfigError as error:
        print("\n".join(map(said, error.problems)), file=sys.stderr)
        return 2
    if weak := list(demo_pins(config)):
        print("\n".join(f"{config.origin}: {option}: {message}" for option, message in weak), file=sys.stderr)
        return 2
    print(f"{config.origin}: good; {len(config.services)} services, {len(config.counters)} counters")
    if listed:
        print(f"{file_of(config)}: good; {_told(config, listed)}")
    return 0


def _told(config: Config, listed: Procedures) -> str:
    """How much the list holds, and of which of the office's fields nothing."""
    fields = fields_of(listed)
    without = [name for service in config.services for name in service.fields if name not in fields]
    missing = f"; nothing of {', '.join(without)}" if without else ""
    return f"{len(listed)} procedures in {len(fields)} fields{missing}"


def _in_order(source: _Source) -> list[Problem]:
    return sorted(source.problems, key=lambda problem: problem.line)


# --- files ---------------------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[_Source, dict[str, Any]]:
    text = read(path)
    try:
        return _Source(str(path), lines(text)), tables(text)
    except TextError as error:
        raise refused(path, error) from error


def _merge_secrets(source: _Source, table: dict[str, Any], path: Path) -> _Source:
    """Puts the second file's options into `table`; its own problems come back with it."""
    name = table.get("secrets", "")
    if not isinstance(name, str) or not name or "\0" in name:
        return _Source("")
    secret, extra = _read(path.parent / name)
    for option, value in extra.items():
        if option == "officers" and isinstance(value, list):
            _merge_officers(secret, table, value)
        elif isinstance(value, dict) and isinstance(table.setdefault(option, {}), dict):
            _merge_table(secret, table[option], option, value)
        else:
            secret.wrong(option, f"a secrets file holds {', '.join(SECRET)} only")
    return secret


def _merge_table(secret: _Source, into: dict[str, Any], table: str, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if f"{table}.{key}" in SECRET:
            into[key] = value
        else:
            secret.wrong(f"{table}.{key}", f"not a secret: it belongs in kiosk.toml; here only {', '.join(SECRET)}")


def _merge_officers(secret: _Source, table: dict[str, Any], rows: list[Any]) -> None:
    listed = table.get("officers", [])
    known = {row["id"]: row for row in listed if _has_id(row)} if isinstance(listed, list) else {}
    for index, row in enumerate(rows):
        where = f"officers[{index}]"
        if not _has_id(row) or row["id"] not in known:
            secret.wrong(where, "no officer of this id in kiosk.toml")
            continue
        known[row["id"]].update({key: value for key, value in row.items() if key == "pin"})
        for key in row.keys() - {"id", "pin"}:
            secret.wrong(f"{where}.{key}", "not a secret: only id and pin of an officer stand here")


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


# --- tables against options ----------------------------------------------------------------------------------


def _table(kind: type[Any], where: str, table: Mapping[str, Any], source: _Source) -> Any:
    """The dataclass `kind` from its TOML table; wrong values are noted and stand as their default."""
    allowed = {f.name: f for f in fields(kind) if f.name not in _NOT_OPTIONS}
    for key in table.keys() - allowed.keys():
        source.wrong(_join(where, key), _unknown(kind, key, top=not where))
    values: dict[str, Any] = {}
    for name, option in allowed.items():
        if name in table:
            values[name] = _value(option, _join(where, name), table[name], source)
        elif option.default is MISSING and option.default_factory is MISSING:
            values[name] = _absent(option, _join(where, name), source)
    return kind(**values)


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _absent(option: dataclasses.Field[Any], where: str, source: _Source) -> Any:
    if is_dataclass(option.type):
        return _table(typing.cast(type[Any], option.type), where, {}, source)
    source.wrong(where, f"must be given: {option.metadata['help']}")
    return None


def _value(option: dataclasses.Field[Any], where: str, value: Any, source: _Source) -> Any:
    """`value` as `option` wants it; what is wrong with it is noted."""
    item = _item_of(option.type)
    if item is not None:
        return _list(option, item, where, value, source)
    if is_dataclass(option.type):
        kind = typing.cast(type[Any], option.type)
        if isinstance(value, dict):
            return _table(kind, where, value, source)
        source.wrong(where, f"must be a table: write [{where}] on a line of its own")
        return _table(kind, where, {}, _Source(""))
    if (said := _scalar(option, value)) is not None:
        source.wrong(where, said)
    return value


def _item_of(kind: Any) -> Any:
    return typing.get_args(kind)[0] if isinstance(kind, types.GenericAlias) else None


def _list(option: dataclasses.Field[Any], item: Any, where: str, value: Any, source: _Source) -> list[Any]:
    one = f"[[{where}]] tables" if is_dataclass(item) else f"a list of {_NAMES[item]}, in [ ]"
    if not isinstance(value, list) or not all(type(v) is (dict if is_dataclass(item) else item) for v in value):
        source.wrong(where, f"must be {one}")
        return []
    if (said := _bounded(option, len(value), "entries")) is not None:
        source.wrong(where, said)
    if is_dataclass(item):
        return [_table(typing.cast(type[Any], item), f"{where}[{i}]", v, source) for i, v in enumerate(value)]
    if bad := [v for v in value if type(v) is str and not _printable(v)]:
        source.wrong(where, f"holds a control character: {bad[0]!r}")
    return value


def _scalar(option: dataclasses.Field[Any], value: Any) -> str | None:
    """What is wrong with a single value, None for nothing."""
    wanted: Any = option.type
    if type(value) is not wanted:
        return f"must be {_NAMES[wanted]}, not {_shown(value)}"
    among = option.metadata["among"]
    if among:
        return None if value in among else f"must be one of {', '.join(among)}, not {_shown(value)}"
    if wanted is str:
        return _bounded(option, len(value), "characters") if _printable(value) else "holds a control character"
    return None if wanted is bool else _bounded(option, value, "")


def _printable(text: str) -> bool:
    return all(char >= " " and char != "\x7f" for char in text)


def _bounded(option: dataclasses.Field[Any], size: int, of: str) -> str | None:
    low, high = option.metadata["low"], option.metadata["high"]
    if (low is None or size >= low) and (high is None or size <= high):
        return None
    return f"must be {low} to {high} {of}".rstrip() + f", not {_shown(size)}"


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # an integer of more digits than Python writes
        return "a number without end"
    return text if len(text) <= 40 else f"{text[:37]}…"


def _unknown(kind: type[Any], key: str, top: bool) -> str:
    """An unknown option's message, with what was probably meant."""
    ours = [f.name for f in fields(kind) if f.name not in _NOT_OPTIONS]
    elsewhere = sorted(f"{table}.{name}" for table, name in _all_options() if name == key)
    if elsewhere:
        return f"unknown here; it belongs to {' or '.join(elsewhere)}"
    if not top and key in {f.name for f in fields(Config)} - _NOT_OPTIONS:
        return "unknown here; it stands at the top of the file, before the first [table]"
    near = difflib.get_close_matches(key, ours, 1, 0.5) or difflib.get_close_matches(key, ours, 1, 0.0)
    return f"unknown option; the nearest is {near[0]}" if near else f"unknown option; known: {', '.join(ours)}"


def _all_options() -> Iterator[tuple[str, str]]:
    """(table, option) of every option below the top."""
    for f in fields(Config):
        kind: Any = _item_of(f.type) or f.type
        if is_dataclass(kind):
            yield from ((f.name, option.name) for option in fields(kind))
