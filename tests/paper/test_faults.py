"""Every fault at every n-th byte of a slip (PAPER_STRIDE=64 for all that was promised): the journal's word is true, the
next citizen is served, no number twice.

The whole way is real but for the wire: journal, wishes, the printer's worker on a pty, a printer at the far end that
fails after exactly so many bytes and is put right afterwards.
"""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from drivers.ports import PrintMode
from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import SILENT_80, Personality, SimulatedPrinter
from kiosk.core.decisions import paper
from kiosk.core.state.values import Visit
from scripts.benchmarks.printing_site import MODEL
from scripts.benchmarks.pty_printer import pty_printer
from tests.paper.reading import LETTERS
from tests.paper.room import SLIPS, Room, room_of
from tests.paper.ways.usb_printer import usb_printer
from tests.paper.wires import Far, Wire

STRIDE = int(os.environ.get("PAPER_STRIDE", "704"))  # bytes between two faults; 64: every one, some minutes
FAULTS = ("paper_out", "cover_open", "jam_mid_ticket", "silent", "unplug")
SEEN = {  # what the printer says of itself while it lasts
    "paper_out": "paper_out",
    "cover_open": "cover_open",
    "jam_mid_ticket": "error",
    "silent": "silent",
    "unplug": "missing",
}


MODES = [pytest.param(pty_printer, mode, id=mode) for mode in get_args(PrintMode)] + [
    pytest.param(usb_printer, "inline", id="usb-inline")
]


@pytest.mark.slow
@pytest.mark.parametrize(("wire", "mode"), MODES)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_word_is_true_wherever_the_fault_comes(tmp_path: Path, fault: str, wire: Wire, mode: PrintMode) -> None:
    """Printed only if whole, failed only if nothing came, else doubtful and offered once more; then
    the next number is served, on paper too once the fault is gone; no piece of paper has two numbers."""
    words: Counter[str] = Counter()
    printer = SimulatedPrinter(Personality(dots=384, talks=Talks(names={67: MODEL})), LETTERS)
    with wire(tmp_path, printer) as far, room_of(tmp_path, far, mode) as room:
        room.wait(lambda: room.printer.print_mode() == mode)
        room.take()
        places = range(0, len(SLIPS[mode]), STRIDE)
        for at in places:
            words[_one(room, far, fault, at)] += 1
        every = [visit.ticket for visit in room.journal.state.visits.values()]
    assert len(set(every)) == len(every) and words.total() == len(places)
    assert words["doubtful"] > len(places) // 2 - 1


def _one(room: Room, far: Far, fault: str, at: int) -> str:
    """A slip that is hit after `at` of its bytes, and what comes after it; its word."""
    _fails_after(far, fault, len(far.printer.bytes) + at + 9)  # before it: three questions of three bytes
    hit = room.take()
    _is_true(room, hit)
    room.wait(lambda: room.device() == SEEN[fault])
    meanwhile = room.take()
    assert (meanwhile.slip in ("shown", "failed")) and not room.whole(meanwhile)
    _put_right(room, far, fault)
    if hit.slip == "doubtful":
        _offered_once(room, hit)
    assert room.whole(served := room.take()) and served.slip == "printed"
    assert all(len(numbers) <= 1 for numbers in room.numbers())
    del far.printer.sheets[:-1]
    return hit.slip


def _is_true(room: Room, visit: Visit) -> None:
    assert visit.slip in ("printed", "doubtful", "failed")
    assert visit.slip != "printed" or room.whole(visit)
    assert visit.slip != "failed" or not room.whole(visit)


def _offered_once(room: Room, hit: Visit) -> None:
    """The same number again; after that it is not offered any more."""
    assert paper.may_reprint(hit) and paper.can_come(room.journal.state)
    again = room.reprint(hit.token)
    assert (again.ticket, again.slip, again.copies) == (hit.ticket, "printed", 1) and room.whole(again)
    assert not paper.may_reprint(again) and room.reprint(hit.token) == again


def _fails_after(far: Far, fault: str, offset: int) -> None:
    if fault == "unplug":
        far.unplug_after = offset
    else:
        far.fault = (offset, fault)


def _put_right(room: Room, far: Far, fault: str) -> None:
    if fault == "unplug":
        far.plug()
    else:
        far.set_state("ok")
    room.wait(lambda: room.device() == "ok")


def test_a_one_way_printer_is_never_said_to_have_printed(tmp_path: Path) -> None:
    """One that never answers gets every slip; the word is sent, and each lies there whole."""
    with pty_printer(tmp_path, SimulatedPrinter(replace(SILENT_80, dots=384))) as far, room_of(tmp_path, far) as room:
        visits = [room.take() for _ in range(3)]
        room.wait(lambda: len(far.printer.slips) == 3)
        assert [(v.slip, room.whole(v)) for v in visits] == [("sent", True)] * 3
        assert room.device() == "unknown"
