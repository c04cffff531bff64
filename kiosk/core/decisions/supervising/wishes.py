"""What somebody above the counters may decide: free and shut a counter, stop numbers, close and reopen the day, cancel.

Each is a decision like an officer's: from the state and the moment to facts, or `Refused` and nothing is written. What
would change nothing is refused too, and so is what no longer is as the page shows it (`stale`): who is in hand, how
many wait. Nobody is thrown away: what was in hand is put aside for every counter, what was cancelled can be taken up
again until the day is over. No rating is given, shown or removed.
"""

from collections.abc import Sequence

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import days
from kiosk.core.decisions.amends.returning import back
from kiosk.core.decisions.legs import Facts, put_aside
from kiosk.core.decisions.supervising.today import is_over
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State, Visit

CANCEL_REASONS = ("twice", "left", "mistake", "closed", "other")
AUTHOR = "supervisor"


def _today(part: str, about: str, to: str) -> Fact:
    return Fact(e.TodayChanged(part, about, to, AUTHOR))


def _must(holds: bool, code: str) -> None:
    if not holds:
        raise Refused(code)


# --- counters ---


def free(state: State, now: Moment, counter: int, hand: str | None) -> Facts:
    """A sick officer's counter: signed out, the visit in hand put aside for every counter. `hand`: the number that the
    page shows there, "" for none; None: unsaid."""
    _must(counter in state.counters, "nothing-changes")
    return (*_left(state, now, counter, hand), _today("counter", str(counter), "freed"))


def shut(state: State, now: Moment, rules: Rules, counter: int, hand: str | None) -> Facts:
    """Nobody signs in there today; who sits there is signed out."""
    _must(counter in rules.counters, "unknown-counter")
    _must(counter not in state.today.shut, "nothing-changes")
    return (*_opened(state, now), *_left(state, now, counter, hand), _today("counter", str(counter), "closed"))


def unshut(state: State, counter: int) -> Facts:
    _must(counter in state.today.shut, "nothing-changes")
    return (_today("counter", str(counter), "open"),)


def _left(state: State, now: Moment, counter: int, hand: str | None) -> Facts:
    """Its officer goes; nobody who sits there: nothing."""
    desk = state.counters.get(counter)
    visit = state.visits.get(desk.visit) if desk else None
    _must(hand is None or hand == (visit.ticket if visit else ""), "stale")
    if desk is None:
        return ()
    return (*put_aside(state, now, desk), Fact(e.CounterClosed(counter, desk.officer)))


# --- numbers ---


def stop(state: State, now: Moment, rules: Rules, service: str) -> Facts:
    """The kiosk gives no more of this service today, "" for every one. Who waits is served."""
    _must(not service or service in rules.services, "unknown-service")
    _must(service not in state.today.stopped, "nothing-changes")
    return (*_opened(state, now), _today("numbers", service, "closed"))


def give(state: State, service: str) -> Facts:
    """Again. `service`: "" for every one."""
    _must(service in state.today.stopped or (not service and bool(state.today.stopped)), "nothing-changes")
    return (_today("numbers", service, "open"),)


def _opened(state: State, now: Moment) -> Facts:
    """What holds for today needs the day. Refused day-over."""
    _must(not is_over(state, now), "day-over")
    return days.day_in_hand(state, now)


# --- the day ---


def close(state: State, now: Moment, waiting: int | None) -> Facts:
    """At once, for today: who waits goes home unserved, so the page says how many. `waiting`: that; None: unsaid."""
    _must(not state.closed, "closed")
    _must_be_so_many(_in_line(state), waiting)
    return (*days.close_day(state, now), _today("day", "", "closed"))


def reopen(state: State, now: Moment) -> Facts:
    """The same day goes on with its numbers."""
    _must(is_over(state, now), "nothing-changes")
    return (*days.day_in_hand(state, now), _today("day", "", "open"))


# --- numbers of people ---


def cancel(state: State, ticket: str, reason: str) -> Facts:
    """A number that waits or was put aside. One at a counter is its officer's."""
    visit = state.ticket(ticket)
    if visit is None:
        raise Refused("unknown-ticket")
    _must(visit.status in ("waiting", "held"), "ticket-elsewhere")
    return (_cancelled(visit, reason),)


def cancel_line(state: State, service: str, waiting: int | None, reason: str) -> Facts:
    """Everybody who waits for one service. `waiting`: how many the page says; None: unsaid."""
    line = _in_line(state, service)
    _must_be_so_many(line, waiting)
    _must(bool(line), "nobody-waiting")
    return tuple(_cancelled(visit, reason) for visit in line)


def revive(state: State, ticket: str) -> Facts:
    """A number that ended otherwise than served waits again, at its old place. Refused too-late for any other one."""
    visit = next((v for v in reversed(tuple(state.gone.values())) if v.ticket == ticket), None)
    if visit is None or state.closed:
        raise Refused("too-late")
    return (back(visit),)


def _in_line(state: State, service: str = "") -> Sequence[Visit]:
    """Who waits, of one service or all."""
    return [v for v in state.visits.values() if v.status == "waiting" and (not service or v.service == service)]


def _must_be_so_many(line: Sequence[Visit], shown: int | None) -> None:
    _must(shown in (None, len(line)), "stale")


def _cancelled(visit: Visit, reason: str) -> Fact:
    """Of no counter: no officer takes it back as a wish of their own."""
    return Fact(e.VisitEnded(visit.ticket, "cancelled", visit.leg, None, None, reason), visit.token)
