"""From what happened to the bytes of its slip: a composer for each kind of paper that the kiosk prints.

A composer knows the office and the paper; it gives a function of the print mode, because only the printer's worker
knows which mode the printer takes, and rendering belongs in that thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.ports import PrintMode
from kiosk.config.options import Config
from kiosk.config.settings import Settings
from kiosk.core.office.procedures import Procedures, with_code
from kiosk.core.state.values import Visit
from kiosk.core.words.slip import Mark, Slip, Space, Text
from kiosk.core.words.vietnamese import clock_words
from kiosk.journal.journal import Journal
from kiosk.paper.closing import slip_of_day
from kiosk.paper.documents import documents_slip
from kiosk.paper.encode import paper_of, slip_bytes
from kiosk.paper.ticket import ticket_slip

Composed = Callable[[PrintMode], bytes]


Compose = Callable[[Visit, int, int], Composed]  # visit, people ahead, wall time of the number → its slip


@dataclass(frozen=True)
class Slips:
    """What the kiosk prints. `check`: after new paper, at a wall time; `closing`: of a day (YYYY-MM-DD), or never;
    `documents`: of a procedure, by its code, at a wall time; None for one that is not listed."""

    ticket: Compose
    check: Callable[[int], Composed]
    closing: Callable[[str], Composed] | None = None
    documents: Callable[[str, int], Composed | None] = lambda code, wall: None


def compose_of(config: Config) -> Compose:
    """Ticket → its slip, made into bytes by the printer's worker, once it knows the print mode."""
    paper, names = paper_of(config.printer), {s.letter: s.name for s in config.services}

    def compose(visit: Visit, ahead: int, wall: int) -> Composed:
        slip = ticket_slip(
            config.office,
            ticket=visit.ticket,
            service=names.get(visit.service, ""),
            ahead=ahead,
            wall=wall,
            code=visit.token,
            priority=visit.priority,
            reprint=visit.copies > 0,
            training=config.kiosk.training,
        )
        return lambda mode: slip_bytes(slip, paper, mode)

    return compose


def documents_of(config: Config, listed: Procedures) -> Callable[[str, int], Composed | None]:
    """A procedure's code → its list of documents."""
    paper, names = paper_of(config.printer), {s.letter: s.short or s.name for s in config.services}

    def compose(code: str, wall: int) -> Composed | None:
        found = with_code(listed, code)
        if found is None:
            return None
        service = f"{found.service} · {names[found.service]}"
        slip = documents_slip(config.office, found, service, wall, config.kiosk.training)
        return lambda mode: slip_bytes(slip, paper, mode)

    return compose


def slips_of(settings: Settings, journal: Journal) -> Slips:
    config, paper = settings.config, paper_of(settings.config.printer)

    def check(wall: int) -> Composed:
        return lambda mode: slip_bytes(check_slip(clock_words(wall)), paper, mode)

    def closing(day: str) -> Composed:
        slip = slip_of_day(journal, config, day)
        return lambda mode: slip_bytes(slip, paper, mode)

    closed = closing if config.printer.closing_slip else None
    return Slips(compose_of(config), check, closed, documents_of(config, settings.listed))


def check_slip(clock: str) -> Slip:
    """The short test slip after new paper: a roll the wrong way round stays blank."""
    return (Mark("GIẤY MỚI"), Space(2), Text(f"Máy in đã có giấy mới, {clock}", 3.3, "SemiBold"))
