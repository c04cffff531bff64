"""The dialog's commands carried out by the journal, one handler each, and what came of it as the dialog is told it.

Everything is decided inside the write transaction; what is said to the citizen is taken from what was written.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import assert_never

from kiosk.app.print_jobs import paper_can_come
from kiosk.config.settings import Settings, renewed
from kiosk.core.calendar.hours import gives_numbers
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.decisions.amends import being_back
from kiosk.core.decisions.binding import known_visit
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.giving import promising
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.forecast.capacity import is_full
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Stamp, elapsed, stamp
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State, Visit
from kiosk.core.words.scanned import TOKEN
from kiosk.journal.journal import Journal

Facts = tuple[Fact, ...]
Decide = Callable[[State, Moment], Facts]
STOPPED = ("numbers-stopped", "unknown-service", "day-over")  # of a service that is on no card any more too
ANOTHER = "another"  # the mark of a number that was taken seconds after one, for somebody else as was said
SPEAKS_MS = 7 * 86_400_000  # from when the number was given: so long a slip speaks for its visit


def _refused(code: str) -> a.Refused:
    return a.Refused(closed=code == "closed", full=code == "full", stopped=code in STOPPED)


class CommandHandlers:
    """`token`: makes a visit's random token."""

    def __init__(self, journal: Journal, settings: Settings, token: Callable[[], str]) -> None:
        self.journal, self.settings, self.rules, self._token = journal, settings, settings.rules, token
        self._known = 0
        self._last: tuple[str, Stamp] | None = None  # the number given here last, and when
        self._papers: Mapping[int, str] = {}  # what stands for an appointment slip → the visit that it began

    def renew(self, state: State) -> None:
        """With the settings that hold in this state."""
        if state.settings != self._known:
            self._known, self.settings = state.settings, renewed(self.settings)
            self.rules = self.settings.rules

    def handle(self, command: c.Command) -> a.Answer | None:
        """What came of it; None when it is done and there is nothing to say. Raises JournalError."""
        try:
            return self._handle(command)
        except Refused as refused:
            return _refused(refused.code)

    def _handle(self, command: c.Command) -> a.Answer | None:
        match command:
            case c.Issue():
                return self._issue(command)
            case c.Rate():
                return self._rate(command)
            case c.Bind():
                return self._bind(command)
            case c.Unbind():
                return self._unbind(command)
            case c.PrintDocuments():
                return self._print_documents(command)
            case _:
                self.write(self._quiet(command))
                return None

    def _quiet(
        self, command: c.Promise | c.IsBack | c.RateAtPad | c.GiveReasons | c.Decline | c.Reprint | c.PaperSeen
    ) -> Decide:
        """The decisions of which the dialog learns nothing."""
        match command:
            case c.RateAtPad(level, counter):
                return lambda s, now: ratings.press(s, now, self.rules, Press(level, "pad", pad=counter))
            case c.GiveReasons(rating, reasons):
                return lambda s, now: ratings.give_reasons(s, now, rating, reasons)
            case c.Decline(visit):
                return lambda s, now: ratings.decline(s, visit)
            case c.Promise(visit, seconds):
                return lambda s, now: promising.promised(s, self.rules, visit, seconds)
            case c.IsBack(visit):
                return lambda s, now: being_back.is_back(s, now, self.rules, visit)
            case c.Reprint(visit):
                return lambda s, now: paper.reprint(s, visit)
            case c.PaperSeen(printed):
                return lambda s, now: device_moved(s, "paper", "ok" if printed else "blank")
        assert_never(command)

    def write(self, decide: Decide) -> list[Recorded]:
        """A decision behind what is due by now."""
        return self.journal.transact(lambda s, now: ratings.with_sweep(s, now, self.rules, decide(s, now)))

    def sweep(self) -> list[Recorded]:
        """Only what is due by now: the ends of visits whose question is settled, and marks."""
        return self.write(lambda s, now: ())

    def _issue(self, command: c.Issue) -> a.Issued | a.AsksAnother:
        """Nobody is refused a number for a family; whoever takes many is asked each time, and counted. An appointment
        slip asks for itself, and is one number as long as that goes on."""
        if given := self._given(command.paper):
            return a.Issued(given)
        fresh = self._fresh()
        if fresh and not command.sure and not command.paper:
            return a.AsksAnother(fresh)
        token = self._token()
        self.write(lambda s, now: self._number(s, now, command, token))
        self._last = token, stamp(self.journal.now())
        self._remember(command.paper, token)
        return a.Issued(token)

    def _given(self, paper: int) -> str:
        """The visit that this appointment slip began, while somebody waits or is served for it; "" for none."""
        visit = self.journal.state.visits.get(self._papers.get(paper, ""))
        return visit.token if visit and visit.status != "finished" else ""

    def _remember(self, paper: int, token: str) -> None:
        """In memory alone, and of those that go on."""
        going = {one: visit for one, visit in self._papers.items() if visit in self.journal.state.visits}
        self._papers = {**going, paper: token} if paper else going

    def _fresh(self) -> str:
        """The visit whose number was given here a moment ago, "" for none: of another kiosk's, or an officer's, nothing
        is known here, nor of one before the start."""
        if self._last is None or elapsed(self._last[1], self.journal.now()) >= self.rules.again:
            return ""
        return self._last[0]

    def _number(self, state: State, now: Moment, command: c.Issue, token: str) -> Facts:
        """The slip is `sending` on disk in the same transaction as its number, so no byte of it can come before. What
        was changed a moment ago holds for this press already."""
        self.renew(state)
        if not gives_numbers(self.settings.hours, now):
            raise Refused("closed")
        if is_full(state, now, self.rules, self.settings.hours, command.service, command.priority):
            raise Refused("full")
        slip = "asked" if paper_can_come(state, self.settings) else "shown"
        wanted = NewTicket(token, command.service, command.priority, command.channel, slip)
        issued = queue.issue(state, now, self.rules, wanted)
        ticket = issued[-1].event
        assert isinstance(ticket, e.TicketIssued)
        marked = (Fact(e.VisitMarked(ticket.ticket, ANOTHER), token),) if command.sure else ()
        if slip == "shown":
            return (*issued, *marked)
        return (*issued, Fact(e.SlipMoved(ticket.ticket, "sending"), token), *marked)

    # --- a rating ---

    def past_visit(self, token: str) -> Visit | None:
        """Of a slip of the last days, which the state knows no more: its own events, folded by themselves. None for
        what is no slip, is of nobody, or too old. Raises JournalError."""
        if not TOKEN.fullmatch(token):
            return None
        since = self.journal.now().wall - SPEAKS_MS
        return known_visit(reduce(fold, self.journal.of_visit(token, since), State()), token, None)

    def _rate(self, command: c.Rate) -> a.Rated | a.RatedWhich | None:
        past = self._past(command)
        pressed = Press(command.level, command.channel, command.scanned, correcting=command.correcting, past=past)
        written = self.write(lambda s, now: ratings.press(s, now, self.rules, pressed))
        found, given = next((r, r.event) for r in written if isinstance(r.event, e.RatingGiven))
        if given.uncounted_reason == "repeat" and command.correcting:
            return None  # the question of the press that it repeats stays open
        lit = () if given.bound or not given.counted or found.visit else self._lit()
        if lit:
            return a.RatedWhich(found.sequence, given.level, lit)
        counter = given.counter or self._counter_of_slip(command, given, found.visit or "", past)
        return a.Rated(found.sequence, given.level, counter, may_correct=given.bind == "one")

    def _past(self, command: c.Rate) -> Visit | None:
        """The visit of an earlier day that the slip is of, or else the rating that this press may correct. Which day is
        today others may have written a moment ago."""
        self.journal.look()
        state, now = self.journal.state, self.journal.now()
        last = state.ratings[-1] if state.ratings else None
        fresh = last.of if last and elapsed(last.at, now) < ratings.SETTLE_MS else ""
        token = command.scanned or fresh
        return self.past_visit(token) if token and known_visit(state, token, None) is None else None

    def _counter_of_slip(self, command: c.Rate, given: e.RatingGiven, token: str, past: Visit | None) -> int:
        """What the thanks say of a slip is the same whatever became of its word."""
        visit = known_visit(self.journal.state, token, past) if command.scanned or given.first else None
        return visit.counter if visit else 0

    def _lit(self, but: int = 0) -> tuple[int, ...]:
        """Counters with a visit that can still be rated."""
        fresh = ratings.candidates(self.journal.state, self.journal.now(), self.rules)
        return tuple(sorted({v.counter for v in fresh} - {but}))

    def _bind(self, command: c.Bind) -> a.Bound:
        """Where that counter's visit was rated by somebody else in this moment, the rating stays one of the office:
        thanked for all the same."""
        try:
            self.write(lambda s, now: ratings.bind_tap(s, now, self.rules, command.rating, command.counter))
        except Refused as refused:
            if refused.code != "no-visit":
                raise
            return a.Bound(0)
        return a.Bound(command.counter)

    def _unbind(self, command: c.Unbind) -> a.Unbound | a.UnboundWhich:
        rating = self.journal.state.rating(command.rating)
        self.write(lambda s, now: ratings.unbind(s, now, command.rating))
        lit = self._lit(but=rating.counter if rating else 0)
        return a.UnboundWhich(lit) if lit else a.Unbound()

    def _print_documents(self, command: c.PrintDocuments) -> a.ListComes | None:
        """A list of documents goes onto paper, where paper can come."""
        asked = Fact(e.DocumentsAsked(command.procedure, self.rules.training))
        written = self.write(lambda s, now: (asked,) if paper_can_come(s, self.settings) else ())
        return a.ListComes() if any(r.event == asked.event for r in written) else None
