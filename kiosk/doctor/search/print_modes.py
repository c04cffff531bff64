"""The quick print modes, tried where they are worth it: on a slow line, and only with somebody who looks.

A printer that does not know our glyphs prints rubbish, which no answer tells; so the page with the whole alphabet goes
out downloaded, then inline, and the first that a person finds right is written down for this very printer
(print_mode_for).
"""

from dataclasses import replace

from drivers.ports import PrintMode
from kiosk.config.options import Printer as Options
from kiosk.doctor.person.person import yes
from kiosk.doctor.search import printer_probe
from kiosk.doctor.search.settings import Round
from kiosk.paper.encode import paper_of, slip_bytes
from kiosk.paper.office import probe_slip
from kiosk.service.findings import Bilingual

SLOW = 115200  # baud below which raster takes seconds
_TRIED: tuple[PrintMode, ...] = ("downloaded", "inline")
_LOOKS = Bilingual(
    "Trang thử có đủ dấu, có số A015 và mã QR, không có chữ lạ?",
    "Is the page right: all accents, A015 and the QR code, no rubbish?",
)


def quickest(round_: Round, printer: printer_probe.Printer) -> printer_probe.Printer:
    """The printer with the quickest print mode that somebody found right; raster on a line that is quick anyway."""
    if printer.port.kind != "serial" or printer.baud >= SLOW:
        return printer
    return next((replace(printer, print_mode=mode) for mode in _TRIED if _right(round_, printer, mode)), printer)


def _right(round_: Round, printer: printer_probe.Printer, mode: PrintMode) -> bool:
    cut = Options(dots=printer.dots, cutter=printer.cutter, full_cut=printer.full_cut, cut=printer.cut)
    page = slip_bytes(probe_slip(f"KIOSK {printer.baud} {mode}"), paper_of(cut), mode)
    return printer_probe.send(printer.where, page) and yes(
        round_.person, f"print-mode-{mode}", _LOOKS, printer.port.path
    )
