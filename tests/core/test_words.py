"""Words, hours, figures and the talk."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.calendar.hours import Hours, gives_numbers, is_quiet, last_end, next_opening, parse_span
from kiosk.core.calendar.moment import Moment, from_iso, iso
from kiosk.core.dialog.table import HOME, LIST, TABLE, Said, Talk, diagram, idle_in, row_for, step
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


# --- the talk ---


def test_a_press_on_any_screen_is_a_rating_and_is_thanked() -> None:
    """One press from wherever the screen is; the thanks come with what was written, and idle goes home."""
    for screen in (*HOME, "ticket", "rate", "thanks", "which-counter"):
        talk, wish = step(Talk(screen=screen), Said("press level", number=1, level=1, channel="button"), 5)
        assert wish is not None and (wish.do, wish.level, wish.channel) == ("rate", 1, "button")
        talk, _ = step(talk, Said("rated", "one", 7, 1, pad=3), 6)
        assert (talk.screen, talk.rating, talk.counter, talk.may_correct) == ("thanks", 7, 3, True)
        talk, _ = step(talk, Said("idle"), 9)
        assert talk == Talk(screen="home", since=9)


def test_what_one_visitor_chose_is_gone_for_the_next() -> None:
    """Large letters, contrast, priority and page go back when the visit ends."""
    talk = Talk()
    for on in ("tap large", "tap contrast", "tap priority", "tap more"):
        talk, _ = step(talk, Said(on), 1)
    assert (talk.large, talk.contrast, talk.priority, talk.page) == (True, True, True, 1)
    talk, wish = step(talk, Said("tap service", "A"), 2)
    assert wish is not None and wish.priority and wish.what == "A"
    talk, _ = step(talk, Said("issued", "tok"), 3)
    assert (talk.screen, talk.token, talk.priority) == ("ticket", "tok", False)
    assert step(talk, Said("tap done"), 4)[0] == Talk(since=4)


def test_which_counter_is_asked_answered_and_corrected() -> None:
    """The tap binds; "not this counter" asks again; skipping is thanked too; reasons toggle."""
    talk, _ = step(Talk(), Said("rated which", "", 3, 4, lit=(1, 2)), 1)
    talk, wish = step(talk, Said("tap counter", number=2), 2)
    assert wish is not None and (wish.do, wish.number, wish.level) == ("bind", 3, 2)
    talk, _ = step(talk, Said("bound", number=2), 3)
    assert (talk.screen, talk.counter) == ("thanks", 2)
    talk, wish = step(talk, Said("tap not-this-counter"), 4)
    assert wish is not None and (wish.do, wish.number) == ("unbind", 3)
    talk, _ = step(talk, Said("unbound which", lit=(1,)), 5)
    talk, _ = step(talk, Said("tap skip"), 6)
    assert step(talk, Said("unbound"), 6)[0].screen == "thanks"
    for code, reasons in (("LATE", ("LATE",)), ("WAIT", ("LATE", "WAIT")), ("LATE", ("WAIT",))):
        talk, wish = step(talk, Said("tap reason", code), 7)
        assert wish is not None and wish.reasons == reasons


def test_a_scanned_slip_waits_a_minute_for_its_press() -> None:
    """Scanned at 0, pressed within a minute: about that slip; later: not. An unknown code is told."""
    talk, _ = step(Talk(), Said("scan", "tok", 3), 0)
    assert (talk.screen, talk.counter) == ("rate", 3)
    for now, what in ((60_000, "tok"), (60_001, "")):
        _, wish = step(talk, Said("tap level", number=4, level=4), now)
        assert wish is not None and wish.what == what
    assert step(Talk(), Said("scan unknown"), 1)[0].notice == "code-unknown"
    assert step(Talk(screen="rate"), Said("refused", "refused-closed"), 1)[0].notice == "refused-closed"


def test_the_base_follows_the_house_and_disturbs_nobody() -> None:
    """At closing time the home screen closes; a visitor in the middle of a talk finishes it first."""
    assert step(Talk(), Said("base", "closed"), 1)[0].screen == "closed"
    talk, _ = step(Talk(screen="thanks"), Said("base", "closed"), 1)
    assert talk.screen == "thanks" and step(talk, Said("idle"), 2)[0].screen == "closed"
    assert step(Talk(), Said("tap moon"), 1) == (Talk(), None)


def test_every_screen_goes_home_by_itself() -> None:
    """At rest nothing is due; each other screen has its time, longer for a number without paper."""
    assert idle_in(Talk(since=5), 9) is None
    assert idle_in(Talk(screen="which-counter", since=0), 5_000, which=20_000) == 15_000
    assert idle_in(Talk(screen="ticket"), 0) == 20_000 and idle_in(Talk(screen="ticket"), 0, no_paper=True) == 45_000
    assert idle_in(Talk(priority=True), 40_000) == 0


def walk(talk: Talk, *said: Said) -> Talk:
    for now, one in enumerate(said, 1):
        talk, _ = step(talk, one, now)
    return talk


def test_the_public_list_is_walked_down_and_back_page_by_page() -> None:
    """Fields, procedures, documents; back leads to the page that was left, and at last home."""
    talk = walk(Talk(), Said("tap procedures"), Said("tap more"), Said("tap field", number=9))
    assert (talk.screen, talk.field, talk.page) == ("procedures", 9, 0)
    talk = walk(talk, Said("tap more"), Said("tap more"), Said("tap previous"), Said("tap procedure", "HT-01"))
    assert (talk.screen, talk.procedure, talk.page, talk.trail) == ("documents", "HT-01", 0, (0, 1, 1))
    talk = walk(talk, Said("tap back"))
    assert (talk.screen, talk.page) == ("procedures", 1)
    talk = walk(talk, Said("tap back"))
    assert (talk.screen, talk.page) == ("fields", 1)
    assert walk(talk, Said("tap back")) == Talk(since=1)


def test_a_list_of_documents_is_printed_once_a_look_and_a_number_is_taken_from_it() -> None:
    """Print wishes the procedure's code; once it comes the screen says so; a number keeps the chosen priority."""
    talk = walk(Talk(), *(Said(on) for on in ("tap priority", "tap procedures", "tap field")))
    talk, _ = step(talk, Said("tap procedure", "HT-01"), 5)
    talk, wish = step(talk, Said("tap print"), 6)
    assert wish is not None and (wish.do, wish.what) == ("documents", "HT-01") and talk.notice == ""
    talk = walk(talk, Said("list comes"))
    assert (talk.screen, talk.notice) == ("documents", "list-comes")
    assert walk(talk, Said("tap back")).notice == ""
    _, wish = step(talk, Said("tap service", "A"), 7)
    assert wish is not None and (wish.do, wish.what, wish.priority) == ("issue", "A", True)


def test_the_list_is_open_out_of_hours_and_left_alone_goes_home() -> None:
    """From the closed screen too; each of its screens has its time, the one to read the longest."""
    talk = walk(Talk(screen="closed", base="closed"), Said("tap procedures"))
    assert talk.screen == "fields" and walk(talk, Said("idle")) == Talk("closed", "closed", since=1)
    limits = [idle_in(Talk(screen=screen), 0) or 0 for screen in LIST]
    assert limits == sorted(limits) and limits[0] >= 30_000


def test_the_diagram_in_the_docs_is_the_table() -> None:
    """docs/talk.md is drawn from the table; no row stands twice."""
    assert diagram() in Path("docs/talk.md").read_text(encoding="utf-8")
    assert len({(row.screen, row.on) for row in TABLE}) == len(TABLE) and row_for("home", "nothing") is None
