"""The paper's rules: slips offered again, rolls changed, what an opened cover means."""

from dataclasses import replace

import pytest

from kiosk.core.decisions import paper, queue
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import Fact, SlipMoved
from tests.core.office import RULES, Room


def taken(room: Room, *slips: str, token: str = "t1") -> None:
    """A number, and the words that its slip got."""
    room.do(queue.issue, RULES, NewTicket(token, "A"))
    for slip in slips:
        copy = room.state.visits[token].copies
        room.write([Fact(SlipMoved("A001", slip, copy=copy), token)])


def printer(room: Room, *states: str) -> None:
    for state in states:
        room.write(device_moved(room.state, "printer", state))


@pytest.mark.parametrize(
    ("slips", "offered"),
    [(("sending", "printed"), ""), (("sending", "sent"), ""), (("sending", "doubtful"), "t1"), (("failed",), "t1")],
)
def test_what_broke_off_or_never_came_is_offered(slips: tuple[str, ...], offered: str) -> None:
    """Not what was printed or sent to a one-way printer."""
    room = Room()
    taken(room, *slips)
    assert paper.offered(room.state) == offered


def test_a_doubtful_slip_is_offered_once_with_its_number() -> None:
    """The copy has the same number; doubtful again it is not offered; failed, so that nothing came, it is."""
    room = Room()
    taken(room, "sending", "doubtful")
    (fact,) = paper.reprint(room.state, "t1")
    assert fact.event == SlipMoved("A001", "sending", copy=1)
    room.write([fact, Fact(SlipMoved("A001", "doubtful", copy=1), "t1")])
    assert paper.offered(room.state) == "" and paper.reprint(room.state, "t1") == ()
    room.write([Fact(SlipMoved("A001", "failed", copy=1), "t1")])
    assert paper.offered(room.state) == "t1"


@pytest.mark.parametrize("state", paper.NO_PAPER)
def test_nothing_is_offered_while_no_paper_can_come(state: str) -> None:
    room = Room()
    taken(room, "sending", "doubtful")
    printer(room, state)
    assert (paper.offered(room.state), paper.reprint(room.state, "t1")) == ("", ())
    printer(room, "ok")
    assert paper.offered(room.state) == "t1"


def test_blank_paper_is_no_paper() -> None:
    """Somebody said that nothing is to be seen on the test slip."""
    room = Room()
    room.write(device_moved(room.state, "paper", "blank"))
    assert not paper.can_come(room.state)
    room.write(device_moved(room.state, "paper", "ok"))
    assert paper.can_come(room.state)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("paper_out", "cover_open", "cover open"),
        ("ok", "cover_open", ""),
        ("cover_open", "cover_open", ""),
        ("cover_open", "ok", "new paper"),
        ("cover_open", "paper_low", "new paper"),
        ("paper_out", "ok", ""),
        ("error", "ok", ""),
        ("ok", "paper_out", ""),
    ],
)
def test_what_a_change_means_to_whoever_stands_there(before: str, after: str, word: str) -> None:
    assert paper.handling(before, after) == word


@pytest.mark.parametrize(
    ("states", "left"),
    [
        ((), 10),
        (("paper_low", "ok"), 10),  # a sensor that wavers
        (("cover_open", "ok"), 10),  # opened for a look
        (("paper_out", "ok"), 12),
        (("paper_low", "cover_open", "ok"), 12),
        (("paper_out", "cover_open", "paper_low"), 12),
    ],
)
def test_a_roll_counts_from_its_change(states: tuple[str, ...], left: int) -> None:
    """Two slips came out of a roll for twelve; a new roll has all twelve."""
    room = Room()
    taken(room, "sending", "printed")
    room.write([Fact(SlipMoved("A001", "sent", copy=1), "t1")])
    printer(room, *states)
    roll = -(-12 * paper.SLIP_MM // 1000)
    assert paper.slips_left(room.state, roll) - (roll * 1000 // paper.SLIP_MM - 12) == left
    assert paper.slips_left(replace(room.state, slips_on_roll=99_999), 5) == 0
