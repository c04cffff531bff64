"""What officers do for one visit, as the city's rows have it: the flag, the right line, no answer, the way out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record import events as e
from tests.sync.city.days import MOVES, day
from tests.sync.city.test_visits import TICKET, Steps, clock, of, stood, visits_of

CALLED = (60, e.TicketCalled("A001", 1, "o1", 1, 60, "turn"))


def test_who_leaves_without_a_call_has_no_wait_and_no_work() -> None:
    """Neither is 0: nobody knows how long they would have been."""
    visit, (leg,) = stood([(0, TICKET), (900, e.VisitEnded("A001", "left", 1, counter=2))])
    assert of(visit, "how", "outcome", "waited_s", "served_s", "called", "counter") == ("left", *(None,) * 5)
    assert of(leg, "waited_s", "way_s", "served_s", "called") == (None,) * 4


def test_who_leaves_from_a_hold_keeps_the_work_that_was_done() -> None:
    steps: Steps = [(0, TICKET), CALLED, (300, e.VisitHeld("A001", 1, "o1", 1, 300, "copy"))]
    visit, _ = stood([*steps, (600, e.VisitEnded("A001", "left", 1, counter=2))])
    assert of(visit, "how", "waited_s", "served_s", "held_s", "counter") == ("left", 60, 300, 600, 1)


def test_a_number_of_a_wrong_letter_is_of_the_right_service() -> None:
    """Visit and leg; the wait is since the number was taken."""
    steps: Steps = [(0, TICKET), (300, e.TicketRerouted("A001", 2, "o2", 1, "B", "A"))]
    visit, (leg,) = stood([*steps, (60, e.TicketCalled("A001", 2, "o2", 1, 360, "turn"))])
    assert of(visit, "ticket", "service", "waited_s") == ("A001", "B", 360) and of(leg, "service", "leg") == ("B", 1)


def test_of_a_later_leg_the_right_line_is_that_legs_alone() -> None:
    steps: Steps = [(0, TICKET), CALLED, (60, e.VisitTransferred("A001", 1, "o1", 1, 60, "B", "A"))]
    visit, (first, second) = stood([*steps, (60, e.TicketRerouted("A001", 1, "o1", 2, "C", "B"))])
    assert (visit["service"], first["service"], second["service"]) == ("A", "A", "C")


@pytest.mark.parametrize("undone", [False, True])
def test_who_did_not_answer_waits_until_the_call_that_was_answered(undone: bool) -> None:
    """As if it had not been called before; unless that was taken back."""
    steps: Steps = [(0, TICKET), CALLED, (30, e.TicketUnanswered("A001", 1, "o1", 1, 1, aside=False))]
    if undone:
        steps.append((5, e.VisitUndone("A001", 1, "o1", 3)))
        visit, (leg,) = stood(steps)
        assert of(visit, "waited_s", "counter") == (60, 1) and clock(leg, "called") == "07:31:00"
        return
    visit, (leg,) = stood(steps)
    assert of(visit, "waited_s", "counter") == (None, None) and leg["called"] is None
    visit, (leg,) = stood([*steps, (300, e.TicketCalled("A001", 2, "o2", 1, 390, "turn"))])
    assert of(visit, "waited_s", "counter") == (390, 2) and clock(leg, "called") == "07:36:30"


def test_a_held_number_that_did_not_answer_is_put_aside_again() -> None:
    """The minutes at which it was called in vain are no work."""
    steps: Steps = [
        (0, TICKET), CALLED, (300, e.VisitHeld("A001", 1, "o1", 1, 300, "copy")),
        (600, e.TicketCalled("A001", 1, "o1", 1, 0, "named")), (60, e.TicketUnanswered("A001", 1, "o1", 1, 1, True)),
        (100, e.VisitResumed("A001", 1, "o1", 1, 100)),
        (120, e.VisitFinished("A001", 1, "o1", 1, "A", 0, 420, "papers-missing", 1)),
    ]  # fmt: skip
    visit, (leg,) = stood(steps)
    assert of(leg, "waited_s", "served_s", "held_s", "holds") == (60, 420, 700, 2)
    assert of(visit, "waited_s", "served_s", "legs", "result", "dossiers") == (60, 420, 1, "papers-missing", 1)
    assert of(stood(steps[:-1])[0], "result", "dossiers") == (None, None)


WISHED = [name for name in MOVES if name not in ("undo", "reboot", "correct", "bind", "unbind", "reason", "checkpoint")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WISHED), st.integers(0, 11)), min_size=20, max_size=90))
def test_kiosk_and_city_have_each_visit_in_the_same_leg_and_line(moves: list[tuple[str, int]]) -> None:
    """Whatever was wished for, with the same flag; work of a leg that goes on is the same to the second."""
    kiosk = day(moves)
    rows = visits_of(kiosk)
    for token, visit in kiosk.state.visits.items():
        found = rows[token]
        assert found
        row, leg = found[0], found[1][-1]
        assert (row["priority"], leg["leg"], leg["service"]) == (visit.priority, visit.leg, visit.service)
        if visit.status == "held":
            assert (leg["served_s"] or 0) == visit.worked_ms // 1000
