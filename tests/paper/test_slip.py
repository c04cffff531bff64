"""The slip on paper: what it says, that every letter is whole, that zbar reads its code. Judged on rendered pixels."""

import io
from dataclasses import replace
from typing import get_args

import pytest
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from display.drawing.lines import even_lines
from display.engine import pygame
from display.paper import raster
from display.paper.page import Band, Line
from display.paper.raster import draw
from drivers.ports import PrintMode
from drivers.printer.escpos import encode_page
from drivers.simulated.printer.personality import Personality, SimulatedPrinter
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.words.scanned import tokens_in
from kiosk.core.words.slip import Big, Mark, Qr, Slip, Text, Typed, Weight
from kiosk.paper.encode import Paper, slip_bytes
from kiosk.paper.ticket import Ticket, ticket_slip
from scripts.benchmarks.sample_slip import CODE, LONG, OFFICE, SHORT, WALL, sample
from tests.paper.letters import ACCENTED
from tests.paper.reading import codes, printed_on


def words(slip: Slip) -> list[str]:
    return [block.words for block in slip if isinstance(block, Text | Mark | Big | Typed)]


def test_a_slip_says_all_that_a_citizen_needs() -> None:
    """Office, service, number, how many are before, when, what to do afterwards, and whom to call."""
    assert words(sample()) == [
        "UBND xã Tân Quang",
        "Bộ phận Tiếp nhận và Trả kết quả",
        SHORT,
        "A015",
        "Trước ông/bà còn 3 người",
        "07:31  24/11/2026",
        "Xin giữ phiếu; xong việc, quét mã tại máy để đánh giá",
        f"A015 {CODE}",
        "Đường dây nóng: 0208 3862 115",
    ]


def test_beside_the_code_stands_what_it_is_for() -> None:
    """Over it, for the kiosk's scanner; under it, where a phone may read it too, for that."""
    for page in ("", "http://10.0.0.5:8080/p"):
        slip = ticket_slip(OFFICE, Ticket("A015", SHORT, Outlook(0, True), WALL, CODE, page))
        at = next(n for n, block in enumerate(slip) if isinstance(block, Qr))
        said = [block.words for block in (slip[at - 1], slip[at + 1]) if isinstance(block, Text)]
        assert said[0] == "Xin giữ phiếu; xong việc, quét mã tại máy để đánh giá"
        assert [line for line in said[1:] if "quét mã để xem lượt" in line] == said[1:] and len(said) == 1 + bool(page)


@pytest.mark.parametrize(
    ("option", "mark"), [("priority", "ƯU TIÊN"), ("reprint", "IN LẠI"), ("training", "ĐANG CHẠY THỬ")]
)
def test_what_must_not_be_overlooked_stands_in_a_black_bar(option: str, mark: str) -> None:
    """Priority, a reprint and a training slip are marked; an ordinary slip is not."""
    slip = ticket_slip(OFFICE, replace(Ticket("A015", SHORT, Outlook(0, True), WALL, CODE), **{option: True}))  # type: ignore[arg-type]
    assert [block.words for block in slip if isinstance(block, Mark)] == [mark]
    assert "Ông/bà là người tiếp theo" in words(slip)
    assert not [block for block in sample() if isinstance(block, Mark)]


@pytest.mark.parametrize("mode", get_args(PrintMode))
@pytest.mark.parametrize("dots", [576, 384])
def test_a_phone_reads_the_page_from_the_paper(dots: int, mode: PrintMode) -> None:
    """In each print mode, with the longest address there is; the scanner finds the same visit in it, and the slip says
    what a phone needs."""
    page = "http://192.168.100.150:65535/p"
    slip = ticket_slip(OFFICE, Ticket("A015", LONG, Outlook(3, True), WALL, CODE, page))
    far = printed_on(dots, slip_bytes(slip, Paper(dots), mode))
    assert codes(far) == [f"{page}#{CODE}"] and CODE in tokens_in(codes(far)[0])
    assert [said for said in words(slip) if "Wi-Fi" in said]
    assert not [said for said in words(sample()) if "Wi-Fi" in said]


@pytest.mark.parametrize("dots", [576, 384])
def test_zbar_reads_the_code_from_the_paper(dots: int) -> None:
    """From bytes to paper to picture to zbar: the ticket's code, and the number in the printer's own letters."""
    far = SimulatedPrinter(Personality(dots=dots))
    far.feed(encode_page(draw(sample(LONG, priority=True), dots), dots))
    picture = Image.open(io.BytesIO(far.png())).convert("L")
    assert [found.data.decode() for found in decode(picture, [ZBarSymbol.QRCODE])] == [CODE]
    assert far.text().splitlines() == ["07:31  24/11/2026", f"A015 {CODE}"]


def test_the_alphabet_has_its_134_accented_letters() -> None:
    """The test's own list: 67 letters with a mark, in both cases."""
    assert len(set(ACCENTED)) == 134


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
@pytest.mark.parametrize("mm", [2.9, 3.3, 3.7])
def test_every_letter_is_whole(weight: Weight, mm: float) -> None:
    """No accented letter is missing, none is cut (faint rows apart), no two come out the same."""
    pygame.font.init()
    font = raster._font(weight, raster._size(mm))
    seen = set()
    for letter in ACCENTED:
        assert raster._known(letter, font) == letter
        (band,) = draw((Text(letter, mm, weight),), 384)
        assert isinstance(band, Band)
        (metrics,) = font.metrics(letter)
        assert metrics is not None
        assert abs(len(band.rows) - (metrics[3] - metrics[2])) <= 2, letter
        seen.add(band.rows)
    assert len(seen) == 134


def test_marks_of_one_line_and_tails_of_the_line_above_are_both_whole() -> None:
    """Ụ over Ẫ: the two lines may share rows of paper, and neither loses a dot."""
    pygame.font.init()
    one, two = (draw((Text(letters),), 576) for letters in ("ỤỢỊ", "ẪỄỖ"))
    both = draw((Text("ỤỢỊ"), Text("ẪỄỖ")), 576)
    assert _ink(both) == _ink(one) + _ink(two)


@pytest.mark.parametrize("letters", [*(a for a in ACCENTED if a.isupper()), "TỰ KIỂM TRA MÁY", "ĐANG CHẠY THỬ"])
def test_a_white_mark_never_touches_the_edge_of_its_black_bar(letters: str) -> None:
    """Over and under every mark of white letters there is black, and the letters are those of a line in black."""
    pygame.font.init()
    (bar,) = draw((Mark(letters),), 576)
    assert isinstance(bar, Band)
    whole = max(row.bit_count() for row in bar.rows)
    assert all(row.bit_count() == whole for row in (*bar.rows[:4], *bar.rows[-4:]))
    (line,) = draw((Text(letters, Mark(letters).mm, "Bold"),), 576)
    white = sum(whole - row.bit_count() for row in bar.rows)
    assert isinstance(line, Band) and white == sum(row.bit_count() for row in line.rows)


def _ink(page: list[Band | Line]) -> int:
    return sum(row.bit_count() for band in page if isinstance(band, Band) for row in band.rows)


@pytest.mark.parametrize("dots", [576, 384])
def test_long_names_are_wrapped_into_even_lines(dots: int) -> None:
    """Every word of a long name is there, none is parted, no line is too wide, and none has one short word."""
    pygame.font.init()
    font = raster._font("Bold", raster._size(3.7))
    lines = even_lines(LONG, lambda part: font.size(part)[0], dots, 8, cut=True)
    assert " ".join(lines) == LONG
    widths = [font.size(line)[0] for line in lines]
    assert max(widths) <= dots
    assert min(widths) > max(widths) / 3


def test_a_word_wider_than_the_paper_is_cut_between_letters() -> None:
    """Nothing runs over the edge, whatever an office writes."""
    pygame.font.init()
    font = raster._font("Bold", raster._size(3.7))
    lines = even_lines("Ộ" * 60, lambda part: font.size(part)[0], 384, 8, cut=True)
    assert "".join(lines) == "Ộ" * 60
    assert max(font.size(line)[0] for line in lines) <= 384


def test_a_letter_that_the_font_lacks_is_a_question_mark() -> None:
    """A missing letter is seen, not swallowed; decomposed Vietnamese is composed first."""
    pygame.font.init()
    font = raster._font("Bold", 40)
    assert raster._known("日 e\u0302\u0301", font) == "? ế"


def test_capitals_are_as_tall_as_the_slip_says() -> None:
    """3.3 mm of capital is 26 dots at 8 dots a millimetre."""
    (band,) = draw((Text("HHH", 3.3),), 576)
    assert isinstance(band, Band)
    assert abs(len(band.rows) - 3.3 * 8) <= 1


@pytest.mark.parametrize("dots", [576, 384])
def test_the_number_is_by_far_the_largest_and_fits(dots: int) -> None:
    """At least three times the height of any other line, on either paper, with a letter and four digits too."""
    for number in ("A015", "M1234"):
        (band,) = draw((Big(number),), dots)
        assert isinstance(band, Band)
        assert len(band.rows) * 2 >= 2.5 * 3.7 * 8
        assert max(row.bit_length() for row in band.rows) <= dots // 2


def test_a_slip_says_where_it_may_be_called_to_and_what_to_have_at_hand() -> None:
    """Between the number and what comes after the visit; nothing where the office says nothing."""
    told = Outlook(3, True, counters=(1, 3))
    said = words(ticket_slip(OFFICE, Ticket("A015", SHORT, told, WALL, CODE, prepare="giấy hẹn, căn cước")))
    assert said[said.index("A015") + 1 :][1:3] == [
        "Mời ông/bà ngồi chờ gọi đến quầy 1 hoặc 3",
        "Chuẩn bị sẵn: giấy hẹn, căn cước",
    ]
    assert not [line for line in words(sample()) if "Chuẩn bị" in line]


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        (Outlook(3, True, (10, 20)), ["Trước ông/bà còn 3 người", "Dự kiến chờ 10–20 phút"]),
        (Outlook(3, False, (0, 5)), ["Trước ông/bà còn ít nhất 3 người", "Dự kiến chờ dưới 5 phút"]),
        (Outlook(2, False, open=False), ["Trước ông/bà còn ít nhất 2 người", "Quầy của việc này chưa mở"]),
        (Outlook(0, False, open=False), ["Quầy của việc này chưa mở"]),
        (None, []),  # called before its slip came
    ],
)
def test_a_slip_says_what_the_screen_says_of_the_wait(told: Outlook | None, lines: list[str]) -> None:
    """Who is before and how long it will be, as far as it is known."""
    slip = words(ticket_slip(OFFICE, Ticket("A015", SHORT, told, WALL, CODE)))
    assert slip[slip.index("A015") + 1 :][: len(lines)] == lines
