"""`./scripts/screens`: every screen as a picture, for the eye and for the documents.

Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import sys
from pathlib import Path

from kiosk.host.command_line import Parser, exit_code, number
from kiosk.host.progress import Progress


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/screens", description="Draws every screen into a folder as PNG.")
    made.add_argument("folder", type=Path, metavar="FOLDER")
    made.add_argument("width", type=number(320, 7680), nargs="?", default=1280, metavar="WIDTH", help="dots (1280)")
    made.add_argument("height", type=number(240, 4320), nargs="?", default=800, metavar="HEIGHT", help="dots (800)")
    made.add_argument("mm", type=number(50, 2000), nargs="?", default=217, metavar="MM", help="of the width (217)")
    said = "instead: what people see of each damage to the disk, or of these alone"
    made.add_argument("--damage", nargs="*", metavar="NAME", help=said)
    return made


def main() -> int:
    asked = parser().parse_args()
    if asked.damage is not None:
        from scripts.screenshots import damage

        return exit_code(lambda: damage.draw(asked.folder, tuple(asked.damage)), (OSError,), "screens: ")
    return exit_code(lambda: draw(asked.folder, asked.width, asked.height, asked.mm), (OSError,), "screens: ")


def draw(folder: Path, width: int, height: int, mm: int) -> int:
    """All of them into `folder`, the board as on a television, with a count on the way; 0. Raises OSError."""
    from display.drawing.canvas import Canvas
    from display.drawing.theme import Theme
    from display.engine import pygame
    from display.touchscreen.layout import layout
    from scripts.screenshots import boards
    from scripts.screenshots.views import VIEWS

    folder.mkdir(parents=True, exist_ok=True)
    with Progress(len(VIEWS)) as progress:
        for done, (name, view) in enumerate(VIEWS.items()):
            progress.reach(done, name)
            theme = Theme.of(width, height, mm, view.large, view.contrast)
            canvas = Canvas(theme)
            canvas.draw(layout(view, theme))
            pygame.image.save(canvas.surface, folder / f"{name}.png")
    boards.draw(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
