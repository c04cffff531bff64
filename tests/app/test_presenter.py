"""What the screen shows of state and dialog, field by field where a mistake would mislead somebody."""

from dataclasses import replace

import pytest

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from kiosk.app.presenter import Outlooks, view_of
from kiosk.config.options import Hours, Printer, Service
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.decisions.paper import CANNOT_PRINT
from kiosk.core.dialog.dialog import BaseScreen, Dialog
from kiosk.core.dialog.view import View
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.office.procedures import Procedure
from kiosk.core.office.rules import Stamp
from kiosk.core.state.questions import followed
from kiosk.core.state.values import Desk, State, Visit
from scripts.small_office import small

NOW = Moment(from_iso("2026-11-24T08:15:00+07:00"), 10_000_000, "b")
LISTED = (
    Procedure("HT-01", "Đăng ký khai sinh", "Hộ tịch", ("Tờ khai",), service="A"),
    Procedure("DD-01", "Cấp sổ đỏ", "Đất đai", ("Đơn",), service="B"),
)


def visit(token: str, counter: int, finished_ms: int | None = None, **changes: object) -> Visit:
    """Issued ten minutes ago; `finished_ms`: so long ago its officer was done."""
    made = Visit(token, f"A00{counter}", "A", False, (counter, 0), _ago(600_000), _ago(600_000), counter=counter)
    if finished_ms is not None:
        made = replace(made, status="finished", finished=_ago(finished_ms))
    return replace(made, **changes)  # type: ignore[arg-type]  # a test's words


def _ago(ms: int) -> Stamp:
    return Stamp(NOW.wall - ms, NOW.mono - ms, NOW.boot)


def state_of(*visits: Visit, **changes: object) -> State:
    state = State(day="2026-11-24", closed=False, **changes)  # type: ignore[arg-type]  # a test's words
    for v in visits:
        state = followed(state, replace(state, visits={**state.visits, v.token: v}), v.token)
    return state


def view(state: State, dialog: Dialog | None = None, settings: Settings | None = None) -> View:
    return view_of(state, dialog or Dialog(), NOW, settings or small(listed=LISTED))


def test_the_home_screen_asks_one_counter_by_its_number_and_several_together() -> None:
    """For three minutes after a visit; never in safe mode, which has no ratings."""
    one, two = visit("t1", 1, 1_000), visit("t2", 2, 179_000)
    assert (view(state_of(one)).ask_counter, view(state_of(one)).ask_many) == (1, False)
    assert (view(state_of(one, two)).ask_counter, view(state_of(one, two)).ask_many) == (0, True)
    assert view(state_of(visit("t1", 1, 181_000))).ask_counter == 0
    safe = replace(small(), safe_mode=True)
    assert view(state_of(one), settings=safe).ask_counter == 0 and view(state_of(one), settings=safe).safe_mode


@pytest.mark.parametrize(("base", "may_take"), [("home", True), ("closed", False), ("out-of-order", False)])
def test_a_number_is_offered_on_the_list_only_where_one_is_given(base: BaseScreen, may_take: bool) -> None:
    """The list itself is open out of hours."""
    shown = view(state_of(), Dialog("documents", base, field=2, procedure="DD-01"))
    assert (shown.may_take, shown.of_field, shown.procedure) == (may_take, "Đất đai", LISTED[1])
    assert shown.fields == ("Hộ tịch", "Đất đai") and shown.procedures == LISTED[1:]


def test_the_list_is_counted_only_for_its_own_screens() -> None:
    """Elsewhere only the way to it is shown."""
    shown = view(state_of())
    assert shown.listed and (shown.fields, shown.procedures, shown.procedure) == ((), (), None)
    assert not view(state_of(), settings=small()).listed


def test_the_question_is_about_the_only_visit_the_scanned_one_or_nobodys() -> None:
    """With its counter; "Không đánh giá" is offered where it would answer somebody's question."""
    one, two = visit("t1", 1, 1_000), visit("t2", 2, 2_000)
    rate = Dialog("rate")
    assert (view(state_of(one), rate).counter, view(state_of(one), rate).may_decline) == (1, True)
    assert (view(state_of(one, two), rate).counter, view(state_of(one, two), rate).may_decline) == (0, False)
    scanned = Dialog("rate", scanned="t2", counter=2)
    assert (view(state_of(one, two), scanned).counter, view(state_of(one, two), scanned).may_decline) == (2, True)
    assert not view(state_of(one), scanned).may_decline


NO_SLIP = "Máy không in được phiếu, số hiện trên màn hình"


@pytest.mark.parametrize("cause", CANNOT_PRINT)
def test_that_no_slip_comes_is_told_before_the_choice_whatever_the_cause(cause: str) -> None:
    """In the same words, of which none is of paper: a citizen has none to bring. A code not read goes first."""
    state = state_of(devices={"printer": cause})
    shown = view(state)
    assert (shown.notice, shown.may_print) == ("no-slip", False)
    assert NO_SLIP in {element.name for element in layout(shown, Theme.of(1280, 800, 217))}
    assert view(state, Dialog(notice="code-unknown")).notice == "code-unknown"


def test_where_there_is_no_printer_nothing_is_out_of_order() -> None:
    """Numbers are on the screen; neither paper nor a fault is spoken of."""
    shown = view(state_of(), settings=small(printer=Printer(kind="none"), listed=LISTED))
    assert (shown.notice, shown.may_print) == ("no-printer", False)


@pytest.mark.parametrize("devices", [{"printer": "paper_low"}, {"printer": "unknown"}, {"paper": "blank"}])
def test_a_printer_that_prints_is_promised(devices: dict[str, str]) -> None:
    """Low paper, one that never answers, a slip of which somebody said that it is blank."""
    shown = view(state_of(devices=devices))
    assert (shown.notice, shown.may_print) == ("", True)


def test_a_ticket_shows_its_slip_and_what_is_told_of_its_wait() -> None:
    """Broken off it can be printed again, while paper can come; called meanwhile it shows the counter and no line."""
    mine, dialog = visit("t3", 3, slip="doubtful"), Dialog("ticket", ticket="t3")
    told = Outlook(4, False, (10, 20), open=False)
    shown = view_of(state_of(mine), dialog, NOW, small(), told=told)
    assert (shown.ticket, shown.service, shown.ahead, shown.at_least) == ("A003", "Hộ tịch", 4, True)
    assert (shown.wait, shown.unopened, shown.called_to) == ((10, 20), True, 0)
    assert (shown.slip, shown.may_reprint) == ("doubtful", True)
    assert not view(state_of(mine, devices={"printer": "paper_out"}), dialog).may_reprint
    assert view(state_of(replace(mine, status="called")), dialog).called_to == 3


def test_a_ticket_shows_its_priority_where_it_may_be_called_and_what_to_have_at_hand() -> None:
    """What the office wrote beside the service of this number, not of another."""
    services = [Service("A", "Hộ tịch", prepare="giấy hẹn"), Service("B", "Đất đai", prepare="sổ đỏ")]
    mine, dialog = visit("t3", 3, priority=True), Dialog("ticket", ticket="t3")
    shown = view_of(state_of(mine), dialog, NOW, small(services=services), told=Outlook(0, True, counters=(1, 4)))
    assert (shown.prior, shown.callers, shown.prepare) == (True, (1, 4), "giấy hẹn")
    plain = view(state_of(replace(mine, priority=False)), dialog)
    assert (plain.prior, plain.callers, plain.prepare) == (False, (), "")


def test_what_is_told_of_a_wait_is_reckoned_anew_with_each_event_and_each_minute() -> None:
    """And only then, for the loop looks again and again; over lunch the wait begins with the work."""
    waits = state_of(visit("t1", 1), visit("t2", 2), turns={"A": (300,) * 9}, counters={1: Desk(1, "o1")}, seq=7)
    outlooks, later = Outlooks(small()), replace(NOW, wall=NOW.wall + 60_000, mono=NOW.mono + 60_000)
    first = outlooks.of(waits, NOW, "t2")
    assert first is not None and (first.people, first.exact) == (1, True)
    assert outlooks.of(waits, replace(NOW, mono=NOW.mono + 1), "t2") is first
    assert outlooks.of(waits, later, "t2") is not first and outlooks.of(replace(waits, seq=8), later, "t2") is not first
    assert outlooks.of(waits, later, "nobody") is None
    noon = replace(NOW, wall=from_iso("2026-11-24T12:00:00+07:00"))
    found = Outlooks(small(hours=Hours(morning="07:30-11:30", afternoon="13:00-16:30"))).of(waits, noon, "t1")
    assert found is not None and found.minutes is not None and found.minutes[0] == 60


def test_the_closed_screen_says_when_it_opens() -> None:
    """By the hours of the file; words, clock and date are Vietnamese."""
    shown = view(state_of(), Dialog("closed", "closed"), small(hours=Hours(morning="09:00-11:30")))
    assert (shown.clock, shown.date) == ("08:15", "Thứ Ba, 24/11/2026")
    assert shown.opens == "Ngoài giờ làm việc. Lấy số từ 08:45, làm việc từ 09:00."


def test_only_counters_that_are_asked_for_are_lit() -> None:
    """Beside them those where somebody sits, so that people find their way; one that was shut all day helps nobody."""
    shown = view(state_of(visit("t2", 2, 0), counters={1: Desk(1, "o1")}), Dialog("which-counter", lit=(2,)))
    assert [(spot.number, spot.lit) for spot in shown.counters] == [(1, False), (2, True)]


@pytest.mark.parametrize("desks", [{}, {2: Desk(2, "o2")}])
def test_a_counter_whose_visit_was_rated_at_its_pad_meanwhile_is_asked_for_no_more(desks: dict[int, Desk]) -> None:
    """Whoever touches it would get no answer; with none left, or nobody in the room, it can be left."""
    asked = Dialog("which-counter", lit=(1, 2))
    left = view(state_of(visit("t1", 1, 0), visit("t2", 2, 0, rating=7), counters=desks), asked)
    assert [spot.number for spot in left.counters if spot.lit] == [1]
    none = view(state_of(visit("t2", 2, 0, rating=7), counters=desks), asked)
    assert [element.id for element in layout(none, Theme.of(1280, 800, 217)) if element.touch] == ["skip"]
