"""The tokens: sizes and colours of everything on screens and pages (docs/look.md), by name. Nothing else has its own.

Screens are in millimetres of the panel; pages in a browser have the steps of `PAGE`, the board those of `BOARD`
(display/drawing/style_sheet.py makes them a style sheet); slips have theirs in kiosk/core/words/slip.py.

Letters are measured by their capitals; 0.7 of the type size is taken for them (Be Vietnam Pro's own are 0.74). Three
sizes are enough: `text` (4.8 mm, the least there is), `choose` (6.4 mm, what one needs in order to choose), `title`;
large mode makes them 1.33 times as large. On a panel with more room than a 10.1" one everything grows with it. Contrast
of each word on its ground is at least 10:1, in the high-contrast theme 20:1 (tested).
"""

from dataclasses import dataclass
from math import ceil

Colour = tuple[int, int, int]
CAPITAL = 0.7
TEXT_MM, CHOOSE_MM, LARGE = 4.8, 6.4, 8.5 / 6.4
TOUCH_MM, CARD_MM, GAP_MM = 20.0, 30.0, 2.6
TEN_INCH = (1280, 800, 1280 / 217)  # dots, and dots a millimetre, of the panel that docs/look.md is written for
_TEN_INCH_MM = 120  # short side from which cards are held to CARD_MM; below, to TOUCH_MM


@dataclass(frozen=True)
class Palette:
    ink: Colour = (20, 28, 38)
    paper: Colour = (246, 244, 239)
    card: Colour = (255, 255, 255)
    line: Colour = (214, 209, 199)
    navy: Colour = (11, 54, 92)
    on_navy: Colour = (255, 255, 255)
    gold: Colour = (245, 190, 65)
    on_gold: Colour = (20, 28, 38)
    quiet: Colour = (50, 60, 73)
    pressed: Colour = (214, 227, 240)
    on_pressed: Colour = (20, 28, 38)
    pressed_line: Colour = (11, 54, 92)
    levels: tuple[Colour, Colour, Colour, Colour] = ((164, 32, 28), (118, 82, 0), (0, 92, 130), (0, 98, 60))


DAY = Palette()
PAGES: dict[str, Colour] = {  # beside the palette, what pages need: grounds, a control's edge, words of alarm
    "navy-lit": (18, 74, 124),
    "edge": (110, 119, 129),
    "off": (231, 227, 218),
    "amber": (253, 243, 220),
    "red": (138, 24, 20),
    "red-pale": (247, 222, 219),
    "green": (0, 77, 47),
    "green-pale": (220, 235, 226),
    "wall": (233, 229, 220),  # the simulated cabinet: the hall behind it, its sheet metal, what is black
    "metal": (238, 240, 242),
    "metal-deck": (211, 216, 220),
    "metal-edge": (201, 206, 211),
    "ring": (139, 147, 155),
    "ring-deep": (109, 117, 125),
    "black": (20, 24, 29),
    "glass": (124, 29, 29),
    "glass-deep": (42, 11, 13),
}
COVERS = {"veil": 0.7, "shade": 0.28}  # of ink: over a page behind a question; what a thing throws on its ground
PAGE: dict[str, dict[str, str]] = {
    "base": {"close": "15px", "hand": "16px", "desk": "17px", "phone": "20px", "far": "23px"},  # a page's own 1rem
    "size": {
        "mark": ".75rem", "small": ".9rem", "text": "1rem", "strong": "1.15rem", "lead": "1.35rem", "title": "1.7rem",
        "huge": "2rem",
    },
    "space": {
        "1": ".1rem", "2": ".2rem", "3": ".3rem", "4": ".45rem", "5": ".6rem", "6": ".85rem", "7": "1.1rem",
        "8": "1.5rem", "9": "2rem",
    },
    "round": {"small": "8px", "plain": "12px", "large": "20px"},
}  # fmt: skip
TOUCH_PX = 44  # the least side of what is pressed on a page
NUMBERS = {"desk": "26vh", "idle": "7vh", "hand": "30vw", "phone": "27vw", "most": "150px"}  # one number, seen at once
BOARD = {  # hundredths of a television's height; with capitals of 0.7, ten minutes of arc at 8 m are 6.3 on 43 inches
    "number": 25,
    "number-least": 14,
    "counter": 9.4,
    "need": 6.3,
    "text": 4.8,
    "small": 2.9,
}
CONTRAST = Palette(
    ink=(255, 255, 255),
    paper=(0, 0, 0),
    card=(0, 0, 0),
    line=(255, 255, 255),
    navy=(0, 0, 0),
    on_navy=(255, 255, 255),
    gold=(255, 255, 255),
    on_gold=(0, 0, 0),
    quiet=(255, 255, 255),
    pressed=(255, 255, 205),
    on_pressed=(0, 0, 0),
    pressed_line=(255, 255, 205),
    levels=((255, 255, 255),) * 4,
)


@dataclass(frozen=True)
class Theme:
    """Dots for one panel: `text`, `choose`, `title` are type sizes; `touch`, `card` the least sides to touch."""

    width: int
    height: int
    dot: float  # dots a millimetre
    large: bool
    colours: Palette
    text: int
    choose: int
    title: int
    touch: int
    card: int
    gap: int
    edge: int
    radius: int

    @classmethod
    def of(cls, width: int, height: int, screen_mm: int, large: bool = False, contrast: bool = False) -> "Theme":
        """`screen_mm`: the visible width."""
        dot, scale = width / screen_mm, _scale(width, height)
        mm = max(dot, TEN_INCH[2] * scale)  # dots of a millimetre, or of its share of the picture
        more = LARGE if large else 1.0
        text, choose = (round(size * more * mm / CAPITAL) for size in (TEXT_MM, CHOOSE_MM))
        card = CARD_MM if min(width, height) / dot >= _TEN_INCH_MM else TOUCH_MM
        return cls(
            width,
            height,
            dot,
            large,
            CONTRAST if contrast else DAY,
            text,
            choose,
            title=round(choose * 1.1),
            touch=ceil(TOUCH_MM * mm),
            card=ceil(card * dot),
            gap=max(ceil(GAP_MM * dot), round(20 * scale)),
            edge=max(round(40 * scale), 24),
            radius=round(22 * scale),
        )

    @property
    def air(self) -> int:
        """Between a screen's parts; less where room is short."""
        return self.gap // 2 if self.roomy else self.gap // 4

    @property
    def roomy(self) -> bool:
        """Two lines of header leave enough for the rest."""
        return self.height >= 19.5 * self.text and not self.large


def _scale(width: int, height: int) -> float:
    """How much larger than that of a 10.1" panel a picture of these dots is, by the side that has less room."""
    return min(min(width, height) / TEN_INCH[1], max(width, height) / TEN_INCH[0])


def width_mm(width: int, height: int) -> int:
    """The width at which letters take the same share of a picture of these dots as on a 10.1" panel: all that the
    screens hold has room then (tested)."""
    return ceil(width / (TEN_INCH[2] * _scale(width, height)))


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.1's contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (c / 255 for c in colour)
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
