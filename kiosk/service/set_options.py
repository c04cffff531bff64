"""Setting options on the box, whoever wishes it: tried with all others, then kept whole. One path for all authors.

A value that the options do not allow is refused by name and bounds, and nothing is written. Not here: who may, and what
is told of it (`setting.changed`).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem
from kiosk.config.load import in_the_file, load
from kiosk.config.options import Config
from kiosk.config.pin_hash import seal
from kiosk.config.pins.key import read_key
from kiosk.config.written.allowed import NOTICES, STOPPED, may_be_set
from kiosk.config.written.laying import pin_in, said_in
from kiosk.config.written.store import Word, Written, keep, kept_in, mark_of
from kiosk.config.written.texts import MAX_LETTERS, MOST_NOTICES, are_notices, is_text
from kiosk.core.record.events import Fact, SettingChanged


def folder_of(config: Config) -> Path:
    return Path(config.kiosk.data)


def tried(config: Config, values: Mapping[str, Any], pins: Mapping[str, str], author: str, at: str) -> Written:
    """All that is set on the box, with these. `values`: by option, None takes a row away; `pins`: hashes by officer.
    Raises ConfigError with what is wrong."""
    _must_be_settable(values)
    data, tables = folder_of(config), in_the_file(config.origin)
    before, key = kept_in(data), read_key(data)
    words = {option: Word(value, mark_of(said_in(tables, option)), author, at) for option, value in values.items()}
    given = {
        officer: Word(seal(pin, key) if key else pin, mark_of(pin_in(tables, officer)), author, at)
        for officer, pin in pins.items()
    }
    written = Written({**before.words, **words}, {**before.pins, **given})
    load(config.origin, written)
    return written


def set_options(config: Config, values: Mapping[str, Any], pins: Mapping[str, str], author: str, at: str) -> list[Fact]:
    """What is told of it: each option, its author, and a hash that tells nobody the value. Raises ConfigError, OSError,
    and then nothing is kept."""
    keep(folder_of(config), tried(config, values, pins, author, at))
    said = {**values, **{f"officers.{officer}.pin": pin for officer, pin in pins.items()}}
    return [Fact(SettingChanged(option, author, _hidden(value))) for option, value in said.items()]


def _hidden(value: Any) -> str:
    salt = secrets.token_bytes(32)
    return hashlib.sha256(salt + json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def _must_be_settable(values: Mapping[str, Any]) -> None:
    """Raises ConfigError."""
    if strange := [option for option in values if not may_be_set(option)]:
        raise ConfigError([Problem(Code.UNKNOWN, {"nearest": "hours.morning"}, strange[0])])
    if NOTICES in values and not are_notices(values[NOTICES]):
        raise ConfigError([Problem(Code.ENTRIES, {"low": 0, "high": MOST_NOTICES, "size": "…"}, NOTICES)])
    if STOPPED in values and not is_text(values[STOPPED]):
        raise ConfigError([Problem(Code.CHARACTERS, {"low": 0, "high": MAX_LETTERS, "size": "…"}, STOPPED)])
