"""How a touch panel lies on its screen: a matrix of 2 x 3, from shares of what it reports to shares of the screen.

x' = a·x + b·y + c and y' = d·x + e·y + f, all of 0 … 1, as libinput's own calibration option has them and as the
technician writes them: "a b c d e f". `fitted` makes one from four touched marks. Pure; the driver only applies it.
"""

import math
from collections.abc import Sequence

Matrix = tuple[float, float, float, float, float, float]
Share = tuple[float, float]
SAME: Matrix = (1, 0, 0, 0, 1, 0)
_FLAT = 0.05  # of the screen's square: marks that lie nearly on one line say nothing


def parsed(text: str) -> Matrix:
    """`hardware.touch_matrix`; "" for a panel that lies as its screen does. Raises ValueError."""
    if not text.strip():
        return SAME
    a, b, c, d, e, f = (float(word) for word in text.split())
    if not all(map(math.isfinite, (a, b, c, d, e, f))) or a * e == b * d:
        raise ValueError(f"{text!r} puts all touches on one line")
    return a, b, c, d, e, f


def written(matrix: Matrix) -> str:
    """As `parsed` reads it."""
    return " ".join(f"{round(value, 4) + 0.0:g}" for value in matrix)


def placed(matrix: Matrix, x: float, y: float) -> Share:
    a, b, c, d, e, f = matrix
    return a * x + b * y + c, d * x + e * y + f


def fitted(felt: Sequence[Share], marks: Sequence[Share]) -> Matrix | None:
    """The matrix that brings what was felt at four marks (around a rectangle) to the marks; None: there is none."""
    (px, py), (qx, qy), (ox, oy) = _sides(felt)
    (mx, my), (nx, ny), (ux, uy) = _sides(marks)
    area = px * qy - qx * py
    if abs(area) < _FLAT:
        return None
    a, b = (mx * qy - nx * py) / area, (nx * px - mx * qx) / area
    d, e = (my * qy - ny * py) / area, (ny * px - my * qx) / area
    return a, b, ux - a * ox - b * oy, d, e, uy - d * ox - e * oy


def snapped(matrix: Matrix) -> Matrix:
    """The nearest of the eight ways to lay the panel on the screen edge to edge: turned, mirrored, or both."""
    a, b, _, d, e, _ = (max(-1, min(1, round(value))) for value in matrix)
    return a, b, float(a + b < 0), d, e, float(d + e < 0)


def _sides(corners: Sequence[Share]) -> tuple[Share, Share, Share]:
    """The mean first side, the mean second side, and the middle."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    first = ((bx - ax + cx - dx) / 2, (by - ay + cy - dy) / 2)
    second = ((dx - ax + cx - bx) / 2, (dy - ay + cy - by) / 2)
    return first, second, ((ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4)


def worst(matrix: Matrix, felt: Sequence[Share], marks: Sequence[Share]) -> float:
    """How far the worst of the touches still is from its mark, in shares of the screen."""
    return max(math.dist(placed(matrix, *touch), mark) for touch, mark in zip(felt, marks, strict=True))


def unturned(place: Share, rotate: int) -> Share:
    """A share of the upright picture as a share of the panel, which stands turned by `rotate` degrees clockwise."""
    x, y = place
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[rotate]
