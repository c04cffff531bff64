"""What pages in a browser share with the screens, made for them (display/tokens): colours, letters and steps as a style
sheet, and the words that no line parts. Pure.

The files stand in the repository, so that the console serves them as they are; a test holds them to these functions.
`python -m scripts.write_tokens` writes them again. They know nothing that browsers of 2018 do not know.
"""

from dataclasses import asdict

from display.drawing.theme import BOARD, COVERS, DAY, NUMBERS, PAGE, PAGES, TOUCH_PX, Colour
from kiosk.core.words.compounds import COMPOUNDS

_WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_FACE = """@font-face {{ font-family: "Be Vietnam Pro"; font-weight: {}; src: url("/fonts/BeVietnamPro-{}.ttf"); }}"""


def style_sheet() -> str:
    """Custom properties by the theme's own names: `--ink`, `--on-navy` and so on, steps, and the typeface."""
    faces = [_FACE.format(weight, name) for weight, name in _WEIGHTS.items()]
    own = [f"  --{name}: {value};" for name, value in properties().items()]
    said = "/* Made by display/drawing/style_sheet.py from the theme of the screens: change it there. */"
    return "\n".join([said, *faces, ":root {", *own, "}", ""])


def compounds() -> str:
    """A script with the words, for display/tokens/whole.js."""
    said = "// Made by display/drawing/style_sheet.py from kiosk/core/words/compounds.py: change them there."
    return f"{said}\nwindow.COMPOUNDS = '{','.join(sorted(COMPOUNDS))}';\n"


def properties() -> dict[str, str]:
    """By name without the dashes. `board-…`: numbers, in hundredths of the television's height."""
    colours = {name: f"#{bytes(colour).hex()}" for name, colour in _colours().items()}
    steps = {f"{kind}-{name}": step for kind, named in PAGE.items() for name, step in named.items()}
    numbers = {f"number-{name}": size for name, size in NUMBERS.items()}
    board = {f"board-{name}": str(size) for name, size in BOARD.items()}
    covers = {name: f"rgba({', '.join(map(str, (*DAY.ink, much)))})" for name, much in COVERS.items()}
    letters = {"type": '"Be Vietnam Pro", sans-serif', "touch": f"{TOUCH_PX}px"}
    return {**colours, **covers, **letters, **steps, **numbers, **board}


def _colours() -> dict[str, Colour]:
    plain = {name.replace("_", "-"): value for name, value in asdict(DAY).items() if name != "levels"}
    levels = {f"level-{n}": colour for n, colour in enumerate(DAY.levels, start=1)}
    return {**plain, **levels, **PAGES}
