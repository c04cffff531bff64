"""What the bench of waiting counts: of people who go away until a time, of turns that are left; and that the days which
it compares are of the same people."""

import pytest

from kiosk.core.state.values import State
from scripts.benchmarks.waiting import rules_for
from scripts.benchmarks.waiting.capacity import Tried
from scripts.benchmarks.waiting.capacity import days_of as tried_on
from scripts.benchmarks.waiting.capacity import scored as turns_left
from scripts.benchmarks.waiting.days import KINDS, Day, lived
from scripts.benchmarks.waiting.tally import Pair, tallied

CAME = {"goes": 0.0, "sits": 0.0, "late": 0.0}
PAIR = Pair(
    stayed={"goes": 2400.0, "sits": 1200.0, "late": 3000.0},
    gone={"goes": 2700.0, "sits": 1260.0, "late": 4201.0},
    back={"goes": 2400.0, "late": 3600.0},
    asked=2,
    came=CAME,
)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("went", 2),
        ("called_within", 0.5),  # five minutes after coming back; ten and a second
        ("hall_min", [90, 15]),
        ("hall_less", 0.833),
        ("of_all", 0.673),  # 110 minutes of three people, and 36
        ("others_min", [20.0, 21.0]),
        ("others_more", 0.05),
        ("rang_early", 0.0),
    ],
)
def test_what_is_counted_of_who_went_and_of_the_others(figure: str, value: object) -> None:
    assert tallied([PAIR])[figure] == value


def test_who_is_never_called_was_not_called_within_ten_minutes() -> None:
    assert (
        tallied([Pair({"a": 60.0, "b": 60.0}, {"b": 60.0}, {"a": 0.0}, 1, {"a": 0.0, "b": 0.0})])["called_within"] == 0
    )


def test_a_day_that_is_lived_twice_has_the_same_people_whoever_is_called_first() -> None:
    """All come at the same time and for the same, though an officer works otherwise."""
    kind = KINDS[2]
    days = [Day.begun(kind, rules_for(kind), 7, State()) for _ in range(2)]
    days[1].chance("o1").random()  # this officer's day is another one
    came = [[(token, day.clock, day.state.visits[token].service) for token in lived(day)] for day in days]
    assert came[0] == came[1] and days[0].calls != days[1].calls


def test_of_turns_that_are_left_two_more_or_fewer_are_right_and_three_more_too_many() -> None:
    tried = [Tried(6, 4), Tried(6, 8), Tried(6, 3), Tried(3, 6)]
    assert turns_left(tried) == {"told": 4, "within_2": 0.5, "too_many": 0.25, "off": 2.5}


def test_who_is_too_many_before_closing_is_not_counted_as_served() -> None:
    """Of ten who come late some are served, and not all ten on every day."""
    served = [one.served for one in tried_on(KINDS[0], rules_for(KINDS[0]), 4)]
    assert served and min(served) < 10 and max(served) > 0
