"""What the tests of the officers' page share: a browser signed in at a counter, and what it shows."""

import time
from collections.abc import Callable

import httpx

from tests.console.browser import Browser, Page
from tests.console.conftest import Room

SIZES = [(1366, 768), (1024, 768), (390, 844)]


def size(browser: Browser, width: int, height: int) -> None:
    browser.resize(width, height)


def sign_in(browser: Browser, room: Room, officer: httpx.Client) -> None:
    """The browser has this officer's cookie and looks at the page."""
    browser.call("Network.setCookie", name="quay", value=str(officer.cookies["quay"]), url=room.url)
    show(browser, room)


def show(browser: Page, room: Room) -> None:
    browser.go(room.url)
    browser.until("(document.getElementById('desk') || {hidden: true}).hidden === false")
    browser.until("document.fonts.status === 'loaded'")  # letters move what stands below them


def in_hand(browser: Browser, ticket: str) -> None:
    browser.until(f"document.getElementById('number').textContent === '{ticket}'")


def click(browser: Browser, selector: str) -> None:
    """Once it can be pressed."""
    thing = f"document.querySelector('{selector}')"
    browser.until(f"{thing} && {thing}.offsetParent && !{thing}.disabled")
    browser.js(f"{thing}.click()")


def ready(browser: Browser) -> None:
    """The page takes an Enter."""
    browser.until("!document.getElementById('main').disabled")


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for what no page shows."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
