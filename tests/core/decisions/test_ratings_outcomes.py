"""How a served visit ends (docs/domain.md, "Whose rating is a press", rule 8), who is asked, when an end is due."""

import pytest

from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, press, served


def outcome_of(room: Room) -> str | None:
    room.write(ratings.sweep(room.state, room.now(), RULES))
    ends = [r.event for r in room.events if isinstance(r.event, e.VisitEnded)]
    return ends[-1].outcome if ends else None


def test_every_served_visit_ends_with_one_outcome() -> None:
    """Rule 8: rated, declined, timed-out, not-asked, device-down."""
    rated, declined, late, cut, dead = Room(), Room(), Room(), Room(), Room()
    for room in (rated, declined, late, cut, dead):
        served(room, 1)
    press(rated)
    assert outcome_of(rated.later(59.999)) is None and outcome_of(rated.later(0.001)) == "rated"
    (said,) = declined.write(ratings.decline(declined.state, next(iter(declined.state.visits))))
    assert said.event == e.VisitEnded("A001", "served", 1, "declined", 1) and said.visit
    assert outcome_of(declined) == "declined"
    assert outcome_of(late.later(600)) is None and outcome_of(late.later(0.001)) == "timed-out"
    assert late.events[-1].event == e.VisitEnded("A001", "served", 1, "timed-out", 1)
    cut.boot = "boot2"
    assert outcome_of(cut.later(601)) == "not-asked"
    for device in ("buttons", "screen"):
        dead.write(device_moved(dead.state, device, "missing"))
    assert outcome_of(dead.later(601)) == "device-down"


@pytest.mark.parametrize(
    ("broken", "mended", "outcome"),
    [
        (["buttons"], [], "timed-out"),
        (["screen"], [], "timed-out"),
        (["buttons", "screen", "printer"], [], "device-down"),
        (["buttons", "screen"], ["screen"], "timed-out"),
    ],
)
def test_a_visit_could_be_rated_while_the_buttons_or_the_screen_worked(
    broken: list[str], mended: list[str], outcome: str
) -> None:
    room = Room()
    served(room, 1)
    for device, state in (*((device, "missing") for device in broken), *((device, "ok") for device in mended)):
        room.write(device_moved(room.state, device, state))
    assert outcome_of(room.later(601)) == outcome


def test_a_rating_that_is_long_forgotten_ends_its_visit_at_once() -> None:
    """Eight ratings later nobody can change it any more."""
    room = Room()
    (token,) = served(room, 1)
    press(room)
    for _ in range(8):
        press(room.later(5))
    assert room.state.visits[token].rating == 1 and ratings.next_due(room.state, room.now(), RULES) == 0
    assert outcome_of(room) == "rated"


def test_only_finished_visits_are_swept_and_an_end_is_not_written_twice() -> None:
    """Who waits is left alone; a visit that a decision itself ends is left to it, the others come before it."""
    room = Room()
    due, declined = served(room, 1, 2)
    room.do(queue.issue, RULES, NewTicket("waits", "A"))
    assert ratings.sweep(room.state, room.now(), RULES) == ()
    room.later(700)
    assert {fact.visit for fact in ratings.sweep(room.state, room.now(), RULES)} == {due, declined}
    decided = ratings.decline(room.state, declined)
    assert [f.visit for f in ratings.with_sweep(room.state, room.now(), RULES, decided)] == [due, declined]
    assert ratings.with_sweep(room.state, room.now(), RULES, decided)[1:] == decided


def test_declining_needs_an_open_question() -> None:
    """A rated visit, one that still waits, or none cannot be declined."""
    room = Room()
    room.do(queue.issue, RULES, NewTicket("waits", "B"))
    (token,) = served(room, 1)
    press(room)
    for wrong in (token, "waits", "nobody"):
        with pytest.raises(Refused, match="no-visit"):
            ratings.decline(room.state, wrong)
    with pytest.raises(Refused, match="no-visit"):
        room.later(5).do(ratings.press, RULES, Press(3, "button")), room.do(ratings.bind_tap, RULES, 2, 3)


def test_the_next_due_moment_is_known() -> None:
    """The app sleeps until an end is due, and no longer."""
    room = Room()
    assert ratings.next_due(room.state, room.now(), RULES) is None
    served(room, 1)
    assert ratings.next_due(room.state, room.now(), RULES) == 600_001
    press(room)
    assert ratings.next_due(room.later(10).state, room.now(), RULES) == 50_000
    assert ratings.next_due(room.later(99).state, room.now(), RULES) == 0
    late = Room()
    served(late, 1)
    room.do(queue.issue, RULES, NewTicket("waits", "A"))
    assert ratings.next_due(late.later(599).state, late.now(), RULES) == 1_001
    assert ratings.next_due(late.later(99).state, late.now(), RULES) == 0


def test_the_earliest_end_is_the_next_due_and_then_it_is_due() -> None:
    """Of several visits; the sweep finds it then and not a millisecond before."""
    room = Room()
    served(room, 1)
    served(room.later(100), 2)
    due = ratings.next_due(room.state, room.now(), RULES)
    assert due == 498_001 + 1_000 and ratings.sweep(room.state, room.later((due - 1) / 1000).now(), RULES) == ()
    assert len(ratings.sweep(room.state, room.later(0.001).now(), RULES)) == 1


def test_the_home_screen_asks_for_three_minutes() -> None:
    """Newest counter first, then nobody."""
    room = Room()
    served(room, 1, 3)
    assert ratings.asking(room.state, room.now(), RULES) == (3, 1)
    assert ratings.asking(room.state, room.later(179).now(), RULES) == (3, 1)
    assert ratings.asking(room.state, room.later(1).now(), RULES) == (3,)
    assert ratings.asking(room.state, room.later(0.001).now(), RULES) == ()


def test_the_moment_is_known_at_which_a_counter_less_is_asked_for() -> None:
    """The next one to fall away, to the millisecond; of another boot nobody can tell; without any it is never."""
    room = Room()
    assert ratings.ask_ends(room.state, room.now(), RULES) is None
    served(room, 1)
    served(room.later(100), 2)
    left = ratings.ask_ends(room.state, room.now(), RULES)
    assert left == 180_001 - 101_000
    assert ratings.asking(room.state, room.later((left - 1) / 1000).now(), RULES) == (2, 1)
    assert ratings.asking(room.state, room.later(0.001).now(), RULES) == (2,)
    assert ratings.ask_ends(room.state, room.later(100.999).now(), RULES) == 1
    assert ratings.ask_ends(room.state, room.later(0.001).now(), RULES) is None
    served(room, 3)
    room.boot = "boot2"
    assert ratings.ask_ends(room.state, room.now(), RULES) is None


def test_a_counter_is_asked_for_once_however_many_it_served() -> None:
    room = Room()
    served(room, 1, 2, 1)
    assert ratings.asking(room.state, room.now(), RULES) == (1, 2)
