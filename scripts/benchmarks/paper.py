"""`./scripts/bench paper`: one slip in each print mode, beside python-escpos's whole picture, in the same run.

The picture that python-escpos sends is the slip as that very mode prints it, row for row, so content and sizes are the
same; the seconds come from wire.py. Then: CPU of a slip, how soon its first byte goes out, and what becomes
of the next slip when one is cut off at every byte. Quick: 115200 baud alone, every 61st byte.
"""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from PIL import Image

from drivers.ports import PrintMode
from drivers.printer.escpos import RESET, RESYNC
from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import Personality, SimulatedPrinter
from drivers.simulated.printer.sheet import Sheet
from kiosk.core.dialog.answers import Issued
from kiosk.core.dialog.commands import Issue
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.state.values import Visit
from kiosk.core.words.slip import Slip
from kiosk.paper.compose import Slips
from kiosk.paper.encode import Paper, slip_bytes
from kiosk.paper.jobs import TicketJob
from kiosk.paper.ticket import Ticket, ticket_slip
from scripts.benchmarks.printing_site import MODEL, PrintingSite
from scripts.benchmarks.pty_printer import PtyPrinter
from scripts.benchmarks.sample_slip import CODE, LONG, OFFICE, WALL, sample, sample_bytes
from scripts.benchmarks.timing import spread
from scripts.benchmarks.wire import timings

SPEEDS = (9600, 19200, 115200)
WIDTHS = {80: 576, 58: 384}
MODES: tuple[PrintMode, ...] = get_args(PrintMode)


def measure(quick: bool) -> dict[str, Any]:
    """Bytes, shares of the picture, seconds to the cut, CPU of a slip, its first byte, and slips after a cut."""
    with contextlib.redirect_stdout(None):  # python-escpos prints a warning for every picture
        return _figures(quick)


def _figures(quick: bool) -> dict[str, Any]:
    kinds = {f"{mm} mm, {mode}": (mm, mode) for mm in WIDTHS for mode in MODES}
    slips = {name: (_composer(sample(), *kind), _picture(sample(), *kind)) for name, kind in kinds.items()}
    return {
        "slips": {name: _sizes(sample(), *kind) for name, kind in kinds.items()},
        "with a long service name": {name: _sizes(sample(LONG), *kind) for name, kind in kinds.items()},
        "seconds to the cut": dict(timings(slips, SPEEDS[-1:] if quick else SPEEDS)),
        "cpu_ms a slip": _cpu(5 if quick else 30),
        "first byte after the commit, ms": {mode: _first_byte(mode, 5 if quick else 50) for mode in MODES},
        "next slip whole after a cut": {mode: _cuts(mode, 61 if quick else 1) for mode in MODES},
    }


def _composer(slip: Slip, mm: int, mode: PrintMode) -> Callable[[], bytes]:
    return lambda: slip_bytes(slip, Paper(WIDTHS[mm]), mode)


def _sizes(slip: Slip, mm: int, mode: PrintMode) -> dict[str, float]:
    ours = len(_composer(slip, mm, mode)())
    theirs = len(_escpos(_picture(slip, mm, mode)))
    return {"bytes": ours, "python-escpos": theirs, "share": round(ours / theirs, 4)}


# --- python-escpos ------------------------------------------------------------------------------------------------


def _picture(slip: Slip, mm: int, mode: PrintMode) -> Image.Image:
    """The slip as this mode prints it, without the feed to the knife, which both do by the cut."""
    dots = WIDTHS[mm]
    far = SimulatedPrinter(Personality(dots=dots, cutter_gap=1))
    far.feed(slip_bytes(slip, Paper(dots), mode))
    rows = far.sheets[0].rows[:-1]
    data = b"".join((~row & (1 << dots) - 1).to_bytes(dots // 8, "big") for row in rows)
    return Image.frombytes("1", (dots, len(rows)), data)


def _escpos(picture: Image.Image) -> bytes:
    from escpos.printer import Dummy

    printer = Dummy()
    printer.image(picture)
    printer.cut()
    return bytes(printer.output)


# --- CPU, and the first byte ---------------------------------------------------------------------------------------


def _cpu(times: int) -> dict[str, float]:
    """Of making the bytes, at its median, on 80 mm."""
    picture = _picture(sample(), 80, "raster")
    theirs = {"python-escpos, from a picture drawn already": _median_cpu(lambda: _escpos(picture), times)}
    return {f"{mode}": _median_cpu(_composer(sample(), 80, mode), times) for mode in MODES} | theirs


def _median_cpu(act: Callable[[], object], times: int) -> float:
    act()
    spent = []
    for _ in range(times):
        begun = time.process_time()
        act()
        spent.append((time.process_time() - begun) * 1000)
    return round(statistics.median(spent), 2)


class _Watched(SimulatedPrinter):
    """When the first byte of a slip came, on the monotonic clock."""

    first = 0.0

    def feed(self, data: bytes) -> bytes:
        if data.startswith(RESET + b"\x1ba"):
            self.first = time.monotonic()
        return super().feed(data)


def _first_byte(mode: PrintMode, times: int) -> dict[str, float]:
    """From the commit of a number to the first byte of its slip at the far end, on a pty without pace: the questions
    before it and the making of its bytes are in between."""
    with tempfile.TemporaryDirectory() as folder:
        printer = _Watched(Personality(dots=384, talks=Talks(names={67: MODEL})))
        far = PtyPrinter(Path(folder) / "printer", printer)
        with contextlib.closing(PrintingSite(Path(folder), far, mode, _Slips)) as room:
            room.wait(lambda: room.printer.print_mode() == mode)
            found = spread([_until_first(room, printer) for _ in range(times)])
        far.unplug()
    return found


class _Slips(Slips):
    """On 58 mm, with the longest name."""

    def ticket(self, visit: Visit, told: Outlook | None, copy: int) -> TicketJob:
        slip = ticket_slip(OFFICE, Ticket(visit.ticket, LONG, told, WALL, CODE))
        return TicketJob(slip, Paper(384), visit.token, copy)


def _until_first(room: PrintingSite, printer: _Watched) -> float:
    issued = room.handlers.handle(Issue("A", False, "touch", sure=True))
    committed = time.monotonic()
    assert isinstance(issued, Issued)
    room.wait(lambda: room.visit(issued.visit).slip == "printed")
    return (printer.first - committed) * 1000


# --- cut off ------------------------------------------------------------------------------------------------------


def _cuts(mode: PrintMode, stride: int) -> dict[str, str]:
    """On 58 mm: the transfer ends after each n-th byte; then RESYNC, or ESC @ alone, and the next slip."""
    data = sample_bytes(384, mode)
    clean = _last(data)
    places = range(1, len(data), stride)
    found = {}
    for name, healing in {"RESYNC": RESYNC, "ESC @ alone": RESET}.items():
        whole = sum(_holds(_last(data[:at] + healing + data), clean) for at in places)
        found[name] = f"{whole} of {len(places)}"
    return found


def _last(data: bytes) -> Sheet:
    """The last piece of paper that was cut off."""
    far = SimulatedPrinter(Personality(dots=384))
    far.feed(data)
    return next((sheet for sheet in reversed(far.sheets) if sheet.cut), far.sheets[0])


def _holds(sheet: Sheet, clean: Sheet) -> bool:
    """It ends with the clean slip, dot for dot."""
    return sheet.cut and sheet.rows[-len(clean.rows) :] == clean.rows and sheet.text.endswith(clean.text)
