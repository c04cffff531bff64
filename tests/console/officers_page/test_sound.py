"""A quiet sound when somebody comes to a line that was empty."""

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, ready, show, sign_in

COUNTS = """window.tones = 0; const made = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.tones += 1; return made.call(this); }"""
SEEN = "document.querySelectorAll('#queue li').length === %d"


def test_the_first_arrival_is_heard_once_and_can_be_silenced(room: Room, browser: Browser) -> None:
    """The second one in line makes no sound, nor does anything once it is switched off, which the browser keeps."""
    browser.before_each_page(COUNTS)
    sign_in(browser, room, room.officer())
    browser.press("F2")  # browsers let nothing sound before somebody pressed something
    room.ticket()
    browser.until("window.tones === 2")  # one sound of two tones
    room.ticket()
    browser.until(SEEN % 2)
    assert browser.js("window.tones") == 2
    click(browser, "#sound")
    assert browser.text("#sound") == "Âm báo: tắt"
    show(browser, room)
    assert browser.js("document.getElementById('sound').getAttribute('aria-pressed')") == "false"
    for left in (1, 0):
        ready(browser)
        browser.press("Enter")
        browser.until(SEEN % left)
    room.ticket()
    browser.until(SEEN % 1)
    assert browser.js("window.tones") == 0


def test_of_many_tabs_one_makes_the_sound(room: Room, browser: Browser) -> None:
    """The one that was looked at last."""
    browser.before_each_page(COUNTS)
    sign_in(browser, room, room.officer())
    browser.press("F2")
    browser.open_tab()
    browser.before_each_page(COUNTS)
    show(browser, room)
    browser.press("F2")
    room.ticket()
    browser.until("window.tones === 2")
    browser.look_at(browser.first_tab)
    browser.until(SEEN % 1)
    assert browser.js("window.tones") == 0
