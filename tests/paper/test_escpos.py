"""The page as bytes: exact, short commands, no forbidden pairs, and whole again after any cut."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.paper.page import Band, Line
from display.paper.raster import draw
from drivers.printer.escpos import FORBIDDEN, MAX_COMMAND_BYTES, RESYNC, TEAR_OFF, encode_page
from drivers.simulated.printer.commands import Command, UnknownCommand, next_command
from drivers.simulated.printer.personality import EPSON_80, Personality, SimulatedPrinter
from drivers.simulated.printer.sheet import Sheet
from scripts.benchmarks.sample_slip import LONG, sample, sample_bytes


def commands(data: bytes) -> list[Command]:
    """Every command, or UnknownCommand; the last must be whole."""
    found, at = [], 0
    while at < len(data):
        command = next_command(data[at : at + MAX_COMMAND_BYTES], at)
        assert command is not None, f"longer than {MAX_COMMAND_BYTES} or half at {at}"
        found.append(command)
        at += len(command.data)
    return found


def dots(page: list[Band | Line], width: int) -> list[int]:
    """The page's rows as they must come out, by the plainest way."""
    rows: list[int] = []
    for piece in page:
        rows += [0] * (piece.top - len(rows))
        if isinstance(piece, Line):
            rows += [0] * piece.height
            continue
        for row in piece.rows:
            bits = f"{row:0{width // piece.scale}b}"
            rows += [int("".join(bit * piece.scale for bit in bits), 2)] * piece.scale
    return rows


def unwritten(rows: list[int], page: list[Band | Line]) -> list[int]:
    """The rows without the lines of letters, which are the printer's own."""
    lines = [(piece.top, piece.end) for piece in page if isinstance(piece, Line)]
    return [0 if any(top <= n < end for top, end in lines) else row for n, row in enumerate(rows)]


def printed(data: bytes, width: int) -> Sheet:
    far = SimulatedPrinter(Personality(dots=width, cutter_gap=1))
    far.feed(data)
    assert far.refused == []
    return far.sheets[0]


def pictures(data: bytes) -> list[bytes]:
    return [command.data for command in commands(data) if command.name == b"\x1dv0"]


@st.composite
def pages(draw_: st.DrawFn) -> tuple[list[Band], int]:
    """Bands on paper of 64 or 384 dots, rich in white rows and in the bytes of forbidden pairs."""
    width = draw_(st.sampled_from((64, 384)))
    top, page = 0, []
    for _ in range(draw_(st.integers(0, 4))):
        top += draw_(st.integers(0, 600))
        scale = draw_(st.sampled_from((1, 2)))
        size = width // scale // 8
        one = st.lists(st.sampled_from((0x00, 0x10, 0x04, 0x80, 0xFF)), min_size=size, max_size=size).map(bytes)
        rows = draw_(st.lists(st.one_of(st.just(bytes(size)), one), min_size=1, max_size=40))
        page.append(Band(top, scale, tuple(int.from_bytes(row, "big") for row in rows)))
        top = page[-1].end
    return page, width


def differing(one: list[int], other: list[int]) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))


@settings(max_examples=150)
@given(pages())
def test_the_paper_holds_the_pages_dots(drawn: tuple[list[Band], int]) -> None:
    """Rendered again, any page has its own rows; only a row full of forbidden pairs may have a dot more, never less."""
    page, width = drawn
    data = encode_page(page, width)
    rows = printed(data, width).rows[:-1]
    wanted = dots(list(page), width)
    assert len(rows) == len(wanted)
    assert all(row & want == want for row, want in zip(rows, wanted, strict=True))
    assert not any(pair in picture for picture in pictures(data) for pair in FORBIDDEN)
    hard = any(pair in row.to_bytes(width // 8, "big") for row in wanted for pair in FORBIDDEN)
    assert hard or differing(rows, wanted) == 0 or any(band.scale == 2 for band in page)


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("service", ["Hộ tịch", LONG])
def test_a_slip_comes_out_dot_for_dot(width: int, service: str) -> None:
    """A real slip is printed exactly as it was drawn, every command at most 1 KB, no forbidden pair in a picture."""
    page = draw(sample(service, priority=True, reprint=True), width)
    data = encode_page(page, width)
    assert unwritten(printed(data, width).rows[:-1], page) == dots(page, width)
    assert not any(pair in picture for picture in pictures(data) for pair in FORBIDDEN)


@pytest.mark.parametrize(("width", "share"), [(576, 0.32), (384, 0.39)])
def test_the_slip_is_a_third_of_its_picture(width: int, share: float) -> None:
    """Lean raster costs less than this share of the whole page as one picture."""
    page = draw(sample(), width)
    whole = 8 + len(dots(page, width)) * width // 8
    assert len(encode_page(page, width)) < share * whole


def test_without_a_cutter_the_slip_is_fed_to_the_tear_bar() -> None:
    """A printer without a knife gets no GS V, but 20 mm of paper."""
    page = draw(sample(), 384)
    data = encode_page(page, 384, TEAR_OFF)
    assert not any(command.name.startswith(b"\x1dV") for command in commands(data))
    assert len(printed(data, 384).rows) == len(dots(page, 384)) + 160


def test_pieces_over_each_other_are_refused() -> None:
    """Paper does not go back: a page whose pieces overlap is a mistake of the caller's."""
    with pytest.raises(ValueError, match="above the end"):
        encode_page([Band(0, 1, (1, 1)), Band(1, 1, (1,))], 64)


@pytest.mark.parametrize("personality", [EPSON_80, replace(EPSON_80, dots=384)])
def test_after_a_cut_anywhere_the_next_slip_is_whole(personality: Personality) -> None:
    """A transfer that ends at any byte, then RESYNC: the next slip's picture is all there, at the end of the strip."""
    data = sample_bytes(personality.dots)
    alone = printed(data, personality.dots)
    wanted = alone.rows[:-1]
    cuts = random.Random(5).sample(range(1, len(data)), 120)
    for cut in cuts:
        far = SimulatedPrinter(personality)
        far.feed(data[:cut] + RESYNC + data)
        last = [sheet for sheet in far.sheets if sheet.cut and not sheet.blank][-1]
        body = last.rows[: -personality.cutter_gap]
        assert body[-len(wanted) :] == wanted, cut
        assert last.text.endswith(alone.text)


def test_a_strange_command_is_named_with_its_place() -> None:
    """The renderer refuses what we never send, by offset and bytes, and the far printer goes on behind it."""
    with pytest.raises(UnknownCommand, match="byte 7: 1b 70"):
        next_command(b"\x1bp\x00", 7)
    far = SimulatedPrinter()
    far.feed(b"\x1b@\x1bpHello\n")
    assert far.refused == ["unknown printer command at byte 2: 1b 70"]
    assert far.text() == "Hello"


@pytest.mark.parametrize("size", [1, 7, 600])
def test_the_paper_does_not_depend_on_the_pieces_it_came_in(size: int) -> None:
    """A half command waits for its rest, and a question is answered once, wherever it is broken."""
    data = sample_bytes() + b"\x10\x04\x04"
    far = SimulatedPrinter()
    answers = b"".join(far.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert answers == b"\x12"
    assert far.sheets[0].rows == printed(sample_bytes(), 576).rows[:-1] + [0] * 96
