"""What the kiosk goes by, in one frozen value: the file, the core's rules and hours made of it, the public list."""

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from kiosk.config.options import NOT_OPTIONS, Config
from kiosk.config.rules import hours_of, rules_of
from kiosk.core.calendar.hours import Hours
from kiosk.core.office.procedures import Procedures
from kiosk.core.office.rules import Rules
from kiosk.core.record.chain import canonical


@dataclass(frozen=True)
class Settings:
    """`listed`: the office's public list; `safe_mode`: nothing but numbers is given, after crashes."""

    config: Config
    rules: Rules
    hours: Hours
    listed: Procedures = ()
    safe_mode: bool = False


def settings_of(config: Config, listed: Procedures = (), safe_mode: bool = False) -> Settings:
    """`listed` as `procedures.of_config` reads it."""
    return Settings(config, rules_of(config), hours_of(config), listed, safe_mode)


def settings_hash(config: Config) -> str:
    """SHA-256, in hex, of all settings in force but the secrets: another hash, other settings."""
    return hashlib.sha256(canonical(_plain(config))).hexdigest()


def _plain(value: Any) -> Any:
    """JSON values of an options' table; without what no file sets and what no message shows."""
    if is_dataclass(value):
        told = [f for f in fields(value) if f.name not in NOT_OPTIONS and not f.metadata.get("secret")]
        return {f.name: _plain(getattr(value, f.name)) for f in told}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
