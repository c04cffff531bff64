"""One file of tokens: pages in a browser have no colour, size of letters or step of their own (docs/look.md)."""

import re
from dataclasses import asdict
from math import atan, degrees, hypot
from pathlib import Path

import pytest

from display.drawing.style_sheet import properties, style_sheet
from display.drawing.text import font
from display.drawing.theme import BOARD, DAY

PAGES = ("board", "cabinet", "console", "phone", "supervisor", "technician")
OWN = {"u", "rows", "wide", "below"}  # lengths that a page works out, none of letters and none a step
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.I)
LETTERS = re.compile(r"var\(--(?:base|size|number)-[a-z]+\)|calc\(var\(--u\) \* .+\)|[\d.]+em|inherit|1rem")
STEP = re.compile(r"(?:calc\(-1 \* )?var\(--(?:space-\d|below)\)\)?|0|auto|\d+v[hw]|-?[\d.]+em|!important")
SHORT = re.compile(r"\d00 (?:var\(--size-[a-z]+\)|1rem)/[\d.]+ var\(--type\)")
ROUND = re.compile(r"var\(--(?:round-[a-z]+|space-\d)\)|0|50%|[\d.]+em")
NEWER = {  # what a browser of 2018 does not know, and leaves the whole declaration or rule out for
    "of lengths": re.compile(r"(?<![a-z-])(?:clamp|min|max)\("),
    "gap in a flex box": re.compile(r"(?<!grid-)(?<!column-)(?<!row-)\bgap:"),
    "of selectors": re.compile(r":(?:is|where|has)\(|(?<!not\():focus-visible"),
    "of boxes": re.compile(r"\b(?:inset|aspect-ratio|place-items):"),
}


def css_of(page: str) -> str:
    """Without its comments."""
    return re.sub(r"/\*.*?\*/", "", Path(f"display/{page}/{page}.css").read_text("utf-8"), flags=re.S)


def values(page: str, name: str) -> list[str]:
    """Of every declaration whose name is like this."""
    return re.findall(rf"(?<=[{{; ])(?:{name}): *([^;{{}}]+?) *(?=[;}}])", css_of(page))


def odd(pattern: re.Pattern[str], found: list[str]) -> list[str]:
    """Those of which some part is no such thing."""
    parts = r"(?:calc\([^()]*(?:\([^()]*\)[^()]*)*\)|\S)+"
    return [value for value in found for part in re.findall(parts, value) if not pattern.fullmatch(part)]


def test_the_style_sheet_of_all_pages_is_made_from_the_theme() -> None:
    assert Path("display/tokens/tokens.css").read_text("utf-8") == style_sheet()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_every_colour_size_and_step_from_the_tokens(page: str) -> None:
    """And has no typeface of its own; what it names is there."""
    own = css_of(page)
    assert "/assets/tokens/tokens.css" in Path(f"display/{page}/index.html").read_text("utf-8")
    assert COLOUR.findall(own) == [] and "@font-face" not in own
    assert odd(LETTERS, values(page, "font-size")) == []
    short = [font for font in values(page, "font") if font != "inherit"]
    assert [font for font in short if not SHORT.fullmatch(font)] == []
    assert odd(STEP, values(page, r"(?:margin|padding)(?:-[a-z]+)?|(?:grid-|column-|row-)?gap")) == []
    assert odd(ROUND, values(page, "border-radius")) == []
    assert set(re.findall(r"var\(--([\w-]+)", own)) <= {*properties(), *OWN}


@pytest.mark.parametrize("page", PAGES)
def test_scripts_and_markup_have_no_colour(page: str) -> None:
    files = [file for file in Path(f"display/{page}").iterdir() if file.suffix in (".js", ".html")]
    assert [file.name for file in files if COLOUR.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != "cabinet"])
def test_a_browser_of_2018_knows_what_stands_in_a_style_sheet(page: str) -> None:
    """The cabinet is a technician's own, on a machine of today."""
    assert {what for what, newer in NEWER.items() if newer.search(css_of(page))} == set()


def test_every_token_is_used() -> None:
    """By a page's style sheet, or by the board's script; the screens' palette stands there whole."""
    named = "".join(map(css_of, PAGES)) + Path("display/board/board.js").read_text("utf-8")
    palette = {name.replace("_", "-") for name in asdict(DAY)}
    unused = {name for name in properties() if name not in palette and f"--{name})" not in named}
    assert {name for name in unused if f"'{name.removeprefix('board-')}'" not in named} == set()


def test_a_television_of_43_inches_is_read_across_the_room() -> None:
    """Its numbers are 98 mm and more; what one needs has ten minutes of arc at 8 m, by capitals and digits."""
    unit_mm = 43 * 25.4 * 9 / hypot(16, 9) / 100

    def high(letter: str, weight: str, step: str) -> float:
        metrics = font(weight, 1000).metrics(letter)[0]
        assert metrics
        return float(metrics[3] - max(metrics[2], 0)) / 1000 * BOARD[step] * unit_mm

    assert min(high(digit, "Bold", "number") for digit in "0123456789") >= 98
    for letter in "0123456789ABCDEH":
        assert degrees(atan(high(letter, "SemiBold", "need") / 8000)) * 60 >= 10


def test_no_slip_has_a_size_of_its_own() -> None:
    """They are named where the blocks of a slip are, in millimetres of paper."""
    written = {file.name: file.read_text("utf-8") for file in Path("kiosk/paper").glob("*.py")}
    own = re.compile(r"\b(?:Text|Mark|Big)\([^\n]*, *\d+\.\d+ *[,)]")
    assert {name for name, text in written.items() if own.search(text)} == set()
