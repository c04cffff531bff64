"""The office's calendar: the clock of Viet Nam, the day it makes, the hours in which numbers are given."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.calendar.hours import (
    Hours,
    gives_numbers,
    is_quiet,
    last_end,
    next_opening,
    parse_span,
    works_from,
    works_on,
)
from kiosk.core.calendar.moment import Moment, day_of, from_iso, iso, minute_of, weekday_of
from kiosk.core.words.vietnamese import opening_words

HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), 15, frozenset({"2026-11-25"}))
ALWAYS = Hours(frozenset(range(7)), ((450, 690),))


def at(text: str) -> int:
    return from_iso(f"2026-11-{text}+07:00")


def moment(text: str, clock: str = "synchronised") -> Moment:
    return Moment(at(text), 0, "b", clock)  # type: ignore[arg-type]  # a test's word


# --- moments ---


@given(st.integers(0, 4_000_000_000_000))
def test_a_written_time_is_read_as_it_was(wall: int) -> None:
    """Every millisecond until 2096, with the offset of Viet Nam and three decimals."""
    written = iso(wall)
    assert from_iso(written) == wall and written[-10] == "." and written.endswith("+07:00")


def test_times_count_from_1970_and_any_offset_is_read() -> None:
    """RFC 3339 as the contract has it; a time without an offset says nothing and is refused."""
    assert (iso(0), iso(1)) == ("1970-01-01T07:00:00.000+07:00", "1970-01-01T07:00:00.001+07:00")
    assert from_iso("2026-11-23T00:30:00+00:00") == at("23T07:30:00") == 1_795_393_800_000
    with pytest.raises(ValueError, match="offset"):
        from_iso("2026-11-23T08:15:00")


def test_a_day_begins_at_midnight_in_viet_nam() -> None:
    """A millisecond before it is still yesterday, whatever the day is in Greenwich."""
    midnight = from_iso("2026-11-22T17:00:00+00:00")
    assert (day_of(midnight - 1), day_of(midnight)) == ("2026-11-22", "2026-11-23")
    assert [minute_of(midnight + minutes * 60_000) for minutes in (-1, 0, 450, 1439)] == [1439, 0, 450, 1439]


def test_a_week_counts_from_monday() -> None:
    assert [weekday_of(f"2026-11-{day}") for day in range(23, 30)] == [0, 1, 2, 3, 4, 5, 6]


def test_a_clock_is_known_unless_it_says_otherwise() -> None:
    assert Moment(0, 0, "b").clock == "synchronised"


# --- hours ---


SPANS = {"07:30-11:30": (450, 690), "00:00-00:01": (0, 1), "23:58-23:59": (1438, 1439), " 7:05 - 9:50 ": (425, 590)}


@pytest.mark.parametrize("text", SPANS)
def test_a_span_is_read_in_minutes_after_midnight(text: str) -> None:
    assert parse_span(text) == SPANS[text]


@pytest.mark.parametrize(
    "text",
    ["11:30-07:30", "07:30-07:30", "23:00-24:00", "07:60-08:00", "07:00-08:60", "07:00--1:00", "07:30-08:30-09:30",
     "07:30:00-08:30:00", "07:30", "7-8", "x", ""],
)  # fmt: skip
def test_what_is_no_span_is_refused(text: str) -> None:
    """Backwards, empty, past midnight, with seconds, with three ends, without minutes."""
    with pytest.raises(ValueError, match=r"."):
        parse_span(text)


@pytest.mark.parametrize(
    ("when", "gives", "opens"),
    [
        ("23T07:14:59", False, "07:15"),
        ("23T07:15:00", True, "12:45"),
        ("23T11:29:59", True, "12:45"),
        ("23T11:30:00", False, "12:45"),
        ("23T12:44:59", False, "12:45"),
        ("23T12:45:00", True, "07:15 thứ Ba"),
        ("23T16:30:00", False, "07:15 thứ Ba"),
        ("24T17:00:00", False, "07:15 thứ Năm"),
        ("25T09:00:00", False, "07:15 thứ Năm"),
        ("28T09:00:00", False, "07:15 thứ Hai"),
    ],
)
def test_the_hours_say_when_numbers_are_given(when: str, gives: bool, opens: str) -> None:
    """Lunch, evening, a holiday and the weekend are closed, and the screen says when it opens."""
    wall = at(when)
    assert gives_numbers(HOURS, Moment(wall, 0, "b")) is gives
    assert opening_words(wall, next_opening(HOURS, wall)) == opens


def test_an_office_that_says_no_more_begins_on_time_and_keeps_its_hours() -> None:
    """No minutes before the hours, no holidays, and the hours are enforced."""
    assert Hours(frozenset(), ()) == Hours(frozenset(), (), early=0, holidays=frozenset(), enforce=True)
    assert not gives_numbers(ALWAYS, moment("23T07:29:59")) and gives_numbers(ALWAYS, moment("23T07:30:00"))


def test_nobody_is_closed_out_by_an_unknown_clock_or_by_hours_that_are_not_enforced() -> None:
    night = "28T03:00:00"
    assert not gives_numbers(HOURS, moment(night))
    assert gives_numbers(HOURS, moment(night, "estimated"))
    assert gives_numbers(replace(HOURS, enforce=False), moment(night))


def test_a_holiday_and_a_day_off_are_no_working_days() -> None:
    assert [works_on(HOURS, f"2026-11-{day}") for day in (24, 25, 27, 28)] == [True, False, True, False]


@pytest.mark.parametrize(
    ("when", "quiet"),
    [
        ("23T06:29:59", True),
        ("23T06:30:00", False),
        ("23T12:00:00", False),
        ("23T17:29:59", False),
        ("23T17:30:00", True),
        ("25T09:00:00", True),
        ("28T09:00:00", True),
    ],
)
def test_an_update_waits_for_an_hour_before_and_after_the_office_is_open(when: str, quiet: bool) -> None:
    """Night, a holiday and the weekend are quiet; lunch is not; enforced hours or not, the table says so."""
    now = moment(when)
    assert is_quiet(HOURS, now) is is_quiet(replace(HOURS, enforce=False), now) is quiet


def test_nobody_knows_that_it_is_quiet_without_a_clock_or_a_table() -> None:
    """An unknown clock, or an office without hours: never quiet."""
    assert not is_quiet(HOURS, moment("23T03:00:00", "estimated"))
    assert not is_quiet(Hours(frozenset(range(7)), ()), moment("23T03:00:00"))


# --- the next opening, the last end ---


def test_the_next_opening_lies_ahead() -> None:
    """At the very minute of an opening the next one is told, a millisecond before it that one."""
    opening = at("23T07:15:00")
    assert next_opening(HOURS, opening - 1) == opening
    assert next_opening(HOURS, opening) == at("23T12:45:00")


def test_the_earliest_span_opens_the_day_however_they_are_ordered() -> None:
    turned = replace(HOURS, spans=HOURS.spans[::-1])
    assert next_opening(turned, at("23T03:00:00")) == at("23T07:15:00")


def test_an_opening_is_looked_for_thirty_days_ahead() -> None:
    """Closed for 29 whole days it opens on the thirtieth; closed for longer, or always, nothing is told."""
    evening = at("01T20:00:00")
    closed = [day_of(evening + days * 86_400_000) for days in range(1, 31)]
    assert next_opening(replace(ALWAYS, holidays=frozenset(closed[:29])), evening) == from_iso(
        "2026-12-01T07:30:00+07:00"
    )
    assert next_opening(replace(ALWAYS, holidays=frozenset(closed)), evening) is None
    assert next_opening(Hours(frozenset(), ((1, 2),)), evening) is None


@pytest.mark.parametrize("now", ["23T00:00:00", "23T09:13:27.456", "23T23:59:59.999"])
def test_a_working_day_ends_with_its_last_span(now: str) -> None:
    """The same moment all day, to the millisecond."""
    assert last_end(HOURS, at(now)) == last_end(replace(HOURS, spans=HOURS.spans[::-1]), at(now)) == at("23T16:30:00")


def test_a_day_without_hours_has_no_end() -> None:
    assert last_end(HOURS, at("28T09:00:00")) is None
    assert last_end(Hours(frozenset(range(7)), ()), at("23T09:00:00")) is None


@pytest.mark.parametrize(
    ("now", "works"),
    [
        ("24T06:00:00", "24T07:30:00"),
        ("24T07:20:00", "24T07:30:00"),  # numbers are given already
        ("24T07:30:00", "24T07:30:00"),
        ("24T11:29:59", "24T11:29:59"),
        ("24T11:30:00", "24T13:00:00"),  # lunch
        ("24T12:50:00", "24T13:00:00"),
        ("24T16:30:00", "24T16:30:00"),  # who is in the room is still served
        ("25T08:00:00", "25T08:00:00"),  # a holiday: whoever works there works
        ("28T08:00:00", "28T08:00:00"),
    ],
)
def test_counters_call_from_the_next_working_minute_on(now: str, works: str) -> None:
    """Before the first span and between two they wait for it; hours that are not enforced hold nobody up."""
    assert works_from(HOURS, at(now)) == at(works)
    assert works_from(replace(HOURS, enforce=False), at(now)) == at(now)
