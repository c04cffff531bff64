"""Numbers of a paper roll that officers gave by hand while kiosk or power was away: they join the lines again. Pure.

The roll is printed with plain numbers. Before them goes a letter that no service has, so that no number of the kiosk's
is ever the same, and the board, the voice and whoever types it know it as any other. It waits as if the kiosk had given
it when it was given by hand, where the officer says how long ago that was; else at the end of its line, and whoever
enters a roll enters it in its order.
"""

from typing import NamedTuple

from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.decisions.queue import NewTicket, issue
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact
from kiosk.core.record.visit_events import ROLL
from kiosk.core.state.values import State

MOST = 999
LONGEST_MIN = 720  # ago, at most, and of the same day
LETTERS = "RZYXWVUTSQPONMLKJIHGFEDCBA"  # the first one that is free


class Torn(NamedTuple):
    """A number that was torn off the roll: in which line it waits, and how many minutes ago it was given."""

    wanted: NewTicket
    number: int
    minutes_ago: int = 0


def roll(state: State, now: Moment, rules: Rules, counter: int, torn: Torn) -> Facts:
    """Each number of the roll once a day, unless it was taken back. Refused not-logged-in, unknown-service, roll-given,
    not-today, and no-roll where services have all letters."""
    desk = desk_of(state, counter)
    ticket = f"{_letter(rules)}{torn.number:03d}"
    if day_has(state, ticket):
        raise Refused("roll-given")
    if day_of(now.wall - 60_000 * torn.minutes_ago) != day_of(now.wall):
        raise Refused("not-today")
    *day, given = issue(state, now, rules, changed(torn.wanted, channel=ROLL, slip="none"))
    assert isinstance(given.event, e.TicketIssued)
    issued = changed(given.event, ticket=ticket, number=torn.number)
    entered = e.TicketEntered(ticket, counter, desk.officer, 60 * torn.minutes_ago)
    return (*day, Fact(issued, torn.wanted.token), Fact(entered, torn.wanted.token))


def _letter(rules: Rules) -> str:
    free = next((letter for letter in LETTERS if letter not in rules.services), "")
    if not free:
        raise Refused("no-roll")
    return free


def day_has(state: State, ticket: str) -> bool:
    """Was it given today? One that was cancelled was not."""
    known = (*state.visits.values(), *state.done.values(), *state.gone.values())
    return any(visit.ticket == ticket and visit.how != "cancelled" for visit in known)
