"""What came of a visit, how many dossiers, several services at one counter, a walk-in with the flag."""

import pytest

from kiosk.core.decisions import queue
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, in_hand


@pytest.mark.parametrize(
    ("result", "dossiers", "seconds", "ends"),
    [
        ("done", 1, 5, e.VisitEnded),
        ("done", 1, 60, e.VisitFinished),
        ("done", 3, 5, e.VisitFinished),
        ("papers-missing", 1, 5, e.VisitFinished),
        ("not-ours", 1, 5, e.VisitFinished),
    ],
)
def test_of_whom_something_is_said_somebody_was_there(
    result: str, dossiers: int, seconds: int, ends: type[e.Event]
) -> None:
    """One key too many right after the call serves nobody, unless the officer says what came of it."""
    room = in_hand(Room())
    (done,) = room.later(seconds).do(queue.finish, 1, result, dossiers)
    assert type(done.event) is ends
    if isinstance(done.event, e.VisitFinished):
        assert (done.event.result, done.event.dossiers) == (result, dossiers)


def test_several_services_at_one_counter_are_legs_of_one_visit() -> None:
    """Each with its own work; nobody waits in between, and the visit stays in hand."""
    room = in_hand(Room())
    room.later(30).do(queue.start, 1)
    (on,) = room.later(120).do(queue.go_on, RULES, 1, "B")
    assert on.event == e.VisitContinued("A001", 1, "officer1", 1, 120, "B", "A")
    (done,) = room.later(60).do(queue.finish, 1)
    assert done.event == e.VisitFinished("A001", 1, "officer1", 2, "B", 0, 60, "done", 1)
    assert sum(r.visit == done.visit and isinstance(r.event, e.TicketCalled) for r in room.events) == 1


@pytest.mark.parametrize(("service", "code"), [("A", "same-service"), ("Z", "unknown-service")])
def test_a_further_service_is_another_one(service: str, code: str) -> None:
    room = in_hand(Room())
    with pytest.raises(Refused, match=code):
        room.do(queue.go_on, RULES, 1, service)
    with pytest.raises(Refused, match="no-visit"):
        room.do(queue.go_on, RULES, 2, "B")


def test_a_walk_in_may_have_the_flag() -> None:
    room = in_hand(Room()).later(60)
    written = room.write(queue.walk_in(room.state, room.now(), RULES, 1, "B", "w", priority=True))
    given = [r.event for r in written if isinstance(r.event, e.TicketIssued)]
    assert [(event.priority, event.channel) for event in given] == [(True, "walk-in")]
