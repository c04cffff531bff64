"""The hash of the settings in force, which a checkpoint says: another one for other settings, and none of a secret."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.counters.keypads import Keypad
from kiosk.config.load import load
from kiosk.config.options import SECRET, Button, Config, Counter, Office, Officer, Printer, Service, all_options
from kiosk.config.settings import hash_in_force, settings_hash

CONFIG = Config(
    Office("000.08.92.H55"),
    services=[Service("A", "Hộ tịch")],
    counters=[Counter(1)],
    officers=[Officer("cb01")],
    buttons=[Button("satisfied", 5)],
    keypads=[Keypad(1)],
)


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case list():
            return [*value, "x"]
        case _:
            return f"{value}x"


def changed(table: str, option: str) -> Config:
    """One option has another value; of a table of several rows, in the first."""
    rows: Any = getattr(CONFIG, table)
    row = rows[0] if isinstance(rows, list) else rows
    new = replace(row, **{option: other(getattr(row, option))})
    tables: dict[str, Any] = {table: [new] if isinstance(rows, list) else new}
    return replace(CONFIG, **tables)


@pytest.mark.parametrize(("table", "option"), [(table, option.name) for table, option in all_options()])
def test_each_option_is_in_the_hash_unless_it_is_secret(table: str, option: str) -> None:
    """So whoever holds two checkpoints sees that something was changed, and learns nothing of a PIN."""
    secret = f"{table}.{option}" in SECRET
    assert (settings_hash(changed(table, option)) == settings_hash(CONFIG)) is secret


def test_where_the_file_lies_is_no_setting() -> None:
    """The same file on another card, or in the demo's folder, is the same settings; which file of secrets is one."""
    assert settings_hash(replace(CONFIG, origin="/elsewhere/kiosk.toml")) == settings_hash(CONFIG)
    assert settings_hash(replace(CONFIG, secrets="s.toml")) != settings_hash(CONFIG)
    assert len(settings_hash(CONFIG)) == 64


def test_once_another_option_is_written_the_hash_is_of_what_holds_then(tmp_path: Path) -> None:
    """By the row of that change; what a program keeps as it was opened is as it was."""
    file = tmp_path / "kiosk.toml"
    written = (
        '[office]\nunit = "000.08.92.H55"\n[[services]]\nletter = "A"\nname = "Hộ tịch"\n[[counters]]\nnumber = 1\n'
    )
    file.write_text(written, encoding="utf-8")
    in_force, before = hash_in_force(load(file)), settings_hash(load(file))
    assert in_force(3) == before
    file.write_text(f"{written}[queue]\nreturn_minutes = 7\n[printer]\nroll_m = 50\n", encoding="utf-8")
    assert in_force(3) == before
    holds = replace(load(file), printer=Printer())
    assert in_force(9) == settings_hash(holds) != before
