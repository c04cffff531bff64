"""What a press counts as: docs/domain.md, "Whose rating is a press", rule by rule."""

import pytest

from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.device import device_moved, started, stopped
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from tests.core.office import RULES, Room


def served(room: Room, *counters: int) -> list[str]:
    """A visit finished at each counter; their tokens."""
    tokens = []
    for counter in counters:
        token = f"v{len(room.events)}"
        room.do(queue.sign_in, RULES, counter, f"officer{counter}")
        room.do(queue.walk_in, RULES, counter, RULES.counters[counter][0], token)
        room.later(1).do(queue.finish, counter)
        tokens.append(token)
    return tokens


def press(room: Room, level: int = 4, scanned: str = "", pad: int = 0) -> e.RatingGiven:
    written = room.do(ratings.press, RULES, Press(level, "pad" if pad else "button", scanned, pad))
    event = written[0].event
    assert isinstance(event, e.RatingGiven)
    return event


def test_a_press_with_one_candidate_is_bound_to_it() -> None:
    """Rule 4: one visit just finished, so it is about that one."""
    room = Room()
    served(room, 1)
    rating = press(room)
    assert (rating.bound, rating.bind, rating.counter, rating.officer) == (True, "one", 1, "officer1")


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


def test_a_pad_speaks_for_its_counter() -> None:
    """Rule 3: the pad at counter 2 is about counter 2, and counts nothing when nobody was served there."""
    room = Room()
    served(room, 1, 2)
    assert (press(room, pad=2).bind, press(room, pad=3).uncounted_reason) == ("pad", "nothing-served")


def test_the_same_button_again_is_recorded_and_not_counted() -> None:
    """Rule 6: leaning on the button is one rating; after four seconds it is somebody else."""
    room = Room()
    served(room, 1)
    assert [press(room.later(s)).uncounted_reason for s in (0, 3, 3)] == [None, "repeat", "repeat"]
    assert press(room.later(4)).uncounted_reason == "nothing-served"


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
    room.later(2).do(ratings.unbind, 1)
    assert room.do(ratings.unbind, 1) == []
    assert press(room.later(5), 2).bind == "one"


def test_reasons_stand_as_last_tapped_and_unknown_ones_are_refused() -> None:
    """The latest word counts, in the set's order; nothing is written twice; after a minute it is too late."""
    room = Room()
    press(room)
    room.do(ratings.give_reasons, 1, ("WAIT", "LATE"))
    assert room.state.ratings[-1].reasons == ("LATE", "WAIT")
    assert room.do(ratings.give_reasons, 1, ("LATE", "WAIT")) == []
    with pytest.raises(ValueError, match="BRIBE"):
        room.do(ratings.give_reasons, 1, ("BRIBE",))
    with pytest.raises(Refused, match="too-late"):
        room.later(61).do(ratings.give_reasons, 1, ())
    with pytest.raises(Refused, match="no-rating"):
        room.do(ratings.give_reasons, 99, ())


def test_a_level_off_the_scale_is_a_programming_error() -> None:
    """vn4 has levels 1 to 4."""
    with pytest.raises(ValueError, match="level 5"):
        press(Room(), 5)


def outcome_of(room: Room) -> str | None:
    room.write(ratings.sweep(room.state, room.now(), RULES))
    ends = [r.event for r in room.events if isinstance(r.event, e.VisitEnded)]
    return ends[-1].outcome if ends else None


def test_every_served_visit_ends_with_one_outcome() -> None:
    """Rule 7: rated, declined, timed-out, not-asked, device-down."""
    rated, declined, late, cut, dead = Room(), Room(), Room(), Room(), Room()
    for room in (rated, declined, late, cut, dead):
        served(room, 1)
    press(rated)
    assert outcome_of(rated.later(30)) is None and outcome_of(rated.later(31)) == "rated"
    declined.write(ratings.decline(declined.state, next(iter(declined.state.visits))))
    assert outcome_of(declined) == "declined"
    assert outcome_of(late.later(600)) is None and outcome_of(late.later(1)) == "timed-out"
    cut.boot = "boot2"
    assert outcome_of(cut.later(601)) == "not-asked"
    for device in ("buttons", "screen"):
        dead.write(device_moved(dead.state, device, "missing"))
    assert outcome_of(dead.later(601)) == "device-down"


def test_declining_needs_an_open_question() -> None:
    """A rated visit, or none, cannot be declined."""
    room = Room()
    (token,) = served(room, 1)
    press(room)
    for wrong in (token, "nobody"):
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


def test_the_home_screen_asks_for_three_minutes() -> None:
    """Rule 7: newest counter first, then nobody."""
    room = Room()
    served(room, 1, 3)
    assert ratings.asking(room.state, room.now(), RULES) == (3, 1)
    assert ratings.asking(room.state, room.later(181).now(), RULES) == ()


def test_a_start_says_how_the_last_run_ended_and_doubts_open_slips() -> None:
    """First start, after a goodbye, after a cut; a slip on its way at the cut is doubtful."""
    room = Room()
    room.write(started(room.state, "1"))
    room.do(queue.issue, RULES, NewTicket("t", "A"))
    room.write(started(room.state, "1"))
    room.write(stopped(room.state, "told"))
    room.write(started(room.state, "1"))
    starts = [r.event.after for r in room.events if isinstance(r.event, e.KioskStarted)]
    assert starts == ["first", "cut", "stop"] and room.state.visits["t"].slip == "doubtful"
    assert stopped(Room().state, "told") == () and device_moved(room.state, "printer", "ok") == ()
