"""`python -m scripts.form OUT.html`: writes the form."""

import argparse
import sys
from pathlib import Path

from kiosk.host.command_line import Parser, exit_code
from scripts.form import page


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="python -m scripts.form", description="Writes the form for kiosk.toml as one HTML file.")
    made.add_argument("out", type=Path, metavar="OUT.html")
    return made


def write(out: Path) -> int:
    """0. Raises OSError."""
    out.write_text(page(), encoding="utf-8")
    return 0


def main() -> int:
    out: Path = parser().parse_args().out
    return exit_code(lambda: write(out), (OSError,), "form: ")


if __name__ == "__main__":
    sys.exit(main())
