"""Idle counters are given the next number, where `queue.feed_seconds` says after how long: who asks, and when.

Strategy: the console's watcher asks every few seconds, of the newest state and without a lock; what seems due is
decided once more inside the journal's transaction, so an officer who presses `next` meanwhile is given nobody twice:
their page showed an empty hand, and the wish is stale. A counter whose page has not taken anything for a minute is left
alone: a PC that is off calls nobody to an empty chair. So is every counter outside the hours of work, and while nobody
knows them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.calendar.hours import Hours, next_work, works_on
from kiosk.core.calendar.moment import Moment, day_of, is_known
from kiosk.core.decisions.colleagues.feeding import feed
from kiosk.core.state.values import State
from kiosk.office import Office

GONE_S = 60.0  # a stream sends something every 15 s


@dataclass
class Pages:
    """The sign-ins whose page takes what is sent to it. `seconds`: a clock that nobody sets."""

    seconds: Callable[[], float] = time.monotonic
    seen: dict[str, float] = field(default_factory=dict)

    def took(self, sign_in: str) -> None:
        """Its page has taken something just now."""
        now = self.seconds()
        self.seen = {each: at for each, at in self.seen.items() if now - at <= GONE_S} | {sign_in: now}

    def has(self, sign_in: str) -> bool:
        at = self.seen.get(sign_in)
        return at is not None and self.seconds() - at <= GONE_S


def feed_all(office: Office, state: State, pages: Pages, hours: Hours, after: int) -> None:
    """`after`: ms, 0 for never. Raises JournalError."""
    now = office.journal.now()
    if not after or not _works(hours, now):
        return
    for desk in state.counters.values():
        there = pages.has(desk.sign_in)
        if there and feed(state, now, office.rules, desk.counter, desk.sign_in, after):
            office.feed(desk.counter, desk.sign_in, after)


def _works(hours: Hours, now: Moment) -> bool:
    """Hours that are not enforced are always."""
    if not hours.enforce:
        return True
    return is_known(now.clock) and works_on(hours, day_of(now.wall)) and next_work(hours, now.wall) is None
