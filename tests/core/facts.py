"""Facts for the core's tests: one example of every event that was ever written, and short words for the common ones."""

from typing import Any

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from tests.core.office import MORNING, Room

AT = Stamp(MORNING, 0, "boot1")  # when `after` writes

EVER_WRITTEN: dict[str, tuple[str, dict[str, Any]]] = {
    "day.opened.v1": ("visit", {"date": "2026-11-23", "provisional": True, "again": False}),
    "day.dated.v1": ("visit", {"date": "2026-11-23", "was": "2026-11-22"}),
    "day.closed.v1": ("visit", {"date": "2026-11-23"}),
    "counter.opened.v1": ("visit", {"counter": 3, "officer": "o7"}),
    "counter.closed.v1": ("visit", {"counter": 3, "officer": "o7"}),
    "ticket.issued.v1": (
        "visit",
        {"ticket": "A015", "service": "A", "number": 15, "priority": True, "channel": "touch", "slip": "asked",
         "test": True},
    ),
    "slip.moved.v1": ("visit", {"ticket": "A015", "slip": "failed", "why": "paper_out", "copy": 1}),
    "ticket.called.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "waited": 420}),
    "ticket.recalled.v1": ("visit", {"ticket": "A015", "counter": 3}),
    "visit.started.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7"}),
    "visit.finished.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "service": "A", "took": 300}),
    "visit.held.v1": ("visit", {"ticket": "A015", "counter": 3}),
    "visit.transferred.v1": ("visit", {"ticket": "A015", "counter": 3, "service": "B", "was": "A"}),
    "visit.ended.v1": ("visit", {"ticket": "A015", "how": "served", "outcome": "rated", "counter": 3}),
    "documents.asked.v1": ("visit", {"procedure": "HT-01", "test": True}),
    "rating.given.v1": (
        "rating",
        {"level": 4, "scale": "vn4", "bound": True, "counted": False, "channel": "button", "offline": False,
         "clock": "synchronised", "test": False, "counter": 3, "officer": "o7", "service": "A", "bind": "one",
         "uncounted_reason": "repeat"},
    ),
    "rating.bound.v1": ("rating", {"rating": 1, "counter": 3, "officer": "o7", "service": "A", "bind": "tap"}),
    "rating.reasoned.v1": ("rating", {"rating": 1, "reasons": ["LATE", "WAIT"]}),
    "rating.revised.v1": ("rating", {"rating": 1, "why": "replaced", "by": 2}),
    "kiosk.started.v1": ("device", {"sw": "1.0", "after": "cut"}),
    "kiosk.stopped.v1": ("device", {"why": "told"}),
    "device.changed.v1": ("device", {"device": "printer", "state": "offline", "why": "unplugged"}),
    "link.lost.v1": ("device", {"why": "network"}),
    "link.restored.v1": ("device", {"seconds": 90}),
    "clock.corrected.v1": ("device", {"offset_ms": -250}),
    "checkpoint.made.v1": (
        "device", {"heads": {"rating": {"sequence": 2, "hash": "ab"}}, "key": "cd", "signature": "ef"}
    ),
    "numbers.raised.v1": (
        "visit", {"date": "2026-11-23", "numbers": {"": 50, "A": 65}, "fresh": 50, "why": "gone"}
    ),
    "priority.set.v1": ("visit", {"ticket": "A015", "priority": True, "counter": 3, "officer": "o7"}),
    "ticket.called.v2": (
        "visit",
        {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 2, "waited": 120, "rule": "priority-cap"},
    ),
    "ticket.called.v3": (
        "visit",
        {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 2, "waited": 120, "rule": "named", "reason": "frail"},
    ),
    "ticket.entered.v1": ("visit", {"ticket": "R017", "counter": 3, "officer": "o7"}),
    "ticket.entered.v2": ("visit", {"ticket": "R017", "counter": 3, "officer": "o7", "waited": 2400}),
    "ticket.rerouted.v1": (
        "visit", {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "service": "B", "was": "A"}
    ),
    "ticket.unanswered.v1": (
        "visit", {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "times": 2, "aside": True}
    ),
    "visit.started.v2": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "way": 20}),
    "visit.held.v2": (
        "visit", {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "worked": 60, "reason": "copy"}
    ),
    "visit.resumed.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "held": 7200}),
    "visit.transferred.v2": (
        "visit",
        {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "worked": 60, "service": "B", "was": "A",
         "to_counter": 4, "to_officer": "o9", "noted": True},
    ),
    "visit.awaited.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "service": "A"}),
    "visit.rejoined.v1": (
        "visit",
        {"ticket": "A015", "counter": 4, "officer": "o9", "leg": 2, "way": 20, "worked": 60, "service": "A",
         "was": "B", "to_counter": 3, "result": "done", "dossiers": 1},
    ),
    "visit.handed.v1": (
        "visit", {"ticket": "A015", "counter": 3, "officer": "o9", "was": "o7", "leg": 2, "worked": 60}
    ),
    "visit.continued.v1": (
        "visit",
        {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 1, "worked": 60, "service": "B", "was": "A"},
    ),
    "visit.finished.v2": (
        "visit",
        {"ticket": "A015", "counter": 3, "officer": "o7", "leg": 2, "service": "A", "way": 20, "worked": 300,
         "result": "papers-missing", "dossiers": 2},
    ),
    "visit.ended.v2": (
        "visit",
        {"ticket": "A015", "how": "cancelled", "legs": 2, "outcome": "rated", "counter": 3, "why": "twice"},
    ),
    "visit.undone.v1": ("visit", {"ticket": "A015", "counter": 3, "officer": "o7", "undone": 17}),
    "visit.returned.v1": ("visit", {"ticket": "A015", "leg": 1}),
    "visit.returned.v2": ("visit", {"ticket": "A015", "leg": 1, "counter": 3, "officer": "o7"}),
    "visit.promised.v1": ("visit", {"ticket": "A015", "after": 2100}),
    "slip.shown.v1": ("visit", {"ticket": "A015", "counter": 3, "leg": 1}),
    "visit.marked.v1": ("visit", {"ticket": "A015", "rule": "short-walk-in"}),
    "day.dated.v2": (
        "visit", {"date": "2026-11-23", "was": "2026-11-22", "opened": 4, "clock": "synchronised"}
    ),
    "counter.opened.v2": ("visit", {"counter": 3, "officer": "o7", "sign_in": "5e" * 16}),
    "counter.paused.v1": ("visit", {"counter": 3, "officer": "o7", "reason": "lunch"}),
    "counter.resumed.v1": ("visit", {"counter": 3, "officer": "o7"}),
    "help.moved.v1": ("visit", {"counter": 3, "officer": "o7", "help": "answered", "by": 4}),
    "today.changed.v1": ("visit", {"part": "counter", "about": "3", "to": "closed", "author": "supervisor"}),
    "rating.given.v2": (
        "rating",
        {"level": 4, "scale": "vn4", "bound": True, "counted": False, "channel": "button", "offline": False,
         "clock": "rtc", "test": False, "counter": 3, "officer": "o7", "service": "A", "bind": "one",
         "uncounted_reason": "repeat", "salt": "0a" * 16},
    ),
    "rating.bound.v2": (
        "rating",
        {"rating": 1, "counter": 3, "officer": "o7", "service": "A", "bind": "tap", "salt": "0b" * 16},
    ),
    "rating.reasoned.v2": ("rating", {"rating": 1, "reasons": ["LATE", "WAIT"], "salt": "0c" * 16}),
    "rating.revised.v2": ("rating", {"rating": 1, "why": "replaced", "by": 2, "salt": "0d" * 16}),
    "rating.marked.v1": ("rating", {"rating": 1, "rule": "cadence", "salt": "0e" * 16}),
    "journal.begun.v1": (
        "device",
        {"of": "0123456789abcdef", "why": "copied", "card": "c1",
         "heads": {"rating": {"sequence": 2, "hash": "ab"}}},
    ),
    "setting.changed.v1": ("device", {"option": "ratings.bind_minutes", "author": "technician", "hash": "ef" * 32}),
    "clock.corrected.v2": (
        "device", {"boot": "b1", "began_ms": 1_795_393_800_000, "offset_ms": -250, "clock": "synchronised"}
    ),
    "clock.doubted.v1": (
        "device", {"boot": "b1", "began_ms": 1_826_929_800_000, "clock": "synchronised"}
    ),
    "clock.bounded.v1": (
        "device", {"boot": "b1", "after_ms": 1_795_393_800_000, "before_ms": 1_795_397_400_000}
    ),
    "checkpoint.made.v2": (
        "device",
        {"heads": {"rating": {"sequence": 2, "hash": "ab"}}, "rows": 2, "sw": "1.0", "settings": "aa", "card": "c1",
         "salt": "0f" * 16, "paper": "cc", "alg": "Ed25519", "key": "cd", "signature": "ef",
         "closing": {"source": "/x/k1", "day": "2026-11-23", "visits": 3, "before": "", "signature": "ab"}},
    ),
}  # fmt: skip

# What those of former versions are today, where a field came, went or has another name.
RENEWED: dict[str, tuple[str, dict[str, Any]]] = {
    "day.dated.v1": ("day.dated.v2", {"opened": 0, "clock": "synchronised"}),
    "counter.opened.v1": ("counter.opened.v2", {"sign_in": ""}),
    "ticket.called.v1": ("ticket.called.v3", {"leg": 0, "rule": ""}),
    "ticket.called.v2": ("ticket.called.v3", {}),
    "ticket.entered.v1": ("ticket.entered.v2", {"waited": 0}),
    "visit.returned.v1": ("visit.returned.v2", {}),
    "visit.started.v1": ("visit.started.v2", {"leg": 0, "way": 0}),
    "visit.held.v1": ("visit.held.v2", {"officer": "", "leg": 0, "worked": 0, "reason": ""}),
    "visit.transferred.v1": ("visit.transferred.v2", {"officer": "", "leg": 0, "worked": 0, "noted": False}),
    "visit.finished.v1": (
        "visit.finished.v2", {"leg": 0, "way": 0, "worked": 300, "result": "done", "dossiers": 1, "took": None}
    ),
    "visit.ended.v1": ("visit.ended.v2", {"legs": 0}),
    "rating.given.v1": ("rating.given.v2", {"salt": ""}),
    "rating.bound.v1": ("rating.bound.v2", {"salt": ""}),
    "rating.reasoned.v1": ("rating.reasoned.v2", {"salt": ""}),
    "rating.revised.v1": ("rating.revised.v2", {"salt": ""}),
    "clock.corrected.v1": ("clock.corrected.v2", {"boot": "", "began_ms": 0, "clock": "synchronised"}),
    "checkpoint.made.v1": (
        "checkpoint.made.v2",
        {"rows": 0, "sw": "", "settings": "", "card": "", "salt": "", "paper": "", "alg": ""},
    ),
}  # fmt: skip


def type_of(name: str) -> str:
    return f"vn.motcua.{name}"


def issued(number: int, service: str = "A", priority: bool = False) -> Fact:
    """Visit `t1`, number A001, for 1."""
    return Fact(e.TicketIssued(f"{service}{number:03d}", service, number, priority, "touch", "asked"), f"t{number}")


def opened(counter: int, officer: str | None = None, sign_in: str = "s") -> e.CounterOpened:
    return e.CounterOpened(counter, officer or f"o{counter}", sign_in)


def called(number: int, counter: int = 1) -> Fact:
    return Fact(e.TicketCalled(f"A{number:03d}", counter, f"o{counter}", 1, 0, "turn"), f"t{number}")


def started(number: int, counter: int = 1, leg: int = 1) -> Fact:
    return Fact(e.VisitStarted(f"A{number:03d}", counter, f"o{counter}", leg, 0), f"t{number}")


def held(number: int, counter: int = 1, leg: int = 1) -> Fact:
    return Fact(e.VisitHeld(f"A{number:03d}", counter, f"o{counter}", leg, 0, ""), f"t{number}")


def resumed(number: int, counter: int = 1, leg: int = 1) -> Fact:
    return Fact(e.VisitResumed(f"A{number:03d}", counter, f"o{counter}", leg, 0), f"t{number}")


def transferred(number: int, service: str = "B", counter: int = 1) -> Fact:
    moved = e.VisitTransferred(f"A{number:03d}", counter, f"o{counter}", 1, 0, service, "A")
    return Fact(moved, f"t{number}")


def finished(number: int, took: int = 60, service: str = "A") -> Fact:
    done = e.VisitFinished(f"A{number:03d}", 1, "o1", 1, service, 0, took, "done", 1)
    return Fact(done, f"t{number}")


def ended(number: int, how: str = "served", outcome: str | None = None, counter: int | None = None) -> Fact:
    return Fact(e.VisitEnded(f"A{number:03d}", how, 1, outcome, counter), f"t{number}")


def given(level: int = 4, visit: str | None = None, channel: str = "button", **known: Any) -> Fact:
    fields: dict[str, Any] = {"counted": True, "offline": False, "clock": "synchronised", "test": False}
    rating = e.RatingGiven(level=level, scale="vn4", bound=visit is not None, channel=channel, **{**fields, **known})
    return Fact(rating, visit)


def after(*facts: Fact | e.Event, room: Room | None = None) -> State:
    """The state when these were written, all in the same moment unless the room's clock went on."""
    room = room or Room()
    room.write([fact if isinstance(fact, Fact) else Fact(fact) for fact in facts])
    return room.state


WORKING = (opened(1), opened(2), issued(1), issued(2), called(1))  # A001 is at counter 1
