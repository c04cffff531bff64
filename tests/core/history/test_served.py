"""What one officer did today: number, service, from when to when, what came of it; never what citizens said of it."""

from hypothesis import given, settings

from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.amends import undo
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.history.served import Day, day_of_officer
from tests.core.history.test_story import WORK, Acts, lived
from tests.core.office import RULES, Room, called, sign_in, take


def day(room: Room, *references: str) -> Day:
    return day_of_officer(room.events, references)


def rows(room: Room, officer: str) -> list[tuple[str, str, str, str, int, str]]:
    found = day(room, officer).served
    return [(row.ticket, row.service, row.began, row.over, row.seconds, row.result) for row in found]


def worked(room: Room, counter: int, seconds: int) -> None:
    """Calls whoever is next, and begins half a minute later."""
    called(room, counter)
    room.later(30).do(queue.start, counter)
    room.later(seconds)


def office(numbers: int) -> Room:
    room = Room()
    for _ in range(numbers):
        take(room)
    for counter in (1, 2):
        sign_in(room, counter)
    return room


def test_each_visit_is_a_row_the_newest_first_with_totals() -> None:
    """From when work began, until it was done; the middle of what was done."""
    room = office(3)
    for seconds, result in ((300, "done"), (90, "papers-missing"), (600, "not-ours")):
        worked(room, 1, seconds)
        room.do(queue.finish, 1, result)
    assert rows(room, "officer1") == [
        ("A003", "A", "7:38", "7:48", 600, "not-ours"),
        ("A002", "A", "7:36", "7:37", 90, "papers-missing"),
        ("A001", "A", "7:30", "7:35", 300, "done"),
    ]
    found = day(room, "officer1")
    assert (found.visits, found.median) == (3, 300) and day(room, "officer2") == Day((), 0, None)
    assert [row.said for row in found.served][:2] == ["Không thuộc thẩm quyền", "Thiếu giấy tờ, công dân phải quay lại"]


def test_what_went_on_elsewhere_is_a_row_of_each_and_no_visit_that_was_done_here() -> None:
    """Sent on, gone on with at another counter after a hold, handed over."""
    room = office(2)
    sign_in(room, 3)
    worked(room, 1, 60)
    room.do(transfer, RULES, 1, Where("B"))
    worked(room, 1, 120)
    room.do(queue.hold, 1)
    room.later(60).do(queue.resume, 2, "A002")
    room.later(60).do(queue.finish, 2)
    assert [row[0::5] for row in rows(room, "officer1")] == [("A002", "moved"), ("A001", "transferred")]
    assert [row[0::5] for row in rows(room, "officer2")] == [("A002", "done")]
    assert (day(room, "officer1").visits, day(room, "officer2").visits) == (0, 1)


def test_an_officer_has_what_was_done_under_every_reference() -> None:
    room = office(2)
    worked(room, 1, 60)
    room.do(queue.finish, 1)
    room.do(counters.sign_out, 1)
    room.do(counters.sign_in, RULES, 1, "another", "s2")
    worked(room, 1, 60)
    room.do(queue.finish, 1)
    assert [row.ticket for row in day(room, "officer1", "another").served] == ["A002", "A001"]


def test_who_never_came_is_no_visit_and_what_was_taken_back_neither() -> None:
    room = office(2)
    called(room, 1)
    room.later(60).write(queue.no_show(room.state, 1))
    worked(room, 1, 60)
    room.do(queue.finish, 1)
    room.do(undo.undo, 1)
    assert rows(room, "officer1") == []


@settings(max_examples=60)
@given(WORK)
def test_whether_citizens_rated_is_in_no_row(acts: Acts) -> None:
    """The same day with presses wherever there can be one, and without."""
    both = [day(lived(acts, press_each=rated), "officer1", "officer2", "officer3") for rated in (False, True)]
    plain = [[(r.ticket, r.began, r.over, r.seconds, r.result) for r in each.served] for each in both]
    assert plain[0] == plain[1] and both[0].median == both[1].median
