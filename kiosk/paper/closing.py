"""The day's closing slip from the journal: the day's events are read again once, when the day has closed."""

from collections import Counter
from collections.abc import Iterator

from kiosk.config.options import Config
from kiosk.core.figures import figures
from kiosk.core.record.codec import from_data
from kiosk.core.record.events import Event, TicketIssued
from kiosk.core.words.slip import Slip
from kiosk.journal.journal import Journal
from kiosk.paper.office import closing_slip


def slip_of_day(journal: Journal, config: Config, day: str) -> Slip:
    """`day`: YYYY-MM-DD, the day that has just closed."""
    facts = list(_facts(journal))
    issued = Counter(event.service for _, event in facts if isinstance(event, TicketIssued))
    names = {service.letter: service.short or service.name for service in config.services}
    found = figures(facts, test=config.kiosk.training)
    return closing_slip(config.office, found, issued, names, day, journal.head("visit"))


def _facts(journal: Journal) -> Iterator[tuple[int, Event]]:
    """The events since the day's opening, each with its place in its stream."""
    for row in journal.rows(after=journal.day_start() - 1):
        yield row["sequence"], from_data(row["type"], row["data"])
