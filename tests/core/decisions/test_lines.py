"""Each counter's own lines: what is called elsewhere takes nobody's turn, caps and the order of services stand."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.decisions import queue
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import Visit
from tests.core.office import Room, rules

SERVICES = {"A": "Hộ tịch", "B": "Đất đai", "C": "Việc khác"}
LINES = rules(SERVICES, {1: "A", 2: "A", 5: "A", 3: "BA", 4: "CB", 6: ""})


def came(room: Room, services: str, priority: bool = False) -> None:
    """A number for each letter, a second apart."""
    for service in services:
        room.later(1).do(queue.issue, LINES, queue.NewTicket(f"t{len(room.events)}", service, priority))


def calls(room: Room, counters: Iterable[int]) -> list[str]:
    """Who is called, each a minute after the one before; "" for nobody."""
    return [call(room.later(60), counter) for counter in counters]


def call(room: Room, counter: int) -> str:
    if counter not in room.state.counters:
        room.write([Fact(e.CounterOpened(counter, f"o{counter}", "s"))])
    found = next_for(room.state, room.now(), LINES, counter)
    if found:
        room.do(queue.call_next, LINES, counter)
    return found[0].ticket if found else ""


def test_priority_calls_at_one_counter_take_nobody_s_turn_at_another() -> None:
    """Five at counter 5: at counter 1, where two ordinary ones were called, priority is due all the same."""
    room = Room()
    came(room, "AAAA")
    came(room, "AAAAAAAA", priority=True)
    assert calls(room, [1, 1, 1]) == ["A005", "A001", "A002"]
    assert call(room, 5) == "A006"
    for number in range(7, 11):
        room.later(60).do(queue.call_ticket, LINES, 5, f"A{number:03d}")
    assert calls(room, [1]) == ["A011"]


def test_ordinary_calls_at_busy_counters_bring_no_priority_forward_at_another() -> None:
    """Counters 2 and 5 call four of them; at counter 1, which has just called a priority one, two ordinary are due."""
    room = Room()
    came(room, "A", priority=True)
    assert calls(room, [1]) == ["A001"]
    came(room, "AAAAAA")
    assert calls(room, [2, 5, 2, 5]) == ["A002", "A003", "A004", "A005"]
    came(room, "A", priority=True)
    assert calls(room, [1, 1, 1]) == ["A006", "A007", "A008"]


ORDERS = {
    "the first of its letters while anybody waits there": (3, "AAB", "", ["B001", "A001", "A002"]),
    "priority whose turn it is before the order": (3, "AB", "A", ["A002", "B001", "A001"]),
    "no order, no preference": (6, "BAC", "", ["B001", "A001", "C001"]),
}


@pytest.mark.parametrize("case", ORDERS)
def test_a_counter_keeps_its_order_of_services(case: str) -> None:
    counter, ordinary, priority, expected = ORDERS[case]
    room = Room()
    came(room, ordinary)
    came(room, priority, priority=True)
    assert calls(room, [counter] * len(expected)) == expected


def test_who_waited_too_long_goes_before_the_order() -> None:
    """In a line that the counter prefers less: an ordinary one by its cap before a priority one by its own."""
    room = Room()
    came(room, "AA")
    came(room, "A", priority=True)
    room.later(LINES.ordinary_cap / 1000)
    came(room, "BBB")
    found = []
    for _ in range(3):
        found.append(next_for(room.state, room.now(), LINES, 3))
        call(room, 3)
    assert [(visit.ticket, rule) for visit, rule in filter(None, found)] == [
        ("A001", "ordinary-cap"), ("A002", "ordinary-cap"), ("A003", "priority-cap"),
    ]  # fmt: skip


STEPS = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, 6, 0, 0, 0]), st.integers(0, 600), st.integers(0, 5)), max_size=80
)


@given(STEPS)
def test_nobody_is_passed_over_beyond_the_rules(steps: list[tuple[int, int, int]]) -> None:
    """Whatever comes: in each line of counter and service at most so many ordinary ones are called between two of
    priority while one of priority waits there, and no more than one of priority in turn while an ordinary one waits;
    and whoever is past a cap is called before all who are not."""
    room = Room()
    for counter, seconds, kind in steps:
        room.later(seconds)
        if counter == 0:
            came(room, "ABC"[kind % 3], priority=kind > 2)
            continue
        check(room, counter)
        call(room, counter)


def check(room: Room, counter: int) -> None:
    state, now = room.state, room.now()
    line = [v for v in state.visits.values() if v.status == "waiting" and v.service in LINES.counters[counter]]
    found = next_for(state, now, LINES, counter)
    assert (found is None) == (not line)
    if found is None:
        return
    late = [v for v in line if elapsed(v.issued, now) >= cap_of(v, LINES)]
    assert not late or found[0] in late
    if not late:
        in_turn(state.ordinary_run(counter, found[0].service), found[0], line)


def cap_of(visit: Visit, rules: Rules) -> int:
    return rules.priority_cap if visit.priority else rules.ordinary_cap


def in_turn(run: int, found: Visit, line: list[Visit]) -> None:
    others = [v for v in line if v.service == found.service and v.priority != found.priority]
    due = run >= LINES.priority_every
    assert not others or found.priority == due
    assert found.place == min(v.place for v in line if (v.service, v.priority) == (found.service, found.priority))
