"""The day's closing slip from the journal: the day's events are read again once, when the day has closed."""

import sys

from kiosk.config.options import Config
from kiosk.config.paths import release
from kiosk.core.figures import figures
from kiosk.core.record.closing_word import ClosingWord
from kiosk.core.words.slip import Slip
from kiosk.journal.closing.days import close_of, unsigned
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import new_salt
from kiosk.journal.reading import Reader
from kiosk.paper.office import closing_slip, uncounted_slip


def slip_of_day(journal: Reader, config: Config, day: str, word: ClosingWord | None = None, dated: bool = True) -> Slip:
    """`day`: YYYY-MM-DD, the day that has just closed; `word`: as the courier signed it, None: nobody did; `dated`: its
    date is known, and may be read. Where its events cannot be read, the slip says so."""
    try:
        return _counted(journal, config, day if dated else "", word or _unsigned(journal, day))
    except JournalError as error:
        print(f"closing slip: {error}", file=sys.stderr, flush=True)
        return uncounted_slip(config.office, day if dated else "")


def _unsigned(journal: Reader, day: str) -> ClosingWord | None:
    """None where the journal has no such close."""
    close = close_of(journal, day)
    return unsigned(journal, close, release(), new_salt()) if close else None


def _counted(journal: Reader, config: Config, day: str, word: ClosingWord | None) -> Slip:
    """The events since the day's opening. Raises JournalError."""
    names = {service.letter: service.short or service.name for service in config.services}
    found = figures(journal.recorded(after=journal.day_start() - 1), test=config.kiosk.training)
    return closing_slip(config.office, found.visits, names, day, word)
