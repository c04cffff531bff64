"""Signing in and out of the officers' page: who is where is said before, and why it ended."""

from collections.abc import Callable

import pytest

from kiosk.core.decisions import days
from kiosk.core.decisions.counters import sign_out
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, sign_in


def test_counters_that_have_somebody_are_marked_before_signing_in(room: Room, browser: Browser) -> None:
    """In words, for eyes and for a screen reader; and choosing one says what that means."""
    room.officer(3)
    browser.go(room.url)
    browser.until("document.querySelectorAll('#login-counters button').length === 9")
    shown = browser.js("[...document.querySelectorAll('#login-counters button')].map(n => n.textContent)")
    assert shown[2:4] == ["3 có người", "4"]
    click(browser, "#login-counters button:nth-child(3)")
    assert browser.text("#login-taken").startswith("Quầy 3 đang có cán bộ đăng nhập.")
    click(browser, "#login-counters button:nth-child(4)")
    assert browser.text("#login-taken") == ""


def elsewhere(room: Room) -> None:
    body = {"officer": "cb01", "pin": "1234", "counter": 5}
    assert room.client().post("/api/login", json=body).status_code == 200


def taken(room: Room) -> None:
    body = {"officer": "cb02", "pin": "1234", "counter": 1}
    assert room.client().post("/api/login", json=body).status_code == 200


def over(room: Room) -> None:
    room.clock.pass_seconds(9 * 3600)
    room.office.journal.transact(days.close_day)
    room.bell.ring()


def left(room: Room) -> None:
    """By a copy of the same sign-in: another browser's page, or whoever has the right."""
    room.office.journal.transact(lambda state, now: sign_out(state, now, 1))
    room.bell.ring()


def expired(room: Room) -> None:
    room.clock.pass_seconds(room.config.console.session_hours * 3600 + 1)
    room.ticket()


OUT: dict[Callable[[Room], None], str] = {
    elsewhere: "đã đăng nhập ở nơi khác",
    taken: "Cán bộ khác đã đăng nhập",
    over: "Ngày làm việc đã kết thúc",
    expired: "đã hết hạn",
    left: "do lãnh đạo bộ phận",
}


@pytest.mark.parametrize("what", OUT, ids=lambda what: what.__name__)
def test_who_is_thrown_out_reads_why(room: Room, browser: Browser, what: Callable[[Room], None]) -> None:
    """On the page to sign in again, which comes by itself."""
    sign_in(browser, room, room.officer())
    what(room)
    browser.until("!document.getElementById('login').hidden")
    assert OUT[what] in browser.text("#why-out")


def test_who_signs_out_is_told_nothing(room: Room, browser: Browser) -> None:
    """Nor is a stranger."""
    sign_in(browser, room, room.officer())
    click(browser, "#logout")
    browser.until("!document.getElementById('login').hidden")
    assert browser.text("#why-out") == ""
    browser.call("Page.reload")
    browser.until("document.querySelectorAll('#login-counters button').length === 9")
    assert browser.text("#why-out") == ""
