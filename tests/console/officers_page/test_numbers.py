"""A number as officers type it, and the question in which they do."""

import json

import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, in_hand, sign_in

TYPED = {  # by an officer whose chosen letter is B
    "A015": "A015", "a15": "A015", "A15": "A015", "a 15": "A015", "A.15": "A015", "A-15": "A015", "A 0 15": "A015",
    "á5": "A005", "Ạ5": "A005", "â15": "A015", "đ7": "D007", "Đ7": "D007", "ê 3": "E003", "ơ1": "O001",
    "15": "B015", "015": "B015", " 7 ": "B007", "7.": "B007", "1000": "B1000", "a1000": "A1000",
    "": None, "a": None, "0": None, "A000": None, "aa5": None, "5a": None, "12345": None, "số 5": None, "A5B": None,
}  # fmt: skip


def test_a_number_is_understood_as_it_is_typed(room: Room, browser: Browser) -> None:
    """Without noughts, with the slip's dot, with the marks that a Vietnamese keyboard puts on letters; digits alone are
    of the chosen letter; what is no number is none."""
    sign_in(browser, room, room.officer())
    browser.js("import('/assets/console/typed.js').then(module => { window.numberOf = module.numberOf; })")
    browser.until("window.numberOf")
    told = browser.js(f"{json.dumps(list(TYPED))}.map(typed => numberOf(typed, 'B'))")
    assert dict(zip(TYPED, told, strict=True)) == TYPED
    assert browser.js("[numberOf('15', ''), numberOf('a15', '')]") == [None, "A015"]


def type_in(browser: Browser, typed: str) -> None:
    browser.js(f"""document.getElementById('typed').value = {json.dumps(typed)};
        document.getElementById('typed').dispatchEvent(new Event('input'))""")


@pytest.mark.parametrize(("letter", "typed", "called"), [("", "2", "A002"), ("C", "1", "C001"), ("", "ć1", "C001")])
def test_letters_are_buttons_and_digits_are_of_the_chosen_one(
    room: Room, browser: Browser, letter: str, typed: str, called: str
) -> None:
    """The key says what it will call before it is pressed; Enter presses it."""
    room.ticket("A"), room.ticket("A"), room.ticket("C")
    sign_in(browser, room, room.officer())
    click(browser, "[data-ask=call]")
    if letter:
        browser.js(f"[...document.querySelectorAll('.letter')].find(n => n.textContent === '{letter}').click()")
    type_in(browser, typed)
    assert browser.text("#answers .main") == f"Gọi {called}"
    browser.press("Enter")
    browser.until("document.getElementById('question').textContent.indexOf('Vì sao gọi') === 0")
    click(browser, "#answers button")
    in_hand(browser, called)


def test_what_is_no_number_is_said_and_nothing_is_asked_for(room: Room, browser: Browser) -> None:
    """The question stays."""
    room.ticket()
    sign_in(browser, room, room.officer())
    click(browser, "[data-ask=call]")
    type_in(browser, "sáu")
    browser.press("Enter")
    assert browser.text("#typed-error") == "Xin nhập số, ví dụ 15 hoặc A015."
    assert browser.js("document.getElementById('dialog').open") and room.office.state().calls == ()
