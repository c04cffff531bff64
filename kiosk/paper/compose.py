"""From what happened to the slip that is printed of it: one method for each kind of paper."""

from collections.abc import Callable

from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import is_known
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.office.procedures import with_code
from kiosk.core.record.closing_word import ClosingWord
from kiosk.core.state.values import Visit
from kiosk.core.words.scanned import TOKEN_LENGTH
from kiosk.core.words.slip import TEXT_MM, Mark, Slip, Space, Text
from kiosk.core.words.vietnamese import clock_words
from kiosk.journal.journal import Journal
from kiosk.paper.closing import slip_of_day
from kiosk.paper.documents import documents_slip
from kiosk.paper.encode import length_mm, paper_of
from kiosk.paper.jobs import SlipJob, TicketJob
from kiosk.paper.ticket import Ticket, ticket_slip


class Slips:
    """What the kiosk prints, by the office's settings; the closing slip is counted from the journal. `page`: where a
    phone finds its number now, "" for nowhere."""

    def __init__(self, settings: Settings, journal: Journal, page: Callable[[], str] = lambda: "") -> None:
        self._page = page
        self._last: Ticket | None = None
        self._journal, self._paper = journal, paper_of(settings.config.printer)
        self.adopt(settings)

    def adopt(self, settings: Settings) -> None:
        """From now on; the printer is as it was opened."""
        self._settings, self._config = settings, settings.config

    def ticket(self, visit: Visit, told: Outlook | None, copy: int) -> TicketJob:
        """`told`: None once nobody is before it any more; `copy`: how often its slip was sent before."""
        ticket = Ticket(
            number=visit.ticket,
            service=self._settings.rules.services.get(visit.service, ""),
            told=told,
            wall=visit.issued.wall if is_known(visit.clock) else None,
            code=visit.token,
            page=self._address(),
            priority=visit.priority,
            prepare=next((s.prepare for s in self._config.services if s.letter == visit.service), ""),
            reprint=copy > 0,
            training=self._settings.rules.training,
            back_at=visit.promise.at.wall + visit.promise.after if visit.promise else None,
        )
        self._last = ticket
        return TicketJob(ticket_slip(self._config.office, ticket), self._paper, visit.token, copy)

    def ticket_mm(self) -> int:
        """Of paper for one ticket, by the last one; before the first of a start, by one with what each has."""
        one = self._last or Ticket("A001", self._config.services[0].name, None, 0, "0" * TOKEN_LENGTH, self._address())
        return length_mm(ticket_slip(self._config.office, one), self._paper)

    def _address(self) -> str:
        return self._page() if self._config.printer.phone_page else ""

    def check(self, wall: int | None) -> SlipJob:
        """After new paper, at a wall time; None while nobody knows it."""
        return SlipJob(check_slip("" if wall is None else clock_words(wall)), self._paper)

    def closing(self, day: str, word: ClosingWord | None, dated: bool = True) -> SlipJob | None:
        """Of a day (YYYY-MM-DD) that has just closed; None where the office wants none. `word`: as the courier signed
        it, None: nobody did; `dated`: the date is known."""
        if not self._config.printer.closing_slip:
            return None
        return SlipJob(slip_of_day(self._journal, self._config, day, word, dated), self._paper)

    def documents(self, code: str, wall: int | None) -> SlipJob | None:
        """A procedure's list, at a wall time (None while nobody knows it); None for a code that is not listed."""
        found = with_code(self._settings.listed, code)
        if found is None:
            return None
        names = {service.letter: service.short or service.name for service in self._config.services}
        taken_in = f"{found.service} · {names.get(found.service, '')}"
        training = self._settings.rules.training
        return SlipJob(documents_slip(self._config.office, found, taken_in, wall, training), self._paper)


def check_slip(clock: str) -> Slip:
    """The short test slip after new paper: a roll the wrong way round stays blank. `clock`: "" while nobody knows."""
    said = f"Máy in đã có giấy mới, {clock}" if clock else "Máy in đã có giấy mới"
    return (Mark("GIẤY MỚI"), Space(2), Text(said, TEXT_MM, "SemiBold"))
