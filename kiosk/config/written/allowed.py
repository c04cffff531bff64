"""Which options may be set on the box without kiosk.toml: an office's daily work, and nothing of the machine. Pure.

Nothing here names a file, a program, a device or an address, says which ratings count, or is a secret but an officer's
PIN. What is not named is refused, so a new option is until somebody puts it here.
"""

import re

SINGLE = (
    "office.hotline",
    *(f"hours.{name}" for name in ("days", "morning", "afternoon", "early_minutes", "holidays")),
    *(f"queue.{name}" for name in ("priority_every", "priority_cap_minutes", "ordinary_cap_minutes", "return_minutes")),
)
NOTICES, STOPPED = "notices", "stopped"  # texts for citizens, which no file holds
ROWS = {"services": "letter", "counters": "number", "officers": "id"}
"""Tables of which a row is set or taken away as one option, and what a row is known by: `officers.cb01`."""
_ROW = re.compile(r"services\.[A-Z]|counters\.[1-9][0-9]?|officers\.[A-Za-z0-9_-][A-Za-z0-9._-]{0,31}")


def may_be_set(option: str) -> bool:
    return option in (*SINGLE, NOTICES, STOPPED) or _ROW.fullmatch(option) is not None


def row_of(option: str) -> tuple[str, str] | None:
    """Table and row of `officers.cb01`; None for a single option."""
    table, _, row = option.partition(".")
    return (table, row) if table in ROWS else None
