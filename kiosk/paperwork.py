"""Slips on their way: a `sending` in the journal becomes a job of the printer, its last word goes back into it."""

from collections.abc import Callable

from drivers.ports import Printer, SlipEnded
from kiosk.core.events import Fact, Recorded, SlipMoved
from kiosk.core.moment import Moment
from kiosk.core.queue import ahead, slip_moved
from kiosk.core.state import State, Visit

Compose = Callable[[Visit, int, int], bytes]  # visit, people ahead, wall time of the number → bytes of the slip


def send(printer: Printer, compose: Compose, state: State, news: Recorded) -> None:
    """Prints what was just written as sending; nothing for any other event."""
    event, token = news.event, news.visit or ""
    visit = state.visits.get(token)
    if isinstance(event, SlipMoved) and event.slip == "sending" and visit:
        printer.print(f"{token}/{event.copy}", compose(visit, ahead(state, token), visit.issued.wall))


def ended(state: State, now: Moment, word: SlipEnded) -> tuple[Fact, ...]:
    """The printer's last word on a slip."""
    token, _, copy = word.job.partition("/")
    return slip_moved(state, token, word.end, word.why, int(copy or 0))
