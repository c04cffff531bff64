"""A full disk, whichever program meets it: the reserve beside the journal is given back, that is written down, and what
was to be written is tried once more. The touch app takes the reserve anew when there is room again."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from kiosk.core.decisions.device import device_moved
from kiosk.host.disk_reserve import give_back, reserve_of
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.journal.journal import Journal

T = TypeVar("T")


def with_reserve(journal: Journal, work: Callable[[], T]) -> T:
    """What `work` gives, at its second try where the first found no room. Raises what it raises; DiskFull where there
    was nothing to give back, or too little."""
    try:
        return work()
    except DiskFull:
        if not give_back(reserve_of(journal.path)):
            raise
    with suppress(JournalError):
        journal.transact(lambda state, now: device_moved(state, "disk", "full"))
    return work()
