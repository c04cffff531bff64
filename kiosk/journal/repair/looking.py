"""A look at a part of the journal each hour: what a card has spoilt in old rows is found while somebody has them.

Which part is told by the hour: nothing is kept of it.
"""

from collections.abc import Iterator
from itertools import takewhile

from kiosk.journal.backup.segments import Numbered, Segment
from kiosk.journal.errors import Damage
from kiosk.journal.reading import Reader
from kiosk.journal.repair.survey import Rows, survey

PART = 20_000  # rows: some seconds of a Pi


def part(last: int, hour: int) -> Rows:
    """The rows to be looked at in this hour, counted from any beginning. Pure."""
    first = PART * (hour % max(1, -(-last // PART)))
    return first + 1, min(last, first + PART)


def unsound(reader: Reader, rows: Rows) -> list[Rows]:
    """What of these rows is missing, or not what was written."""

    def walk() -> Iterator[Numbered | Damage]:
        return takewhile(lambda found: _first_of(found) <= rows[1], reader.hashed(rows[0] - 1))

    found = survey(walk, rows[1], lambda type_, data: False, rows[0])
    return [(first, last) for first, last in found.wanted if last <= rows[1]]


def _first_of(found: Numbered | Damage) -> int:
    return found.first if isinstance(found, Damage) else found[0]


def any_has(there: list[Segment], rows: list[Rows]) -> bool:
    """Whether one of these rows is in a segment."""
    return any(segment.first <= last and first <= segment.last for segment in there for first, last in rows)
