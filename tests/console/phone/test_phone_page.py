"""The phone page in a real browser, of a phone's size: what it shows, what it asks, and when it asks nothing."""

import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.phone.test_phone import token_of, wishes
from tests.console.test_pages import overflowing

ASKED = """(() => { const real = window.fetch; window.asked = [];
    window.fetch = (url, options) => { window.asked.push([String(url), options]); return real(url, options); }; })()"""
AT_ONCE = (
    "(() => { const real = window.setTimeout; window.setTimeout = (f, ms) => real(f, ms === 15000 ? 50 : ms); })()"
)
HIDDEN = "Object.defineProperty(document, 'hidden', { get: () => window.away === true, configurable: true });"


@pytest.fixture
def phone(browser: Browser) -> Browser:
    """One that is asked for every fifteen seconds passes in a moment."""
    browser.resize(390, 844, mobile=True)
    browser.before_each_page(ASKED + ";" + AT_ONCE + ";" + HIDDEN)
    return browser


def looks(room: Room, phone: Browser, ticket: str = "A001") -> None:
    phone.go(f"{room.url}/p#{token_of(room, ticket)}")
    phone.until(f"document.getElementById('number').textContent === '{ticket}'")


def test_the_page_shows_the_number_and_goes_on_with_it(room: Room, phone: Browser) -> None:
    """From waiting to the counter, by itself; every word fits on a phone."""
    room.ticket("A")
    looks(room, phone)
    assert phone.text("#service") == "Chứng thực, hộ tịch" and phone.text("#office") == "Bộ phận một cửa"
    wishes("next")(room)
    phone.until("document.getElementById('first').textContent === 'Mời ông/bà đến quầy 1'")
    assert phone.js("document.title") == "A001 · Mời ông/bà đến quầy 1"
    assert overflowing(phone, "header, main, #number, #service, #first, #rest, footer p") == []
    assert phone.js("document.documentElement.scrollWidth") == 390


def test_the_token_goes_in_the_body_alone(room: Room, phone: Browser) -> None:
    """No address that the page asks for has it, and no cookie comes along; nothing is kept on the phone."""
    room.ticket("A")
    looks(room, phone)
    token = token_of(room, "A001")
    addresses = phone.js("performance.getEntriesByType('resource').map(each => each.name)")
    assert addresses and not [each for each in addresses if token in each]
    url, options = phone.js("window.asked[0]")
    assert (url, options["credentials"], options["body"]) == ("/api/ticket", "omit", f'{{"token":"{token}"}}')
    assert phone.js("document.cookie + localStorage.length + sessionStorage.length") == "00"


def test_nobody_looks_and_nothing_is_asked(room: Room, phone: Browser) -> None:
    """A phone in a pocket costs nothing; once somebody looks it asks at once."""
    room.ticket("A")
    looks(room, phone)
    phone.js("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    wishes("next")(room)
    phone.js("window.before = window.asked.length; setTimeout(() => { window.rested = true; }, 1000)")
    phone.until("window.rested")
    assert phone.js("window.asked.length - window.before") == 0
    phone.js("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    phone.until("document.getElementById('first').textContent === 'Mời ông/bà đến quầy 1'")


def test_lost_the_page_says_so_and_found_again_it_goes_on(room: Room, phone: Browser) -> None:
    """Out of the office's Wi-Fi what was told last stays, pale."""
    room.ticket("A")
    looks(room, phone)
    port = int(room.url.rpartition(":")[2])
    room.stop()
    phone.until("!document.getElementById('offline').hidden")
    assert phone.text("#number") == "A001" and "stale" in phone.js("document.body.className")
    room.start(port)
    phone.until("document.getElementById('offline').hidden")
    assert "stale" not in phone.js("document.body.className")


@pytest.mark.parametrize(
    ("fragment", "first"), [("", "Xin quét mã trên phiếu"), ("#000000000000", "Không thấy số này trong hôm nay")]
)
def test_without_a_number_the_page_says_what_to_do(room: Room, phone: Browser, fragment: str, first: str) -> None:
    """Kindly, and with no number of anybody."""
    phone.go(f"{room.url}/p{fragment}")
    phone.until(f"document.getElementById('first').textContent === '{first}'")
    assert phone.text("#number") == "" and phone.js("document.getElementById('label').hidden")
