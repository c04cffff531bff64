"""No program writes into its log what counts ratings or comes at one: the log is in the bundle, with its times.

Read off the source: whatever is printed or told, and which values stand in it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSES = ("kiosk/app", "kiosk/console", "kiosk/devices", "kiosk/paper", "kiosk/service", "kiosk/recovery", "sync")
LEFT_OUT = "sync/city"  # not on the kiosk
TELLS = {"print", "say", "_say"}
COUNTING = {
    *("level", "levels", "rating", "reasons", "stream", "sequence", "seq", "hash", "prevhash", "head", "heads"),
    *("_head", "cursor", "stored", "rows", "row", "events", "salt"),
}
MAY = {
    "sync/fetching/asking.py": "what comes back from the city, after a loss and never at a press",
    "kiosk/recovery/backup_command.py": "of a whole copy, to who has it in hand",
}


def counted(tree: ast.AST) -> Iterator[str]:
    """The values in what a call prints or tells that count, or name a stream."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for part in ast.walk(ast.Tuple(call.args)) if name in TELLS else ():
            value = part.attr if isinstance(part, ast.Attribute) else part.id if isinstance(part, ast.Name) else ""
            if value in COUNTING:
                yield f"{value}, line {call.lineno}"


def test_no_line_of_a_log_counts() -> None:
    """A new line that does goes without the number, or stands above with its reason."""
    found = {}
    for path in (path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(LEFT_OUT) and (said := [*counted(ast.parse(path.read_text(encoding="utf-8")))]):
            found[name] = said
    assert {name: said for name, said in found.items() if name not in MAY} == {}
    assert set(MAY) <= set(found), "a reason that nothing needs any more"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('self._say(f"{stream}: sent again")', True),
        ('say(f"our head is {self._head(s)}")', True),
        ('print(f"{taken.rows} new events")', True),
        ("print(event.level)", True),
        ('self._say(f"broker: {news.why}")', False),
        ("log(rows)", False),
    ],
)
def test_a_line_that_counts_is_found(line: str, found: bool) -> None:
    assert bool([*counted(ast.parse(line))]) is found
