"""The citizen's dialog as a Mermaid drawing: `python -m scripts.draw_dialog [--write]`.

Drawn from the dialog's table, row by row; a row that stays on its screen is no arrow. `--write` puts it into
docs/talk.md, where a test holds it to the table.
"""

import argparse
import re
import sys
from pathlib import Path

from kiosk.core.dialog.table import TABLE
from kiosk.host.command_line import Parser

PAGE = Path(__file__).parents[1] / "docs/talk.md"
_DRAWING = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)


def name_of(kind: type) -> str:
    """An input's class in words: TapDone, "tap done"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def drawing() -> str:
    lines = ["stateDiagram-v2", "    [*] --> home"]
    for row in TABLE:
        if row.to != "=":
            source, to = (name.replace("-", "_") for name in (row.screen, row.to))
            lines.append(f"    {source.replace('*', 'any')} --> {to.replace('base', 'home')}: {name_of(row.on)}")
    return "\n".join(lines) + "\n"


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="python -m scripts.draw_dialog", description="Draws the citizen's dialog.")
    made.add_argument("--write", action="store_true", help="into docs/talk.md; else onto standard output")
    return made


def main() -> int:
    if parser().parse_args().write:
        PAGE.write_text(_DRAWING.sub(lambda _: drawing(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(drawing(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
