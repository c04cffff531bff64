"""How many are called before somebody, whichever counter is free first."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.calling.turn import as_called, next_for
from kiosk.core.decisions.giving.promising import promise
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.wishes.answering import unanswered
from kiosk.core.forecast.orders import Order, sure
from kiosk.core.forecast.outlook import outlook
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State, Visit
from tests.core.office import Room, rules

TWO = {"A": "Hộ tịch", "B": "Đất đai"}
OFFICES = {
    "one for all": rules(TWO, {1: ""}),
    "two for all": rules(TWO, {1: "", 2: ""}),
    "three for all": rules(TWO, {1: "", 2: "", 3: ""}),
    "one each": rules(TWO, {1: "A", 2: "B"}),
    "one of them helps": rules(TWO, {1: "A", 2: ""}),
    "B first": rules(TWO, {1: "A", 2: "BA"}),
}


def taken(room: Room, office: Rules, line: Sequence[str]) -> str:
    """Numbers by their service, "A" or with priority "A!"; the token of the last of them."""
    for n, ticket in enumerate(line):
        room.do(queue.issue, office, NewTicket(f"t{n}", ticket[0], priority=ticket.endswith("!")))
    return f"t{len(line) - 1}"


def sure_of(room: Room, office: Rules, token: str) -> int | None:
    visit = room.state.visits[token]
    mine = frozenset(n for n, letters in office.counters.items() if visit.service in letters)
    return sure(room.state, Order(room.now(), office, visit, mine))


def tried(room: Room, office: Rules, state: State, me: Visit, before: int = 0) -> set[int]:
    """The same, by each order for itself."""
    found = set()
    for counter, letters in office.counters.items():
        call = next_for(state, room.now(), office, counter)
        if call and call[0].token == me.token:
            found.add(before)
        elif call:
            then = as_called(state, counter, call[0])
            found |= tried(room, office, then, me, before + (me.service in letters))
    return found


@given(
    st.sampled_from(sorted(OFFICES)),
    st.lists(st.sampled_from(["A", "A!", "B", "B!"]), min_size=1, max_size=5),
    st.lists(st.integers(1, 3), max_size=3),
    st.integers(0, 4),
)
def test_it_is_sure_where_every_order_of_calls_puts_the_same_number_before(
    name: str, line: list[str], called: list[int], which: int
) -> None:
    """Of anybody who waits, after a few calls that left turns of priority."""
    room, office = Room(), OFFICES[name]
    taken(room, office, line)
    for counter in {n for n in called if n in office.counters}:
        room.do(counters.sign_in, office, counter, f"o{counter}", "s")
        if next_for(room.state, room.now(), office, counter):
            room.do(queue.call_next, office, counter)
    waiting = [visit for visit in room.state.visits.values() if visit.status == "waiting"]
    if not waiting:
        return
    me = waiting[which % len(waiting)]
    found = tried(room, office, room.state, me)
    assert sure_of(room, office, me.token) == (found.pop() if len(found) == 1 else None)


def test_one_who_may_be_called_first_by_a_counter_that_opens_late_makes_the_number_at_least() -> None:
    """Counter 2 calls the B that came before, counter 1 this A; nobody knows which of them sits down first."""
    room, office = Room(), OFFICES["B first"]
    token = taken(room, office, ["B", "A"])
    found = outlook(room.state, room.now(), office, token, int)
    assert found is not None and (found.people, found.exact) == (0, False)


def test_turns_of_priority_that_depend_on_who_calls_make_the_number_at_least() -> None:
    """Where each counter calls one of the first two, the third one with priority is called at once; where one counter
    calls both, ordinary ones go between."""
    room, office = Room(), OFFICES["three for all"]
    token = taken(room, office, ["A!", "B!", "B", "B", "A!"])
    found = outlook(room.state, room.now(), office, token, int)
    assert found is not None and not found.exact


@pytest.mark.parametrize("counter", [1, 2])
def test_whoever_did_not_answer_may_be_called_before_or_not(counter: int) -> None:
    room, office = Room(), OFFICES["two for all"]
    token = taken(room, office, ["A", "A", "A"])
    room.do(counters.sign_in, office, counter, "o1", "s")
    assert sure_of(room, office, token) == 2
    room.do(queue.call_next, office, counter)
    room.write(unanswered(room.state, office, counter))
    assert sure_of(room, office, token) is None


def test_whoever_comes_back_at_a_time_may_be_called_before_or_not() -> None:
    room, office = Room(), OFFICES["one for all"]
    token = taken(room, office, ["A", "A", "A"])
    room.write(promise(room.state, office, "t0", 1200))
    assert sure_of(room, office, token) is None


def test_of_too_many_orders_none_is_followed_to_its_end() -> None:
    """Each of five calls leaves another hall."""
    room, office = Room(), OFFICES["two for all"]
    token = taken(room, office, ["A", "B", "A", "B", "A"])
    order = Order(room.now(), office, room.state.visits[token], frozenset(office.counters))
    assert sure(room.state, order) == 4
    assert sure(room.state, order, most=3) is None
