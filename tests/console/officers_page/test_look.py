"""How the officers' page looks: at a desk, on a small screen, on a telephone; for eyes and for a screen reader."""

import pytest

from display.drawing.theme import contrast
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import SIZES, click, ready, sign_in, size

QUESTIONS = [
    "no-show",
    "hold",
    "finish",
    "transfer",
    "call",
    "walk-in",
    "batch",
    "roll",
    "history",
    "visits",
    "hand-over",
    "logout",
]
SMALL = """[...document.querySelectorAll('button, input:not([type=checkbox])')].filter(n => n.offsetParent)
    .map(n => [n.textContent || n.id, n.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([name]) => name)"""
BEYOND = """[...document.querySelectorAll('body *')].filter(n => n.getClientRects().length)
    .filter(n => n.getBoundingClientRect().right > innerWidth + 1 || n.getBoundingClientRect().left < -1)
    .map(n => n.outerHTML.slice(0, 80))"""
CUT = """[...document.querySelectorAll('button, h1, h2, p, #status, #about, #number')].filter(n => n.offsetParent &&
    n.scrollWidth > n.clientWidth + 1).map(n => n.textContent)"""
NAMELESS = """[...document.querySelectorAll('button, input, dialog, [role=group]')].filter(n => !(
    n.textContent.trim() && n.tagName === 'BUTTON' || n.getAttribute('aria-label') ||
    n.getAttribute('aria-labelledby') || n.labels && n.labels.length)).map(n => n.outerHTML.slice(0, 80))"""
TWICE = (
    """[...document.querySelectorAll('[id]')].map(n => n.id).filter((id, place, all) => all.indexOf(id) !== place)"""
)
WORDS = """[...document.querySelectorAll('body *')].filter(n => n.getClientRects().length &&
    [...n.childNodes].some(c => c.nodeType === 3 && c.textContent.trim())).map(n => {
        const plain = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
        let ground = n;
        while (ground && /, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
        const grounds = getComputedStyle(ground || document.body).backgroundColor;
        return [n.textContent.slice(0, 30), plain(getComputedStyle(n).color), plain(grounds)];
    })"""


@pytest.fixture
def busy(room: Room, browser: Browser) -> Browser:
    """Somebody of everything: in hand, waiting for long, put aside, absent, at other counters; and a question open."""
    for n in range(14):
        room.ticket("ABCDE"[n % 5], priority=n in (6, 8))
        room.clock.pass_seconds(240)
    officer, other = room.officer(1), room.officer(3)
    other.post("/api/next", json={})
    for wish, body in (("hold", {"reason": "copy"}), ("no-show", {})):
        officer.post("/api/next", json={})
        room.clock.pass_seconds(60)
        officer.post(f"/api/{wish}", json=body)
    sign_in(browser, room, officer)
    officer.post("/api/next", json={}), officer.post("/api/next", json={})
    browser.until("!document.getElementById('came').hidden && document.getElementById('hand').className === 'called'")
    return browser


@pytest.mark.parametrize(("width", "height"), [*SIZES, (360, 640), (768, 1024), (1920, 1080)])
def test_everything_is_there_and_can_be_pressed_at_each_size(busy: Browser, width: int, height: int) -> None:
    """Nothing sticks out sideways, no word is cut, nothing that is pressed is under 44 dots; its questions too."""
    size(busy, width, height)
    ready(busy)
    for question in ["", *QUESTIONS]:
        if question:
            click(busy, f"[data-ask={question}]")
            busy.until("document.getElementById('dialog').open")
        assert (question, busy.js(SMALL), busy.js(BEYOND), busy.js(CUT)) == (question, [], [], [])
        assert busy.js("document.documentElement.scrollWidth <= innerWidth")
        busy.js("document.getElementById('dialog').open && document.getElementById('dialog').close()")


def test_at_a_desk_nobody_scrolls_for_what_is_pressed(busy: Browser) -> None:
    """The number in hand and all that is done with it stand on one screen."""
    for width, height in SIZES[:2]:
        size(busy, width, height)
        assert busy.js("document.documentElement.scrollHeight <= innerHeight")
        assert busy.js(
            "[...document.querySelectorAll('#hand button')].every(n => n.getBoundingClientRect().bottom <= innerHeight)"
        )


@pytest.mark.parametrize("where", ["login", "desk", *QUESTIONS])
def test_everything_has_a_name_and_can_be_read(room: Room, busy: Browser, where: str) -> None:
    """For a screen reader: what is pressed or filled in has a name, no id stands twice. For eyes: contrast of 4.5 and
    more for each word on its ground."""
    if where == "login":
        busy.call("Network.clearBrowserCookies")
        busy.call("Page.reload")
        busy.until("document.querySelectorAll('#login-counters button').length === 9")
    elif where != "desk":
        click(busy, f"[data-ask={where}]")
    assert (busy.js(NAMELESS), busy.js(TWICE)) == ([], [])
    pale = [word for word, ink, ground in busy.js(WORDS) if contrast(tuple(ink), tuple(ground)) < 4.5]
    assert pale == [] and len(busy.js(WORDS)) > 10


def test_the_page_says_who_waits_for_long_and_its_title_how_many(busy: Browser) -> None:
    """In the line of what is wrong; and the tab tells both where another window lies over the page."""
    assert "có người đã chờ 5" in busy.text("#notices") or "có người đã chờ 4" in busy.text("#notices")
    lines = busy.js("[...document.querySelectorAll('#waiting strong')].map(one => Number(one.textContent))")
    assert busy.js("document.title") == f"{sum(lines)} đợi · {busy.text('#number')} · Quầy 1"
