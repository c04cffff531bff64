"""A whole office in one Chromium, whoever drives it (drivers.py): each officer, the board and the supervisor on a page
of their own, as on machines of their own. What they do they do by keys and clicks alone, and each page keeps what it
showed.
"""

import random
from dataclasses import dataclass, field

from tests.console.conftest import Room
from tests.console.officers_page.desk import show
from tests.console.supervisor.test_page import inside
from tests.console.whole_day.drivers import Driver

DESK, PHONE = (1366, 768), (390, 844)
KEPT = """window.kept = []; document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    for (const one of document.querySelectorAll('%s'))
        if (/^[A-E]\\d{3}$/.test(one.textContent) && !kept.includes(one.textContent)) kept.push(one.textContent);
}).observe(document.body, {childList: true, subtree: true, characterData: true}))"""
READY = (  # whatever is pressed is answered, and the key that calls takes a press wherever there is somebody to call
    "!document.querySelector('[data-ask=walk-in]').disabled && !document.getElementById('dialog').open && "
    "(!document.getElementById('main').disabled || document.getElementById('number').textContent === 'Chưa có ai chờ')"
)
ANSWERED = "!document.querySelector('[data-ask=visits]').disabled"  # no wish is on its way
FIRST_ANSWER = "document.querySelector('#answers button:not([disabled])')"


@dataclass
class Desk:
    """One officer's page."""

    counter: int
    page: str
    cookie: str


@dataclass
class Hall:
    """`chance`: of who does what next."""

    room: Room
    browser: Driver
    chance: random.Random
    desks: list[Desk] = field(default_factory=list)
    board: str = ""
    supervisor: str = ""

    def opens(self, officers: int) -> None:
        """Every second officer has a telephone."""
        self.board = self._page(DESK, "#calls b, #counters b")
        self.browser.go(f"{self.room.url}/board")
        self.browser.until("document.getElementById('office').textContent")
        self.supervisor = self._page(DESK, "#nothing")
        inside(self.browser, self.room)
        for counter in range(1, officers + 1):
            page = self._page(PHONE if counter % 2 == 0 else DESK, "#number")
            self.desks.append(Desk(counter, page, str(self.room.officer(counter).cookies["quay"])))
            self._signed_in(self.desks[-1])

    def _page(self, size: tuple[int, int], kept: str) -> str:
        page = self.browser.open_for(*size)
        self.browser.before_each_page(KEPT % kept)
        return page

    def _signed_in(self, desk: Desk) -> None:
        self.browser.cookie("quay", desk.cookie, self.room.url)
        show(self.browser, self.room)

    def looks_at(self, desk: Desk) -> None:
        """Until the page takes a key."""
        self.browser.look_at(desk.page)
        self.browser.until(READY)

    def hand(self, desk: Desk) -> str:
        self.looks_at(desk)
        return self.browser.text("#number")

    def presses(self, desk: Desk, key: str) -> None:
        """And whatever the page asks is answered by its first answer. The moment after it, in which no second press
        counts, passes while the others work: `looks_at` waits for what is left of it."""
        self.looks_at(desk)
        self.browser.press(key)
        self.browser.until(ANSWERED)
        while self.browser.js("document.getElementById('dialog').open"):
            self.browser.until(f"{FIRST_ANSWER} || !document.getElementById('dialog').open")
            self.browser.js(f"{FIRST_ANSWER} && {FIRST_ANSWER}.click()")
        self.browser.until(ANSWERED)

    def clicks(self, desk: Desk, selector: str) -> bool:
        """Whether there is such a thing to click."""
        self.looks_at(desk)
        seen = f"[...document.querySelectorAll('{selector}:not([disabled])')].find(n => n.offsetParent)"
        there = bool(self.browser.js(f"!!{seen}"))
        if there:
            self.browser.js(f"{seen}.click()")
            self.browser.until(ANSWERED)
        return there

    def kept(self, page: str) -> list[str]:
        """The numbers that this page ever showed, since it was loaded."""
        self.browser.look_at(page)
        return list(self.browser.js("window.kept"))
