"""One TOML file in, one `Config` out, or every mistake in it at once, by option name and line.

Strategy: text (`toml_text.py`), then the tables against `options.py` (name, type, bounds), then what the options must
be to each other (`checks/agreement.py`). All problems are collected before anything is refused. A second file named by
`secrets` may hold the secret options only. Raises `ConfigError` and nothing else for whatever stands in the files.
"""

import dataclasses
import difflib
import errno
import os
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.config.checks.agreement import disagreements
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import HIDDEN, ConfigError, Problem, shown
from kiosk.config.options import NOT_OPTIONS, SECRET, Config, all_options
from kiosk.config.renamed import OLD_VALUES, RENAMED
from kiosk.config.toml_text import line_of, lines, of_file, read, tables
from kiosk.config.written.laying import laid
from kiosk.config.written.store import Written, kept_in
from kiosk.config.written.texts import with_texts

BOOT = Path("/boot/firmware/kiosk.toml")
MAX_NAME_LETTERS = 24
_PLAIN = re.compile(rf"[a-z_]{{1,{MAX_NAME_LETTERS}}}(\[\d+\])?")  # as options are written
_NAMES = sorted({name for table, option in all_options() for name in (table, option.name)} | {"secrets"})
_SINGLE = {str: Code.TEXT, int: Code.INTEGER, bool: Code.SWITCH}
_MANY = {str: Code.TEXTS, int: Code.INTEGERS}


@dataclass
class _Source:
    """One file being read: where its options stand, and what was found wrong so far."""

    file: str
    at: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, option: str, code: Code, **values: str | int) -> None:
        self.add(Problem(code, values, option))

    def add(self, problem: Problem) -> None:
        """With its place in this file; an option's name stands there as it may be told."""
        line, told = line_of(self.at, problem.option), _told(problem.option)
        self.problems.append(replace(problem, option=told, line=line, file=self.file))


def _told(option: str) -> str:
    """The name of an option, and of an unknown one as far as it looks like a name: another word may be a password that
    came to stand before the =."""
    parts = (part if _PLAIN.fullmatch(part) or _meant(part) else HIDDEN for part in option.split("."))
    return ".".join(parts)


def _meant(name: str) -> bool:
    """Is it one of ours but for a letter or two?"""
    return bool(difflib.get_close_matches(name.lower()[:MAX_NAME_LETTERS], _NAMES, 1, 0.75))


def find(given: str | Path | None = None) -> Path:
    """`--config` if it was given, else the boot partition's file."""
    return Path(given) if given else BOOT


def load(path: str | Path | None = None, written: Written | None = None) -> Config:
    """The whole config: the file, and over it what was set on the box (kiosk/config/written). Raises ConfigError with
    all problems of the file. `written`: to be tried, and then its problems are raised too; None: what is kept, which
    counts for nothing where it does not fit the file any more."""
    path = find(path)
    source, secret, table = _tables(path)
    config = _checked(source, secret, table, path)
    kept = kept_in(Path(config.kiosk.data)) if written is None else written
    if kept == Written():
        return config
    try:
        return with_texts(_checked(_Source(""), _Source(""), laid(table, kept), path), kept)
    except ConfigError:
        if written is not None:
            raise
        return config


def in_the_file(path: str | Path | None = None) -> dict[str, Any]:
    """The tables of the file alone, with its secrets. Raises ConfigError."""
    return _tables(find(path))[2]


def _tables(path: Path) -> tuple[_Source, _Source, dict[str, Any]]:
    """The file, its file of secrets, and what both say."""
    source, table = _read(path)
    _rename(source, table)
    return source, _merge_secrets(source, table, path), table


def _checked(source: _Source, secret: _Source, table: dict[str, Any], path: Path) -> Config:
    config: Config = _table(Config, "", table, source)
    if source.problems or secret.problems:
        raise ConfigError(_in_order(source) + _in_order(secret))
    for problem in disagreements(config):
        source.add(problem)
    if source.problems:
        raise ConfigError(_in_order(source))
    return replace(config, origin=str(path))


def _in_order(source: _Source) -> list[Problem]:
    return sorted(source.problems, key=lambda problem: problem.line)


# --- files ---------------------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[_Source, dict[str, Any]]:
    text = read(path)
    try:
        return _Source(str(path), lines(text)), tables(text)
    except ConfigError as error:
        raise of_file(error, path) from error


def _rename(source: _Source, table: dict[str, Any]) -> None:
    """What an older file calls otherwise gets its name of today, and keeps its line."""
    for old, new in RENAMED.items():
        (name, before), (_, after) = old.split("."), new.split(".")
        options = table.get(name)
        if not isinstance(options, dict) or before not in options:
            continue
        value = options.pop(before)
        if after in options:
            source.wrong(old, Code.BOTH_NAMES, name=after)
            continue
        options[after] = OLD_VALUES.get(old, {}).get(value, value) if isinstance(value, str) else value
        source.at[new] = line_of(source.at, old)


def _merge_secrets(source: _Source, table: dict[str, Any], path: Path) -> _Source:
    """Puts the second file's options into `table`; its own problems come back with it."""
    name = table.get("secrets", "")
    if not isinstance(name, str) or not name or "\0" in name:
        return _Source("")
    if not (path.parent / name).exists():  # what stands there may be the password itself
        source.wrong("secrets", Code.NO_SECRETS_FILE, reason=os.strerror(errno.ENOENT))
        return _Source("")
    secret, extra = _read(path.parent / name)
    for option, value in extra.items():
        if option == "officers" and isinstance(value, list):
            _merge_officers(secret, table, value)
        elif isinstance(value, dict) and isinstance(table.setdefault(option, {}), dict):
            _merge_table(secret, table[option], option, value)
        else:
            secret.wrong(option, Code.SECRETS_ONLY, known=", ".join(SECRET))
    return secret


def _merge_table(secret: _Source, into: dict[str, Any], table: str, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if f"{table}.{key}" in SECRET:
            into[key] = value
        else:
            secret.wrong(f"{table}.{key}", Code.NOT_SECRET, known=", ".join(SECRET))


def _merge_officers(secret: _Source, table: dict[str, Any], rows: list[Any]) -> None:
    listed = table.get("officers", [])
    known = {row["id"]: row for row in listed if _has_id(row)} if isinstance(listed, list) else {}
    for index, row in enumerate(rows):
        where = f"officers[{index}]"
        if not _has_id(row) or row["id"] not in known:
            secret.wrong(where, Code.NO_SUCH_OFFICER)
            continue
        known[row["id"]].update({key: value for key, value in row.items() if key == "pin"})
        for key in row.keys() - {"id", "pin"}:
            secret.wrong(f"{where}.{key}", Code.OFFICER_NOT_SECRET)


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


# --- tables against options ----------------------------------------------------------------------------------


def _table(kind: type[Any], where: str, table: Mapping[str, Any], source: _Source) -> Any:
    """The dataclass `kind` from its TOML table; wrong values are noted and stand as their default."""
    allowed = {f.name: f for f in fields(kind) if f.name not in NOT_OPTIONS}
    for key in table.keys() - allowed.keys():
        _unknown(source, kind, _join(where, key), key)
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
    example = option.metadata["example"]
    source.wrong(where, Code.GIVE, example=f"[[{where}]]" if example is None else f"{option.name} = {shown(example)}")
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
        source.wrong(where, Code.TABLE, table=where)
        return _table(kind, where, {}, _Source(""))
    _scalar(option, where, value, source)
    return value


def _item_of(kind: Any) -> Any:
    return typing.get_args(kind)[0] if isinstance(kind, types.GenericAlias) else None


def _list(option: dataclasses.Field[Any], item: Any, where: str, value: Any, source: _Source) -> list[Any]:
    if not isinstance(value, list) or not all(type(v) is (dict if is_dataclass(item) else item) for v in value):
        _no_list(item, where, source)
        return []
    _bounded(option, where, len(value), Code.ENTRIES, source)
    if is_dataclass(item):
        return [_table(typing.cast(type[Any], item), f"{where}[{i}]", v, source) for i, v in enumerate(value)]
    if bad := [v for v in value if type(v) is str and not _printable(v)]:
        source.wrong(where, Code.CONTROL_CHARACTER, value=shown(_strange(bad[0])))
    return value


def _no_list(item: Any, where: str, source: _Source) -> None:
    if is_dataclass(item):
        source.wrong(where, Code.TABLES, table=where)
    else:
        source.wrong(where, _MANY[item])


def _scalar(option: dataclasses.Field[Any], where: str, value: Any, source: _Source) -> None:
    """Notes what is wrong with a single value."""
    wanted, among = typing.cast(Any, option.type), option.metadata["among"]
    if type(value) is not wanted:
        source.wrong(where, _SINGLE[wanted], value=_shown(option, value))
    elif among and value not in among:
        source.wrong(where, Code.ONE_OF, known=", ".join(among), value=_shown(option, value))
    elif wanted is str and not _printable(value):
        source.wrong(where, Code.CONTROL_CHARACTER, value=shown(_strange(value)))
    elif wanted is not bool and not among:
        _bounded(option, where, value, Code.CHARACTERS if wanted is str else Code.BOUNDS, source)


def _printable(text: str) -> bool:
    return not _strange(text)


def _strange(text: str) -> str:
    """The first control character, "" for none."""
    return next((char for char in text if char < " " or char == "\x7f"), "")


def _bounded(option: dataclasses.Field[Any], where: str, value: Any, code: Code, source: _Source) -> None:
    """A number in its bounds, or the length of a text or list."""
    low, high = option.metadata["low"], option.metadata["high"]
    size = len(value) if isinstance(value, str) else value
    if (low is not None and size < low) or (high is not None and size > high):
        named = "value" if code is Code.BOUNDS else "size"
        source.wrong(where, code, low=low, high=high, **{named: shown(size)})


def _shown(option: dataclasses.Field[Any], value: Any) -> str:
    """A secret stands in no message: it is read on the kiosk's own screen too. Nor does a table or a list in the place
    of a single value: a bracket too many makes one of the options that follow, whichever they are."""
    return HIDDEN if option.metadata["private"] or isinstance(value, dict | list) else shown(value)


def _unknown(source: _Source, kind: type[Any], where: str, key: str) -> None:
    """An unknown option, with what was probably meant."""
    ours = {f.name for f in fields(kind)} - NOT_OPTIONS
    elsewhere = sorted(f"{table}.{option.name}" for table, option in all_options() if option.name == key)
    if elsewhere:
        source.wrong(where, Code.ELSEWHERE, place=", ".join(elsewhere))
    elif where != key and key in {f.name for f in fields(Config)} - NOT_OPTIONS:
        source.wrong(where, Code.AT_THE_TOP)
    else:
        source.wrong(where, Code.UNKNOWN, nearest=difflib.get_close_matches(key, sorted(ours), 1, 0.0)[0])
