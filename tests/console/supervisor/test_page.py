"""The supervisor's page in a real Chromium: each wish says what will happen, at a desk and on a telephone."""

import json
from pathlib import Path
from typing import TypeVar

import pytest

from tests.console.browser import Browser, Page
from tests.console.conftest import Room
from tests.console.supervisor.test_settings import filed

__all__ = ["filed"]
Looking = TypeVar("Looking", bound=Page)
SCRIPTS = sorted(Path("display/supervisor").glob("*.js"))


def inside(browser: Looking, room: Room, pin: str = "2468") -> Looking:
    browser.go(f"{room.url}/supervisor")
    browser.until("!document.getElementById('login').hidden")
    browser.js(f"document.getElementById('pin').value = '{pin}'; document.querySelector('#login .main').click()")
    browser.until("!document.getElementById('room').hidden || document.getElementById('login-error').textContent")
    return browser


def press(browser: Browser, said: str) -> None:
    """The button with this name, as a screen reader says it."""
    name = "(b.getAttribute('aria-label') || b.textContent)"
    found = f"[...document.querySelectorAll('button')].find(b => {name} === '{said}')"
    browser.until(found)
    browser.js(f"{found}.click()")


def test_a_wrong_pin_is_said_and_nothing_is_shown(browser: Browser, filed: Room) -> None:
    inside(browser, filed, "0000")
    assert "PIN" in browser.text("#login-error") and browser.js("document.getElementById('room').hidden")


def test_a_counter_is_freed_only_after_the_question_that_says_what_will_happen(browser: Browser, filed: Room) -> None:
    filed.ticket()
    officer = filed.officer(1)
    officer.post("/api/next", json={})
    inside(browser, filed)
    press(browser, "Giải phóng quầy, quầy 1")
    assert "cb01" in browser.text("#ask-says") and "A001" in browser.text("#ask-says")
    press(browser, "Thôi")
    assert officer.get("/api/state").status_code == 200
    press(browser, "Giải phóng quầy, quầy 1")
    browser.js("document.getElementById('ask-yes').click()")
    browser.until("document.getElementById('said').textContent.includes('A001')")
    assert officer.get("/api/state").json()["refusal"] == "not-logged-in"


def test_a_refusal_says_which_option_and_its_bounds(browser: Browser, filed: Room) -> None:
    inside(browser, filed)
    browser.js("document.querySelector('[data-tab=settings]').click()")
    press(browser, "Sửa, Sau bao nhiêu lượt thường thì gọi một lượt ưu tiên")
    browser.js("document.querySelector('#ask-fields input').value = '0'; document.getElementById('ask-yes').click()")
    browser.until("document.getElementById('said').textContent.includes('từ 1 đến 20')")


def test_what_people_typed_is_text_and_no_markup(browser: Browser, filed: Room) -> None:
    """A notice, an officer's name, a service: nothing of it is run."""
    inside(browser, filed)
    evil = "<img src=x onerror=document.title=1>"
    for path, body in (
        ("set", {"option": "notices", "value": [[evil, 4_000_000_000_000]]}),
        ("officer", {"id": "cb55", "name": evil, "pin": "918273"}),
        ("set", {"option": "services.Z", "value": {"name": evil}}),
    ):
        filed_in = f"import('/assets/supervisor/wire.js').then(w => w.post('{path}', {json.dumps(body)}))"
        browser.js(f"window.done = false; {filed_in}.then(a => {{ window.done = a.ok; }})")
        browser.until("window.done")
    for tab in ("officers", "words", "settings", "today"):
        browser.js(f"document.querySelector('[data-tab={tab}]').click()")
        browser.until(f"document.getElementById('{tab}').textContent.includes('onerror') || '{tab}' === 'today'")
    assert browser.js("document.images.length") == 0 and browser.js("document.title") == "Lãnh đạo bộ phận"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_it_fits_at_a_desk_and_on_a_telephone(browser: Browser, filed: Room, width: int, height: int) -> None:
    """Nothing runs out at the side, and nothing pressed is under 44 dots high."""
    browser.resize(width, height, mobile=width < 500)
    filed.ticket()
    inside(browser, filed)
    for tab in ("today", "officers", "words", "settings", "figures"):
        browser.js(f"document.querySelector('[data-tab={tab}]').click()")
        browser.until(f"document.querySelectorAll('#{tab} button').length")
        assert browser.js("document.documentElement.scrollWidth <= innerWidth"), tab
        low = "[...document.querySelectorAll('button')].filter(b => b.offsetParent && b.offsetHeight < 44)"
        assert browser.js(f"{low}.map(b => b.textContent)") == [], tab


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_markup_of_data(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not any(word in text for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("))
