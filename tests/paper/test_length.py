"""How much paper a ticket takes, and how many are left on a roll, by this office's own ticket."""

from pathlib import Path

import pytest

from display.paper.page import DOTS_PER_MM
from drivers.ports import PrinterSaid
from kiosk.app.print_jobs import printer_why
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.state.values import State
from kiosk.core.words.slip import Mark, Slip
from kiosk.journal.opening import migrate
from kiosk.paper.compose import Slips
from kiosk.paper.encode import FEED_MM, Paper, length_mm, slip_bytes
from scripts.benchmarks.sample_slip import sample
from scripts.small_office import small
from tests.journal.clocks import opened
from tests.paper.reading import printed_on

PAGE = "http://192.168.1.50:8080/p"


@pytest.mark.parametrize("dots", [576, 384])
@pytest.mark.parametrize("slip", [sample(), (Mark("GIẤY MỚI"),)], ids=["a ticket", "one word"])
def test_it_is_what_comes_out_of_the_printer_and_the_way_to_the_knife(slip: Slip, dots: int) -> None:
    """Measured on what a printer made of the bytes, from the first row to the last with ink."""
    paper = Paper(dots)
    far = printed_on(dots, slip_bytes(slip, paper, "raster"))
    inked = max(n for n, row in enumerate(far.sheets[0].rows, start=1) if row)
    assert length_mm(slip, paper) - FEED_MM == inked // DOTS_PER_MM


def test_the_slips_that_are_left_are_of_the_office_s_own_length(tmp_path: Path) -> None:
    """With a phone's address on it a ticket is longer, and fewer are left; the last one given says how long it is."""
    migrate(tmp_path / "journal.db")
    settings = small()
    with opened(tmp_path / "journal.db", lambda: Moment(1_795_480_270_000, 0, "b"), "/x/k1") as journal:
        short, long = Slips(settings, journal), Slips(settings, journal, lambda: PAGE)
        assert (short.ticket_mm(), long.ticket_mm()) == (102, 120)
        journal.transact(lambda s, now: queue.issue(s, now, settings.rules, NewTicket("t1", "A", priority=True)))
        long.ticket(journal.state.visits["t1"], None, 1)
        assert long.ticket_mm() > 130  # with its time, ƯU TIÊN and IN LẠI
    said, state = PrinterSaid("paper_low"), State(slips_on_roll=300)
    assert printer_why(said, state, 60, short.ticket_mm) == "about 288 slips left"
    assert printer_why(said, state, 60, lambda: 150) == "about 100 slips left"
