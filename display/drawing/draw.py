"""Pieces to pixels: boxes with smooth corners (a disc drawn at four times its size), faces, lines set by their foot."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from display.drawing.elements import Box, Disc, Face, Line, Person, Shape
from display.drawing.text import font, leading
from display.drawing.theme import Colour
from display.engine import pygame

FINE = 4


def draw(surface: pygame.Surface, shape: Shape) -> None:
    """Draws one shape."""
    _DRAWN[type(shape)](surface, shape)


@lru_cache(maxsize=64)
def disc(radius: int, colour: Colour) -> pygame.Surface:
    big = pygame.Surface((radius * 2 * FINE, radius * 2 * FINE), pygame.SRCALPHA)
    big.fill((*colour, 0))
    pygame.draw.circle(big, colour, (radius * FINE, radius * FINE), radius * FINE)
    return pygame.transform.smoothscale(big, (radius * 2, radius * 2))


def _box(surface: pygame.Surface, box: Box) -> None:
    if box.line is None:
        _round(surface, pygame.Rect(box.rect), box.radius, box.fill)
        return
    _round(surface, pygame.Rect(box.rect), box.radius, box.line)
    inner = pygame.Rect(box.rect).inflate(-2 * box.stroke, -2 * box.stroke)
    _round(surface, inner, max(0, box.radius - box.stroke), box.fill)


def _round(surface: pygame.Surface, rect: pygame.Rect, radius: int, colour: Colour) -> None:
    """A rectangle with smooth corners: two bars and the four quarters of a disc."""
    if not radius:
        surface.fill(colour, rect)
        return
    surface.fill(colour, rect.inflate(-2 * radius, 0))
    surface.fill(colour, rect.inflate(0, -2 * radius))
    corner = disc(radius, colour)
    for right in (0, 1):
        for low in (0, 1):
            place = (rect.right - radius if right else rect.left, rect.bottom - radius if low else rect.top)
            surface.blit(corner, place, (right * radius, low * radius, radius, radius))


def _disc(surface: pygame.Surface, shape: Disc) -> None:
    surface.blit(disc(shape.radius, shape.colour), (shape.x - shape.radius, shape.y - shape.radius))


def _line(surface: pygame.Surface, line: Line) -> None:
    """Set by its foot: a line with stacked marks makes a taller picture and must not jump."""
    type_ = font(line.weight, line.size)
    drawn = type_.render(line.text, True, line.colour)
    baseline = line.top + (leading(line.size) + type_.get_ascent() + type_.get_descent()) // 2
    y = baseline - drawn.get_height() - type_.get_descent()
    x = {"left": 0, "middle": drawn.get_width() // 2, "right": drawn.get_width()}[line.anchor]
    surface.blit(drawn, (line.x - x, y))


def _person(surface: pygame.Surface, shape: Person) -> None:
    surface.blit(person(shape.size, shape.colour), (shape.x, shape.y))


@lru_cache(maxsize=16)
def person(size: int, colour: Colour) -> pygame.Surface:
    big = pygame.Surface((size * FINE, size * FINE), pygame.SRCALPHA)
    big.fill((*colour, 0))
    full = size * FINE
    pygame.draw.circle(big, colour, (full // 2, round(full * 0.27)), round(full * 0.22))
    pygame.draw.ellipse(big, colour, (round(full * 0.12), round(full * 0.55), round(full * 0.76), round(full * 0.9)))
    return pygame.transform.smoothscale(big, (size, size))


def _face(surface: pygame.Surface, face: Face) -> None:
    drawn = face_picture(face.radius, face.level, face.colour, face.ground)
    surface.blit(drawn, (face.x - face.radius, face.y - face.radius))


@lru_cache(maxsize=16)
def face_picture(radius: int, level: int, colour: Colour, ground: Colour) -> pygame.Surface:
    """A disc with eyes and a mouth: wide laugh, smile, straight, turned down."""
    full = radius * 2 * FINE
    big = pygame.Surface((full, full), pygame.SRCALPHA)
    big.fill((*colour, 0))
    pygame.draw.circle(big, colour, (full // 2, full // 2), full // 2)
    for side in (-1, 1):
        pygame.draw.circle(big, ground, (full // 2 + round(side * full * 0.17), round(full * 0.39)), round(full * 0.05))
    _MOUTHS[level](big, full, colour, ground)
    return pygame.transform.smoothscale(big, (radius * 2, radius * 2))


def _laugh(big: pygame.Surface, full: int, colour: Colour, ground: Colour) -> None:
    pygame.draw.ellipse(big, ground, (full * 0.26, full * 0.36, full * 0.48, full * 0.46))
    pygame.draw.rect(big, colour, (full * 0.2, full * 0.3, full * 0.6, full * 0.24))
    for side in (-1, 1):
        pygame.draw.circle(big, ground, (full // 2 + round(side * full * 0.17), round(full * 0.39)), round(full * 0.05))


def _arc(big: pygame.Surface, full: int, ground: Colour, middle: float, begin: float, end: float) -> None:
    """A stroke of round dots along a circle: `pygame.draw.arc` leaves holes."""
    for step in range(121):
        angle = begin + (end - begin) * step / 120
        x, y = full / 2 + math.cos(angle) * full * 0.24, full * middle + math.sin(angle) * full * 0.24
        pygame.draw.circle(big, ground, (round(x), round(y)), round(full * 0.032))


def _smile(big: pygame.Surface, full: int, colour: Colour, ground: Colour) -> None:
    _arc(big, full, ground, 0.46, math.radians(25), math.radians(155))


def _straight(big: pygame.Surface, full: int, colour: Colour, ground: Colour) -> None:
    bar = pygame.Rect(full * 0.3, full * 0.63, full * 0.4, full * 0.064)
    pygame.draw.rect(big, ground, bar, border_radius=bar.height // 2)


def _frown(big: pygame.Surface, full: int, colour: Colour, ground: Colour) -> None:
    _arc(big, full, ground, 0.88, math.radians(212), math.radians(328))


_MOUTHS = {4: _laugh, 3: _smile, 2: _straight, 1: _frown}

_DRAWN: dict[type, Callable[[pygame.Surface, Any], None]] = {
    Box: _box,
    Line: _line,
    Face: _face,
    Disc: _disc,
    Person: _person,
}
