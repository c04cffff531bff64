"""The technician's page in a real browser, against the whole house."""

import base64
from pathlib import Path

from kiosk.simulation.dev_stack import DevStack
from tests.console.browser import Browser


def test_the_page_shows_the_screen_and_says_what_came_of_a_press(tmp_path: Path, browser: Browser) -> None:
    """Wrong PIN: said. Right PIN: the live picture in its own size, and without a stick the button says so."""
    browser.resize(900, 1500)
    with DevStack(tmp_path / "house", without=("broker", "city", "sync"), options={"broker.url": ""}) as stack:
        browser.go(stack.addresses["console"] + "technician")
        browser.until("!document.querySelector('#login').hidden")
        _enter(browser, "0000")
        browser.until("document.querySelector('#login-error').textContent.includes('chưa đúng')")
        _enter(browser, "1234")
        browser.until("document.querySelector('#screen').naturalWidth === 1280")
        assert "máy k1" in browser.text("#name") and "everything" in browser.text("#starts")
        assert "Đường về thành phố: chương trình gửi chưa chạy" in browser.text("#devices")
        browser.js("document.querySelector('#bundle').click()")
        browser.until("document.querySelector('#said').textContent.includes('Chưa thấy USB')")
        assert _press_off(browser) == "Bấm lần nữa để tắt máy"
        picture = browser.call("Page.captureScreenshot")["data"]
        (tmp_path / "technician.png").write_bytes(base64.b64decode(picture))
        assert browser.js("document.documentElement.scrollWidth <= innerWidth")
        assert _press_off(browser) == "Tắt máy"
        browser.until("document.querySelector('#said').textContent.includes('mô phỏng')")


def _press_off(browser: Browser) -> str:
    """Its words after a press."""
    browser.js("document.querySelector('#poweroff').click()")
    return browser.text("#poweroff")


def _enter(browser: Browser, pin: str) -> None:
    browser.js(f"document.querySelector('#pin').value = '{pin}'")
    browser.js("document.querySelector('#login button').click()")
