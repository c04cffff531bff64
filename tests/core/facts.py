"""Facts for the core's tests: one example of every event that was ever written, and short words for the common ones."""

from typing import Any

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from tests.core.office import MORNING, Room

AT = Stamp(MORNING, 0, "boot1")  # when `after` writes

EVER_WRITTEN: dict[str, tuple[str, dict[str, Any]]] = {
    "day.opened": ("visit", {"date": "2026-11-23", "provisional": True, "again": False}),
    "day.dated": ("visit", {"date": "2026-11-23", "was": "2026-11-22"}),
    "day.closed": ("visit", {"date": "2026-11-23"}),
    "counter.opened": ("visit", {"counter": 3, "officer": "o7"}),
    "counter.closed": ("visit", {"counter": 3, "officer": "o7"}),
    "ticket.issued": (
        "visit",
        {"ticket": "A015", "service": "A", "number": 15, "priority": True, "channel": "touch", "slip": "asked",
         "test": True},
    ),
    "slip.moved": ("visit", {"ticket": "A015", "slip": "failed", "why": "paper_out", "copy": 1}),
    "ticket.called": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "waited": 420}),
    "ticket.recalled": ("visit", {"ticket": "A015", "counter": 3}),
    "visit.started": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7"}),
    "visit.finished": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "service": "A", "took": 300}),
    "visit.held": ("visit", {"ticket": "A015", "counter": 3}),
    "visit.transferred": ("visit", {"ticket": "A015", "counter": 3, "service": "B", "was": "A"}),
    "visit.ended": ("visit", {"ticket": "A015", "how": "served", "outcome": "rated", "counter": 3}),
    "documents.asked": ("visit", {"procedure": "HT-01", "test": True}),
    "rating.given": (
        "rating",
        {"level": 4, "scale": "vn4", "bound": True, "counted": False, "channel": "button", "offline": False,
         "clock": "synchronised", "test": False, "counter": 3, "officer": "o7", "service": "A", "bind": "one",
         "uncounted_reason": "repeat"},
    ),
    "rating.bound": ("rating", {"rating": 1, "counter": 3, "officer": "o7", "service": "A", "bind": "tap"}),
    "rating.reasoned": ("rating", {"rating": 1, "reasons": ["LATE", "WAIT"]}),
    "rating.revised": ("rating", {"rating": 1, "why": "replaced", "by": 2}),
    "kiosk.started": ("device", {"sw": "1.0", "after": "cut"}),
    "kiosk.stopped": ("device", {"why": "told"}),
    "device.changed": ("device", {"device": "printer", "state": "offline", "why": "unplugged"}),
    "link.lost": ("device", {"why": "network"}),
    "link.restored": ("device", {"seconds": 90}),
    "clock.corrected": ("device", {"offset_ms": -250}),
    "checkpoint.made": ("device", {"heads": {"rating": {"sequence": 2, "hash": "ab"}}, "key": "cd", "signature": "ef"}),
}  # fmt: skip


def type_of(name: str) -> str:
    return f"vn.motcua.{name}.v1"


def issued(number: int, service: str = "A", priority: bool = False) -> Fact:
    """Visit `t1`, number A001, for 1."""
    return Fact(e.TicketIssued(f"{service}{number:03d}", service, number, priority, "touch", "asked"), f"t{number}")


def called(number: int, counter: int = 1) -> Fact:
    return Fact(e.TicketCalled(f"A{number:03d}", counter, f"o{counter}", 0), f"t{number}")


def finished(number: int, took: int = 60, service: str = "A") -> Fact:
    return Fact(e.VisitFinished(f"A{number:03d}", 1, "o1", service, took), f"t{number}")


def given(level: int = 4, visit: str | None = None, channel: str = "button", **known: Any) -> Fact:
    fields: dict[str, Any] = {"counted": True, "offline": False, "clock": "synchronised", "test": False}
    rating = e.RatingGiven(level=level, scale="vn4", bound=visit is not None, channel=channel, **{**fields, **known})
    return Fact(rating, visit)


def after(*facts: Fact | e.Event, room: Room | None = None) -> State:
    """The state when these were written, all in the same moment unless the room's clock went on."""
    room = room or Room()
    room.write([fact if isinstance(fact, Fact) else Fact(fact) for fact in facts])
    return room.state


WORKING = (e.CounterOpened(1, "o1"), e.CounterOpened(2, "o2"), issued(1), issued(2), called(1))  # A001 is at counter 1
