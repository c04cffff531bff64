"""Who is next here, as the officer's page has it, and what its officer may say and do; every new verb as a call."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.options import Config
from kiosk.config.rules import rules_of
from kiosk.console.views import NEXT_SHOWN, View, officer_view
from kiosk.core.decisions import queue
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.wishes.answering import unanswered
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.record.visit_events import CALL_REASONS, HOLD_REASONS, RESULTS
from tests.console.conftest import Room as Running
from tests.console.conftest import config_of
from tests.core.office import Room

CONFIG = config_of(Path("somewhere"))
RULES = rules_of(CONFIG)
CALLS: list[tuple[str, dict[str, Any], list[type[e.Event]]]] = [  # each is granted after the ones before it
    ("priority", {"ticket": "A001", "priority": True}, [e.PrioritySet]),
    ("change", {"ticket": "b001", "service": "c"}, [e.TicketRerouted]),
    ("withdraw", {"ticket": "A002"}, [e.VisitEnded]),
    ("next", {}, [e.TicketCalled]),
    ("unanswered", {}, [e.TicketUnanswered]),
    ("call", {"ticket": "B001", "reason": "frail"}, [e.TicketCalled]),
    ("continue", {"service": "D"}, [e.VisitContinued]),
    ("finish", {"result": "papers-missing", "dossiers": 2}, [e.VisitFinished]),
    ("walk-in", {"service": "E", "priority": True}, [e.TicketIssued, e.VisitStarted]),
    ("roll", {"service": "a", "number": 17}, [e.TicketIssued, e.TicketEntered]),
]


def office(*priorities: bool) -> Room:
    """Counter 1 is open, and a number a second came, of services in turn."""
    room = Room()
    room.write([Fact(e.CounterOpened(1, "o1", "s"))])
    for n, priority in enumerate(priorities):
        room.later(1).do(queue.issue, RULES, NewTicket(f"t{n}", "ABC"[n % 3], priority))
    return room


def seen(room: Room, config: Config = CONFIG) -> View:
    return officer_view(room.state, config, 1, "cb01", room.now())


@pytest.mark.parametrize("flags", [(), (False,) * 4, (False, True, True, False, True, False), (True,) * 14])
def test_the_page_shows_the_next_ten_as_the_rule_will_call_them(flags: tuple[bool, ...]) -> None:
    room = office(*flags)
    told = [one["ticket"] for one in seen(room)["queue"]]
    called = []
    while next_for(room.state, room.now(), RULES, 1):
        written = room.do(queue.call_next, RULES, 1)
        called += [r.event.ticket for r in written if isinstance(r.event, e.TicketCalled)]
    assert told == called[:NEXT_SHOWN] and len(called) == len(flags)


def test_who_is_not_called_yet_stands_behind_with_how_long() -> None:
    """And how often it was called in vain; each with how long it has waited."""
    room = office(False, False)
    room.do(queue.call_next, RULES, 1)
    room.later(30).write(unanswered(room.state, RULES, 1))
    rows = [(one["ticket"], one["seconds"], one["tries"], one["again_s"]) for one in seen(room.later(60))["queue"]]
    assert rows == [("B001", 90, 0, 0), ("A001", 91, 1, 240)]


@pytest.mark.parametrize("may", [True, False])
def test_the_page_knows_the_right_and_the_words(may: bool) -> None:
    """Whether this officer may call before the turn, and every code that may be said."""
    officers = [replace(o, out_of_turn=may or o.id != "cb01") for o in CONFIG.officers]
    told = seen(office(), replace(CONFIG, officers=officers))
    assert told["may"] == {"call": may}
    assert [told[name] for name in ("results", "call_reasons", "hold_reasons")] == [
        list(RESULTS), list(CALL_REASONS), list(HOLD_REASONS)
    ]  # fmt: skip


def test_each_call_is_granted_once_for_its_key(room: Running) -> None:
    """The same answer and bytes again, and nothing written; each writes what it is about."""
    for service in "AAB":
        room.ticket(service)
    officer = room.officer()
    for n, (path, body, writes) in enumerate(CALLS):
        rows = room.office.state().seq
        first, again = (officer.post(f"/api/{path}", json={**body, "key": f"k{n}"}) for _ in range(2))
        assert (first.status_code, first.content) == (200, again.content), first.json()
        written = [type(r.event) for r in room.office.journal.recorded() if r.seq > rows]
        assert [kind for kind in written if kind in writes] == writes
        room.clock.pass_seconds(30)


def test_who_may_not_call_before_the_turn_is_refused_by_the_office(room: Running) -> None:
    """As kiosk.toml says it of the officer, by whatever reference; in turn the number is called."""
    room.ticket("A"), room.ticket("A")
    bound = room.office.officers["cb01"]
    room.office.rules = replace(room.office.rules, in_turn_only=frozenset(bound))
    refused = room.officer(1).post("/api/call", json={"ticket": "A002"})
    assert (refused.status_code, refused.json()["refusal"]) == (409, "out-of-turn")
    assert room.officer(2).post("/api/call", json={"ticket": "A002"}).status_code == 200
    assert room.officer(1).post("/api/call", json={"ticket": "A001"}).status_code == 200
