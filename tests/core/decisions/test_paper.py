"""The paper's rules: slips offered again, rolls changed, what an opened cover means."""

import pytest

from kiosk.core.decisions import paper, queue
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import Fact, SlipMoved
from kiosk.core.state.values import State
from tests.core.office import RULES, Room, called, sign_in


def taken(room: Room, *slips: str, token: str = "t1") -> None:
    """A number, and the words that its slip got."""
    room.do(queue.issue, RULES, NewTicket(token, "A"))
    visit = room.state.visits[token]
    for slip in slips:
        room.write([Fact(SlipMoved(visit.ticket, slip, copy=visit.copies), token)])


def printer(room: Room, *states: str) -> None:
    for state in states:
        room.write(device_moved(room.state, "printer", state))


def test_what_became_of_a_slip_is_told_once() -> None:
    """Again only with another copy; not of a visit that has ended in between."""
    room = Room()
    taken(room)
    assert paper.slip_moved(room.state, "t1", "asked") == ()
    failed = paper.slip_moved(room.state, "t1", "failed", "paper_out", 2)
    assert failed == (Fact(SlipMoved("A001", "failed", "paper_out", 2), "t1"),)
    assert paper.slip_moved(room.state, "t1", "asked", copy=1) != ()
    assert paper.slip_moved(room.state, "t1", "sent") == (Fact(SlipMoved("A001", "sent", None, 0), "t1"),)
    assert paper.slip_moved(room.state, "gone", "failed") == ()


@pytest.mark.parametrize(
    ("slips", "offered"),
    [
        ((), ""),
        (("sending",), ""),
        (("sending", "printed"), ""),
        (("sending", "sent"), ""),
        (("sending", "doubtful"), "t1"),
        (("failed",), "t1"),
    ],
)
def test_what_broke_off_or_never_came_is_offered(slips: tuple[str, ...], offered: str) -> None:
    """Not what was printed, sent to a one-way printer, or is on its way."""
    room = Room()
    taken(room, *slips)
    assert paper.offered(room.state) == offered
    assert (paper.reprint(room.state, "t1") == ()) == (offered == "") and paper.reprint(room.state, "t2") == ()


def test_the_newest_of_those_that_wait_is_offered() -> None:
    """Who was called needs no slip any more; without one that waits nothing is offered."""
    room = Room()
    for token in ("t1", "t2", "t3"):
        taken(room, "failed" if token != "t3" else "printed", token=token)
    assert paper.offered(room.state) == "t2"
    sign_in(room, 1)
    room.do(queue.call_ticket, RULES, 1, "A002")
    assert paper.offered(room.state) == "t1"
    called(room, 1)
    assert paper.offered(room.state) == "" == paper.offered(Room().state)


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


@pytest.mark.parametrize("state", ["paper_out", "cover_open", "error", "offline", "missing", "silent"])
def test_nothing_is_offered_while_no_paper_can_come(state: str) -> None:
    room = Room()
    taken(room, "sending", "doubtful")
    printer(room, state)
    assert (paper.offered(room.state), paper.reprint(room.state, "t1")) == ("", ())
    for good in ("paper_low", "ok"):
        printer(room, good)
        assert paper.offered(room.state) == "t1" and paper.reprint(room.state, "t1") != ()


def test_nobodys_answer_keeps_a_slip_from_coming() -> None:
    """Somebody said that nothing is to be seen on the test slip: the printer prints all the same."""
    room = Room()
    room.write(device_moved(room.state, "paper", "blank"))
    assert paper.can_come(room.state)


def test_a_slip_that_broke_off_while_the_printer_prints_is_the_newest_ones() -> None:
    """Only while it waits, and while nothing is known against the printer: else that is what is wrong."""
    room = Room()
    assert paper.broke_off(room.state) is None
    taken(room, "doubtful", token="t1")
    assert paper.broke_off(room.state) == room.state.visits["t1"]
    printer(room, "silent")
    assert paper.broke_off(room.state) is None
    printer(room, "ok")
    taken(room, "printed", token="t2")
    assert paper.broke_off(room.state) is None


def said(*words: tuple[int, str]) -> tuple[paper.Cover, list[str]]:
    """What became of the cover, and what each word meant; each came so many seconds after the one before."""
    cover, mono, before, meant = paper.Cover(), 0, "ok", list[str]()
    for seconds, word in words:
        mono += 1000 * seconds
        meant.append(paper.handling(before, cover, word, mono))
        cover, before = cover.heard(word, mono), word
    return cover, meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("0 paper_out 5 cover_open", "cover open"),
        ("0 paper_low 5 cover_open", "cover open"),
        ("0 ok 5 cover_open", ""),
        ("0 cover_open 5 cover_open", ""),
        ("0 ok 5 cover_open 9 ok", "new paper"),
        ("0 cover_open 9 paper_low", "new paper"),
        ("0 cover_open 3600 ok", "new paper"),  # it is closed now
        ("0 cover_open 9 paper_out", ""),
        ("0 cover_open 9 paper_out 3 ok", "new paper"),  # the sensor came later
        ("0 cover_open 9 paper_out 120 ok", "new paper"),
        ("0 cover_open 9 paper_out 121 ok", ""),
        ("0 cover_open 9 silent 60 ok", "new paper"),  # switched off and on while somebody stands there
        ("0 cover_open 9 missing 60 ok", "new paper"),
        ("0 cover_open 9 missing 3600 ok", ""),
        ("0 cover_open 9 ok 9 silent 9 ok", ""),  # asked already
        ("0 cover_open 9 ok 9 paper_low", ""),
        ("0 paper_out 9 ok", ""),
        ("0 error 9 ok", ""),
        ("0 ok 9 paper_out", ""),
        ("0 ok", ""),  # of a start: whatever was open before, nobody stands there
    ],
)
def test_what_a_change_means_to_whoever_stands_there(words: str, meant: str) -> None:
    """The last one, after what was heard since the start."""
    given = words.split()
    assert said(*((int(s), w) for s, w in zip(given[::2], given[1::2], strict=True)))[1][-1] == meant


@pytest.mark.parametrize(
    ("state", "slip", "seconds", "asked"),
    [
        ("blank", "printed", 60, True),
        ("blank", "sent", 120, True),
        ("blank", "printed", 121, False),
        ("blank", "sending", 60, False),
        ("blank", "doubtful", 60, False),
        ("blank", "failed", 60, False),
        ("blank", "shown", 60, False),
        ("ok", "printed", 60, False),
    ],
)
def test_after_a_no_whoever_holds_the_next_slip_is_asked(state: str, slip: str, seconds: int, asked: bool) -> None:
    """Within two minutes of the cover, once the slip is out."""
    room = Room()
    taken(room, slip)
    room.write(device_moved(room.state, "paper", state))
    cover, _ = said((0, "cover_open"), (5, "ok"))
    assert paper.is_asked(room.state, room.state.visits["t1"], cover, 5000 + 1000 * seconds) == asked
    assert not paper.is_asked(room.state, room.state.visits["t1"], paper.Cover(), 5000)


@pytest.mark.parametrize(
    ("states", "left"),
    [
        ((), 313),
        (("paper_low", "ok"), 313),  # a sensor that wavers
        (("cover_open", "ok"), 313),  # opened for a look
        (("paper_out", "ok"), 315),
        (("paper_low", "cover_open", "ok"), 315),
        (("paper_out", "cover_open", "paper_low"), 315),
    ],
)
def test_a_roll_counts_from_its_change(states: tuple[str, ...], left: int) -> None:
    """A roll of 30 metres has 315 slips of 95 mm; two came out of it, and then perhaps there was a new one."""
    room = Room()
    taken(room, "sending", "printed")
    room.write([Fact(SlipMoved("A001", "sent", copy=1), "t1")])
    printer(room, *states)
    assert paper.slips_left(room.state, 30, 95) == left


def test_a_roll_that_was_longer_than_it_was_said_to_be_has_no_slips_left() -> None:
    """Not fewer than none."""
    assert [paper.slips_left(State(slips_on_roll=came), 5, 95) for came in (51, 52, 53, 99_999)] == [1, 0, 0, 0]
