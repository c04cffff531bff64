"""kiosk.toml as each program may know it: the secrets are left out that are none of its business.

The boot partition has one owner for all its files. So the programs that have no business with the broker do not see it
(their units hide it), and read a copy of their own in the runtime memory, made by root before each of their starts:
the options that are theirs to know, without a comment, in which an old password may stand. The courier, whose the
broker is, reads the file itself. A file that cannot be read leaves no copy, and the program says so and ends.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.options import SECRET
from kiosk.config.toml_text import of_file, read, tables
from kiosk.host.files import write_whole
from kiosk.host.owner import as_owner

KNOWS: Mapping[str, Collection[str]] = {
    "app": (),
    "console": ("kiosk.pin", "console.supervisor_pin", "officers.pin", "privacy.officer_salt"),
}
"""Of the programs that get a copy: the secret options that are in it."""
SETTINGS, SECRETS, LIST = "kiosk.toml", "secrets.toml", "procedures.csv"
NOBODYS_PIN = f"scrypt$16384$8$1${'0' * 32}${'0' * 64}"  # of the right form, and the hash of no PIN that anybody knows
MODE = 0o400


def write_views(file: Path, folder: Path) -> None:
    """For every program that has a folder of its own in `folder`. Raises OSError; ConfigError where the settings cannot
    be read, and then there is no copy."""
    try:
        found = {program: files_of(file, known) for program, known in KNOWS.items()}
    except ConfigError:
        _put(folder, {program: {} for program in KNOWS})
        raise
    _put(folder, found)


def _put(folder: Path, found: Mapping[str, Mapping[str, bytes]]) -> None:
    """Nothing else stays in a program's folder."""
    for program, files in found.items():
        if (place := folder / program).is_dir():
            with as_owner(place):
                for name in (SETTINGS, SECRETS, LIST):
                    if name in files:
                        write_whole(place / name, files[name], MODE, synced=False)
                    else:
                        (place / name).unlink(missing_ok=True)


def files_of(file: Path, known: Collection[str]) -> dict[str, bytes]:
    """By their names in the copy: the settings, what stands beside them. Raises ConfigError, OSError."""
    table = _tables(file)
    found = dict(_beside(file.parent, table, known))
    return {SETTINGS: _packed(table, known), **found}


def _tables(file: Path) -> dict[str, Any]:
    try:
        return tables(read(file))
    except ConfigError as error:
        raise of_file(error, file) from error


def _beside(folder: Path, table: dict[str, Any], known: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The file of secrets and the list of procedures, which `table` then names as they are called in the copy."""
    if table.get("secrets"):
        secrets = _tables(folder / str(table["secrets"]))
        table["secrets"] = SECRETS
        yield SECRETS, _packed(secrets, known)
    listed = table.get("catalogue")
    if isinstance(listed, dict) and listed.get("file"):
        source = folder / str(listed["file"])
        listed["file"] = LIST
        if source.exists():  # the app says what is missing
            yield LIST, source.read_bytes()


def _packed(table: Mapping[str, Any], known: Collection[str]) -> bytes:
    return tomlkit.dumps(without(table, known)).encode()


def without(table: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The options without all secrets but those that are `known`. Pure."""
    return {name: _without(name, value, known) for name, value in table.items()}


def _without(name: str, value: Any, known: Collection[str]) -> Any:
    if isinstance(value, list):
        return [_without(name, row, known) for row in value]
    if not isinstance(value, dict):
        return value
    return {key: _hidden(f"{name}.{key}", said, known) for key, said in value.items()}


def _hidden(option: str, said: Any, known: Collection[str]) -> Any:
    if option in ("broker.url", "broker.others"):  # a password may stand in them too
        return [_without_login(str(url)) for url in said] if isinstance(said, list) else _without_login(str(said))
    if option not in SECRET or option in known or not said:
        return said
    return NOBODYS_PIN if option.endswith("pin") else ""


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
