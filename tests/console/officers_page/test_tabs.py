"""Many pages of ours in one browser, and a machine that does not answer."""

import json

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import in_hand, ready, show, sign_in, until

NO_WORKER = "delete window.SharedWorker"
HIDES = """Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s});
document.dispatchEvent(new Event('visibilitychange'))"""
HURRIED = "window.slowly = setTimeout; window.setTimeout = (work, ms) => slowly(work, ms / 20)"
CLOCKS = """window.clocks = []; window.every = setInterval;
window.setInterval = (work, ms) => { clocks.push(ms); return every(work, ms); }"""
DEAF = """window.real = fetch; window.sent = []; window.fetch = (url, call) => {
    sent.push(call.body);
    return sent.length > 1 ? real(url, call)
        : new Promise((_, lost) => call.signal.addEventListener('abort', () => lost(new TypeError('ended'))));
}"""


def streams(room: Room) -> int:
    assert room.server
    return len(room.server.config.app.state.hub._listeners)  # type: ignore[union-attr]


def test_seven_tabs_of_one_browser_all_work(room: Room, browser: Browser) -> None:
    """A browser has six connections to a machine: pages share one stream, and a press in any of them is answered."""
    for _ in range(2):
        room.ticket()
    sign_in(browser, room, room.officer())
    tabs = [browser.first_tab]
    for _ in range(6):
        tabs.append(browser.open_tab())
        show(browser, room)
    ready(browser)
    browser.press("Enter")
    for tab in tabs:
        browser.look_at(tab)
        in_hand(browser, "A001")
    ready(browser)
    assert streams(room) == 1
    browser.press("Enter")
    in_hand(browser, "A002")
    assert [call.ticket for call in room.office.state().calls] == ["A002", "A001"]


def test_without_shared_workers_a_hidden_page_lets_its_stream_go(room: Room, browser: Browser) -> None:
    """And shows what is, once somebody looks at it again."""
    browser.before_each_page(NO_WORKER)
    room.ticket()
    officer = room.officer()
    sign_in(browser, room, officer)
    assert streams(room) == 1
    browser.js(HIDES % "true")
    until(lambda: streams(room) == 0)
    officer.post("/api/next", json={})
    browser.js(HIDES % "false")
    in_hand(browser, "A001")


def test_a_wish_that_is_not_answered_is_told_of_and_sent_again_under_its_key(room: Room, browser: Browser) -> None:
    """The try is ended, so that it holds no connection for minutes; one press is one call."""
    browser.before_each_page(HURRIED)
    room.ticket(), room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.js(DEAF)
    browser.press("Enter")
    browser.until("document.getElementById('message').textContent.indexOf('Đang gửi lại') > 0")
    in_hand(browser, "A001")
    first, again = (json.loads(body) for body in browser.js("window.sent"))
    assert first == again and [call.ticket for call in room.office.state().calls] == ["A001"]


def test_a_machine_that_never_answers_is_said_in_a_sentence(room: Room, browser: Browser) -> None:
    """And the page can be pressed again."""
    browser.before_each_page(HURRIED)
    room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.js(DEAF.replace("sent.length > 1", "false"))
    browser.js("const at = performance.now.bind(performance); performance.now = () => at() * 20")
    browser.press("Enter")
    browser.until("document.getElementById('message').textContent.indexOf('Máy không trả lời') === 0")
    ready(browser)
    assert room.office.state().calls == () and browser.js("new Set(window.sent).size") == 1


def test_looking_at_the_page_again_calls_nobody(room: Room, browser: Browser) -> None:
    """Reload, back and a preview of the address are looks, not presses."""
    room.ticket(), room.ticket()
    sign_in(browser, room, room.officer())
    ready(browser)
    browser.press("Enter")
    in_hand(browser, "A001")
    browser.call("Page.reload")
    in_hand(browser, "A001")
    browser.go(f"{room.url}/board")
    browser.until("location.pathname === '/board' && document.readyState === 'complete'")
    browser.js("history.back()")
    in_hand(browser, "A001")
    room.client().get("/"), room.client().head("/")
    assert [call.ticket for call in room.office.state().calls] == ["A001"]


def test_a_page_wakes_once_a_second_and_not_at_all_for_a_hidden_one(room: Room, browser: Browser) -> None:
    """It has one clock, and what the clock does it does not do unseen."""
    browser.before_each_page(CLOCKS)
    room.ticket()
    sign_in(browser, room, room.officer())
    assert browser.js("window.clocks") == [1000]
    browser.js(HIDES % "true")
    browser.js("document.querySelector('#queue [data-at]').textContent = 'unseen'")
    browser.js("window.later = false; setTimeout(() => { later = true; }, 2500)")
    browser.until("window.later")
    assert browser.text("#queue [data-at]") == "unseen"
    browser.js(HIDES % "false")
    browser.until("document.querySelector('#queue [data-at]').textContent !== 'unseen'")
