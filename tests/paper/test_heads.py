"""Every document at every head: nothing is wider than its dots, and no ink is lost, whatever way it is printed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from display.paper.page import Band
from display.paper.raster import draw
from drivers.ports import PrintMode
from drivers.printer.escpos import CUTS, FULL_CUT
from drivers.simulated.printer.personality import ESC_I_80, ESC_M_80, NARROW_80, Personality, SimulatedPrinter
from kiosk.config.load import load
from kiosk.config.options import Printer
from kiosk.config.procedures import of_config
from kiosk.core.figures.tally import MEASURES, Cell, Tally
from kiosk.core.record.closing_word import ClosedDay, ClosingWord
from kiosk.core.words.slip import Qr, Slip, Text
from kiosk.paper.compose import check_slip
from kiosk.paper.documents import documents_slip
from kiosk.paper.encode import Paper, paper_of, slip_bytes
from kiosk.paper.office import closing_slip, probe_slip, selftest_slip, uncounted_slip
from scripts.benchmarks.sample_slip import LONG, OFFICE, WALL, sample
from tests.config.test_load import ROOT
from tests.paper.reading import codes, printed_on
from tests.paper.test_escpos import commands

HEADS = (352, 384, 416, 512, 576, 640)
WIDE = 2048  # dots of a head on which nothing can be too wide
SEALED = ClosedDay("/000/00/08/92/H55/k1", "2026-11-23", 99999, "ab" * 16).word("0.2.0", "cd" * 32)
NAMES = {"A": LONG, "B": "Tư pháp"}
BUSY = Tally(
    seconds={measure: {Cell("A", 8, 1): [5999] * 9, Cell("B", 9, 2): [60]} for measure in MEASURES},
    given=Counter(A=120, B=3),
    ends=Counter({"served": 99, "no-show": 9, "left": 9, "cancelled": 2, "unconfirmed": 3, "unserved": 1}),
    priority=60,
    untimed=3,
)
WRONG = ("printer", False, "tắt máy in, gỡ giấy kẹt, bật lại")


@cache
def documents() -> dict[str, Slip]:
    """One of each kind, the longest that there are; and every list of the demo."""
    lists = of_config(load(ROOT / "kiosk/simulation/demo.toml"))
    return {
        "ticket": sample(LONG, 999, priority=True, reprint=True),
        "short ticket": sample(),
        "closing": closing_slip(OFFICE, BUSY, NAMES, "2026-11-23", signed()),
        "unsigned": closing_slip(OFFICE, Tally(given=Counter(A=1)), NAMES, "", SEALED),
        "uncounted": uncounted_slip(OFFICE, "2026-11-23"),
        "new paper": check_slip("07:31"),
        "self-test": selftest_slip(OFFICE, SEALED.source, WALL, "http://192.168.100.200:8080/", [WRONG] * 3),
        "page": probe_slip("KIOSK 115200 downloaded"),
        **{f"list {one.code}": documents_slip(OFFICE, one, f"A · {LONG}", WALL, True) for one in lists},
    }


def signed() -> ClosingWord:
    return replace(SEALED, key="ef" * 8, signature="ab" * 64, salt="")


DOCUMENTS = sorted(documents())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_all_ink_of_every_document_is_within_the_head(name: str) -> None:
    """Printed as dots: each picture fits, no letter is lost, and zbar reads its code."""
    slip = documents()[name]
    letters = tuple(block for block in slip if isinstance(block, Text))
    said, drawn = [block.code for block in slip if isinstance(block, Qr)], ink(letters, WIDE)
    for dots in HEADS:
        data = slip_bytes(slip, Paper(dots), "raster")
        assert 0 < max(wide(data)) <= dots
        assert ink(letters, dots) == pytest.approx(drawn, rel=0.002), dots
        assert not said or codes(printed_on(dots, data)) == said, dots


@pytest.mark.parametrize("mode", ["inline", "downloaded"])
@pytest.mark.parametrize("dots", HEADS)
def test_lines_of_letters_fit_too(dots: int, mode: PrintMode) -> None:
    """In the printer's cells no line of ours is broken by the printer, and no picture is cut."""
    for name, slip in documents().items():
        data = slip_bytes(slip, Paper(dots), mode)
        assert max(wide(data), default=0) <= dots, name
        narrow, broad = (SimulatedPrinter(Personality(dots=head)) for head in (dots, WIDE))
        narrow.feed(data)
        broad.feed(data)
        typed = [[line.words for line in far.sheets[0].typed] for far in (narrow, broad)]
        assert typed[0] == typed[1], name


def wide(data: bytes) -> Iterator[int]:
    """Dots across of each picture."""
    for command in commands(data):
        if command.name == b"\x1dv0":
            yield (command.data[4] + 256 * command.data[5]) * 8 << (command.data[3] & 1)


def ink(slip: Slip, dots: int) -> int:
    return sum(row.bit_count() for band in draw(slip, dots) if isinstance(band, Band) for row in band.rows)


def test_a_picture_wider_than_the_head_would_be_seen_here() -> None:
    """The same list laid out for 576 dots loses ink on a head of 512: what the tests above look for."""
    lost = 0
    for name in (name for name in DOCUMENTS if name.startswith("list")):
        data = slip_bytes(documents()[name], Paper(576), "raster")
        heads = [SimulatedPrinter(replace(NARROW_80, dots=dots)) for dots in (512, 576)]
        for head in heads:
            head.feed(data)
        narrow, whole = (sum(row.bit_count() for row in head.sheets[0].rows) for head in heads)
        lost += narrow < whole
    assert lost > len(DOCUMENTS) // 2


@pytest.mark.parametrize(
    ("options", "dots"),
    [({}, 576), ({"width": 58}, 384), ({"dots": 512}, 512), ({"width": 58, "dots": 416}, 416), ({"dots": 384}, 384)],
)
def test_the_option_counts_before_the_width(options: dict[str, int], dots: int) -> None:
    """`dots` as the doctor found it; 0: what most heads for this paper have."""
    assert paper_of(Printer(**options)).dots == dots  # type: ignore[arg-type]  # all are numbers


@pytest.mark.parametrize(("cut", "kind"), [("esc-i", ESC_I_80), ("esc-m", ESC_M_80), ("gs-v", ESC_I_80)])
def test_an_older_cutter_cuts_below_the_last_ink(cut: str, kind: Personality) -> None:
    """By the command that it knows: the paper goes on to the knife first. By GS V it does not cut at all."""
    far = SimulatedPrinter(kind)
    slip = slip_bytes(sample(), Paper(576, CUTS[cut]), "raster")
    far.feed(slip + slip)
    assert far.refused == [] and len(far.slips) == (0 if cut == "gs-v" else 2)
    for sheet in (sheet for sheet in far.sheets if sheet.cut):
        assert not any(sheet.rows[-kind.cutter_gap :])


def test_a_full_cut_goes_before_the_older_ones() -> None:
    assert paper_of(Printer(full_cut=True)).end == FULL_CUT != paper_of(Printer(cut="esc-m")).end
