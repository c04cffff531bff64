"""Numbers for people who come together, as a village does, by an officer's word; slips come out of the kiosk. Pure.

Each is a visit of its own with a token that nobody finds from another one's slip. The visit in hand goes on. What is
too many is not taken back here: the slips are out, and each number can be ended by itself.
"""

import hashlib
from collections.abc import Iterator

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper
from kiosk.core.decisions.legs import Facts, desk_of
from kiosk.core.decisions.queue import NewTicket, issue
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from kiosk.core.words.scanned import TOKEN_LENGTH, TOKEN_LETTERS

MOST = 20


def batch(state: State, now: Moment, rules: Rules, counter: int, wanted: NewTicket, count: int) -> Facts:
    """`wanted.token`: secret, and of no visit; theirs follow from it. Refused not-logged-in, and as one number is."""
    desk_of(state, counter)
    slip = "asked" if rules.prints and paper.can_come(state) else "shown"
    *day, first = issue(state, now, rules, changed(wanted, channel="batch", slip=slip))
    assert isinstance(first.event, e.TicketIssued)
    numbers = [*_numbers(first.event, wanted.token, count)]
    slips = (Fact(e.SlipMoved(ticket.ticket, "sending"), fact.visit) for fact, ticket in numbers)
    return (*day, *(fact for fact, _ in numbers), *(slips if slip == "asked" else ()))


def _numbers(first: e.TicketIssued, secret: str, count: int) -> Iterator[tuple[Fact, e.TicketIssued]]:
    """The first one and those that follow it."""
    for number in range(first.number, first.number + count):
        ticket = changed(first, ticket=f"{first.service}{number:03d}", number=number)
        yield Fact(ticket, token_of(secret, number)), ticket


def token_of(secret: str, number: int) -> str:
    """As random as the secret, to whoever does not know it."""
    digest = hashlib.sha256(f"{secret}/{number}".encode()).digest()
    return "".join(TOKEN_LETTERS[byte % len(TOKEN_LETTERS)] for byte in digest[:TOKEN_LENGTH])
