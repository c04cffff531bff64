"""What somebody above the counters can ask for, as one table: wish → what it needs, its rule.

The console's calls are made from it; openapi.json and the supervisor's page are held against it by a test.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.supervising import wishes
from kiosk.core.decisions.supervising.wishes import CANCEL_REASONS
from kiosk.core.office.rules import Rules
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State


@dataclass(frozen=True)
class Wished:
    """Only what the wish needs is said. `hand` and `waiting`: what the page shows; None: unsaid."""

    counter: int = 0
    service: str = ""
    ticket: str = ""
    reason: str = ""
    hand: str | None = None
    waiting: int | None = None


@dataclass(frozen=True)
class Wish:
    """`needs`: fields of Wished that must be said; `shown`: the one that says what the page shows, "" for none."""

    decide: Callable[[State, Moment, Rules, Wished], Sequence[Fact]]
    needs: tuple[str, ...] = ()
    shown: str = ""
    reasons: tuple[str, ...] = ()


WISHES = {
    "free": Wish(lambda s, now, rules, w: wishes.free(s, now, w.counter, w.hand), ("counter",), "hand"),
    "shut": Wish(lambda s, now, rules, w: wishes.shut(s, now, rules, w.counter, w.hand), ("counter",), "hand"),
    "unshut": Wish(lambda s, now, rules, w: wishes.unshut(s, w.counter), ("counter",)),
    "stop": Wish(lambda s, now, rules, w: wishes.stop(s, now, rules, w.service), ("service",)),
    "give": Wish(lambda s, now, rules, w: wishes.give(s, w.service), ("service",)),
    "close": Wish(lambda s, now, rules, w: wishes.close(s, now, w.waiting), (), "waiting"),
    "reopen": Wish(lambda s, now, rules, w: wishes.reopen(s, now)),
    "cancel": Wish(lambda s, now, rules, w: wishes.cancel(s, w.ticket, w.reason), ("ticket",), reasons=CANCEL_REASONS),
    "cancel-line": Wish(
        lambda s, now, rules, w: wishes.cancel_line(s, w.service, w.waiting, w.reason),
        ("service",),
        "waiting",
        CANCEL_REASONS,
    ),
    "revive": Wish(lambda s, now, rules, w: wishes.revive(s, w.ticket), ("ticket",)),
}
