"""Wishes that need more than a press, as an officer makes them: by what is clicked and what is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.record.events import VisitFinished
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, in_hand, ready, sign_in

ANSWER = "[...document.querySelectorAll('#answers button')].find(n => n.textContent.indexOf('%s') === 0)"


@pytest.fixture
def colleague(tmp_path: Path, browser: Browser) -> Iterator[Browser]:
    """The browser of another PC."""
    other = Browser(tmp_path / "colleague")
    yield other
    other.close()


def answer(browser: Browser, words: str) -> None:
    """The answer that begins so."""
    browser.until(ANSWER % words)
    browser.js(f"({ANSWER % words}).click()")


def press(browser: Browser) -> None:
    ready(browser)
    browser.press("Enter")


def test_help_is_seen_by_all_answered_by_one_and_ended(room: Room, browser: Browser, colleague: Browser) -> None:
    """Without a sound; the caller sees who comes; the board says nothing."""
    sign_in(browser, room, room.officer(3))
    sign_in(colleague, room, room.officer(5))
    click(browser, "[data-do=help]")
    colleague.until("document.getElementById('help-list').textContent.indexOf('Quầy 3 cần hỗ trợ.') === 0")
    assert colleague.js("document.getElementById('help-bar').className") == "bar loud"
    assert browser.js("document.getElementById('help-bar').className") == "bar"
    click(colleague, '[data-help="3"]')
    browser.until("document.getElementById('help-list').textContent.indexOf('Quầy 5 đang đến.') === 0")
    colleague.until("document.getElementById('help-list').textContent === 'Quầy 3 cần hỗ trợ. Quầy 5 đang đến.'")
    click(browser, '[data-help="3"]')
    for page in (browser, colleague):
        page.until("document.getElementById('help-bar').hidden")
    assert "hỗ trợ" not in room.client().get("/board").text


def test_a_rest_is_said_everywhere_and_enter_ends_it(room: Room, browser: Browser, colleague: Browser) -> None:
    """With its reason at the counter, without it elsewhere."""
    sign_in(browser, room, room.officer(1))
    sign_in(colleague, room, room.officer(2))
    click(browser, "#pause")
    answer(browser, "Nghỉ trưa")
    browser.until("document.getElementById('status').textContent.indexOf('Quầy tạm nghỉ · Nghỉ trưa') === 0")
    colleague.until("document.getElementById('colleagues').textContent.indexOf('Quầy 1tạm nghỉ') === 0")
    ready(browser)
    assert browser.text("#main b") == "Trở lại làm việc" and browser.text("#pause") == "Trở lại làm việc"
    press(browser)
    browser.until("document.getElementById('status').textContent === 'Quầy đang trống'")


def test_a_number_is_sent_on_with_a_note_that_is_read_before_the_call(
    room: Room, browser: Browser, colleague: Browser
) -> None:
    """To a counter; it is said where it came from and where it goes afterwards; plain text, whatever it looks like."""
    note = "<b>Ký</b> giấy số 7"
    room.ticket()
    sign_in(browser, room, room.officer(1))
    sign_in(colleague, room, room.officer(2))
    press(browser)
    in_hand(browser, "A001")
    click(browser, "[data-ask=transfer]")
    browser.js(f"document.getElementById('transfer-note').value = '{note}'")
    browser.js("document.getElementById('transfer-back').click()")
    answer(browser, "Quầy 2")
    colleague.until(
        f"document.querySelector('[data-number=A001] small').textContent === 'đến quầy này · ghi chú: {note}'"
    )
    press(colleague)
    in_hand(colleague, "A001")
    assert colleague.text("#note") == f"Ghi chú: {note}"
    assert "quầy 1 chuyển đến · hoàn thành thì quay lại quầy 1" in colleague.text("#about")
    browser.until("document.getElementById('queue').children.length === 0")


def test_who_waits_is_clicked_on(room: Room, browser: Browser) -> None:
    """Flagged, put into the right line, called with a reason, or let go."""
    for _ in range(3):
        room.ticket("A")
    sign_in(browser, room, room.officer(9))  # serves A and B
    click(browser, "[data-number=A002]")
    answer(browser, "Đặt ưu tiên")
    browser.until("document.querySelector('[data-number=A002] em')")
    assert browser.js("document.querySelector('#queue button').dataset.number") == "A002"
    ready(browser)
    click(browser, "[data-number=A001]")
    answer(browser, "Đổi dịch vụ")
    answer(browser, "B ·")
    browser.until("document.querySelector('#waiting [data-service=B] strong').textContent === '1'")
    ready(browser)
    click(browser, "[data-number=A003]")
    answer(browser, "Rút số")
    answer(browser, "Rút số A003")
    browser.until("!document.querySelector('[data-number=A003]')")
    ready(browser)
    click(browser, "[data-number=A001]")
    answer(browser, "Gọi số này")
    answer(browser, "Có lịch hẹn")
    in_hand(browser, "A001")


def test_who_does_not_answer_keeps_the_place_and_what_came_of_a_visit_is_said(room: Room, browser: Browser) -> None:
    """ "Chưa trả lời" shows when it is called again; a visit ends with what came of it and how many dossiers."""
    room.ticket(), room.ticket()
    sign_in(browser, room, room.officer(1))
    press(browser)
    in_hand(browser, "A001")
    ready(browser)
    browser.press("F7")
    answer(browser, "Chưa trả lời")
    browser.until("document.querySelector('[data-number=A001]')")
    assert browser.text("[data-number=A001] small").startswith("đã mời 1 lần, mời lại sau")
    press(browser)
    in_hand(browser, "A002")
    ready(browser)
    browser.press("F10")
    browser.until("document.getElementById('dossiers')")
    browser.js("document.getElementById('dossiers').value = '3'")
    answer(browser, "Thiếu giấy tờ")
    browser.until("document.getElementById('hand').className === 'idle'")
    events = [recorded.event for recorded in room.office.journal.recorded()]
    told = [(event.result, event.dossiers) for event in events if isinstance(event, VisitFinished)]
    assert told == [("papers-missing", 3)]


def test_another_officer_goes_on_here_by_their_own_pin(room: Room, browser: Browser) -> None:
    """With the visit in hand; a wrong PIN is said and changes nothing."""
    room.ticket()
    sign_in(browser, room, room.officer(1))
    press(browser)
    in_hand(browser, "A001")
    for pin in ("0000", "1234"):
        ready(browser)
        click(browser, "[data-ask=hand-over]")
        browser.js("document.getElementById('next-officer').value = 'cb04'")
        browser.js(f"document.getElementById('next-pin').value = '{pin}'")
        answer(browser, "Giao quầy")
        shown = "name').textContent === 'cb04'" if pin == "1234" else "message').textContent.indexOf('Mã PIN') === 0"
        browser.until(f"document.getElementById('{shown}")
    assert browser.text("#number") == "A001" and browser.text("#why-out") == ""
