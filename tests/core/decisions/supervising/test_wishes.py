"""What somebody above the counters decides: nobody is thrown away, nothing is done twice, all ends with the day."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.config.options import Hours as HoursOptions
from kiosk.config.options import Office
from kiosk.config.rules import hours_of
from kiosk.core.decisions import counters, days, queue
from kiosk.core.decisions.amends.undo import undo
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.schedule import day_due
from kiosk.core.decisions.supervising.table import WISHES, Wished
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.state.values import State, Today
from tests.config.test_settings import CONFIG
from tests.core.office import RULES, Room, called, sign_in, take

DAY_S = 24 * 3600
Step = Callable[[Room], object]


def wish(room: Room, name: str, **said: object) -> list[e.Recorded]:
    return room.write(WISHES[name].decide(room.state, room.now(), RULES, Wished(**said)))  # type: ignore[arg-type]  # a test's words


def refusal(room: Room, name: str, **said: object) -> str:
    with pytest.raises(Refused) as refused:
        wish(room, name, **said)
    return refused.value.code


def working() -> Room:
    """A001 in hand at counter 1, A002 and B001 waiting."""
    room = Room()
    for service in "AAB":
        take(room, service)
    sign_in(room, 1)
    called(room, 1)
    return room


def status(room: Room, ticket: str) -> str:
    visit = room.state.ticket(ticket)
    return visit.status if visit else ""


@pytest.mark.parametrize("name", ["free", "shut"])
def test_a_sick_officers_visit_is_put_aside_for_every_counter(name: str) -> None:
    room = working()
    wish(room, name, counter=1, hand="A001")
    assert status(room, "A001") == "held" and room.state.counters == {}
    sign_in(room, 2)
    room.do(queue.resume, 2, "A001")
    assert status(room, "A001") == "serving"


def test_a_shut_counter_is_nobodys_until_it_is_opened_or_the_day_is_over() -> None:
    room = working()
    wish(room, "shut", counter=2)
    with pytest.raises(Refused, match="counter-shut"):
        sign_in(room, 2)
    wish(room, "unshut", counter=2)
    sign_in(room, 2)
    wish(room, "shut", counter=2)
    room.later(DAY_S)
    take(room)
    sign_in(room, 2)
    assert room.state.today == Today()


def test_a_freed_counter_takes_the_next_officer() -> None:
    room = working()
    wish(room, "free", counter=1, hand="A001")
    room.do(counters.sign_in, RULES, 1, "another", "s2")
    assert room.state.counters[1].officer == "another"


@pytest.mark.parametrize(("stopped", "refused"), [("A", "A"), ("B", "B"), ("", "AB")])
def test_the_kiosk_gives_no_number_that_is_stopped_and_who_waits_is_served(stopped: str, refused: str) -> None:
    room = working()
    wish(room, "stop", service=stopped)
    for service in refused:
        with pytest.raises(Refused, match="numbers-stopped"):
            take(room, service)
    for service in set("AB") - set(refused):
        take(room, service)
    assert called(room, 1) == "A002"
    room.do(queue.walk_in, RULES, 1, "A", "w")  # an officer sees who stands there
    wish(room, "give", service=stopped)
    take(room, "A")


def test_whoever_opens_every_service_opens_each() -> None:
    room = working()
    for service in ("A", ""):
        wish(room, "stop", service=service)
    wish(room, "give", service="")
    assert take(room, "A") == "A003"


def test_a_day_that_was_closed_early_is_opened_by_nothing_but_the_supervisor_or_the_next_day() -> None:
    room, hours = working().later(3600), hours_of(replace(CONFIG, office=Office("000.08.92.H55"), hours=HoursOptions()))
    wish(room, "close", waiting=2)
    assert room.state.closed and not room.state.visits.get("A002")
    for step in (take, lambda r: sign_in(r, 2)):
        with pytest.raises(Refused, match="day-over"):
            step(room)
    assert day_due(room.state, room.later(60).now(), hours) == ()
    wish(room, "reopen")
    assert (room.state.closed, take(room), room.state.day) == (False, "A003", "2026-11-23")
    wish(room, "close")
    room.later(DAY_S)
    assert take(room) == "A001" and room.state.today == Today()


def test_a_cancelled_number_says_why_and_can_wait_again_at_its_old_place() -> None:
    room = working()
    ended = wish(room, "cancel", ticket="A002", reason="twice")[-1].event
    assert isinstance(ended, e.VisitEnded) and (ended.how, ended.why) == ("cancelled", "twice")
    take(room)
    wish(room, "revive", ticket="A002")
    assert called(room, 1) == "A002"


def test_a_line_is_cancelled_as_it_is_shown_or_not_at_all() -> None:
    room = working()
    assert refusal(room, "cancel-line", service="A", waiting=2, reason="closed") == "stale"
    wish(room, "cancel-line", service="A", waiting=1, reason="closed")
    assert (status(room, "A002"), status(room, "B001"), status(room, "A001")) == ("", "waiting", "called")


def test_an_officer_takes_no_cancelled_number_back() -> None:
    """Though it was put aside at their counter."""
    room = working().later(30)
    room.do(queue.hold, 1)
    room.later(11)
    wish(room, "cancel", ticket="A001", reason="left")
    with pytest.raises(Refused):
        room.do(undo, 1)


REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("free", {"counter": 1, "hand": "A009"}, "stale"),
    ("free", {"counter": 1, "hand": ""}, "stale"),
    ("free", {"counter": 2}, "nothing-changes"),
    ("shut", {"counter": 1, "hand": "A009"}, "stale"),
    ("shut", {"counter": 77}, "unknown-counter"),
    ("unshut", {"counter": 1}, "nothing-changes"),
    ("stop", {"service": "Z"}, "unknown-service"),
    ("give", {"service": "A"}, "nothing-changes"),
    ("give", {"service": ""}, "nothing-changes"),
    ("close", {"waiting": 7}, "stale"),
    ("reopen", {}, "nothing-changes"),
    ("cancel", {"ticket": "A001", "reason": "left"}, "ticket-elsewhere"),
    ("cancel", {"ticket": "C001", "reason": "left"}, "unknown-ticket"),
    ("revive", {"ticket": "A002"}, "too-late"),
]


@pytest.mark.parametrize(("name", "said", "code"), REFUSED)
def test_what_is_no_more_or_changes_nothing_is_refused(name: str, said: dict[str, object], code: str) -> None:
    assert refusal(working(), name, **said) == code


TWICE: dict[str, dict[str, object]] = {
    "free": {"counter": 1},
    "shut": {"counter": 1},
    "stop": {"service": "A"},
    "close": {},
    "cancel": {"ticket": "A002", "reason": "twice"},
    "cancel-line": {"service": "A", "reason": "closed"},
}


@pytest.mark.parametrize("name", TWICE)
def test_the_second_time_is_refused(name: str) -> None:
    room = working()
    wish(room, name, **TWICE[name])
    assert refusal(room, name, **TWICE[name])


@pytest.mark.parametrize("name", TWICE)
def test_each_is_said_in_the_journal_with_who_wished_it(name: str) -> None:
    """A change of the day names its author; an end its reason."""
    facts = [r.event for r in wish(working(), name, **TWICE[name])]
    told = [getattr(fact, "author", None) or getattr(fact, "why", None) for fact in facts]
    assert told[-1]


def test_what_held_yesterday_holds_no_more_while_today_has_not_begun() -> None:
    room = working()
    wish(room, "stop", service="")
    wish(room, "shut", counter=2)
    room.do(days.close_day)
    room.later(DAY_S)
    room.do(queue.issue, RULES, NewTicket("t", "A"))
    sign_in(room, 2)


def test_before_the_day_has_begun_a_wish_of_today_opens_it() -> None:
    room = Room()
    wish(room, "shut", counter=2)
    assert (room.state.day, room.state.closed) == ("2026-11-23", False)
    assert State().today == Today()
