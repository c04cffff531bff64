"""The printed list of documents: what it says, that it is no ticket, that it comes out as drawn on either paper."""

from dataclasses import replace

import pytest

from display.paper.page import Band, Line
from display.paper.raster import draw
from display.paper.typed import known, lay
from drivers.ports import PrintMode
from drivers.printer.escpos import encode_page
from kiosk.core.office.procedures import Procedure
from kiosk.core.words.slip import Big, Mark, Qr, Text, Typed
from kiosk.paper.documents import documents_slip
from kiosk.paper.encode import Paper, slip_bytes
from scripts.benchmarks.sample_slip import LONG, OFFICE, WALL
from tests.paper.reading import printed_on
from tests.paper.test_escpos import dots, printed, unwritten

BIRTH = Procedure(
    "HT-01",
    "Đăng ký khai sinh",
    "Hộ tịch",
    ("Tờ khai đăng ký khai sinh", "Giấy chứng sinh (bản chính)", LONG),
    0,
    "Không thu",
    "A",
)
SLIP = documents_slip(OFFICE, BIRTH, "A · Hộ tịch", WALL)


def test_a_list_says_what_to_bring_how_long_it_takes_and_what_it_costs() -> None:
    """Office, procedure, every document with its number, the facts, whom to call, its code and day."""
    assert [block.words for block in SLIP if isinstance(block, Text | Mark | Typed)] == [
        "GIẤY TỜ CẦN CÓ",
        "UBND xã Tân Quang",
        "Bộ phận Tiếp nhận và Trả kết quả",
        "Đăng ký khai sinh",
        "1. Tờ khai đăng ký khai sinh",
        "2. Giấy chứng sinh (bản chính)",
        f"3. {LONG}",
        "Thời hạn: Trong ngày",
        "Lệ phí: Không thu",
        "Nộp tại: A · Hộ tịch",
        "Đường dây nóng: 0208 3862 115",
        "HT-01  24/11/2026",
        "Không phải phiếu lấy số",
    ]


def test_what_the_list_does_not_say_is_not_printed() -> None:
    """No time limit, no fee, no hotline: no line of theirs; a training slip is marked."""
    bare = documents_slip(replace(OFFICE, hotline=""), replace(BIRTH, days=None, fee=""), "", WALL, training=True)
    said = [block.words for block in bare if isinstance(block, Text | Mark)]
    assert said[0] == "ĐANG CHẠY THỬ" and not any(":" in words for words in said)


@pytest.mark.parametrize("mode", ["inline", "downloaded"])
@pytest.mark.parametrize("width", [576, 384])
def test_it_is_read_back_by_the_quick_print_modes_too(width: int, mode: PrintMode) -> None:
    """In the printer's cells the same words stand in the same order."""
    far = printed_on(width, slip_bytes(SLIP, Paper(width), mode))
    words = [known(block.words) for block in SLIP if isinstance(block, Text | Mark | Typed)]
    assert " ".join(far.text().split()) == " ".join(" ".join(words).split())


def test_it_cannot_be_taken_for_a_ticket() -> None:
    """No number and no code to scan stand on it, and nothing is larger than its letters."""
    assert not [block for block in SLIP if isinstance(block, Big | Qr)]
    assert max(block.mm for block in SLIP if isinstance(block, Text | Mark)) < 4


@pytest.mark.parametrize("width", [576, 384])
def test_it_comes_out_dot_for_dot(width: int) -> None:
    """Lines at the left edge and in the middle are printed exactly as they were drawn."""
    page = draw(SLIP, width)
    assert unwritten(printed(encode_page(page, width), width).rows[:-1], page) == dots(page, width)


@pytest.mark.parametrize("width", [576, 384])
def test_documents_begin_at_the_left_edge(width: int) -> None:
    """Both lines of a wrapped document have ink within 3 mm of the edge; in cells they begin in the first one."""
    lines = [band for band in draw((Text(LONG, left=True),), width) if isinstance(band, Band)]
    assert len(lines) > 1 and all(max(row.bit_length() for row in band.rows) > width - 24 for band in lines)
    cells = [line for line in lay((Text(LONG, left=True),), width, "downloaded") if isinstance(line, Line)]
    assert len(cells) > 1 and all(line.words[0] != " " and len(line.words) * 12 * line.wide == width for line in cells)


def test_a_short_line_at_the_left_costs_its_own_width() -> None:
    """It is cropped at its right end, so it costs as much as one in the middle and not most of the paper's width."""
    short, centred = (len(encode_page(draw((Text("Tờ khai", left=left),), 576), 576)) for left in (True, False))
    assert short < 1.1 * centred
