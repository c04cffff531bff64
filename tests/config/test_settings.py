"""The hash of the settings in force, which a checkpoint says: another one for other settings, and none of a secret."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.config.options import SECRET, Button, Config, Counter, Office, Officer, Service, all_options
from kiosk.config.settings import settings_hash

CONFIG = Config(
    Office("000.08.92.H55"),
    services=[Service("A", "Hộ tịch")],
    counters=[Counter(1)],
    officers=[Officer("cb01")],
    buttons=[Button("satisfied", 5)],
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
