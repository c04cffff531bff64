"""A visit and its rating in the state of the day: what each event changes in them, and what it leaves as it was."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.core.office.rules import Stamp
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import FIRST, Call, Desk, Rating, Visit
from tests.core.facts import (
    AT,
    WORKING,
    after,
    called,
    ended,
    finished,
    given,
    held,
    issued,
    opened,
    started,
    transferred,
)
from tests.core.office import MORNING, Room

# --- a visit ---


def test_a_new_number_waits() -> None:
    """Everything that is known of it, and that nothing else is."""
    room = Room(clock="estimated")
    state = after(e.DayOpened("d1"), issued(7, "B", priority=True), room=room)
    assert state.numbers == {"B": 7} and state.ticket("B008") is None
    assert state.ticket("B007") == Visit(
        token="t7", ticket="B007", service="B", priority=True, place=(2, 0), issued=AT, arrived=AT, status="waiting",
        slip="asked", copies=0, counter=0, officer="", leg=1, called=None, since=None, held=None, way_ms=0,
        worked_ms=0, finished=None, recalls=0, rating=0, clock="estimated", act=None,
    )  # fmt: skip
    bare = Visit("t", "A001", "A", False, (1, 0), AT, AT)
    assert (bare.slip, bare.clock) == ("", "synchronised")


def test_a_number_without_a_token_is_known_by_its_event() -> None:
    state = after(Fact(issued(1).event))
    assert list(state.visits) == ["j-visit-1"] == [visit.token for visit in state.visits.values()]


@pytest.mark.parametrize(("slip", "out"), [("sending", 0), ("failed", 0), ("sent", 1), ("printed", 1), ("doubtful", 1)])
def test_a_slip_that_came_out_or_may_have_is_counted_on_its_roll(slip: str, out: int) -> None:
    """The visit knows what became of it and why, and which copy it was; a visit that has ended counts too."""
    moved = e.SlipMoved("A001", slip, "silent", 1)
    state = after(issued(1), Fact(moved, "t1"), Fact(moved, "gone"))
    visit = state.visits["t1"]
    assert (visit.slip, visit.copies, state.slips_on_roll) == (slip, 1, 2 * out)
    again = after(issued(1), Fact(moved, "t1"), Fact(e.SlipMoved("A001", slip), "t1")).visits["t1"]
    assert again.copies == 0


def test_a_list_of_documents_is_as_long_as_two_slips() -> None:
    assert after(e.DocumentsAsked("HT-01"), e.DocumentsAsked("HT-02")).slips_on_roll == 4


def test_a_call_puts_the_visit_into_the_hands_of_the_counter() -> None:
    """On the board it is the newest; the other counter is as it was."""
    room = Room()
    state = after(*WORKING[:-1], room=room)
    state = after(called(1), called(2, 2), room=room.later(60))
    now = Stamp(MORNING + 60_000, 60_000, "boot1")
    assert replace(state.visits["t1"], place=(0, 0), act=None) == Visit(
        "t1", "A001", "A", False, (0, 0), AT, AT, "called", "asked", counter=1, officer="o1", called=now
    )
    assert state.counters == {1: Desk(1, "o1", "t1", "s"), 2: Desk(2, "o2", "t2", "s")}
    assert state.calls == (Call("A002", 2, now, times=1), Call("A001", 1, now, times=1))


def test_a_call_at_a_counter_that_nobody_opened_opens_none() -> None:
    assert after(issued(1), called(1, 9)).counters == {}
    assert after(opened(1), Fact(called(1).event)).counters == {1: Desk(1, "o1", "", "s")}


def test_the_board_keeps_twelve_calls() -> None:
    """The newest first; a call again takes no second place among them."""
    state = after(*(called(number) for number in range(1, 15)))
    assert [call.ticket for call in state.calls] == [f"A{number:03d}" for number in range(14, 2, -1)]
    again = [after(*(called(n) for n in range(1, 15)), e.TicketRecalled(f"A{n:03d}", 1)).calls for n in (3, 2)]
    assert [(calls[0].ticket, len(calls)) for calls in again] == [("A003", 12), ("A002", 12)]


def test_a_number_called_again_is_the_newest_call_and_says_how_often() -> None:
    """Other numbers stay where they are; the moment is that of the last call."""
    room = Room()
    after(*WORKING, called(2, 2), room=room)
    for _ in range(2):
        state = after(Fact(e.TicketRecalled("A001", 1), "t1"), room=room.later(10))
    assert [(call.ticket, call.times, call.at.mono) for call in state.calls] == [("A001", 3, 20_000), ("A002", 1, 0)]
    assert state.visits["t1"].recalls == 2
    assert after(e.TicketRecalled("A009", 1)).calls[0].times == 2


def test_ordinary_calls_are_counted_until_a_priority_one() -> None:
    """For each counter and service, which says when the next priority ticket is due there."""
    room = Room()
    after(e.DayOpened("d1"), issued(1), issued(2, priority=True), issued(3), issued(4, "B"), room=room)
    runs = [after(called(*call), room=room).ordinary_run(1, "A") for call in ((1,), (2,), (3,), (4,), (9,), (1, 2))]
    assert runs == [FIRST + 1, 0, 1, 1, 1, 1]
    assert [room.state.ordinary_run(*line) for line in ((1, "B"), (2, "A"), (2, "B"))] == [FIRST + 1, FIRST + 1, FIRST]


def test_a_start_keeps_the_moment_of_the_call() -> None:
    """Who came without a call, from the photocopier or by the door, is called by it."""
    room = Room()
    after(*WORKING, room=room)
    state = after(started(1), started(2, 2), room=room.later(9))
    one, two = state.visits["t1"], state.visits["t2"]
    assert (one.status, one.counter, one.officer, one.called) == ("serving", 1, "o1", AT)
    assert (two.status, two.counter, two.officer) == ("serving", 2, "o2") and two.called == state.last
    assert state.counters == {1: Desk(1, "o1", "t1", "s"), 2: Desk(2, "o2", "t2", "s")}


def test_a_finished_visit_frees_its_counter_and_gives_its_time() -> None:
    """It is still there: it may be rated."""
    room = Room()
    after(*WORKING, called(2, 2), room=room)
    state = after(finished(1, 90), room=room.later(90))
    assert (state.visits["t1"].status, state.visits["t1"].finished) == ("finished", state.last)
    assert state.counters == {1: Desk(1, "o1", "", "s"), 2: Desk(2, "o2", "t2", "s")} and state.served == {"A": (90,)}


def test_the_last_twenty_service_times_of_each_service_are_kept() -> None:
    """The oldest go first."""
    state = after(*(finished(n, n) for n in range(25)), finished(1, 7, "B"))
    assert state.served == {"A": tuple(range(5, 25)), "B": (7,)}


def test_a_held_visit_frees_its_counter_and_stays_its_own() -> None:
    state = after(*WORKING, held(1))
    visit = state.visits["t1"]
    assert (visit.status, visit.counter, visit.officer) == ("held", 1, "o1") and state.counters[1] == Desk(
        1, "o1", "", "s"
    )


def test_a_transferred_visit_waits_as_if_it_had_not_been_called() -> None:
    """In the other service's line, at the place of when it came."""
    state = after(*WORKING, transferred(1))
    assert replace(state.visits["t1"], act=None) == Visit(
        "t1", "A001", "B", False, (3, 0), AT, AT, slip="asked", leg=2, sent_by=1
    )
    assert state.counters[1] == Desk(1, "o1", "", "s")


@pytest.mark.parametrize(("how", "kept"), [("served", True), ("no-show", False), ("unserved", False)])
def test_an_ended_visit_is_gone_but_a_served_one_can_be_found_by_its_slip(how: str, kept: bool) -> None:
    """The others stay; the counter is free."""
    state = after(*WORKING, ended(1, how))
    assert list(state.visits) == ["t2"] and list(state.done) == (["t1"] if kept else [])
    assert state.counters[1] == Desk(1, "o1", "", "s")


# --- ratings ---


def test_a_rating_is_kept_with_all_that_is_known_of_it() -> None:
    """A bound one marks its visit, also one that has ended."""
    known: dict[str, Any] = {"counter": 1, "officer": "o1", "service": "A", "bind": "one"}
    state = after(*WORKING, finished(1), given(3, "t1", **known))
    assert state.ratings == (Rating(1, 3, AT, True, "", "t1", 1, "o1", "A", "one", 0, (), False),)
    assert state.rating(1) == state.ratings[0] and state.rating(2) is None and state.visits["t1"].rating == 1
    late = after(*WORKING, ended(1), given(3), given(3, "t1"))
    assert late.done["t1"].rating == 2 and "t1" not in late.visits


def test_a_rating_of_nobody_known_is_of_nobody() -> None:
    state = after(*WORKING, given(1, counted=False, uncounted_reason="nothing-served"))
    assert state.ratings == (Rating(1, 1, AT, False, why="nothing-served"),)
    assert {visit.rating for visit in state.visits.values()} == {0}
    unbound = e.RatingGiven(4, "vn4", False, True, "button", False, "synchronised", False)
    assert after(*WORKING, Fact(unbound, "t1")).ratings[0].visit == ""


@pytest.mark.parametrize(("channel", "counter", "pad"), [("pad", 2, 2), ("button", 2, 0), ("pad", None, 0)])
def test_only_a_counters_own_pad_is_remembered_as_a_pad(channel: str, counter: int | None, pad: int) -> None:
    """Its next press is compared with its own last one."""
    (rating,) = after(given(4, channel=channel, counter=counter)).ratings
    assert (rating.pad, rating.counter) == (pad, counter or 0)


def test_the_last_eight_ratings_can_be_changed() -> None:
    """Newest last."""
    state = after(*(given(1 + n % 4) for n in range(10)))
    assert [rating.sequence for rating in state.ratings] == [3, 4, 5, 6, 7, 8, 9, 10]


def test_a_tap_binds_the_rating_that_it_names() -> None:
    """And the visit; the newer rating is as it was."""
    bound = Fact(e.RatingBound(1, 2, "o2", "A", "tap"), "t1")
    state = after(*WORKING, finished(1), given(4), given(3), bound)
    assert state.ratings == (
        Rating(1, 4, AT, True, visit="t1", counter=2, officer="o2", service="A", bind="tap"),
        Rating(2, 3, AT, True),
    )
    assert state.visits["t1"].rating == 1
    assert after(given(4), Fact(bound.event)).ratings[0].visit == ""


def test_reasons_are_those_of_the_rating_that_they_name() -> None:
    state = after(given(), given(), e.RatingReasoned(1, ("LATE",)), e.RatingReasoned(1, ("WAIT", "INFO")))
    assert [rating.reasons for rating in state.ratings] == [("WAIT", "INFO"), ()]


def test_a_replaced_rating_counts_no_more_and_keeps_its_visit() -> None:
    state = after(*WORKING, finished(1), given(1, "t1", bind="one"), e.RatingRevised(1, "replaced", 2))
    assert state.ratings == (Rating(1, 1, AT, False, visit="t1", bind="one", replaced=True),)
    assert state.visits["t1"].rating == 1


def test_an_unbound_rating_counts_for_nobody_and_its_visit_can_be_rated() -> None:
    """Not this counter: it stays counted."""
    known: dict[str, Any] = {"counter": 1, "officer": "o1", "service": "A", "bind": "one"}
    state = after(*WORKING, finished(1), given(4, "t1", **known), given(4), Fact(e.RatingRevised(1, "unbound"), "t1"))
    assert state.ratings == (Rating(1, 4, AT, True), Rating(2, 4, AT, True)) and state.visits["t1"].rating == 0
    assert after(*WORKING, e.RatingRevised(9, "unbound")).visits == after(*WORKING).visits
