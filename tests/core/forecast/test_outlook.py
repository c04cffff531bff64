"""What somebody who waits is told of who is before and how long it will be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.decisions.colleagues import pauses
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.forecast.outlook import Outlook, outlook
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from tests.core.office import Room, rules

TWO = {"A": "Hộ tịch", "B": "Đất đai"}
OFFICES = {
    "one for all": rules(TWO, {1: ""}),
    "two for all": rules(TWO, {1: "", 2: ""}),
    "one each": rules(TWO, {1: "A", 2: "B"}),
    "one of them helps": rules(TWO, {1: "A", 2: ""}),
    "A first": rules(TWO, {1: "AB"}),
}
NOON = from_iso("2026-11-23T13:00:00+07:00")


def taken(room: Room, office: Rules, *tickets: str) -> list[str]:
    """The tokens of numbers by their service, "A" or with priority "A!"."""
    tokens = []
    for n, ticket in enumerate(tickets):
        tokens.append(f"t{n}")
        room.later(60).do(queue.issue, office, NewTicket(tokens[-1], ticket[0], priority=ticket.endswith("!")))
    return tokens


def seated(room: Room, office: Rules) -> None:
    for counter in office.counters:
        room.do(counters.sign_in, office, counter, f"o{counter}", "s")


def told(room: Room, office: Rules, token: str) -> Outlook:
    found = outlook(room.state, room.now(), office, token, int)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("office", "line", "people"),
    [
        ("one for all", ("A", "A", "B", "B", "A", "A", "B"), 6),  # counters of several services: six, not one
        ("two for all", ("A", "B", "A"), 2),
        ("one each", ("A", "A", "B", "A", "B"), 1),  # the other line is another counter's
        ("one for all", ("A", "A", "A", "B!"), 0),  # the first priority number of the day need not wait
        ("one for all", ("A", "B!", "A!", "B"), 3),
        ("one each", ("A",), 0),
        ("A first", ("B", "B", "A"), 0),  # the counter's order of services
        ("A first", ("A", "A", "B"), 2),
    ],
)
def test_the_last_of_the_line_is_told_who_will_be_called_before(
    office: str, line: tuple[str, ...], people: int
) -> None:
    """By the counters that serve it, whatever the others there have come for."""
    room = Room()
    tokens = taken(room, OFFICES[office], *line)
    seated(room, OFFICES[office])
    found = told(room, OFFICES[office], tokens[-1])
    assert (found.people, found.exact) == (people, True)


def test_the_counters_that_may_call_it_are_those_of_its_line_at_which_somebody_works() -> None:
    """Not one that is shut, serves other lines, or rests."""
    room, office = Room(), OFFICES["one of them helps"]
    a, b = taken(room, office, "A", "B")
    assert told(room, office, a).counters == ()
    seated(room, office)
    assert (told(room, office, a).counters, told(room, office, b).counters) == ((1, 2), (2,))
    room.write(pauses.pause(room.state, 2, "lunch"))
    assert (told(room, office, a).counters, told(room, office, b).counters) == ((1,), ())


def test_where_it_depends_on_which_counter_is_free_first_the_least_is_told() -> None:
    """A002 and B001 wait before A003; counter 2 takes either, counter 1 numbers of A alone."""
    room, office = Room(), OFFICES["one of them helps"]
    tokens = taken(room, office, "A", "A", "B", "A")
    seated(room, office)
    found = told(room, office, tokens[-1])
    assert not found.exact and found.people in (2, 3)


@given(
    st.sampled_from(sorted(OFFICES)),
    st.lists(st.sampled_from(["A", "A", "B", "B", "A!"]), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 900)), max_size=30),
)
def test_no_number_that_is_told_as_exact_is_too_few(name: str, line: list[str], calls: list[tuple[int, int]]) -> None:
    """Whoever calls when: of those who wait now, never more are called before, by a counter of that line. (Up to the
    quarter of an hour after which who has waited too long goes first, if that is on nobody's way.)"""
    room, office = Room(), replace(OFFICES[name], priority_cap=10**9, ordinary_cap=10**9)
    token = taken(room, office, *line)[-1]
    seated(room, office)
    found, before = told(room, office, token), 0
    numbers = sorted(office.counters)
    for which, seconds in [*calls, *((n, 60) for n in range(2 * len(line)))]:
        counter = numbers[which % len(numbers)]
        found_next = next_for(room.later(seconds).state, room.now(), office, counter)
        if found_next is None:
            continue
        if found_next[0].token == token:
            break
        before += found_next[0].service == line[-1][0] or line[-1][0] in office.counters[counter]
        room.do(queue.call_next, office, counter)
    assert not found.exact or before <= found.people


def test_a_number_that_only_slow_turns_would_make_wrong_is_told_as_at_least() -> None:
    """Two ordinary numbers go before the one with priority; the third is past the cap of its kind in 24 minutes, which
    is later than any play of turns as they were, and sooner than turns twice as long."""
    room = Room()
    office = replace(rules({"A": "Hộ tịch"}, {1: "A"}), priority_cap=10**9)
    taken(room, office, *"AAAAAAAAAAAA")
    seated(room, office)
    for _ in range(12):
        room.do(queue.call_next, office, 1)
        room.later(500)
    room.do(queue.issue, office, NewTicket("first", "A", priority=True))
    room.do(queue.call_next, office, 1)
    room.do(queue.finish, 1)
    for token in ("one", "two", "three"):
        room.do(queue.issue, office, NewTicket(token, "A"))
    room.later(office.ordinary_cap // 1000 - 1440).do(queue.issue, office, NewTicket("me", "A", priority=True))
    found = told(room, office, "me")
    assert (found.people, found.exact) == (2, False)


def test_minutes_are_told_from_five_turns_on() -> None:
    """Each ten minutes long, and three wait before a single counter that has just called: about half an hour."""
    room, office = Room(), OFFICES["one for all"]
    tokens = taken(room, office, *"AAAAAAAAAA")
    seated(room, office)
    spans = []
    for _ in range(6):
        spans.append(told(room, office, tokens[-1]).minutes)
        room.do(queue.call_next, office, 1)
        room.later(600)
    assert spans[:5] == [None] * 5
    room.do(queue.call_next, office, 1)
    least, most = told(room, office, tokens[-1]).minutes or (0, 0)
    assert least <= 30 <= most and most - least <= 25


@pytest.mark.parametrize(("seated_at", "open_"), [((), False), ((1,), True), ((2,), False)])
def test_a_line_whose_counters_are_all_closed_says_so(seated_at: tuple[int, ...], open_: bool) -> None:
    """Within working hours; who else sits there serves another line."""
    room, office = Room(), OFFICES["one each"]
    (token,) = taken(room, office, "A")
    for counter in seated_at:
        room.do(counters.sign_in, office, counter, f"o{counter}", "s")
    assert told(room, office, token).open is open_


def test_before_the_office_works_the_counters_of_the_plan_count_as_open() -> None:
    """At ten to one nobody sits there: the wait begins with the work at one o'clock."""
    room, office = Room(wall=NOON - 10 * 60_000), OFFICES["one for all"]
    turns = {"A": (600,) * 5}
    room.state = replace(room.state, turns=turns)
    (token,) = taken(room, office, "A")
    found = outlook(room.state, room.now(), office, token, lambda wall: max(wall, NOON))
    assert found is not None and found.open and found.people == 0
    assert found.minutes is not None and found.minutes[0] <= 9 <= found.minutes[1]


def test_who_was_called_is_told_nothing_and_the_same_look_gives_the_same_answer() -> None:
    room, office = Room(), OFFICES["two for all"]
    tokens = taken(room, office, "A", "B", "A")
    seated(room, office)
    assert told(room, office, tokens[-1]) == told(room, office, tokens[-1])
    room.do(queue.call_next, office, 1)
    assert outlook(room.state, room.now(), office, tokens[0], int) is None
    assert outlook(room.state, room.now(), office, "nobody", int) is None


def test_a_turn_is_from_call_to_call_while_somebody_waited() -> None:
    """What came to an idle counter is no turn; a closed counter begins anew; the night keeps the turns."""
    room, office = Room(), OFFICES["one for all"]
    taken(room, office, "A", "B", "A")
    seated(room, office)
    for _ in range(3):
        room.do(queue.call_next, office, 1)
        room.later(300)
    assert room.state.turns == {"A": (300,), "B": (300,)}
    taken(room, office, "A")
    room.later(5).do(queue.call_next, office, 1)  # it has just come
    assert room.state.turns == {"A": (300,), "B": (300,)}
    room.write([e.Fact(e.CounterClosed(1, "o1")), e.Fact(e.DayClosed("2026-11-23"))])
    room.write([e.Fact(e.DayOpened("2026-11-24"))])
    assert room.state.turns == {"A": (300,), "B": (300,)} and room.state.turn_of == {}
