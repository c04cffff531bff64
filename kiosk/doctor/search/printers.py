"""Finds the printer: every port is asked, what stays silent gets a page that a person looks at, the choice is written.

A printer counts when a page of it was seen, whose ruler tells its head; then its cutter is tried (the partial cut of
our slips, else the full one, else the older commands), its presenter where the model has one, its flow control
(flow.py), and, on a slow line, the quick print modes (print_modes.py). Nothing is written
without a printer that was seen to print.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.ports import Missing
from drivers.printer.escpos import PRESENT
from drivers.printer.status import CANNOT_PRINT
from kiosk.core.words.faults import words_of
from kiosk.doctor.person.person import AGAIN, SKIP, Answer, Question, yes
from kiosk.doctor.search import printer_probe
from kiosk.doctor.search.flow import flowing
from kiosk.doctor.search.ports import Port
from kiosk.doctor.search.print_modes import quickest
from kiosk.doctor.search.probe_page import DOTS, cut_again, probe_page
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import printer_options, write
from kiosk.service.findings import Bilingual, Finding

_RULER = Bilingual(
    "Trên tờ giấy, số lớn nhất in trọn vẹn, có ô đen bên phải, là số mấy?",
    "Which is the largest number that is whole, with the black block at its right?",
)
_NUMBERS = (
    *(Answer(number, Bilingual(f"Số {number}", f"Number {number}")) for number in DOTS),
    Answer("0", Bilingual("Không có số", "None, or rubbish")),
)
_CUT = Bilingual("Giấy có được cắt không?", "Was the paper cut off?")
_CUT_NOW = Bilingual(
    "Thử cắt kiểu khác: bây giờ giấy có được cắt không?", "Another way of cutting: was it cut off now?"
)
_OTHER_CUTS: dict[str, dict[str, Any]] = {
    "full": {"full_cut": True},
    "esc-i": {"cut": "esc-i"},
    "esc-m": {"cut": "esc-m"},
}
_OUT = Bilingual("Máy có đẩy phiếu ra không?", "Was the slip handed out?")
_PRESENTERS = re.compile(r"VKP|KPM|Reliance", re.IGNORECASE)  # models that know GS e (Custom's and Pyramid's manuals)
_WHICH = Bilingual("Chọn máy in nào?", "Which printer?")
_OTHER = Answer("other", Bilingual("Máy khác", "Another one"))
_ON_A_SCREEN = 4  # choices


def find_printer(round_: Round, ports: Sequence[Port]) -> Finding:
    """The printer of this kiosk, written into the file; or that there is none."""
    found = [printer for port in ports if (printer := examine(round_, port))]
    if not found:
        said = Bilingual("không tìm thấy máy in", f"no printer found at {len(ports)} ports")
        do = Bilingual("kiểm tra nguồn điện và dây của máy in", "check the printer's power and cable, then once more")
        return Finding("printer", False, said, do)
    chosen = quickest(round_, flowing(round_, _chosen(round_, found)))
    write(round_.file, "printer", printer_options(chosen))
    facts = {**printer_options(chosen), "who": chosen.who, "found": [described(one) for one in found]}
    return Finding("printer", True, Bilingual(described(chosen), described(chosen)), facts=facts)


def examine(round_: Round, port: Port) -> printer_probe.Printer | None:
    """What hangs there, said in a line; None for nothing."""
    name = f" ({port.name})" if port.name else ""
    round_.person.say(Bilingual(f"{port.path}{name}: đang hỏi", f"{port.path}{name}: asking"))
    try:
        answering = printer_probe.ask(port, round_.wait)
        printer = _answering(round_, answering) if answering else _silent(round_, port)
    except Missing as missing:
        round_.person.say(Bilingual(f"{port.path}: không mở được ({missing})", f"{port.path}: {missing}"))
        return None
    nothing = Bilingual(
        f"{port.path}: không có máy in", f"{port.path}: no printer: nothing answers and nothing came out"
    )
    round_.person.say(Bilingual(described(printer), described(printer)) if printer else nothing)
    return printer


def described(printer: printer_probe.Printer) -> str:
    words = (
        printer.name or ("never answers" if printer.silent else "answers, tells no model"),
        "never answers" if printer.silent and printer.name else "",
        f"{printer.width} mm",
        f"{printer.dots} dots",
        f"{printer.baud} baud" if printer.port.kind == "serial" else "",
        printer.flow if printer.flow != "none" else "",
        _cutter(printer),
        "presenter" if printer.presenter else "",
    )
    return f"{printer.port.path}: {', '.join(filter(None, words))}"


def _cutter(printer: printer_probe.Printer) -> str:
    if not printer.cutter:
        return "no cutter"
    return "full cut only" if printer.full_cut else f"cutter by {printer.cut}" if printer.cut != "gs-v" else "cutter"


def _short(printer: printer_probe.Printer) -> Bilingual:
    """What fits on a card."""
    about = f"{printer.width}mm, {Path(printer.port.node or printer.port.path).name}"
    return Bilingual(f"{printer.name or 'không tên'}, {about}", f"{printer.name or 'no name'}, {about}")


def _answering(round_: Round, answering: printer_probe.Printer) -> printer_probe.Printer | None:
    """One that answers prints the page, for its head and its cutter."""
    printer = _ready(round_, answering)
    if printer is None or not printer_probe.send(printer.where, probe_page(f"KIOSK {printer.baud}")):
        return None
    dots = _dots(round_, printer.port.path)
    return _tried(round_, replace(printer, dots=dots)) if dots else None


def _ready(round_: Round, printer: printer_probe.Printer) -> printer_probe.Printer | None:
    """The printer once it can print: it is asked again who it is, as without paper it keeps that to itself. None:
    somebody gave it up, or it is gone."""
    try:
        word = printer_probe.state(printer, round_.wait)
    except OSError:
        return None
    if word not in CANNOT_PRINT:
        return printer
    said = words_of("printer", word).sentence()
    if round_.person.ask(Question(f"trouble-{word}", said, (AGAIN, SKIP), printer.port.path)) == SKIP.id:
        return None
    return _ready(round_, printer_probe.ask(printer.port, round_.wait) or printer)


def _silent(round_: Round, port: Port) -> printer_probe.Printer | None:
    """A page at each speed, until somebody sees one."""
    for baud in printer_probe.speeds(port):
        if not printer_probe.send(printer_probe.where(port, baud), probe_page(f"KIOSK {baud}")):
            continue
        at = f"{port.path} at {baud}" if port.kind == "serial" else port.path
        if dots := _dots(round_, at):
            return _tried(round_, printer_probe.Printer(port, baud, dots=dots, silent=True))
    return None


def _dots(round_: Round, about: str) -> int:
    """Of the head, 0: nothing came out."""
    return DOTS.get(round_.person.ask(Question("ruler", _RULER, _NUMBERS, about)), 0)


def _tried(round_: Round, printer: printer_probe.Printer) -> printer_probe.Printer:
    """With its cutter, by the cut that ends our slips or else by the first other one, and with its presenter."""
    about = printer.port.path
    if not yes(round_.person, "cut", _CUT, about):
        others = (how for how in _OTHER_CUTS if _cuts(round_, printer, how))
        printer = replace(printer, **_OTHER_CUTS.get(next(others, ""), {"cutter": False}))
    may = printer.cutter and _PRESENTERS.search(printer.name)
    given_out = may and printer_probe.send(printer.where, PRESENT) and yes(round_.person, "out", _OUT, about)
    return replace(printer, presenter=bool(given_out))


def _cuts(round_: Round, printer: printer_probe.Printer, how: str) -> bool:
    return printer_probe.send(printer.where, cut_again(how)) and yes(
        round_.person, f"cut-{how}", _CUT_NOW, printer.port.path
    )


def _chosen(round_: Round, found: Sequence[printer_probe.Printer]) -> printer_probe.Printer:
    """The only one, or the one that somebody chooses; a few at a time, as a screen holds."""
    if len(found) == 1:
        return found[0]
    few = found if len(found) <= _ON_A_SCREEN else found[: _ON_A_SCREEN - 1]
    answers = tuple(Answer(str(n), _short(one)) for n, one in enumerate(few, 1))
    more = (_OTHER,) if len(few) < len(found) else ()
    said = round_.person.ask(Question("which", _WHICH, answers + more))
    return _chosen(round_, found[len(few) :]) if said == _OTHER.id else few[int(said) - 1]
