"""Slips on their way: a `sending` in the journal becomes a job of the printer, its last word goes back into it.

A slip that broke off is offered again, once, when the printer can print and nobody is in the middle of something.
"""

from drivers.ports import Printer, PrinterSaid, SlipEnded
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper
from kiosk.core.decisions.queue import ahead
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.inputs import Offered
from kiosk.core.record.events import DayClosed, DocumentsAsked, Fact, Recorded, SlipMoved
from kiosk.core.state.values import State
from kiosk.paper.compose import Slips


def paper_can_come(state: State, settings: Settings) -> bool:
    """There is a printer, and nothing is known against it."""
    return settings.config.printer.kind != "none" and paper.can_come(state)


def send(printer: Printer, slips: Slips, state: State, news: Recorded) -> None:
    """Prints what was just written as sending, a list of documents, the closing slip; nothing for any other event."""
    event, token = news.event, news.visit or ""
    visit = state.visits.get(token)
    if isinstance(event, SlipMoved) and event.slip == "sending" and visit:
        printer.print(f"{token}/{event.copy}", slips.ticket(visit, ahead(state, token), visit.issued.wall))
    elif isinstance(event, DayClosed) and slips.closing and paper.can_come(state):
        printer.print("closing", slips.closing(event.date))
    elif isinstance(event, DocumentsAsked) and (listed := slips.documents(event.procedure, news.wall)):
        printer.print(f"documents/{event.procedure}", listed)


def ended(state: State, now: Moment, word: SlipEnded) -> tuple[Fact, ...]:
    """The printer's last word on a slip; on a list or another job without a visit it is not kept."""
    token, _, copy = word.job.partition("/")
    return paper.slip_moved(state, token, word.end, word.why, int(copy)) if token in state.visits else ()


def at_rest(state: State, dialog: Dialog) -> bool:
    """Whether the app may be started again unseen: nobody at the screen, no slip on its way."""
    on_its_way = any(visit.slip in ("asked", "sending") for visit in state.visits.values())
    return dialog.is_at_rest() and not on_its_way


def printer_why(said: PrinterSaid, state: State, roll_m: int) -> str:
    """What stands in the journal beside the printer's state."""
    low = f"about {paper.slips_left(state, roll_m)} slips left" if said.state == "paper_low" else ""
    return said.why or low


class Offers:
    """Which slips were offered again since the start."""

    def __init__(self) -> None:
        self._done = set[str]()

    def due(self, state: State, dialog: Dialog) -> Offered | None:
        """What to tell the dialog now; a ticket that is on the screen has its button there already."""
        token = paper.offered(state)
        on_screen = dialog.screen == "ticket" and dialog.ticket == token
        resting = dialog.screen == "home" and dialog.is_at_rest()
        if not token or token in self._done or not (on_screen or resting):
            return None
        self._done.add(token)
        return None if on_screen else Offered(token)
