"""The board that the kiosk draws: every word whole in its place, letters as large as the hall is deep."""

from dataclasses import replace
from itertools import combinations

import pytest

from display.drawing.elements import Box, Line
from display.drawing.text import font, leading, width
from display.drawing.theme import contrast
from display.television.layout import Board, layout
from display.television.look import FRESH, stale
from display.television.painter import Painter
from display.television.scene import Scene, Spot
from scripts.screenshots.boards import BOARDS, BUSY, LINES, LONG

TELEVISIONS = ((1920, 1080), (1366, 768), (1280, 720), (3840, 2160), (1024, 768), (1080, 1920), (720, 576))
TEN_MINUTES = 47  # dots of a capital at 1080 lines of 43 inches: 23.3 mm, ten minutes of arc at 8 m


def inked(line: Line) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is written: capitals, and accents and tails where there are any."""
    type_, wide = font(line.weight, line.size), width(line.text, line.weight, line.size)
    left = line.x - {"left": 0, "middle": wide // 2, "right": wide}[line.anchor]
    foot = line.top + (leading(line.size) + type_.get_ascent() + type_.get_descent()) // 2
    above, below = (0.74, 0.0) if line.text.isupper() or line.text[0].isdecimal() else (0.9, 0.22)
    return left, foot - round(above * line.size), left + wide, foot + round(below * line.size)


def capital(line: Line) -> float:
    return line.size * 0.74


@pytest.mark.parametrize("size", TELEVISIONS, ids=str)
@pytest.mark.parametrize("name", BOARDS)
def test_no_word_leaves_its_place_on_any_television(name: str, size: tuple[int, int]) -> None:
    """Twenty counters, an office of ninety letters, services of eighty among them; no words lie on each other."""
    places = []
    for element in layout(BOARDS[name], Board.of(size)):
        x, y, w, h = element.rect
        assert x >= 0 and y >= 0 and x + w <= size[0] and y + h <= size[1], element
        lines = [shape for shape in element.shapes if isinstance(shape, Line)]
        for left, _, right, _ in map(inked, lines):
            assert x <= left and right <= x + w, element
        places += [inked(line) for line in lines if element.id != "offline" and line.text]
    for (a, b, c, d), (e, f, g, h) in combinations(places, 2):
        assert c <= e or g <= a or d <= f or h <= b


@pytest.mark.parametrize("name", BOARDS)
def test_every_word_of_a_scene_stands_on_the_board(name: str) -> None:
    scene = BOARDS[name]
    drawn = " ".join(
        shape.text for e in layout(scene, Board.of((1920, 1080))) for shape in e.shapes if isinstance(shape, Line)
    ).split()
    said = [scene.office, scene.hotline, scene.clock, scene.welcome, scene.notice]
    said += [f"{call.said} {call.ticket} Quầy {call.counter}" for call in scene.calls]
    said += [f"{spot.counter} {spot.said}" for spot in scene.spots]
    said += [f"{line.letter} {line.waiting} người chờ {line.name}" for line in scene.lines]
    assert [word for word in " ".join(said).split() if word not in drawn] == []


def test_letters_are_as_large_as_the_hall_is_deep() -> None:
    """At 1080 lines: digits of calls 198 dots, counts and letters of lines ten minutes of arc at 8 m."""
    elements = {e.id: [s for s in e.shapes if isinstance(s, Line)] for e in layout(BUSY, Board.of((1920, 1080)))}
    for n in range(3):
        number = elements[f"call-{n}"][0]
        assert number.text in ("A015", "B007", "A014") and capital(number) >= 198
        assert [capital(line) >= TEN_MINUTES for line in elements[f"line-{n}"][:2]] == [True, True]


def test_gold_is_who_was_called_just_now() -> None:
    """The card of a new call and its counter in the list, and nothing else but the mark of a trial."""
    gold = {
        e.id
        for e in layout(LONG, Board.of((1920, 1080)))
        if any(isinstance(shape, Box) and shape.fill == FRESH.gold for shape in e.shapes)
    }
    assert gold == {"training", "call-0", "call-1", *(f"spot-{n}" for n in range(3, 21, 3))}


def test_a_stale_board_is_grey_and_its_warning_is_not() -> None:
    grey = stale(FRESH)
    assert all(max(colour) - min(colour) < 16 for colour in (grey.gold, grey.navy, grey.ink, grey.amber))
    painter = Painter((1920, 1080))
    painter.draw(BUSY)
    assert painter.surface.get_at((800, 130))[:3] == FRESH.gold
    painter.draw(replace(BUSY, offline=True))
    assert painter.surface.get_at((800, 130))[:3] == grey.gold
    assert painter.surface.get_at((20, 1070))[:3] == (138, 24, 20)
    painter.draw(BUSY)
    assert painter.surface.get_at((800, 130))[:3] == FRESH.gold


@pytest.mark.parametrize(
    ("ink", "ground"), [("ink", "paper"), ("ink", "gold"), ("on_navy", "navy"), ("quiet", "card"), ("ink", "amber")]
)
def test_words_stand_out(ink: str, ground: str) -> None:
    assert contrast(getattr(FRESH, ink), getattr(FRESH, ground)) >= 9


CHANGES: dict[str, tuple[Scene, set[str]]] = {
    "nothing": (BUSY, set()),
    "the clock": (replace(BUSY, clock="08:16"), {"clock"}),
    "no call is new": (
        replace(
            BUSY, calls=tuple(replace(c, said="") for c in BUSY.calls), spots=(Spot(1, "", "A015"), *BUSY.spots[1:])
        ),
        {"call-0", "spot-1"},
    ),
    "a counter rests": (replace(BUSY, spots=(*BUSY.spots[:8], Spot(9, "paused", "tạm nghỉ"))), {"spot-9"}),
    "one more waits": (replace(BUSY, lines=(*LINES[:2], replace(LINES[2], waiting=1))), {"line-2"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_drawn_again(name: str) -> None:
    """A second that changes nothing costs nothing; the rest of the picture stays untouched."""
    scene, changed = CHANGES[name]
    painter = Painter((1920, 1080))
    painter.draw(BUSY)
    places = {e.id: e.rect for e in layout(scene, Board.of((1920, 1080)))}
    assert {tuple(rect) for rect in painter.draw(scene)} == {places[id_] for id_ in changed}


@pytest.mark.parametrize("before", BOARDS)
@pytest.mark.parametrize("after", BOARDS)
def test_drawn_over_another_scene_it_is_as_drawn_anew(before: str, after: str) -> None:
    """No dot of what stood there before is left."""
    over, anew = Painter((1280, 720)), Painter((1280, 720))
    over.draw(BOARDS[before])
    over.draw(BOARDS[after])
    anew.draw(BOARDS[after])
    assert over.surface.get_buffer().raw == anew.surface.get_buffer().raw
