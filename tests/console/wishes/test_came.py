"""The officers' page asks whether anybody came for a number that ended right after its call: in a real browser."""

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.test_pages import overflowing


def test_one_key_says_whether_anybody_came(room: Room, browser: Browser) -> None:
    """A number that ended right after its call, and was not begun, is asked about in a line of its own."""
    officer = room.officer()
    room.ticket(), room.ticket(), room.ticket()
    for cookie in officer.cookies.jar:
        browser.call("Network.setCookie", name=cookie.name, value=str(cookie.value), url=room.url)
    browser.go(room.url)
    browser.until("document.getElementById('number').textContent === 'Mời công dân tiếp theo'")
    assert browser.js("document.getElementById('came').hidden")
    for ticket, key in (("A001", "F1"), ("A002", "")):
        officer.post("/api/next", json={}), officer.post("/api/finish", json={})
        browser.until(f"document.getElementById('came-question').textContent.startsWith('{ticket}')")
        assert overflowing(browser, "#desk button, #came span, #number, #status") == []
        if key:
            browser.until("!document.querySelector('[data-said=came]').disabled")
            browser.press(key)
            browser.press("Enter")
        else:
            browser.until("!document.querySelector('[data-said=absent]').disabled")
            browser.js("document.querySelector('[data-said=absent]').click()")
        browser.until("document.getElementById('came').hidden")
    state = room.office.state()
    assert {v.ticket: v.status for v in state.visits.values()} == {"A001": "finished", "A003": "waiting"}
    assert {v.ticket: v.how for v in state.gone.values()} == {"A002": "no-show"}
