"""Options set in the text of a kiosk.toml, as a person would set them: every comment stays, every line in its place.

Strategy: each option first gets a line of its own where somebody would look for it: its line of today, that of its old
name, the commented line that shows its default, else one below the table's head; then tomlkit sets the value on that
line. Text in, text out; who writes it whole is not here. Raises ValueError for a text that is no TOML.
"""

from collections.abc import Mapping
from typing import Any

import tomlkit

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.renamed import RENAMED
from kiosk.config.toml_text import lines, tables


def with_options(text: str, options: Mapping[str, Any]) -> str:
    """The text with every `table.option` of `options` set; a table that is not there is added at the end."""
    tables(text)  # what tomlkit says of a broken line quotes it
    for name in options:
        text = _opened(text, name)
    document = tomlkit.parse(text)
    for name, value in options.items():
        table, key = name.split(".")
        document.setdefault(table, tomlkit.table())[key] = value
    return tomlkit.dumps(document)


def with_pins(text: str, pins: Mapping[str, int]) -> str:
    """The text with `pin` of each [[buttons]] set by its name; a name that is not there gets a table of its own."""
    tables(text)
    document = tomlkit.parse(text)
    buttons = document.setdefault("buttons", tomlkit.aot())
    known = {button["name"]: button for button in buttons}
    for name, pin in pins.items():
        if name in known:
            known[name]["pin"] = pin
        else:
            buttons.append(tomlkit.item({"name": name, "pin": pin}))
    return tomlkit.dumps(document)


def _opened(text: str, name: str) -> str:
    """The text with a line for this option. A table that is written otherwise than as [table] is left to tomlkit."""
    at, rows = lines(text), text.split("\n")
    head = at.get(name.partition(".")[0], 0)
    if name not in at and head and rows[head - 1].lstrip().startswith("["):
        _open(rows, at, head, name)
    return "\n".join(rows)


def _open(rows: list[str], at: Mapping[str, int], head: int, name: str) -> None:
    key = name.partition(".")[2]
    old = next((before for before, after in RENAMED.items() if after == name and before in at), "")
    shown = _shown_at(rows, head, key)
    if old:
        rows[at[old] - 1] = rows[at[old] - 1].replace(old.partition(".")[2], key, 1)
    elif shown is not None:
        rows[shown] = rows[shown].lstrip("# ")
    else:
        rows.insert(head, f"{key} = 0")


def _shown_at(rows: list[str], head: int, key: str) -> int | None:
    """Where a comment of the table below line `head` shows the option: `# key = value`."""
    for n, row in enumerate(rows[head:], head):
        if row.lstrip().startswith("["):
            return None
        if row.startswith("#") and _sets(row.lstrip("# "), key):
            return n
    return None


def _sets(row: str, key: str) -> bool:
    try:
        return list(tables(row)) == [key]
    except ConfigError:
        return False
