"""Writes what pages share with the screens, display/tokens/tokens.css and compounds.js, from theme and words."""

import argparse
import sys
from pathlib import Path

import display
from display.drawing.style_sheet import compounds, style_sheet
from kiosk.host.command_line import Parser

FOLDER = Path(display.__file__).parent / "tokens"
FILES = {"tokens.css": style_sheet, "compounds.js": compounds}


def parser() -> argparse.ArgumentParser:
    return Parser(prog="python -m scripts.write_tokens", description="Writes display/tokens from theme and words.")


def main() -> int:
    parser().parse_args()
    for name, made in FILES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
