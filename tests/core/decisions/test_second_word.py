"""A slip speaks for its visit: a worse word takes the place of the one that stood, a better one does not count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.binding import known_visit
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.figures.ratings import ratings_of
from kiosk.core.record import events as e
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State, Visit
from tests.core.office import RULES, Room, in_hand, press, served

WEEK = 6 * 86_400


def standing(room: Room) -> list[int]:
    """Levels that count."""
    return [r.level for r in ratings_of((r.sequence, r.event) for r in room.events) if r.counted]


def marks(room: Room) -> list[tuple[int, str]]:
    return [(r.event.rating, r.event.rule) for r in room.events if isinstance(r.event, e.RatingMarked)]


def past(room: Room, token: str) -> Visit | None:
    """As the journal tells it when the state has forgotten it."""
    state = State()
    for r in room.events:
        state = fold(state, r) if r.visit == token else state
    return known_visit(state, token, None)


def again(room: Room, token: str, level: int) -> list[e.Event]:
    """Scanned and pressed, later than any correction."""
    seen = Press(level, "button", token, past=past(room, token))
    return [r.event for r in room.later(70).do(ratings.press, RULES, seen)]


@pytest.mark.parametrize("days", [0, 6])
@pytest.mark.parametrize(
    ("first", "second", "stands", "marked"),
    [(4, 1, [1], []), (2, 1, [1], []), (1, 4, [1], ["second-word"]), (3, 4, [3], ["second-word"]), (3, 3, [3], [])],
)
def test_a_worse_second_word_replaces_and_a_better_one_is_kept_and_marked(
    days: int, first: int, second: int, stands: list[int], marked: list[str]
) -> None:
    """On the same day, and when the state has forgotten the visit; every word stays in the journal."""
    room = Room()
    (token,) = served(room, 1)
    press(room, first)
    if days:
        room.later(days * 86_400).do(queue.issue, RULES, NewTicket("x", "A"))
        assert known_visit(room.state, token, None) is None
    given_, *_ = again(room, token, second)
    assert isinstance(given_, e.RatingGiven) and (given_.level, given_.first) == (second, first)
    assert given_.counted == given_.bound == (second < first)
    assert standing(room) == stands and [rule for _, rule in marks(room) if rule != "walk-in-seconds"] == marked
    assert sum(isinstance(r.event, e.RatingGiven) for r in room.events) == 2


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([1, 3, 70]), st.booleans()), max_size=8))
def test_no_words_by_a_slip_raise_what_stood(words: list[tuple[int, int, bool]]) -> None:
    """However they come: quickly one after the other, with the question of the last still open, or much later."""
    room = Room()
    (token,) = served(room, 1)
    press(room, 3)
    room.later(70)
    for level, seconds, scanned in words:
        last = room.state.ratings[-1].sequence
        seen = Press(level, "button", token if scanned or last == 1 else "", correcting=0 if scanned else last)
        room.later(seconds).do(ratings.press, RULES, seen)
    assert len(standing(room)) == 1 and standing(room)[0] <= 3


def test_a_slip_of_the_finger_in_a_second_word_goes_back_to_what_stood() -> None:
    """4 stood, 1 was pressed, 4 at once after it: 4; a further step up raises nothing."""
    room = Room()
    (token,) = served(room, 1)
    press(room, 3)
    again(room, token, 1)
    press(room.later(1), 3)
    assert standing(room) == [3]
    better = room.later(1).do(ratings.press, RULES, Press(4, "button"))
    assert standing(room) == [3] and marks(room)[-1] == (better[0].sequence, "second-word")


def test_a_first_word_on_another_day_counts_only_as_a_complaint() -> None:
    """Nobody rated, the slip comes days later: a bad word counts for its counter, praise is kept and does not."""
    for level, stands in ((1, [1]), (2, [2]), (3, []), (4, [])):
        room = Room()
        (token,) = served(room, 1)
        room.later(WEEK).do(queue.issue, RULES, NewTicket("x", "A"))
        given_, marked = again(room, token, level)
        assert isinstance(given_, e.RatingGiven) and given_.bound == bool(stands)
        assert standing(room) == stands and marked == e.RatingMarked(1, "late-slip")


def test_a_late_first_word_of_today_is_marked() -> None:
    """The question was over: it counts for its counter, and the mark says how it came."""
    room = Room()
    (token,) = served(room, 1)
    assert press(room.later(600), 4, scanned=token).bind == "scan" and marks(room) == []
    late = Room()
    (token,) = served(late, 1)
    assert press(late.later(601), 4, scanned=token).bind == "scan" and marks(late) == [(1, "late-slip")]


# --- an officer's step does not make a bad word count for nothing ---


def no_show(seconds: int) -> tuple[Room, str]:
    room = in_hand(Room())
    token = room.state.counters[1].visit
    room.later(seconds).write(queue.no_show(room.state, 1))
    return room, token


@pytest.mark.parametrize("scanned", [True, False])
def test_a_no_show_long_after_the_call_leaves_the_citizens_word_to_the_office(scanned: bool) -> None:
    """By the slip or without it, once; it names no counter, and is marked."""
    room, token = no_show(900)
    rating = press(room.later(30), 1, scanned=token if scanned else "")
    assert (rating.counted, rating.bound, rating.counter, rating.officer) == (True, False, None, None)
    assert marks(room) == [(1, "no-show-late")] and room.state.gone[token].rating == 1
    assert press(room.later(70), 1).uncounted_reason == "nothing-served"
    assert press(room.later(70), 4, scanned=token).uncounted_reason == "already-rated"


def test_a_correction_of_such_a_word_is_about_the_same_absent_number() -> None:
    """One rating, the newer level, and its mark."""
    room, _ = no_show(900)
    press(room, 2)
    assert press(room.later(2), 1).counted
    assert standing(room) == [1] and marks(room) == [(1, "no-show-late"), (3, "no-show-late")]


def test_a_no_show_soon_after_the_call_was_nobody() -> None:
    """Two minutes are the limit; a served visit is asked first."""
    room, token = no_show(119)
    assert press(room, 1).uncounted_reason == press(room.later(70), 1, scanned=token).uncounted_reason
    room, _ = no_show(120)
    served(room, 2)
    assert press(room, 1).bind == "one"


@pytest.mark.parametrize(("step", "rule"), [("hold", "unfinished"), ("transfer", "unfinished"), ("end", "unconfirmed")])
def test_a_slip_that_was_called_speaks_whatever_the_officer_made_of_it(step: str, rule: str) -> None:
    """Put aside, sent on, ended at once: its word counts for the office, once."""
    room = in_hand(Room())
    token = room.state.counters[1].visit
    steps = {
        "hold": lambda s, now: queue.hold(s, now, 1),
        "transfer": lambda s, now: transfer(s, now, RULES, 1, Where("B")),
        "end": lambda s, now: queue.finish(s, now, 1),
    }
    room.do(steps[step])
    rating = press(room, 1, scanned=token)
    assert (rating.counted, rating.bound) == (True, False) and marks(room) == [(1, rule)]
    assert press(room.later(70), 4, scanned=token).uncounted_reason == "already-rated"


def test_who_was_never_called_has_nothing_to_rate() -> None:
    """Waiting, or still waiting when the day closed."""
    room = in_hand(Room())
    waits = next(v.token for v in room.state.visits.values() if v.ticket == "A002")
    assert press(room, 1, scanned=waits).uncounted_reason == "nothing-served"


# --- while a question is open ---


def test_while_its_question_is_open_another_level_corrects_a_press() -> None:
    """Five seconds later, with "which counter?" on the screen: one rating, revised; the same level is the same word."""
    room = Room()
    served(room, 1, 2)
    press(room, 1)
    written = room.later(5).do(ratings.press, RULES, Press(4, "button", correcting=1))
    assert [r.event for r in written][1:] == [e.RatingRevised(1, "replaced", 2)] and standing(room) == [4]
    same = room.later(5).do(ratings.press, RULES, Press(4, "button", correcting=2))
    assert [getattr(r.event, "uncounted_reason", "") for r in same] == ["repeat"] and standing(room) == [4]


def test_a_question_that_is_over_corrects_nothing() -> None:
    """Another rating's, a pad's, one of a minute ago, or one after which a slip was shown: somebody else."""
    for seconds, pressed in ((5, Press(4, "button", correcting=9)), (60, Press(4, "button", correcting=1))):
        room = Room()
        served(room, 1, 2)
        press(room, 1)
        room.later(seconds).do(ratings.press, RULES, pressed)
        assert standing(room) == [1, 4]
    room = Room()
    first, _ = served(room, 1, 2)
    press(room, 1)
    assert press(room.later(1), 4, scanned=first).counted and standing(room) == [1, 4]
