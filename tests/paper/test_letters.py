"""Inline and downloaded: what a slip says is read back from the paper, whole and in order, with its emphasis."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from display.paper.glyph_cells import cell
from display.paper.page import Line
from display.paper.typed import known
from drivers.ports import PrintMode
from drivers.printer.escpos import FORBIDDEN, RESYNC, encode_page
from drivers.printer.glyphs import inline, owned
from drivers.simulated.printer.commands import DEFINE, INLINE
from drivers.simulated.printer.font import Style, styled
from drivers.simulated.printer.personality import CLONE_58, TCVN_80, Personality
from kiosk.core.words.slip import Big, Mark, Qr, Slip, Text, Typed
from kiosk.paper.encode import Paper, slip_bytes
from kiosk.paper.office import probe_slip
from scripts.benchmarks.sample_slip import CODE, LONG, SHORT, sample, sample_bytes
from tests.paper.letters import ACCENTED
from tests.paper.reading import codes, far_printer, printed_on
from tests.paper.test_escpos import commands

MODES: tuple[PrintMode, ...] = ("inline", "downloaded")
SLIPS = {
    "short": sample(),
    "long": sample(LONG, priority=True, reprint=True),
    "alphabet": probe_slip("KIOSK 9600"),
    "strange": sample("Cấp GPLĐ “mới” – hồ sơ số {7} [A|B] ~ 50% & ñ 日, FAX: #1; @ xã"),
}
LOOKS = [Style(bold=bold, reverse=reverse) for bold in (False, True) for reverse in (False, True)]
ACUTE = cell("ế") or ()
every_slip = pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
each_mode = pytest.mark.parametrize("mode", MODES)
both_papers = pytest.mark.parametrize("dots", [576, 384])


def said(slip: Slip) -> list[str]:
    return [known(block.words) for block in slip if isinstance(block, Text | Mark | Big | Typed)]


@every_slip
@each_mode
@both_papers
def test_a_slip_is_read_back_in_the_same_order(slip: Slip, mode: PrintMode, dots: int) -> None:
    """Its words, but for where lines break, are those of the slip; zbar reads its code."""
    far = printed_on(dots, slip_bytes(slip, Paper(dots), mode))
    assert " ".join(far.text().split()) == " ".join(" ".join(said(slip)).split())
    assert codes(far) == [block.code for block in slip if isinstance(block, Qr)]


@each_mode
@both_papers
@pytest.mark.parametrize("letters", ["TỰ KIỂM TRA MÁY", "ĐANG CHẠY THỬ", "ẪỄỖỬỶ"])
def test_a_white_mark_never_touches_the_edge_of_its_black_bar(letters: str, mode: PrintMode, dots: int) -> None:
    """Over and under the white letters there is black, as wide as the letters' own bar."""
    far = printed_on(dots, slip_bytes((Mark(letters),), Paper(dots), mode))
    picture = Image.open(io.BytesIO(far.png())).convert("L").point(lambda dot: dot < 64 and 255)
    left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
    assert right - left >= len(letters) * 12
    for edge in (top, bottom - 4):
        assert picture.crop((left, edge, right, edge + 4)).getextrema() == (255, 255)


@each_mode
@both_papers
def test_emphasis_is_kept(mode: PrintMode, dots: int) -> None:
    """White on black for what must not be overlooked, bold where the slip is bold, the number larger than all else."""
    far = printed_on(dots, slip_bytes(SLIPS["long"], Paper(dots), mode))
    looks = {line.words.strip(): line.style for line in far.sheets[0].typed}
    assert looks["IN LẠI"].reverse and looks["ƯU TIÊN"].reverse
    assert looks["Trước ông/bà còn 3 người"].bold and not looks["UBND xã Tân Quang"].bold
    assert looks["A015"].high == 8 and max(look.high for words, look in looks.items() if words != "A015") <= 2


@each_mode
def test_a_letter_in_a_bold_or_black_line_looks_as_its_neighbours(mode: PrintMode) -> None:
    """The accented letter is as bold, or white on black, as those that are the printer's own."""
    page = [Line(30 * n, "ế", bold=look.bold, reverse=look.reverse) for n, look in enumerate(LOOKS)]
    say = inline(cell) if mode == "inline" else owned(page, cell)
    rows = printed_on(384, encode_page(page, 384, say=say)).sheets[0].rows
    for n, look in enumerate(LOOKS):
        assert tuple(row >> 186 & 0xFFF for row in rows[30 * n : 30 * n + 24]) == styled(ACUTE, look)


@every_slip
@each_mode
@both_papers
def test_commands_are_short_and_glyphs_hold_no_realtime_command(slip: Slip, mode: PrintMode, dots: int) -> None:
    """No command is longer than 1 KB (so 1 KB of NUL ends any), and no glyph has a pair that a clone takes out."""
    found = commands(slip_bytes(slip, Paper(dots), mode))
    glyphs = [command.data for command in found if command.name in (INLINE, DEFINE)]
    assert glyphs
    assert not any(pair in glyph for glyph in glyphs for pair in FORBIDDEN)


_WORDS = st.text(st.sampled_from([*ACCENTED, *map(chr, range(0x20, 0x7F))]), min_size=1, max_size=24).filter(str.strip)
_LINES = st.lists(
    st.tuples(_WORDS, st.sampled_from(((1, 1), (1, 2), (2, 2))), st.booleans(), st.booleans()), min_size=1, max_size=12
)
_Drawn = list[tuple[str, tuple[int, int], bool, bool]]


def _page(lines: _Drawn) -> list[Line]:
    return [
        Line(60 * n, words, 60, wide, high, bold, reverse)
        for n, (words, (wide, high), bold, reverse) in enumerate(lines)
    ]


@settings(max_examples=150)
@given(_LINES, _LINES)
def test_any_words_come_out_as_they_are(lines: _Drawn, others: _Drawn) -> None:
    """Downloaded, any letters and looks, and another such slip after it on a printer that forgets no glyph: each line
    reads as it was written, and no digit or letter has become another."""
    far = far_printer(Personality(dots=576, keeps=True))
    for drawn in (lines, others):
        far.feed(encode_page(page := _page(drawn), 576, say=owned(page, cell)))
        sheet = [sheet for sheet in far.sheets if sheet.cut][-1]
        assert [(line.words, line.style) for line in sheet.typed] == [
            (words, Style(wide, high, bold, reverse)) for words, (wide, high), bold, reverse in drawn
        ]
    assert far.refused == []


@settings(max_examples=50)
@given(_LINES)
def test_any_words_come_out_as_small_pictures_too(lines: _Drawn) -> None:
    """Inline, in the usual size."""
    drawn = [(words, (1, 1), bold, reverse) for words, _, bold, reverse in lines]
    page = _page(drawn)
    far = printed_on(576, encode_page(page, 576, say=inline(cell)))
    assert [line.words for line in far.sheets[0].typed] == [words for words, *_ in drawn]


def test_a_printer_that_knows_no_glyphs_would_print_rubbish() -> None:
    """Why nobody gets downloaded glyphs unasked: with the definitions as text, metres of paper come out."""
    far = far_printer(TCVN_80)
    far.feed(sample_bytes(576, "downloaded"))
    clean = printed_on(576, sample_bytes(576, "downloaded"))
    assert SHORT not in " ".join(far.text().split())
    assert len(far.sheets[0].rows) > len(clean.sheets[0].rows) or far.refused


@pytest.mark.parametrize("personality", [CLONE_58, Personality(dots=384, cutter_gap=0)])
def test_raster_is_whole_on_a_clone(personality: Personality) -> None:
    """No knife, no glyphs, a hasty ear, blank lines at power-on: the raster slip is the same dots."""
    far, clean = far_printer(personality), printed_on(384, sample_bytes(384))
    far.feed(sample_bytes(384))
    wanted = clean.sheets[0].rows[:-96]
    woken = personality.wakes * 30
    assert far.sheets[0].rows[woken : woken + len(wanted)] == wanted
    assert far.refused == [] and codes(far) == [CODE]


@pytest.mark.slow
@each_mode
def test_after_a_cut_the_next_slip_is_whole(mode: PrintMode) -> None:
    """A transfer that ends anywhere (at each third byte: within every command, and between them), then RESYNC: the next
    slip is all there, dots and words."""
    data = sample_bytes(384, mode)
    clean = printed_on(384, data).sheets[0]
    for cut in range(1, len(data), 3):
        far = far_printer(Personality(dots=384))
        far.feed(data[:cut] + RESYNC + data)
        last = [sheet for sheet in far.sheets if sheet.cut][-1]
        assert last.rows[-len(clean.rows) :] == clean.rows, cut
        assert last.text.endswith(clean.text), cut
