"""The rules that mark ratings: each at its limits, none drops anything, and three tricks that raise nothing."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.calendar.times import Times
from kiosk.core.decisions import days, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.figures.counting import Figures, figures
from kiosk.core.figures.ratings import ratings_of
from kiosk.core.office.marks import MARKS
from kiosk.core.record import events as e
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from tests.core.decisions.test_random_days import ACTS, live
from tests.core.office import RULES, Room, press, served, sign_in


def marked(room: Room) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for r in room.events:
        if isinstance(r.event, e.RatingMarked):
            found.setdefault(r.event.rule, set()).add(r.event.rating)
    return found


def settle(room: Room) -> Room:
    room.write(ratings.with_sweep(room.state, room.now(), RULES, ()))
    return room


def presses(room: Room, count: int, every: float) -> Room:
    for _ in range(count):
        room.later(every).do(ratings.press, RULES, Press(4, "button"))
    return room


# --- a run of presses ---


def test_a_run_is_marked_when_it_is_over_and_once() -> None:
    """Eight presses, each 20 s after the one before at most; 30 s of quiet after it, to the millisecond."""
    room = presses(Room(), 8, 20)
    assert ratings.next_due(room.state, room.now(), RULES) == 30_000
    assert marked(settle(room.later(29.999))) == {}
    assert marked(settle(room.later(0.001))) == {"cadence": set(range(1, 9))}
    before = len(room.events)
    assert len(settle(room.later(99)).events) == before and ratings.next_due(room.state, room.now(), RULES) is None


@pytest.mark.parametrize(("count", "every"), [(7, 5), (40, 20.001)])
def test_fewer_or_slower_is_no_run(count: int, every: float) -> None:
    """Nobody is marked for a queue before the machine."""
    room = presses(Room(), count, every)
    assert marked(settle(room.later(999))) == {} and ratings.next_due(room.state, room.now(), RULES) is None


def test_a_run_without_an_end_is_marked_as_it_goes() -> None:
    """Every four minutes at the latest, whatever is swept meanwhile."""
    room = Room()
    for _ in range(100):
        settle(presses(room, 1, 5))
    assert 90 <= len(marked(room)["cadence"]) < 100 == len(marked(settle(room.later(30)))["cadence"])


def test_each_place_has_its_own_run() -> None:
    """Four presses at a pad and four at the kiosk are no eight."""
    room = Room()
    for n in range(8):
        room.later(5).do(ratings.press, RULES, Press(4, "pad" if n % 2 else "button", pad=n % 2))
    assert marked(settle(room.later(60))) == {}


# --- a short visit, rated at once ---


@pytest.mark.parametrize(
    ("walk_in", "lasted", "after", "rules"),
    [
        (True, 2, 1, {"walk-in-seconds"}), (True, 59.9, 30, {"walk-in-seconds"}), (True, 60, 1, set()),
        (True, 2, 30.1, set()), (False, 2, 1, {"visit-seconds"}), (False, 20, 1, set()), (False, 2, 31, set()),
    ],
)  # fmt: skip
def test_a_visit_of_seconds_that_is_rated_within_seconds(
    walk_in: bool, lasted: float, after: float, rules: set[str]
) -> None:
    """Marked when the visit ends, as rated; at the close of the day too."""
    for close in (False, True):
        room = Room()
        sign_in(room, 1)
        if walk_in:
            room.do(queue.walk_in, RULES, 1, "A", "w")
        else:
            room.do(queue.issue, RULES, NewTicket("t", "A")), room.do(queue.call_next, RULES, 1)
            room.do(queue.start, 1)
        room.later(lasted).do(queue.finish, 1)
        press(room.later(after))
        assert marked(room) == {}
        facts = days.close_day(room.state, room.now()) if close else ()
        room.write(ratings.with_sweep(room.state, room.later(0 if close else 60).now(), RULES, facts))
        assert marked(room) == {rule: {1} for rule in rules}


def test_a_rating_after_the_days_close_is_marked() -> None:
    """By a slip; a press that counts for nothing needs no mark."""
    room = Room()
    (token,) = served(room, 1)
    room.later(70).do(days.close_day)
    press(room), press(room.later(70), scanned=token)
    assert marked(room) == {"after-closing": {2}}


# --- an officer's share ---


def shared(own: tuple[int, int], others: tuple[int, int]) -> dict[str, int]:
    """A day on which counter 1 had so many satisfied ratings of so many, and counter 2; closed."""
    room = Room()
    for counter, (good, of) in ((1, own), (2, others)):
        for n in range(of):
            served(room.later(70), counter)
            press(room.later(61), 4 if n < good else 1)
    room.later(70)
    room.write(ratings.with_sweep(room.state, room.now(), RULES, days.close_day(room.state, room.now())))
    return {rule: len(found) for rule, found in marked(room).items() if rule == "own-share"}


@pytest.mark.parametrize(
    ("own", "others", "far"),
    [((82, 82), (9, 20), 82), ((29, 29), (0, 10), 0), ((30, 30), (0, 10), 30), ((30, 30), (0, 9), 0),
     ((82, 82), (18, 20), 0), ((2, 40), (30, 30), 70)],
)  # fmt: skip
def test_a_share_far_from_the_others_is_marked_when_the_day_closes(
    own: tuple[int, int], others: tuple[int, int], far: int
) -> None:
    """A run of thirty at least beside ten of others, up or down: of two officers, each is far from the other."""
    assert shared(own, others) == ({"own-share": far} if far else {})


# --- three tricks ---


def honest(room: Room) -> None:
    """Ten citizens of counter 2, six of them satisfied."""
    sign_in(room, 2)
    for n in range(10):
        room.later(300).do(queue.issue, RULES, NewTicket(f"h{n}", "A")), room.later(30).do(queue.call_next, RULES, 2)
        room.later(20).do(queue.start, 2), room.later(300).do(queue.finish, 2)
        press(room.later(25), 4 if n < 6 else 1)
        settle(room.later(61))


def told(room: Room) -> Figures:
    return figures(room.events)


def test_an_officer_presses_his_own_button_forty_times() -> None:
    """Every five seconds at the pad beside him, after one visit: marked, and the share is that of the citizens."""
    room = Room()
    honest(room)
    served(room, 1)
    for _ in range(40):
        room.later(5).do(ratings.press, RULES, Press(4, "pad", pad=1))
    found = told(settle(room.later(61)))
    assert found.marks["cadence"] == 40 and (found.satisfied, found.counted) == (6, 10)
    assert found.apart == {4: 1} and found.uncounted == {"nothing-served": 39}


def test_an_officer_walks_in_forty_friends() -> None:
    """Two seconds each, each rated at once at the kiosk: all counted, all marked, nothing raised."""
    room = Room()
    honest(room)
    for _ in range(40):
        served(room.later(61), 1)
        press(room.later(5))
        settle(room.later(61))
    found = told(room)
    assert found.marks == {"walk-in-seconds": 40} and found.apart == {4: 40}
    assert (found.satisfied, found.counted, found.served) == (6, 10, 50)


def test_an_officer_collects_forty_slips() -> None:
    """Rated and unrated ones, that day and days later: kept, marked, and nothing is raised."""
    room = Room()
    honest(room)
    slips = [served(room.later(61), 1)[0] for _ in range(40)]
    for token in slips[:10]:
        press(room.later(61), 1, scanned=token)  # late, but a bad word is never apart
    settle(room.later(700))
    for token in slips[:30]:
        press(room.later(61), 4, scanned=token)
    later = [room.state.done[token] for token in slips[30:]]
    room.later(86_400).do(queue.issue, RULES, NewTicket("x", "A"))
    for visit in later:
        room.later(61).do(ratings.press, RULES, Press(4, "button", visit.token, past=visit))
    found = told(settle(room))
    assert {rule: n for rule, n in found.marks.items() if rule != "walk-in-seconds"} == {
        "second-word": 10,
        "late-slip": 40,
    }
    assert (found.satisfied, found.counted) == (6, 20) and found.apart == {4: 20}
    assert found.uncounted == {"already-rated": 10, "late-slip": 10}


# --- a mark drops nothing ---


def test_each_rule_stands_in_the_paper() -> None:
    """docs/domain.md has a line for each, and the ones that let praise stay in the shares say so."""
    paper = Path("docs/domain.md").read_text("utf-8").partition("## Marks")[2].partition("\n## ")[0]
    lines = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", paper, re.M))
    assert set(lines) == set(MARKS)
    assert {name for name, line in lines.items() if "stays in the shares" in line} == {"own-share"}
    assert {name for name, rule in MARKS.items() if not rule.apart} == {"own-share"}


_WITHOUT: dict[str, Any] = {"seq": 0, "heads": {}, "last": None, "runs": {}, "times": Times()}


@settings(max_examples=40)
@given(ACTS, st.sampled_from(sorted(MARKS)))
def test_a_mark_changes_no_state_and_drops_no_rating(acts: list[tuple[str, int, int, bool]], rule: str) -> None:
    """Every rating of a random day marked: the same state, the same ratings, and no bad one leaves the figures."""
    room = Room()
    for act, n, seconds, flag in acts:
        live(room.later(seconds), act, n, flag)
    before, plain = room.state, ratings_of((r.sequence, r.event) for r in room.events)
    room.write([e.Fact(e.RatingMarked(r.sequence, rule)) for r in plain])
    after = ratings_of((r.sequence, r.event) for r in room.events)
    assert replace(room.state, **_WITHOUT) == replace(before, **_WITHOUT)
    assert [replace(r, marks=frozenset()) for r in after] == [replace(r, marks=frozenset()) for r in plain]
    bad = [Counter(r.level for r in of if r.counted and not r.apart and not r.satisfied) for of in (plain, after)]
    assert bad[0] == bad[1]


@settings(max_examples=40)
@given(ACTS)
def test_the_marks_of_a_day_follow_from_its_events(acts: list[tuple[str, int, int, bool]]) -> None:
    """Whoever reads the events again knows the same runs and shares; marks stand behind what they are about."""
    room = Room()
    for act, n, seconds, flag in acts:
        live(room.later(seconds), act, n, flag)
    state = State()
    for r in room.events:
        assert not isinstance(r.event, e.RatingMarked) or r.event.rating < r.sequence
        state = fold(state, r)
    assert (state.runs, state.shares) == (room.state.runs, room.state.shares)
