"""What a press counts as: docs/domain.md, "Whose rating is a press", rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room, press, served


def test_a_press_with_one_candidate_is_bound_to_it() -> None:
    """Rule 4: one visit just finished, so it is about that one."""
    room = Room()
    served(room, 1)
    rating = press(room)
    assert rating == e.RatingGiven(
        4, "vn4", True, True, "button", False, "synchronised", False, 1, "officer1", "A", "one", None
    )


def test_a_rating_says_under_which_conditions_it_was_given() -> None:
    """Without the city, by a clock that is not known, for practice; all the same it counts among its kind."""
    room = Room(clock="estimated")
    served(room, 1)
    room.state = replace(room.state, offline=True)
    event = room.do(ratings.press, replace(RULES, training=True), Press(1, "touch"))[0].event
    assert event == e.RatingGiven(1, "vn4", True, True, "touch", True, "estimated", True, 1, "officer1", "A", "one")


def test_a_visit_is_a_candidate_for_ten_minutes() -> None:
    """To the millisecond; then a press is about nobody."""
    for ms, bind in ((600_000, "one"), (600_001, None)):
        room = Room()
        served(room, 1)
        assert press(room.later(ms / 1000)).bind == bind


def test_a_press_with_several_candidates_counts_for_the_office_until_a_tap_binds_it() -> None:
    """Rule 4: nobody is guessed; a tap on the counter binds to the newest candidate there."""
    room = Room()
    served(room, 1, 2)
    rating = press(room)
    assert (rating.bound, rating.counted, rating.counter) == (False, True, None)
    written = room.later(5).do(ratings.bind_tap, RULES, 1, 2)
    assert written[0].event == e.RatingBound(1, 2, "officer2", "A", "tap")
    with pytest.raises(Refused, match="too-late"):
        room.do(ratings.bind_tap, RULES, 1, 1)


def test_a_tap_binds_to_the_newest_at_that_counter_or_to_nobody() -> None:
    """A counter that served nobody lately cannot be tapped."""
    room = Room()
    _, newer, _ = served(room, 1, 1, 2)
    press(room)
    with pytest.raises(Refused, match="no-visit"):
        room.do(ratings.bind_tap, RULES, 1, 3)
    (bound,) = room.do(ratings.bind_tap, RULES, 1, 1)
    assert bound.visit == newer


def test_a_press_with_nobody_served_is_recorded_and_not_counted() -> None:
    """Rule 5: thanked all the same, outside the share."""
    rating = press(Room())
    assert (rating.counted, rating.uncounted_reason, rating.bound) == (False, "nothing-served", False)


def test_a_scanned_slip_is_rated_whoever_else_was_served() -> None:
    """Rule 2: the slip says whom it is about, also after its ten minutes and also before the officer finished."""
    room = Room()
    first, _ = served(room, 1, 2)
    assert press(room, scanned=first).bind == "scan"
    assert press(room.later(5), scanned=first).uncounted_reason == "already-rated"
    room.later(900).write(ratings.sweep(room.state, room.now(), RULES))
    (late,) = served(room, 3)
    room.later(700).write(ratings.sweep(room.state, room.now(), RULES))
    assert late in room.state.done and press(room, scanned=late).bind == "scan"
    assert press(room.later(9), scanned="unknown").uncounted_reason == "nothing-served"


@pytest.mark.parametrize(
    ("status", "bind"),
    [("waiting", None), ("held", None), ("called", "scan"), ("serving", "scan"), ("finished", "scan")],
)
def test_a_slip_can_be_rated_from_its_call_on(status: str, bind: str | None) -> None:
    """Before, or while it is held, nothing was served that it could be about."""
    room = Room()
    room.do(counters.sign_in, RULES, 1, "officer1", "s1")
    room.do(queue.issue, RULES, NewTicket("t", "A"))
    room.state = replace(room.state, visits={"t": replace(room.state.visits["t"], status=status)})
    rating = press(room, scanned="t")
    assert (rating.bind, rating.uncounted_reason) == (bind, None if bind else "nothing-served")


def test_a_pad_speaks_for_its_counter() -> None:
    """Rule 3: the pad at counter 2 is about counter 2, and counts nothing when nobody was served there."""
    room = Room()
    served(room, 1, 2)
    here, nobody = press(room, pad=2), press(room, pad=3)
    assert (here.bind, here.counter, here.officer) == ("pad", 2, "officer2")
    assert (nobody.uncounted_reason, nobody.counter, nobody.officer, nobody.bound) == ("nothing-served", 3, None, False)


def test_a_pad_speaks_for_whoever_was_served_there_last() -> None:
    """Two visits at one counter within ten minutes: the newer one."""
    room = Room()
    older, newer = served(room, 1, 1)
    (given, *_) = room.do(ratings.press, RULES, Press(4, "pad", pad=1))
    assert older in room.state.visits and given.visit == newer


def test_the_same_button_again_is_recorded_and_not_counted() -> None:
    """Rule 6: leaning on the button is one rating; after four seconds it is somebody else."""
    room = Room()
    served(room, 1)
    assert [press(room.later(s)).uncounted_reason for s in (0, 3, 3.999)] == [None, "repeat", "repeat"]
    assert press(room.later(4)).uncounted_reason == "nothing-served"


def test_a_pad_and_the_kiosk_do_not_repeat_each_other() -> None:
    """Two people at once, one at each: both count."""
    room = Room()
    served(room, 1, 2)
    assert [press(room, pad=pad).uncounted_reason for pad in (1, 0, 1, 0)] == [None, None, "repeat", "repeat"]


def test_another_button_at_once_corrects_the_first() -> None:
    """Rule 6: a slip of the finger: the new one counts and takes the binding, the old one is marked replaced."""
    room = Room()
    (token,) = served(room, 1)
    press(room, 1)
    press(room.later(1), 1)
    written = room.later(1).do(ratings.press, RULES, Press(4, "button"))
    assert isinstance(written[0].event, e.RatingGiven) and written[0].event.bind == "one"
    assert written[0].visit == token and written[1].event == e.RatingRevised(1, "replaced", 3)
    assert [r.counted for r in room.state.ratings] == [False, False, True]
    assert [r.replaced for r in room.state.ratings] == [True, False, False]


def test_a_correction_is_corrected_in_its_turn() -> None:
    """Leaning on a second button, then a third: each takes over from the one that stood, at its own place only."""
    room = Room()
    served(room, 1, 2)
    press(room, 3, pad=2)
    written = [room.later(1).do(ratings.press, RULES, Press(level, "button")) for level in (1, 2, 2, 4)]
    assert [len(facts) for facts in written] == [1, 2, 1, 2]
    assert [facts[1].event for facts in written[1::2]] == [
        e.RatingRevised(2, "replaced", 3),
        e.RatingRevised(3, "replaced", 6),
    ]
    assert [r.counted for r in room.state.ratings] == [True, False, False, False, True]


def test_a_correction_of_a_scanned_rating_is_still_about_the_slip() -> None:
    """Also when the visit has ended by then; a better word for a rated slip stays uncounted."""
    room = Room()
    (token,) = served(room, 1)
    room.later(700).write(ratings.sweep(room.state, room.now(), RULES))
    assert token in room.state.done
    press(room, 1, scanned=token)
    corrected = press(room.later(1), 3)
    assert (corrected.bind, corrected.counter, corrected.counted) == ("scan", 1, True)
    assert press(room.later(9), 4, scanned=token).uncounted_reason == "already-rated"


def test_the_first_correction_knows_its_own_number() -> None:
    """Of a kiosk's very first ratings too."""
    room = Room()
    press(room, 1)
    assert room.later(1).do(ratings.press, RULES, Press(4, "button"))[1].event == e.RatingRevised(1, "replaced", 2)


def test_a_correction_of_an_unbound_rating_stays_open_for_the_tap() -> None:
    """The corrected rating is the one that the tap binds; one of nothing served stays uncounted."""
    room = Room()
    served(room, 1, 2)
    press(room, 1)
    assert press(room.later(2), 4).counted
    room.later(2).do(ratings.bind_tap, RULES, 2, 1)
    empty = Room()
    press(empty, 1)
    assert press(empty.later(1), 2).uncounted_reason == "nothing-served"


def test_not_this_counter_frees_the_visit_for_who_it_belongs_to() -> None:
    """The rating stays the office's; the visit can be rated by another press."""
    room = Room()
    served(room, 1)
    press(room)
    (unbound,) = room.later(2).do(ratings.unbind, 1)
    assert unbound.event == e.RatingRevised(1, "unbound") and unbound.visit in room.state.visits
    assert room.do(ratings.unbind, 1) == []
    assert press(room.later(5), 2).bind == "one"


def test_reasons_stand_as_last_tapped_and_unknown_ones_are_refused() -> None:
    """The latest word counts, in the set's order; nothing is written twice; taken back is a word too."""
    room = Room()
    press(room)
    (tapped,) = room.do(ratings.give_reasons, 1, ("WAIT", "LATE"))
    assert tapped.event == e.RatingReasoned(1, ("LATE", "WAIT")) and tapped.visit is None
    assert room.do(ratings.give_reasons, 1, ("LATE", "WAIT")) == []
    with pytest.raises(ValueError, match="BRIBE"):
        room.do(ratings.give_reasons, 1, ("LATE", "BRIBE"))
    (back,) = room.do(ratings.give_reasons, 1, ())
    assert back.event == e.RatingReasoned(1, ())


def test_a_bound_ratings_reasons_are_about_its_visit() -> None:
    room = Room()
    (token,) = served(room, 1)
    press(room)
    assert room.do(ratings.give_reasons, 1, ("LATE",))[0].visit == token


@pytest.mark.parametrize(
    "change", [(ratings.give_reasons, 1, ("LATE",)), (ratings.bind_tap, RULES, 1, 1), (ratings.unbind, 1)]
)
def test_a_rating_can_be_changed_for_a_minute(change: tuple[Any, ...]) -> None:
    """To the millisecond; one that nobody gave cannot be changed at all."""
    room = Room()
    served(room, 1, 2)
    with pytest.raises(Refused, match="no-rating"):
        room.do(*change)
    press(room)
    room.later(59.999).do(change[0], *change[1:])
    with pytest.raises(Refused, match="too-late"):
        room.later(0.001).do(*change)


def test_a_level_off_the_scale_is_a_programming_error() -> None:
    """vn4 has levels 1 to 4."""
    for level in (0, 5):
        with pytest.raises(ValueError, match=f"level {level}"):
            press(Room(), level)
