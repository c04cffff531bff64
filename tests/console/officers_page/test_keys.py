"""Keys: Enter and F-keys alone, written on what they press; questions keep the keyboard until they are answered."""

import re

import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, in_hand, ready, sign_in

INSIDE = (
    "document.getElementById('dialog').contains(document.activeElement) || document.activeElement === document.body"
)


def test_each_key_is_written_on_what_it_presses(room: Room, browser: Browser) -> None:
    """And no two presses have the same one."""
    sign_in(browser, room, room.officer())
    keys = browser.js("[...document.querySelectorAll('#desk kbd')].map(n => n.textContent)")
    assert sorted(keys) == sorted(set(keys)) and {*keys} == {"Enter", *(f"F{n}" for n in (1, 3, 4, 6, 7, 8, 9, 10))}
    assert not {"F5", "F11", "F12"} & {*keys}  # are the browser's


def test_a_visit_by_keys_alone(room: Room, browser: Browser) -> None:
    """Called, called again, begun, ended, and taken back."""
    room.ticket(), room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    for key, shows in (
        ("F4", "document.getElementById('status').textContent.indexOf('đã gọi lại 1 lần') > 0"),
        ("F3", "document.getElementById('hand').className === 'serving'"),
    ):
        ready(browser)
        room.clock.pass_seconds(30)
        browser.press(key)
        browser.until(shows)
    ready(browser)
    room.clock.pass_seconds(30)
    browser.press("F10")
    browser.until("document.getElementById('dialog').open")
    assert browser.text("#question") == "Kết thúc lượt A001"
    browser.press("Enter")
    in_hand(browser, "Mời công dân tiếp theo")
    browser.until("!document.getElementById('undo-bar').hidden && !document.getElementById('undo').disabled")
    browser.press("F6")
    in_hand(browser, "A001")


def test_what_can_be_taken_back_is_offered_for_as_long_as_it_can(room: Room, browser: Browser) -> None:
    """With the seconds that are left, in a place that is kept for it: nothing moves when it comes and goes."""
    room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    place = "JSON.stringify(document.getElementById('main').getBoundingClientRect())"
    before = browser.js(place)
    browser.press("Enter")
    in_hand(browser, "A001")
    browser.until("!document.getElementById('undo-bar').hidden")
    assert re.fullmatch(r"Bấm nhầm\? Còn hoàn tác được trong \d+ giây\.", browser.text("#undo-words"))
    assert browser.js(place) == before
    browser.until("document.getElementById('undo-bar').hidden")
    assert browser.js(place) == before


@pytest.mark.parametrize("shift", [0, 8])
def test_a_question_keeps_tab_and_esc_closes_it(room: Room, browser: Browser, shift: int) -> None:
    """Nothing behind it has the focus, Enter reaches no other button, and the page is as before."""
    room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    click(browser, "[data-ask=transfer]")
    for _ in range(20):
        for kind in ("rawKeyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9,
                         modifiers=shift)  # fmt: skip
        assert browser.js(INSIDE)
    browser.press("F4")
    browser.press("Escape")
    browser.until("!document.getElementById('dialog').open")
    assert room.office.state().calls[0].times == 1 and browser.text("#number") == "A001"


def test_a_held_key_answers_no_question(room: Room, browser: Browser) -> None:
    """Enter that is still down when a question comes up."""
    room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    browser.until("!document.querySelector('[data-ask=finish]').disabled")
    browser.js("document.querySelector('[data-ask=finish]').focus()")
    browser.press("Enter", repeat=True)
    browser.until("document.getElementById('dialog').open")
    assert browser.js("document.getElementById('dialog').open")
    visits = room.office.state().visits.values()
    assert [visit.status for visit in visits] == ["called"]


def test_two_things_are_never_called_the_same(room: Room, browser: Browser) -> None:
    """No word of a button stands on another one beside it."""
    room.ticket(), room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    words = browser.js(
        "[...document.querySelectorAll('#hand button')].filter(n => n.offsetParent).map(n => n.firstChild.textContent)"
    )
    assert len(words) == len({*words}) and not [word for word in words if word.startswith("Xong")]


@pytest.mark.parametrize("question", ["no-show", "transfer", "call", "finish", "logout"])
def test_a_question_about_somebody_who_is_gone_closes(room: Room, browser: Browser, question: str) -> None:
    """Another page called the next one meanwhile: the answer would have been one about that one."""
    room.ticket(), room.ticket()
    officer = room.officer()
    sign_in(browser, room, officer)
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    click(browser, f"[data-ask={question}]")
    officer.post("/api/next", json={})
    in_hand(browser, "A002")
    assert not browser.js("document.getElementById('dialog').open")
    assert browser.text("#message").startswith("Số đang làm vừa đổi")
