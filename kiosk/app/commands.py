"""A wish of the talk carried into the journal, and what came of it in the talk's words.

Everything is decided inside the write transaction; what is said to the citizen is taken from what was written.
"""

from collections.abc import Callable

from kiosk.core.calendar.hours import Hours, gives_numbers
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.decisions.device import device_moved
from kiosk.core.dialog.table import Said, Wish
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.values import State
from kiosk.journal.journal import Journal

Facts = tuple[Fact, ...]


class Wishes:
    """Carries wishes out. `token`: makes a visit's random token; `paper`: can a slip come now?"""

    def __init__(
        self, journal: Journal, rules: Rules, hours: Hours, token: Callable[[], str], paper: Callable[[State], bool]
    ) -> None:
        self.journal, self.rules, self.hours, self._token, self._paper = journal, rules, hours, token, paper

    def carry(self, wish: Wish) -> Said | None:
        """What came of it, for the talk; None when there is nothing to say. Raises JournalError."""
        try:
            return _CARRY[wish.do](self, wish)
        except Refused as refused:
            return Said("refused", what="refused-closed" if refused.code == "closed" else "")

    def write(self, decide: Callable[[State, Moment], Facts]) -> list[Recorded]:
        """A decision behind what is due by now."""
        return self.journal.transact(lambda s, now: ratings.with_sweep(s, now, self.rules, decide(s, now)))

    def _issue(self, wish: Wish) -> Said:
        token = self._token()
        self.write(lambda s, now: self._number(s, now, wish, token))
        return Said("issued", what=token)

    def _number(self, state: State, now: Moment, wish: Wish, token: str) -> Facts:
        """The slip is `sending` on disk in the same transaction as its number, so no byte of it can come before."""
        if not gives_numbers(self.hours, now):
            raise Refused("closed")
        slip = "asked" if self._paper(state) else "shown"
        issued = queue.issue(state, now, self.rules, token, wish.what, wish.priority, wish.channel, slip)
        ticket = issued[-1].event
        if slip == "shown" or not isinstance(ticket, e.TicketIssued):
            return issued
        return (*issued, Fact(e.SlipMoved(ticket.ticket, "sending"), token))

    def _rate(self, wish: Wish) -> Said:
        written = self.write(
            lambda s, now: ratings.press(s, now, self.rules, wish.level, wish.channel, wish.what, wish.pad)
        )
        given = next(r for r in written if isinstance(r.event, e.RatingGiven))
        return self._thanks(given)

    def _thanks(self, given: Recorded) -> Said:
        event = given.event
        assert isinstance(event, e.RatingGiven)
        lit = () if event.bound or not event.counted or event.channel == "pad" else self._lit()
        on = "rated which" if lit else "rated"
        return Said(on, event.bind or "", given.sequence, event.level, pad=event.counter or 0, lit=lit)

    def _lit(self, but: int = 0) -> tuple[int, ...]:
        """Counters with a visit that can still be rated."""
        fresh = ratings.candidates(self.journal.state, self.journal.now(), self.rules)
        return tuple(sorted({v.counter for v in fresh} - {but}))

    def _bind(self, wish: Wish) -> Said:
        self.write(lambda s, now: ratings.bind_tap(s, now, self.rules, wish.number, wish.level))
        return Said("bound", number=wish.level)

    def _unbind(self, wish: Wish) -> Said:
        rating = self.journal.state.rating(wish.number)
        self.write(lambda s, now: ratings.unbind(s, now, wish.number))
        lit = self._lit(but=rating.counter if rating else 0)
        return Said("unbound which" if lit else "unbound", lit=lit)

    def _reasons(self, wish: Wish) -> None:
        self.write(lambda s, now: ratings.give_reasons(s, now, wish.number, wish.reasons))

    def _decline(self, wish: Wish) -> None:
        self.write(lambda s, now: ratings.decline(s, wish.what))

    def _reprint(self, wish: Wish) -> None:
        """The same number once more, marked IN LẠI."""
        self.write(lambda s, now: paper.reprint(s, wish.what))

    def _paper_seen(self, wish: Wish) -> None:
        """Somebody looked at the test slip of a new roll: printed, or blank."""
        self.write(lambda s, now: device_moved(s, "paper", "ok" if wish.what == "yes" else "blank"))

    def _documents(self, wish: Wish) -> Said | None:
        """A list of documents goes onto paper, where paper can come."""
        asked = Fact(e.DocumentsAsked(wish.what, self.rules.training))
        written = self.write(lambda s, now: (asked,) if self._paper(s) else ())
        return Said("list comes") if any(r.event == asked.event for r in written) else None


_CARRY: dict[str, Callable[[Wishes, Wish], Said | None]] = {
    "issue": Wishes._issue,
    "rate": Wishes._rate,
    "bind": Wishes._bind,
    "unbind": Wishes._unbind,
    "reasons": Wishes._reasons,
    "decline": Wishes._decline,
    "reprint": Wishes._reprint,
    "paper": Wishes._paper_seen,
    "documents": Wishes._documents,
}
