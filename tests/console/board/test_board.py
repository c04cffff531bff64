"""The waiting room's board in a real browser, at a real console: who is invited where, and what no longer is."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from display.drawing.theme import BOARD
from kiosk.config.options import Counter, Officer, Service
from kiosk.core.office.notice import Notice
from tests.console.browser import Browser
from tests.console.conftest import NAMES, START, Room, config_of, opened_room

SHOWN = """[...document.querySelectorAll('#calls li')]
    .map(li => li.querySelector('b').textContent + ' ' + li.lastChild.lastChild.textContent)"""
UNIT = "parseFloat(document.documentElement.style.getPropertyValue('--u'))"
EVERY = "1 2 3 4 5 6 7 8 9"
OFFICE = "Trung tâm Phục vụ hành chính công phường Nghĩa Hưng Đông, tỉnh Bình Minh – Cơ sở số hai"


def shows(browser: Browser, *calls: str) -> None:
    browser.until(f"{SHOWN}.join('; ') === {json.dumps('; '.join(calls))}")


def opened(room: Room, browser: Browser, query: str = "") -> None:
    browser.go(f"{room.url}/board{query}")
    browser.until("document.getElementById('office').textContent")


def called(room: Room, *counters: int) -> list[httpx.Client]:
    """A number is called to each of them, in this order."""
    officers = [room.officer(n) for n in counters]
    for officer in officers:
        room.ticket("A")
        officer.post("/api/next", json={})
    return officers


def overflowing(browser: Browser) -> list[str]:
    """Words that leave their place or the screen, and places that lie over each other."""
    found: list[str] = browser.js(
        """(() => {
        const seen = [...document.querySelectorAll(`#office, #calls b, #calls span, #said, #counters span, #counters b,
            #waiting span, #waiting b, #waiting .notice, #clock, #hotline`)].filter(n => n.clientWidth);
        const box = n => n.getBoundingClientRect();
        const high = n => n.matches('#office, #said, #waiting span, .notice') && n.scrollHeight > n.clientHeight + 1;
        const edge = n => box(n.closest('#counters') || document.body);
        const out = n => n.scrollWidth > n.clientWidth + 1 || high(n) || box(n).right > edge(n).right ||
            box(n).bottom > edge(n).bottom + 1;
        const over = (a, b) => box(a).left < box(b).right - 1 && box(b).left < box(a).right - 1 &&
            box(a).top + 2 < box(b).bottom - 2 && box(b).top + 2 < box(a).bottom - 2;
        const small = seen.filter(n => n.matches('#counters *, #waiting *, header *'));
        const lies = small.filter(a => small.some(b => a !== b && over(a, b)));
        return seen.filter(out).concat(lies).map(n => n.textContent);
        })()"""
    )
    return found


def test_three_calls_stand_large_with_their_counters(room: Room, browser: Browser) -> None:
    """The newest first and gold; digits of 198 dots and more on a television of 1080 lines, names of lines of 47."""
    browser.resize(1920, 1080)
    opened(room, browser)
    called(room, 1, 2, 3)
    shows(browser, "A003 Quầy 3", "A002 Quầy 2", "A001 Quầy 1")
    high = """(selector => { const canvas = document.createElement('canvas'), paint = canvas.getContext('2d');
        canvas.width = canvas.height = 400;
        paint.font = getComputedStyle(document.querySelector(selector)).font;
        paint.fillText('1', 0, 300);
        const dots = paint.getImageData(0, 0, 400, 400).data;
        return 300 - Math.ceil(dots.findIndex((dot, n) => n % 4 === 3 && dot > 127) / 1600); })"""
    assert [browser.js(f"{high}('#calls li:nth-child({n}) b')") >= 198 for n in (1, 2, 3)] == [True] * 3
    assert browser.js(f"{high}('#waiting b')") >= 47 <= browser.js(f"{high}('#waiting i')")
    assert browser.js("document.querySelectorAll('#calls .new').length") == 3
    assert overflowing(browser) == []


def test_names_of_services_are_read_at_eight_metres(room: Room, browser: Browser) -> None:
    """Where a third of the screen is too narrow for one of them, two stand there; none is written smaller."""
    browser.resize(1920, 1080)
    opened(room, browser)
    least, sizes = (
        BOARD["need"] * 10.8 - 0.1,
        "[...document.querySelectorAll('#waiting span')].map(n => getComputedStyle(n))",
    )
    browser.until(f"{sizes}.length === 2 && {sizes}.every(style => parseFloat(style.fontSize) >= {least})")
    assert "môi trường" in browser.text("#waiting") and overflowing(browser) == []


GONE: dict[str, Callable[[httpx.Client], Any]] = {
    "transfer": lambda o: o.post("/api/transfer", json={"service": "B"}),
    "hold": lambda o: o.post("/api/hold", json={}),
    "no-show": lambda o: o.post("/api/no-show", json={}),
    "finish": lambda o: o.post("/api/finish", json={}),
    "logout": lambda o: o.post("/api/logout", json={}),
}


@pytest.mark.parametrize("wish", GONE)
def test_who_is_called_no_more_is_not_invited(room: Room, browser: Browser, wish: str) -> None:
    """At once, though it was gold a moment ago; the other call stays."""
    opened(room, browser)
    first, _ = called(room, 1, 2)
    shows(browser, "A002 Quầy 2", "A001 Quầy 1")
    assert GONE[wish](first).status_code == 200
    shows(browser, "A002 Quầy 2")


def test_one_number_is_never_at_two_counters(room: Room, browser: Browser) -> None:
    """Sent back to its line and called elsewhere: there alone."""
    opened(room, browser)
    first, second = called(room, 1)[0], room.officer(2)
    shows(browser, "A001 Quầy 1")
    first.post("/api/transfer", json={"service": "B"})
    second.post("/api/next", json={})
    shows(browser, "A001 Quầy 2")


def test_nobody_is_invited_by_yesterdays_call(room: Room, browser: Browser) -> None:
    """Nothing was written since, as the other programs do not run: with the day alone."""
    opened(room, browser)
    called(room, 1)
    shows(browser, "A001 Quầy 1")
    room.clock.pass_seconds(23 * 3600)
    shows(browser)


def test_a_call_that_is_repeated_is_new_again_and_a_reload_makes_nothing_new(room: Room, browser: Browser) -> None:
    opened(room, browser)
    first = called(room, 1, 2)[0]
    first.post("/api/recall", json={})
    shows(browser, "A001 Quầy 1", "A002 Quầy 2")
    assert browser.text("#calls li i") == "Xin mời lần 2"
    opened(room, browser)
    shows(browser, "A001 Quầy 1", "A002 Quầy 2")
    assert browser.js("document.querySelectorAll('#calls .new').length") == 0


def test_a_corrected_clock_is_corrected_on_the_board(room: Room, browser: Browser) -> None:
    """By the next sign of life, though nothing was written."""
    opened(room, browser)
    browser.until("document.getElementById('clock').textContent === '07:30'")
    room.clock.pass_seconds(3600)
    browser.until("document.getElementById('clock').textContent === '08:30'")


def test_a_board_that_hears_nothing_is_grey_within_ten_seconds(room: Room, browser: Browser) -> None:
    """The server hangs with the line open: by the page's own clock, which is moved on here; then it lives again."""
    opened(room, browser)
    browser.until("!document.body.classList.contains('stale')")
    assert room.server is not None
    lives = threading.Event()
    room.server.config.loaded_app.state.hub._loop.call_soon_threadsafe(lives.wait)
    browser.js("real = performance.now.bind(performance), performance.now = () => real() + 8600")
    browser.until("document.body.classList.contains('stale')")
    assert "Xin nghe cán bộ gọi số" in browser.text("#offline")
    lives.set()
    browser.until("!document.body.classList.contains('stale')")


@pytest.mark.parametrize(
    ("query", "counters"),
    [("?counters=1,3", "1 3"), ("?counters=3,77,x", "3"), ("?counters=77", EVERY), ("?counters=", EVERY)],
)
def test_a_second_room_shows_its_counters_alone(room: Room, browser: Browser, query: str, counters: str) -> None:
    """A counter that does not exist leaves the rest."""
    called(room, 1, 2, 3)
    opened(room, browser, query)
    seen = "[...document.querySelectorAll('#counters li span')].map(n => n.textContent.replace('Quầy ', '')).join(' ')"
    browser.until(f"{seen} === {json.dumps(counters)}")
    wanted = [f"A00{n} Quầy {n}" for n in (3, 2, 1) if str(n) in counters.split()]
    shows(browser, *wanted)


def test_a_full_house_overlaps_nowhere(tmp_path: Path, browser: Browser) -> None:
    """Twenty counters, a name of ninety letters, services of eighty, at every television: all words in their places."""
    base = config_of(tmp_path)
    config = replace(
        base,
        office=replace(base.office, name=OFFICE, place="UBND phường Nghĩa Hưng Đông", hotline="0210 3 846 110"),
        services=[Service(s.letter, f"{s.name}, {NAMES['B'].lower()} và các việc khác"[:80]) for s in base.services],
        counters=[Counter(n, []) for n in range(1, 21)],
        officers=[Officer(f"cb{n:02d}") for n in range(1, 21)],
    )
    with opened_room(tmp_path, config) as room:
        opened(room, browser)
        called(room, *range(1, 13))
        browser.until("document.querySelectorAll('#counters .new').length === 12")
        for width, height in ((1366, 768), (1920, 1080), (3840, 2160), (1024, 768), (1080, 1920)):
            browser.resize(width, height)
            browser.until(f"{UNIT}.toFixed(3) === '{min(height / 100, width / 177.8):.3f}'")
            assert overflowing(browser) == [], (width, height)


def test_notices_and_rests_stand_on_the_board(tmp_path: Path, browser: Browser) -> None:
    """A notice at once and before the lines, with which it takes turns; a counter that rests says so."""
    text = "Hôm nay hệ thống quốc gia bảo trì đến 10:00. Các quầy vẫn nhận hồ sơ, xin ông/bà thông cảm."
    config = replace(config_of(tmp_path), notices=(Notice(text, START.wall + 3_600_000),))
    with opened_room(tmp_path, config) as room:
        opened(room, browser)
        browser.until(f"document.querySelector('.notice').textContent === {json.dumps(text)}")
        assert overflowing(browser) == []
        room.officer(2).post("/api/pause", json={"reason": "lunch"})
        browser.until("document.querySelector('#counters .paused b').textContent === 'tạm nghỉ'")
        browser.until("document.querySelectorAll('#waiting div').length === 2")
        room.clock.pass_seconds(3601)
        browser.until("document.querySelectorAll('#waiting div').length === 1")
        browser.until("document.querySelectorAll('#waiting div').length === 2")
