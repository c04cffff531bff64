"""Six clocks against the true time: what is written, shown and told to the city, whenever the power goes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.calendar.moment import ClockSource, day_of, from_iso
from kiosk.core.record import events as e
from tests.sync.times.worlds import World

YEAR_S = 365 * 86_400.0
WRONG: dict[str, tuple[float, ClockSource]] = {  # seconds that the clock is ahead, and by what it says that it knows
    "right": (0.0, "synchronised"),
    "no clock till noon": (-0.5, "unknown"),
    "the image's date": (-3 * YEAR_S, "unknown"),
    "1970": (-56 * YEAR_S, "unknown"),
    "a year ahead": (YEAR_S, "synchronised"),
    "over midnight": (16 * 3600.0, "synchronised"),
    "battery 40 minutes slow": (-2400.0, "rtc"),
    "server two hours ahead": (7200.0, "synchronised"),
}
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # this is not about the disk
ACTS = st.lists(
    st.tuples(st.sampled_from(["take", "take", "pass", "pass", "wrong", "right", "cut"]), st.integers(1, 20)),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        made = World(Path(folder))
        yield made
        made.journal.close()


def act(world: World, name: str, what: str, n: int) -> None:
    if what == "take":
        world.take()
    elif what == "pass":
        world.pass_minutes(n)
    elif what == "cut":
        world.cut(n / 2)
    elif name != "right":
        world.says(*(WRONG[name] if what == "wrong" else WRONG["right"])).settle()


@pytest.mark.parametrize("name", WRONG)
@given(acts=ACTS)
@settings(max_examples=8, deadline=None)
def test_no_number_comes_twice_and_the_city_learns_the_true_times(name: str, acts: list[tuple[str, int]]) -> None:
    """Whatever the clock does and whenever the power goes: no number twice in a true day, each of the city's times
    within a second of the truth or its bounds around it, and a day later numbers begin again, under its true date."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        world = World(Path(folder)).until("07:40")
        for what, n in acts:
            act(world, name, what, n)
        world.says(*WRONG["right"]).settle().pass_minutes(8).take()
        assert world.city_errors() == []
        world.until("07:20").until("07:20")
        assert world.take() == "A001" and world.journal.state.day == day_of(world.clock.true)
        assert world.twice() == []
        world.journal.close()


def known(world: World) -> list[str]:
    """What stands in each event of how it knows the time."""
    return [r.clock for r in world.events()]


# --- what is shown ---


def test_a_jump_is_not_shown_until_it_has_held(world: World) -> None:
    """For five minutes nobody knows the time; one that goes back before was never shown, and opened nothing."""
    world.until("08:00").says(YEAR_S, "synchronised").settle()
    world.pass_minutes(4)
    assert [moment.told for moment, _ in world.shown[-5:]] == [None] * 5 and world.take() == "A001"
    world.says(0.0, "synchronised").pass_minutes(1)
    assert {abs(moment.told - true) for moment, true in world.shown if moment.told} == {0}
    assert [type(r) for r in world.names(e.DayOpened) + world.names(e.DayDated)] == [e.DayOpened]
    world.says(YEAR_S, "synchronised").settle().pass_minutes(6)
    assert world.shown[-1][0].told == world.clock.wall()


@pytest.mark.parametrize(("wrong_s", "word"), [(-YEAR_S, "unknown"), (-56 * YEAR_S, "rtc"), (YEAR_S, "unknown")])
def test_no_time_is_shown_before_it_is_known(world: World, wrong_s: float, word: ClockSource) -> None:
    """Nor that of a battery clock which is behind what was known already: it was empty."""
    world.until("08:00").take()
    world.says(wrong_s, word).cut().pass_minutes(3)
    assert [moment.told for moment, _ in world.shown[-4:]] == [None] * 4
    world.says(0.0, "synchronised").settle()
    assert world.shown[-1][0].told == world.clock.true


def test_known_in_this_start_stays_known(world: World) -> None:
    """The kernel calls it unsynchronised nine hours after the last answer, and the day closes all the same."""
    world.until("16:00").take()
    world.says(0.0, "unknown").until("18:40")
    assert set(known(world)) == {"synchronised"} and world.names(e.DayClosed) == [e.DayClosed("2026-11-23")]
    assert world.shown[-1][0].told == world.clock.true


def test_a_hand_on_the_clock_without_a_word_moves_nothing(world: World) -> None:
    """`date -s` makes the kernel's clock unsynchronised; a technician's word counts at once, whatever was before."""
    world.until("08:00").says(-7200.0, "unknown").settle()
    assert world.shown[-1][0].told == world.clock.true
    world.says(-7200.0, "set").settle()
    assert world.shown[-1][0].told == world.clock.wall() and world.shown[-1][0].clock == "set"


# --- the day ---


def test_who_came_since_the_start_is_kept_and_dated(world: World) -> None:
    """Friday was never closed; on Monday the box starts without a clock: Friday's people have gone, Monday's stay."""
    world.clock.true = world.clock.started = from_iso("2026-11-20T14:00:00+07:00")
    world.cut(0)
    assert [world.take(), world.take()] == ["A001", "A002"]
    world.says(-YEAR_S, "unknown").cut(63 * 60 + 30)
    world.until("08:00")
    assert world.take() == "A003"
    world.says(0.0, "synchronised").pass_minutes(3)
    assert [v.ticket for v in world.journal.state.visits.values()] == ["A003"]
    assert world.names(e.DayDated) == [e.DayDated("2026-11-23", "2026-11-20", 1, "synchronised")]
    assert [r.ticket for r in world.names(e.VisitEnded) if isinstance(r, e.VisitEnded)] == ["A001", "A002"]
    (kept,) = world.journal.state.visits.values()
    assert kept.clock == "corrected" and day_of(kept.issued.wall) == "2026-11-23"


def test_a_jump_closes_no_day_and_sends_nobody_home(world: World) -> None:
    """Three hours before the end a server says that it is long over: believed after a while, and still nobody ends."""
    world.until("15:00").take()
    world.says(5 * 3600.0, "synchronised").settle().pass_minutes(30)
    assert world.journal.now().told == world.clock.wall() and not world.journal.state.closed
    assert len(world.journal.state.visits) == 1


def test_a_day_of_a_false_future_is_dated_again(world: World) -> None:
    """Opened by a start that believed in next year; with the truth it gets its date, and its numbers go on."""
    world.says(YEAR_S, "synchronised").cut().until("08:00")
    assert world.take() == "A001" and world.journal.state.day == "2027-11-23"
    world.says(0.0, "synchronised").cut().pass_minutes(2)
    assert world.take() == "A002" and world.journal.state.day == "2026-11-23"
    world.until("07:20")
    assert world.take() == "A001" and world.journal.state.day == "2026-11-24"


# --- true times ---


def test_a_battery_clock_was_as_wrong_in_the_starts_before(world: World) -> None:
    """Three starts by one that is slow; when a server tells the time in the last, all three are put right."""
    world.says(-2400.0, "rtc").cut(60).until("08:00").take()
    world.cut(3).pass_minutes(20).take()
    world.cut(5).pass_minutes(9).take()
    assert {error for _, _, error in world.city_errors()} == {2400.0}
    world.says(0.0, "synchronised").pass_minutes(1)
    assert world.city_errors() == [] and len(world.names(e.ClockCorrected)) == 3


def test_a_start_that_never_learned_the_time_lies_between_its_neighbours(world: World) -> None:
    """It is marked so in the city, with the moments between which each of its events was."""
    world.until("08:00").take()
    world.says(-YEAR_S, "unknown").cut(4).pass_minutes(10).take()
    world.cut(2).take()
    world.says(0.0, "synchronised").cut(3).pass_minutes(2)
    assert len(world.names(e.ClockBounded)) == 2 and world.city_errors() == []
    rows = world.city().sql("SELECT ticket, clock, time_true, time_after, time_before FROM visits").fetchall()
    assert [(ticket, clock) for ticket, clock, *_ in rows] == [
        ("A001", "synchronised"), ("A002", "bounded"), ("A003", "bounded"),
    ]  # fmt: skip
    spans = [from_iso(before) - from_iso(after) for _, _, true, after, before in rows[1:] if not true]
    assert spans == [20 * 60_000] * 2  # between the last known event and the first one of the next known start
    world.pass_minutes(3)
    assert len(world.names(e.ClockBounded)) == 2


def test_what_a_battery_clock_bounded_is_bounded_again_by_who_knows_better(world: World) -> None:
    """Forty minutes slow, and behind what was known already: believed in one start, and in the next one not."""
    world.until("07:40").pass_minutes(21).says(-2400.0, "rtc").cut(3.5).take()
    world.cut(4)
    assert len(world.names(e.ClockBounded)) == 1
    world.says(0.0, "synchronised").settle().pass_minutes(8)
    assert len(world.names(e.ClockBounded)) == 2 and world.city_errors() == []


def test_one_clock_does_not_refute_all_that_was_known(world: World) -> None:
    """A server that says 2020 after a week of good days changes none of their times."""
    world.until("08:00")
    for _ in range(6):
        world.pass_minutes(2).take()
        world.cut()
    world.says(-6 * YEAR_S, "synchronised").cut().pass_minutes(8)
    assert world.names(e.ClockBounded) == [] and world.names(e.ClockCorrected) == []
