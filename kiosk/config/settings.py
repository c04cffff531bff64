"""What the kiosk goes by, in one frozen value: the file, the core's rules and hours made of it, the public list."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
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


DAILY = ("office", "services", "counters", "officers", "hours", "queue", "notices", "stopped")
"""What a running program takes over; devices, doors and the way to the city stay as they were opened."""


def renewed_config(config: Config) -> Config:
    """As it is written now, in what is of an office's day; what cannot be read changes nothing."""
    if not config.origin:
        return config
    try:
        new = load(config.origin)
    except ConfigError:
        return config
    return replace(config, **{name: getattr(new, name) for name in DAILY})


def renewed(settings: Settings) -> Settings:
    """The same for all that is made of it. Of the public list stays what an office's service takes in."""
    config = renewed_config(settings.config)
    letters = {service.letter for service in config.services}
    listed = tuple(found for found in settings.listed if not found.service or found.service in letters)
    return settings_of(config, listed, settings.safe_mode)


def settings_hash(config: Config) -> str:
    """SHA-256, in hex, of all settings in force but the secrets: another hash, other settings."""
    return hashlib.sha256(canonical(_plain(config))).hexdigest()


def hash_in_force(config: Config) -> Callable[[int], str]:
    """The same of what a program goes by that began with these, told by the row of the last change of an option: once
    another is written, what it takes over is read anew."""

    @lru_cache(maxsize=1)
    def at(row: int) -> str:
        return settings_hash(renewed_config(config))

    return at


def _plain(value: Any) -> Any:
    """JSON values of an options' table; without what no file sets and what no message shows."""
    if is_dataclass(value):
        told = [f for f in fields(value) if f.name not in NOT_OPTIONS and not f.metadata.get("secret")]
        return {f.name: _plain(getattr(value, f.name)) for f in told}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
