"""The visit of a slip of the last days, which the state knows no more: its own events, folded by themselves."""

import re
from functools import reduce

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.binding import known_visit
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State, Visit
from kiosk.journal.reading import Reader

SPEAKS_MS = 7 * 86_400_000  # from when the number was given: so long a slip speaks for its visit
_TOKEN = re.compile(r"[0-9a-hjkmnp-tv-z]{12}")  # as kiosk/office.py makes it


def past_visit(journal: Reader, token: str, now: Moment) -> Visit | None:
    """None for what is no slip, is of nobody, or too old. Raises JournalError."""
    if not _TOKEN.fullmatch(token):
        return None
    own = reduce(fold, journal.of_visit(token, now.wall - SPEAKS_MS), State())
    return known_visit(own, token, None)
