"""The rooms of the house and who imports whom, as a Mermaid drawing: `python -m scripts.draw_rooms [--write]`.

Strategy: every import of every module is read (also those inside functions), gathered by room, and thinned: an arrow
that follows from others (a → b → c makes a → c) is left out, so that the drawing can be read. The rooms of `kiosk/`
stand on the floors of pyproject.toml. `--write` puts it into docs/architecture.md, where a test holds it to the code.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from kiosk.host.command_line import Parser

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
HOUSES = ("kiosk", "drivers", "display", "sync")
_DRAWING = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)

Arrow = tuple[str, str]


def floors() -> list[list[str]]:
    """The rooms of `kiosk/`, the highest floor first, as import-linter is told."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract for contract in linter["contracts"] if contract.get("containers") == ["kiosk"])["layers"]
    return [[room.strip() for room in floor.split("|")] for floor in layers]


def room_of(module: str) -> str:
    """`kiosk.core.figures` → `core`; the other houses are one room each."""
    house, *rest = module.split(".")
    return rest[0] if house == "kiosk" and rest else house


def imported(file: Path) -> Iterator[str]:
    """The modules of ours that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in HOUSES:
            whole = node.module in HOUSES
            yield from (f"{node.module}.{name.name}" for name in node.names) if whole else [node.module]
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] in HOUSES)


def arrows() -> set[Arrow]:
    """(who, whom) by room."""
    found = set[Arrow]()
    for file in (file for house in HOUSES for file in (ROOT / house).rglob("*.py")):
        here = room_of(".".join(file.relative_to(ROOT).with_suffix("").parts))
        found |= {(here, room_of(name)) for name in imported(file)}
    return {(here, there) for here, there in found if here != there}


def thinned(found: set[Arrow]) -> set[Arrow]:
    """Without the arrows that a longer way says already."""
    return {arrow for arrow in found if not _reaches(found - {arrow}, *arrow)}


def _reaches(found: set[Arrow], start: str, end: str) -> bool:
    seen, todo = set[str](), [start]
    while todo:
        here = todo.pop()
        seen.add(here)
        todo += [there for a, there in found if a == here and there not in seen]
    return end in seen


def drawing() -> str:
    lines = ["flowchart TD"]
    for number, floor in enumerate(floors()):
        lines += [f"  subgraph kiosk{number}[ ]", "    direction LR", *(f"    {room}" for room in floor), "  end"]
    lines += [f"  {house}[[{house}]]" for house in HOUSES if house != "kiosk"]
    return "\n".join(lines + [f"  {a} --> {b}" for a, b in sorted(thinned(arrows()))]) + "\n"


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="python -m scripts.draw_rooms", description="Draws who imports whom.")
    made.add_argument("--write", action="store_true", help="into docs/architecture.md; else onto standard output")
    return made


def main() -> int:
    if parser().parse_args().write:
        PAGE.write_text(_DRAWING.sub(lambda _: drawing(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(drawing(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
