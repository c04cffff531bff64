"""What the kiosk goes by, in one frozen value: the file, the core's rules and hours made of it, the public list."""

from dataclasses import dataclass

from kiosk.config.options import Config
from kiosk.config.rules import hours_of, rules_of
from kiosk.core.calendar.hours import Hours
from kiosk.core.office.procedures import Procedures
from kiosk.core.office.rules import Rules


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
