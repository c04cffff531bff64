"""Words, hours and figures."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.core.calendar.hours import Hours, gives_numbers, is_quiet, last_end, next_opening, parse_span
from kiosk.core.calendar.moment import Moment, from_iso, iso
from kiosk.core.figures import estimate_minutes, figures, quantile, wilson
from kiosk.core.record import codec
from kiosk.core.record import events as e
from kiosk.core.record.chain import canonical, hash_of
from kiosk.core.words.vietnamese import call_sentence, clock_words, date_words, number_words, opening_words

NUMBERS = {
    0: "không", 3: "ba", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi",
    21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 100: "một trăm", 105: "một trăm linh năm",
    115: "một trăm mười lăm", 999: "chín trăm chín mươi chín", 1000: "một nghìn",
    1005: "một nghìn không trăm linh năm", 2024: "hai nghìn không trăm hai mươi tư",
}  # fmt: skip


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers_are_read_as_people_say_them(number: int, words: str) -> None:
    """mốt, tư, lăm and linh stand where they belong."""
    assert number_words(number) == words


def test_numbers_without_words_are_refused() -> None:
    """Nothing below 0 or beyond 9999 is ever read."""
    for wrong in (-1, 10_000):
        with pytest.raises(ValueError, match="no words"):
            number_words(wrong)


def test_a_call_is_one_sentence() -> None:
    """docs/domain.md, "Aloud"."""
    assert call_sentence("A015", 3) == "Mời số A không một năm đến quầy số ba."


def at(text: str) -> int:
    return from_iso(f"2026-11-{text}+07:00")


def test_dates_and_times_are_vietnamese() -> None:
    """Monday is Thứ Hai, Sunday Chủ Nhật; a time without an offset is refused."""
    assert (clock_words(at("23T08:15:00")), date_words(at("23T08:15:00"))) == ("08:15", "Thứ Hai, 23/11/2026")
    assert date_words(at("29T08:15:00")).startswith("Chủ Nhật")
    with pytest.raises(ValueError, match="offset"):
        from_iso("2026-11-23T08:15:00")
    assert iso(at("23T08:15:00")) == "2026-11-23T08:15:00.000+07:00"


HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), 15, frozenset({"2026-11-25"}))


@pytest.mark.parametrize(
    ("when", "gives", "opens"),
    [
        ("23T07:14:59", False, "07:15"),
        ("23T07:15:00", True, "12:45"),
        ("23T11:30:00", False, "12:45"),
        ("23T16:30:00", False, "07:15 thứ Ba"),
        ("24T17:00:00", False, "07:15 thứ Năm"),
        ("28T09:00:00", False, "07:15 thứ Hai"),
    ],
)
def test_the_hours_say_when_numbers_are_given(when: str, gives: bool, opens: str) -> None:
    """Lunch, evening, a holiday and the weekend are closed, and the screen says when it opens."""
    wall = at(when)
    assert gives_numbers(HOURS, Moment(wall, 0, "b")) is gives
    assert opening_words(wall, next_opening(HOURS, wall)) == opens


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
    now = Moment(at(when), 0, "b")
    assert is_quiet(HOURS, now) is is_quiet(replace(HOURS, enforce=False), now) is quiet


def test_nobody_knows_that_it_is_quiet_without_a_clock_or_a_table() -> None:
    """An unknown clock, or an office without hours: never quiet."""
    night = at("23T03:00:00")
    assert not is_quiet(HOURS, Moment(night, 0, "b", "estimated"))
    assert not is_quiet(Hours(frozenset(range(7)), ()), Moment(night, 0, "b"))


def test_hours_have_edges() -> None:
    """An unknown clock closes nobody out; a day off has no end; never open is nothing; bad spans are refused."""
    assert gives_numbers(HOURS, Moment(at("28T03:00:00"), 0, "b", "estimated"))
    assert last_end(HOURS, at("28T09:00:00")) is None and last_end(HOURS, at("23T09:00:00")) == at("23T16:30:00")
    assert next_opening(Hours(frozenset(), ((1, 2),)), at("23T09:00:00")) is None
    assert opening_words(at("23T09:00:00"), None) == ""
    assert opening_words(at("01T09:00:00"), at("20T07:30:00")) == "07:30 thứ Sáu, 20/11"
    for wrong in ("11:30-07:30", "25:00-26:00", "x"):
        with pytest.raises(ValueError, match=r"."):
            parse_span(wrong)


def test_figures_keep_their_denominators() -> None:
    """Level 2 stays in the denominator, replaced and repeated ratings leave it, training is apart."""
    given: dict[str, Any] = {"scale": "vn4", "bound": True, "counted": True, "channel": "button"}
    given |= {"offline": False, "clock": "synchronised"}
    facts: list[tuple[int, e.Event]] = [
        (1, e.TicketIssued("A001", "A", 1, True, "touch", "asked")),
        (2, e.TicketIssued("A002", "A", 2, False, "touch", "asked", test=True)),
        (3, e.TicketCalled("A001", 1, "o", 120)),
        (4, e.VisitFinished("A001", 1, "o", "A", 300)),
        (5, e.VisitEnded("A001", "served", "rated", 1)),
        (6, e.VisitEnded("A003", "no-show")),
        (1, e.RatingGiven(level=4, test=False, **given)),
        (2, e.RatingGiven(level=2, test=False, **{**given, "bound": False})),
        (3, e.RatingGiven(level=1, test=False, **given)),
        (4, e.RatingGiven(level=1, test=False, **{**given, "counted": False, "uncounted_reason": "repeat"})),
        (5, e.RatingGiven(level=1, test=True, **given)),
        (6, e.RatingBound(2, 1, "o", "A", "tap")),
        (7, e.RatingRevised(1, "unbound")),
        (8, e.RatingRevised(3, "replaced", 2)),
    ]
    found = figures(facts)
    assert (found.issued, found.priority, found.served, found.ends["no-show"]) == (1, 1, 1, 1)
    assert (found.satisfied, found.counted, found.levels) == (1, 2, {4: 1, 2: 1})
    assert found.uncounted == {"replaced": 1, "repeat": 1} and found.bound == 1
    assert (found.waits, found.services, found.outcomes) == ((120,), (300,), {"rated": 1})


def test_shares_come_with_an_interval_and_waits_with_ranks() -> None:
    """Wilson's interval of 8 in 10 is 49 to 94 %; nearest rank takes a value that was measured."""
    low, high = wilson(8, 10)
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94) and wilson(0, 0) == (0.0, 1.0)
    assert (quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.9), quantile([], 0.5)) == (2, 4, None)


def test_minutes_are_told_only_when_they_are_known() -> None:
    """After five services: ahead ÷ counters × median, not below the head's wait, rounded up to five."""
    assert estimate_minutes(4, 2, [300] * 4) is None and estimate_minutes(4, 0, [300] * 5) is None
    assert estimate_minutes(4, 2, [300] * 5) == 10 and estimate_minutes(0, 2, [300] * 5) == 0
    assert estimate_minutes(1, 2, [300] * 5, head_waits=1000) == 20


def test_canonical_json_is_refused_what_it_cannot_write_exactly() -> None:
    """Floats, integers beyond 2^53 and keys that are not ASCII never enter a chain."""
    assert canonical({"b": [1, True, None], "a": "Ộ"}) == '{"a":"Ộ","b":[1,true,null]}'.encode()
    for wrong in (1.5, 2**53 + 1, {"khóa": 1}, [0.1]):
        with pytest.raises(ValueError, match=r"cannot hold|ASCII"):
            canonical(wrong)
    assert hash_of({"a": 1, "hash": "x"}) == hash_of({"a": 1})


def test_unreadable_events_say_why() -> None:
    """An unknown type and a missing field are named; a newer field is passed by."""
    with pytest.raises(codec.UnreadableEvent, match="unknown event type"):
        codec.from_data("vn.motcua.moon.v1", {})
    with pytest.raises(codec.UnreadableEvent, match="missing date"):
        codec.from_data(e.DayClosed.TYPE, {})
    assert codec.from_data(e.DayClosed.TYPE, {"date": "2026-11-23", "new": 1}) == e.DayClosed("2026-11-23")
