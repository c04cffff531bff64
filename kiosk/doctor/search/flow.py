"""How a serial printer says that it takes nothing just now: found while somebody opens its cover and closes it.

A printer with an open cover is busy: it sends XOFF (13) and, closed again, XON (11), or it takes its wire to our CTS
down and up again; which of them, its switches say. Neither is seen of most printers with three wires. What was seen is
tried with a line on paper before it is written; whoever is unsure, or skips it, gets none, and slips go out at the pace
of the paper. A wire that hangs free may read as anything, so only its change counts.
"""

from dataclasses import dataclass, replace

from drivers.ports import Missing
from drivers.printer.transport import Flow, SerialLine
from kiosk.doctor.person.person import SKIP, Answer, Question, yes
from kiosk.doctor.search import printer_probe
from kiosk.doctor.search.probe_page import one_more
from kiosk.doctor.search.settings import Round
from kiosk.service.findings import Bilingual

XON, XOFF = b"\x11", b"\x13"
_DONE = Answer("done", Bilingual("Xong", "Done"))
_OPEN = Bilingual("Xin mở nắp máy in, đợi hai giây", "Open the printer's cover and wait two seconds")
_SHUT = Bilingual("Xin đóng nắp máy in lại, đợi hai giây", "Close the cover again and wait two seconds")
_LINE = Bilingual("Có in thêm một dòng chữ không?", "Did one more line of words come out?")


@dataclass(frozen=True)
class Seen:
    """On the line since the look before; `clear`: CTS, None where the line has no such wire."""

    heard: bytes
    clear: bool | None


def flowing(round_: Round, printer: printer_probe.Printer) -> printer_probe.Printer:
    """The printer with the flow control that was seen and carried a line of words."""
    if printer.port.kind != "serial" or (flow := _found(round_, printer)) == "none":
        return printer
    tried = replace(printer, flow=flow)
    came = printer_probe.send(tried.where, one_more(f"KIOSK {flow}")) and yes(
        round_.person, f"flow-{flow}", _LINE, printer.port.path
    )
    return tried if came else printer


def _found(round_: Round, printer: printer_probe.Printer) -> Flow:
    try:
        line = SerialLine(printer.port.path, printer.baud)
    except (OSError, Missing):
        return "none"
    try:
        before = _look(line, round_.wait)
        if not _did(round_, "flow-open", _OPEN, printer):
            return "none"
        opened = _look(line, round_.wait)
        if not _did(round_, "flow-close", _SHUT, printer):
            return "none"
        return judged(before, opened, _look(line, round_.wait))
    except OSError:  # pulled meanwhile
        return "none"
    finally:
        line.close()


def _did(round_: Round, id_: str, said: Bilingual, printer: printer_probe.Printer) -> bool:
    return round_.person.ask(Question(id_, said, (_DONE, SKIP), printer.port.path)) == _DONE.id


def _look(line: SerialLine, seconds: float) -> Seen:
    heard = b""
    while more := line.read(seconds):
        heard += more
    try:
        return Seen(heard, line.clear_to_send())
    except OSError:
        return Seen(heard, None)


def judged(before: Seen, opened: Seen, shut: Seen) -> Flow:
    """What the cover's opening and closing made of it; a printer that says it both ways is heard by its wire."""
    if before.clear and opened.clear is False and shut.clear:
        return "rtscts"
    return "xonxoff" if XOFF in opened.heard and XON in shut.heard else "none"
