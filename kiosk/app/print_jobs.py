"""Slips on their way: a `sending` in the journal becomes a job of the printer, its last word goes back into it.

A slip that broke off is offered again, once, when the printer can print and nobody is in the middle of something.
"""

from collections.abc import Callable

from drivers.ports import PrinterSaid, SlipEnded
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import is_known
from kiosk.core.decisions import paper
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.inputs import Offered
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.record.closing_word import ClosingWord, in_checkpoint
from kiosk.core.record.codec import to_data
from kiosk.core.record.events import Checkpoint, DayClosed, DocumentsAsked, Fact, Recorded, SlipMoved
from kiosk.core.state.values import State
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import SlipJob, TicketJob

SIGNED_WITHIN_MS = 10_000  # after the day's close; the courier is told at once, and signs in a moment


def paper_can_come(state: State, settings: Settings) -> bool:
    """There is a printer, and nothing is known against it."""
    return settings.config.printer.kind != "none" and paper.can_come(state)


def job_of(
    slips: Slips, state: State, news: Recorded, told: Callable[[str], Outlook | None] = lambda token: None
) -> SlipJob | None:
    """What is printed of an event that was just written: a ticket that is `sending`, a list of documents; None for
    any other. `told`: of a waiting visit; asked only for what is printed."""
    match news.event:
        case SlipMoved(slip="sending", copy=copy):
            visit = state.visits.get(news.visit or "")
            return slips.ticket(visit, told(visit.token), copy) if visit else None
        case DocumentsAsked(procedure):
            return slips.documents(procedure, news.wall if is_known(news.clock) else None)
    return None


class ClosingSlip:
    """The slip of the day that just closed: it waits for the courier's signature, but not for ever."""

    def __init__(self, slips: Slips) -> None:
        self._slips, self._day, self._dated, self._until = slips, "", True, 0

    @property
    def waits(self) -> bool:
        return bool(self._day)

    def hear(self, state: State, news: Recorded, mono: int) -> SlipJob | None:
        """What is printed of an event that was just written: the slip, once its word is signed."""
        match news.event:
            case DayClosed(date) if paper.can_come(state):
                self._day, self._dated, self._until = date, not state.provisional, mono + SIGNED_WITHIN_MS
            case Checkpoint(closing=dict(said)) if self._day and said.get("day") == self._day:
                return self._printed(in_checkpoint(to_data(news.event)))
        return None

    def look(self, mono: int) -> SlipJob | None:
        """The slip without a signature, when nobody signed in time."""
        return self._printed(None) if self.ms_until_due(mono) == 0 else None

    def ms_until_due(self, mono: int) -> int | None:
        return max(0, self._until - mono) if self._day else None

    def _printed(self, word: ClosingWord | None) -> SlipJob | None:
        day, self._day = self._day, ""
        return self._slips.closing(day, word, self._dated)


def ended(state: State, word: SlipEnded) -> tuple[Fact, ...]:
    """The printer's last word on a ticket; on a list or another slip it is not kept."""
    job = word.job
    if not isinstance(job, TicketJob):
        return ()
    return paper.slip_moved(state, job.visit, word.end, word.why, job.copy)


def at_rest(state: State, dialog: Dialog) -> bool:
    """Whether the app may be started again unseen: nobody at the screen, no slip on its way."""
    on_its_way = any(visit.slip in ("asked", "sending") for visit in state.visits.values())
    return dialog.is_at_rest() and not on_its_way


def printer_why(said: PrinterSaid, state: State, roll_m: int, slip_mm: Callable[[], int]) -> str:
    """What stands in the journal beside the printer's state. `slip_mm`: how much paper this office's ticket takes,
    which is asked only where it matters."""
    if said.why or said.state != "paper_low":
        return said.why
    return f"about {paper.slips_left(state, roll_m, slip_mm())} slips left"


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
