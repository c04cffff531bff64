"""A PNG of our own is read by a library as what was drawn."""

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.png import png

ROWS = st.integers(1, 9).flatmap(
    lambda width: st.lists(st.binary(min_size=3 * width, max_size=3 * width), min_size=1, max_size=5)
)


@given(ROWS, st.sampled_from([1, 6, 9]))
def test_colours_are_read_back(rows: list[bytes], level: int) -> None:
    """RGB of 8 bits, any size."""
    picture = Image.open(io.BytesIO(png(len(rows[0]) // 3, rows, level=level)))
    assert picture.mode == "RGB" and picture.size == (len(rows[0]) // 3, len(rows))
    assert picture.tobytes() == b"".join(rows)


@given(st.lists(st.lists(st.integers(0, 3), min_size=8, max_size=8), min_size=1, max_size=5))
def test_indices_of_a_palette_are_read_back(rows: list[list[int]]) -> None:
    """Two bits each, four to a byte, the first one highest."""
    palette = bytes(range(12))
    packed = [bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in (row[:4], row[4:])) for row in rows]
    picture = Image.open(io.BytesIO(png(8, packed, palette, 2)))
    dots = [palette[3 * n : 3 * n + 3] for row in rows for n in row]
    assert picture.mode == "P" and picture.convert("RGB").tobytes() == b"".join(dots)
