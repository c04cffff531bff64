"""Every page as somebody meets it, with something of everything on it."""

from collections.abc import Callable

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, sign_in
from tests.console.phone.test_phone import token_of
from tests.console.supervisor.test_page import inside

QUESTIONS = ("no-show", "hold", "finish", "transfer", "call", "walk-in", "hand-over", "logout")
TABS = ("officers", "words", "settings", "figures")
NUMBERS = 8


def lived_in(room: Room) -> None:
    """Somebody waits, was put aside, is at a counter; a notice stands."""
    for n in range(NUMBERS):
        room.ticket("ABCDE"[n % 5], priority=n == 6)
        room.clock.pass_seconds(300)
    for counter, wish in ((2, "hold"), (3, "no-show")):
        officer = room.officer(counter)
        officer.post("/api/next", json={})
        officer.post(f"/api/{wish}", json={})
        officer.post("/api/next", json={})


def officers(room: Room, browser: Browser) -> None:
    officer = room.officer(1)
    officer.post("/api/next", json={})
    sign_in(browser, room, officer)
    browser.until("document.querySelector('#queue button') && !document.getElementById('main').disabled")


def asked(question: str) -> Callable[[Room, Browser], None]:
    def opened(room: Room, browser: Browser) -> None:
        officers(room, browser)
        click(browser, f"[data-ask={question}]")
        browser.until("document.getElementById('dialog').open")

    return opened


def signing_in(room: Room, browser: Browser) -> None:
    browser.go(room.url)
    browser.until("document.querySelector('#login-counters button')")


def board(room: Room, browser: Browser) -> None:
    browser.go(f"{room.url}/board")
    browser.until("document.querySelectorAll('#waiting div').length && document.querySelector('#calls li')")


def phone(room: Room, browser: Browser) -> None:
    browser.go(f"{room.url}/p#{token_of(room, 'E001')}")
    browser.until("document.getElementById('number').textContent === 'E001'")


def phone_alone(room: Room, browser: Browser) -> None:
    browser.go(f"{room.url}/p")
    browser.until("document.body.className === 'unknown'")


def supervisor_door(room: Room, browser: Browser) -> None:
    browser.go(f"{room.url}/supervisor")
    browser.until("!document.getElementById('login').hidden")


def supervisor(room: Room, browser: Browser) -> None:
    inside(browser, room)
    browser.until("document.querySelector('#tickets li')")


def tab(name: str) -> Callable[[Room, Browser], None]:
    def opened(room: Room, browser: Browser) -> None:
        inside(browser, room)
        browser.js(f"document.querySelector('[data-tab={name}]').click()")
        filled = "'#figures-table table'" if name == "figures" else f"'#{name} li, #{name} form'"
        browser.until(f"!document.getElementById('{name}').hidden && document.querySelector({filled})")

    return opened


def supervisor_asks(room: Room, browser: Browser) -> None:
    inside(browser, room)
    browser.until("document.querySelector('#tickets li button')")
    browser.js("document.querySelector('#tickets li button').click()")
    browser.until("document.getElementById('ask').open")


def technician(room: Room, browser: Browser) -> None:
    """The box has no screen here: the page says so."""
    browser.go(f"{room.url}/technician")
    browser.until("!document.getElementById('login').hidden")
    browser.js("document.getElementById('pin').value = '1234', document.querySelector('#login button').click()")
    browser.until("!document.getElementById('room').hidden && document.getElementById('devices').children.length")


PAGES: dict[str, Callable[[Room, Browser], None]] = {
    "officers": officers,
    **{f"officers: {question}": asked(question) for question in QUESTIONS},
    "officers: signing in": signing_in,
    "board": board,
    "phone": phone,
    "phone without a slip": phone_alone,
    "supervisor": supervisor,
    **{f"supervisor: {name}": tab(name) for name in TABS},
    "supervisor: a question": supervisor_asks,
    "supervisor: door": supervisor_door,
    "technician": technician,
}
