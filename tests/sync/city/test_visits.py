"""A visit and its legs as they stand after its events, of today and of the version before: tables, days, mistakes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.record import events as e
from kiosk.core.record import former_events as former
from kiosk.core.record.events import Fact, Recorded
from sync.city.clocks import reading
from sync.city.rows.facts import Stored, fact_of
from sync.city.rows.visits import Row, standing
from tests.sync.city.days import USUAL, Kiosk, day

Steps = list[tuple[int, e.Event]]  # seconds after the one before
TICKET = e.TicketIssued("A001", "A", 1, False, "touch", "asked")
MOVE = st.tuples(st.sampled_from(USUAL), st.integers(0, 11))


def stood(steps: Steps, covered: int = 0) -> tuple[Row, list[Row]]:
    """The visit that these events are of."""
    kiosk = Kiosk()
    for seconds, event in steps:
        kiosk.later(seconds)
        kiosk.say(event, "v1")
    found = standing([stored(event) for event in kiosk.sent], covered)
    assert found
    return found


def stored(event: dict[str, Any]) -> Stored:
    return Stored(event, fact_of(event, "")[0], reading(event))


def of(row: Row, *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def clock(row: Row, name: str) -> str:
    """The time of day."""
    return str(row[name])[11:19]


TRANSFER: dict[str, Steps] = {
    "today": [
        (0, TICKET),
        (600, e.TicketCalled("A001", 1, "o1", 1, 600, "turn")),
        (30, e.VisitStarted("A001", 1, "o1", 1, 30)),
        (1470, e.VisitTransferred("A001", 1, "o1", 1, 1470, "B", "A")),
        (120, e.TicketCalled("A001", 3, "o3", 2, 120, "turn")),
        (10, e.VisitStarted("A001", 3, "o3", 2, 10)),
        (300, e.VisitFinished("A001", 3, "o3", 2, "B", 10, 300, "done", 1)),
        (60, e.VisitEnded("A001", "served", 2, "rated", 3)),
    ],
    "before": [
        (0, TICKET),
        (600, former.TicketCalledV1("A001", 1, "o1", 600)),
        (30, former.VisitStartedV1("A001", 1, "o1")),
        (1470, former.VisitTransferredV1("A001", 1, "B", "A")),
        (120, former.TicketCalledV1("A001", 3, "o3", 2220)),
        (10, former.VisitStartedV1("A001", 3, "o3")),
        (300, former.VisitFinishedV1("A001", 3, "o3", "B", 310)),
        (60, former.VisitEndedV1("A001", "served", "rated", 3)),
    ],
}


def test_a_visit_that_came_back_has_three_legs() -> None:
    """Sent to counter 3 for B, done there, and finished at counter 1: each with its own wait and work, one end."""
    visit, legs = stood([
        (0, TICKET),
        (600, e.TicketCalled("A001", 1, "o1", 1, 600, "turn")),
        (60, e.VisitTransferred("A001", 1, "o1", 1, 60, "B", "A", to_counter=3)),
        (0, e.VisitAwaited("A001", 1, "o1", "A")),
        (120, e.TicketCalled("A001", 3, "o3", 2, 120, "turn")),
        (10, e.VisitStarted("A001", 3, "o3", 2, 10)),
        (300, e.VisitRejoined("A001", 3, "o3", 2, 10, 300, "A", "B", 1, "done", 1)),
        (40, e.TicketCalled("A001", 1, "o1", 3, 40, "turn")),
        (90, e.VisitFinished("A001", 1, "o1", 3, "A", 0, 90, "done", 1)),
        (60, e.VisitEnded("A001", "served", 3, "rated", 1)),
    ])  # fmt: skip
    assert of(visit, "waited_s", "served_s", "legs", "how", "counter") == (760, 450, 3, "served", 1)
    assert [leg["ended_by"] for leg in legs] == ["transferred", "rejoined", "finished"]
    seconds = [of(leg, "service", "counter", "waited_s", "way_s", "served_s") for leg in legs]
    assert seconds == [("A", 1, 600, None, 60), ("B", 3, 120, 10, 300), ("A", 1, 40, 0, 90)]


HANDED = {"in service": (2, 240, 120), "before anybody came": (1, 0, 360)}  # leg, worked until then, worked behind it


@pytest.mark.parametrize("case", HANDED)
def test_a_visit_that_was_handed_over_is_each_officer_s_part(case: str) -> None:
    leg, before, behind = HANDED[case]
    visit, legs = stood([
        (0, TICKET),
        (600, e.TicketCalled("A001", 1, "o1", 1, 600, "turn")),
        (240, e.VisitHanded("A001", 1, "o9", "o1", leg, before)),
        (120, e.VisitFinished("A001", 1, "o9", leg, "A", 0, behind, "done", 1)),
        (60, e.VisitEnded("A001", "served", leg, "rated", 1)),
    ])  # fmt: skip
    assert of(visit, "waited_s", "served_s", "legs", "officer") == (600, 360, leg, "o9")
    parts = [("o1", 600, 240, "handed"), ("o9", 0, 120, "finished")] if leg == 2 else [("o9", 600, 360, "finished")]
    assert [of(each, "officer", "waited_s", "served_s", "ended_by") for each in legs] == parts


@pytest.mark.parametrize("steps", TRANSFER.values(), ids=TRANSFER)
def test_a_transfers_second_wait_is_its_own(steps: Steps) -> None:
    """120 s from the transfer to the call, not 2,220 since the number."""
    visit, (first, second) = stood(steps)
    assert of(visit, "waited_s", "served_s", "held_s", "legs", "how", "outcome") == (720, 1770, 0, 2, "served", "rated")
    assert of(visit, "service", "counter", "officer", "sequence") == ("A", 3, "o3", 8)
    assert of(first, "service", "counter", "waited_s", "way_s", "served_s") == ("A", 1, 600, 30, 1470)
    assert of(second, "service", "counter", "waited_s", "way_s", "served_s") == ("B", 3, 120, 10, 300)
    assert [leg["ended_by"] for leg in (first, second)] == ["transferred", "finished"]
    told = [clock(visit, name) for name in ("issued", "called", "started", "ended")]
    assert told == ["07:30:00", "07:40:00", "07:40:30", "08:13:10"]
    assert [clock(second, name) for name in ("arrived", "called", "ended")] == ["08:05:00", "08:07:00", "08:12:10"]


HOLD: dict[str, Steps] = {
    "today": [
        (0, TICKET),
        (60, e.TicketCalled("A001", 1, "o1", 1, 60, "turn")),
        (20, e.VisitStarted("A001", 1, "o1", 1, 20)),
        (180, e.VisitHeld("A001", 1, "o1", 1, 180, "copy")),
        (7200, e.VisitResumed("A001", 1, "o1", 1, 7200)),
        (120, e.VisitFinished("A001", 1, "o1", 1, "A", 20, 300, "done", 1)),
    ],
    "before": [
        (0, TICKET),
        (60, former.TicketCalledV1("A001", 1, "o1", 60)),
        (20, former.VisitStartedV1("A001", 1, "o1")),
        (180, former.VisitHeldV1("A001", 1)),
        (7200, former.VisitStartedV1("A001", 1, "o1")),
        (120, former.VisitFinishedV1("A001", 1, "o1", "A", 7520)),
    ],
}


@pytest.mark.parametrize("steps", HOLD.values(), ids=HOLD)
def test_a_hold_of_two_hours_is_not_work(steps: Steps) -> None:
    """It is told apart, and is no wait either; the visit is open until it has ended."""
    visit, (leg,) = stood(steps)
    assert of(leg, "waited_s", "way_s", "served_s", "held_s", "holds", "ended_by") == (60, 20, 300, 7200, 1, "finished")
    assert of(visit, "waited_s", "served_s", "held_s", "how", "ended") == (60, 300, 7200, None, None)


def test_what_was_told_before_stands_where_nothing_better_is_known() -> None:
    """The call has not come: all since the call is work."""
    _, (leg,) = stood([(0, TICKET), (900, former.VisitFinishedV1("A001", 1, "o1", "A", 310))])
    assert of(leg, "called", "waited_s", "served_s") == (None, None, 310)


def test_a_further_service_is_a_leg_in_service_at_once() -> None:
    """Two services in one visit: no second wait, each with its own work."""
    visit, (first, second) = stood(
        [
            *TRANSFER["today"][:3],
            (200, e.VisitContinued("A001", 1, "o1", 1, 200, "B", "A")),
            (100, e.VisitFinished("A001", 1, "o1", 2, "B", 0, 100, "done", 1)),
        ]
    )
    assert of(first, "service", "served_s", "ended_by") == ("A", 200, "continued")
    assert of(second, "service", "counter", "waited_s", "way_s", "served_s") == ("B", 1, 0, 0, 100)
    assert second["called"] == second["started"] == second["arrived"] == first["ended"]
    assert of(visit, "service", "waited_s", "served_s", "legs") == ("A", 600, 300, 2)


@pytest.mark.parametrize("goes_on", [e.VisitResumed("A001", 2, "o2", 2, 500), former.VisitStartedV1("A001", 2, "o2")])
def test_going_on_elsewhere_after_a_hold_is_another_leg(goes_on: e.Event) -> None:
    """The hold belongs to the leg that was put aside, which ends with it."""
    _, (first, second) = stood([*HOLD["today"][:4], (500, goes_on)])
    assert of(first, "counter", "served_s", "held_s", "ended_by") == (1, 180, 500, "moved")
    assert of(second, "service", "counter", "waited_s", "held_s", "ended_by") == ("A", 2, 0, 0, None)
    assert second["started"] == second["arrived"] == first["ended"]


def test_a_visit_without_a_slip_did_not_wait() -> None:
    """It was never called: in service at once."""
    walk_in = e.TicketIssued("E001", "E", 1, False, "walk-in", "none", test=True)
    visit, (leg,) = stood([(0, walk_in), (0, e.VisitStarted("E001", 1, "o1", 1, 0))])
    assert of(visit, "channel", "called", "waited_s", "served_s", "test") == ("walk-in", None, 0, None, 1)
    assert leg["started"] == visit["started"] == visit["issued"]


TAKEN_BACK: dict[str, tuple[Steps, int]] = {
    "a call": ([(60, e.TicketCalled("A001", 1, "o1", 1, 60, "turn"))], 2),
    "a priority": ([(60, e.PrioritySet("A001", True, 1, "o1"))], 2),
    "a no-show": ([(0, e.TicketCalled("A001", 1, "o1", 1, 0, "turn")), (9, e.VisitEnded("A001", "no-show", 1))], 3),
}


@pytest.mark.parametrize(("done", "number"), TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_what_was_taken_back_was_never_there(done: Steps, number: int) -> None:
    """The visit stands as before it; only the number of its last event tells."""
    steps: Steps = [(0, TICKET), *done]
    undone = stood([*steps, (5, e.VisitUndone("A001", 1, "o1", number))])
    (before, legs), last = stood(steps[: number - 1]), len(steps) + 1
    assert undone == ({**before, "sequence": last}, legs)


def test_nobody_takes_back_the_number_itself_or_what_comes_later() -> None:
    """A false word of an officer's page, or of somebody else's, makes no visit vanish."""
    undone: Steps = [(1, e.VisitUndone("A001", 1, "o1", 1)), (1, e.VisitUndone("A001", 1, "o1", 4))]
    visit, _ = stood([(0, TICKET), *undone, (1, e.TicketCalled("A001", 1, "o1", 1, 3, "turn"))])
    assert of(visit, "ticket", "waited_s") == ("A001", 3)


def test_back_from_a_no_show_it_waits_again_and_the_last_end_counts() -> None:
    """Open until it ends again; its wait goes on from where it began."""
    steps: Steps = [
        (0, TICKET),
        (60, e.TicketCalled("A001", 1, "o1", 1, 60, "turn")),
        (60, e.VisitEnded("A001", "no-show", 1)),
        (60, e.VisitReturned("A001", 1)),
    ]
    visit, (leg,) = stood(steps)
    assert of(visit, "how", "ended", "waited_s", "counter") == (None, None, None, None) and leg["called"] is None
    again: Steps = [(60, e.TicketCalled("A001", 2, "o2", 1, 240, "turn")), (60, e.VisitEnded("A001", "unconfirmed", 1))]
    visit, _ = stood([*steps, *again])
    assert of(visit, "how", "waited_s", "counter") == ("unconfirmed", 240, 2) and clock(visit, "called") == "07:31:00"


def test_the_flag_of_priority_is_the_last_word() -> None:
    """Given at the kiosk, taken or given again by an officer."""
    flags: Steps = [(1, e.PrioritySet("A001", flag, 1, "o1")) for flag in (True, False, True)]
    assert [stood([(0, TICKET), *flags[:n]])[0]["priority"] for n in range(4)] == [0, 1, 0, 1]


def test_who_was_never_called_has_no_wait_yet() -> None:
    """Nothing is not nought; a hold that the day's end ended is told."""
    visit, (leg,) = stood([(0, TICKET), (900, e.VisitEnded("A001", "unserved", 1))])
    assert of(visit, "waited_s", "served_s", "held_s", "counter") == (None, None, 0, None) and leg["ended"] is None
    visit, (leg,) = stood([*HOLD["today"][:4], (900, e.VisitEnded("A001", "unserved", 1))])
    assert of(leg, "holds", "held_s", "ended_by") == (1, 900, None)


def test_there_is_no_visit_before_its_number_is_here() -> None:
    """And one whose last event is under a checkpoint is provisional no more."""
    kiosk = Kiosk()
    for _, event in HOLD["today"]:
        kiosk.say(event, "v1")
    assert standing([stored(event) for event in kiosk.sent[1:]], 0) is None and standing([], 0) is None
    assert [stood(HOLD["today"], covered)[0]["provisional"] for covered in (0, 5, 6)] == [1, 1, 0]


# --- the same day as the version before wrote it ---


def as_before(recorded: Recorded, issued: dict[str, int]) -> e.Event:
    """The event as it was: without legs; `took` and later waits are told wrongly, so that none can come from them."""
    match recorded.event:
        case e.TicketCalled(ticket, counter, officer):
            waited = (recorded.wall - issued[ticket]) // 1000
            return former.TicketCalledV1(ticket, counter, officer, waited)
        case e.VisitStarted(ticket, counter, officer) | e.VisitResumed(ticket, counter, officer):
            return former.VisitStartedV1(ticket, counter, officer)
        case e.VisitHeld(ticket, counter):
            return former.VisitHeldV1(ticket, counter)
        case e.VisitTransferred(ticket, counter, service=service, was=was):
            return former.VisitTransferredV1(ticket, counter, service, was)
        case e.VisitFinished(ticket, counter, officer, service=service):
            return former.VisitFinishedV1(ticket, counter, officer, service, 99_999)
        case e.VisitEnded(ticket, how, outcome=outcome, counter=counter):
            return former.VisitEndedV1(ticket, how, outcome, counter)
    return recorded.event


def visits_of(kiosk: Kiosk) -> dict[str, tuple[Row, list[Row]] | None]:
    tokens = {event["correlationid"] for event in kiosk.sent if "correlationid" in event}
    own = {t: [stored(s) for s in kiosk.sent if s.get("correlationid") == t and s["stream"] == "visit"] for t in tokens}
    return {token: standing(events, 0) for token, events in own.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(MOVE, min_size=5, max_size=60))
def test_both_versions_of_a_day_give_the_same_visits(moves: list[tuple[str, int]]) -> None:
    """Legs and seconds told by today's events, and derived from when yesterday's happened, to the second."""
    today, before = day(moves), Kiosk()
    issued = {r.event.ticket: r.wall for r in today.events if isinstance(r.event, e.TicketIssued)}
    for recorded in today.events:
        before.wall = recorded.wall
        before.write([Fact(as_before(recorded, issued), recorded.visit)])
    assert visits_of(before) == visits_of(today)
