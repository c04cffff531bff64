"""The board that the kiosk draws and the board's page say the same at every moment: one table of days, both lived."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from display.television.scene import Playing, Scene, narrowed, played, scene_of
from display.television.stage import EMPTY, Called, staged
from tests.console.board.test_stage import ACTS, lived, looks_of
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.display.television.test_scene import call, spot, view

DEAF = """window.EventSource = class { constructor() { this.at = {}; this.readyState = 1; window.source = this; }
    addEventListener(kind, then) { this.at[kind] = then; } close() {} };
    window.wall = 0; performance.now = () => window.wall; window.setInterval = then => { window.tick = then; };"""
SAYS = """(() => { const all = (at, of) => [...document.querySelectorAll(at)].map(of);
    const text = n => (n ? n.textContent : '');
    return { office: text(document.getElementById('office')), clock: text(document.getElementById('clock')),
        welcome: text(document.getElementById('said')), notice: text(document.querySelector('.notice')),
        calls: all('#calls li', li => [text(li.querySelector('b')), text(li.querySelector('i')),
            li.lastChild.lastChild.textContent]),
        spots: all('#counters li', li => [li.className, text(li.querySelector('span')), text(li.querySelector('b'))]),
        lines: all('#waiting div', d => [text(d.querySelector('i')), text(d.querySelector('b')),
            text(d.querySelector('span')).replace(/\\u00a0/g, ' ')]) }; })()"""
PAUSED = [spot(1, "A001"), spot(2, open_=False), spot(3, paused=True), spot(4, "C001", paused=True)]
DAY: list[tuple[int, dict[str, Any]]] = [
    (0, view()),
    (1000, view(call("A001", 1))),
    (1500, view(call("B002", 2), call("A001", 1))),
    (2000, view(call("C001", 3), call("B002", 2), call("A001", 1))),
    (2500, view(call("A004", 4), call("C001", 3), call("B002", 2), call("A001", 1))),
    (9000, view(call("A004", 4), call("C001", 3), call("B002", 2), call("A001", 1))),
    (11_000, view(call("A004", 4), call("C001", 3), call("B002", 2), call("A001", 1))),
    (12_000, view(call("B002", 2, 2), call("A004", 4), call("A001", 1))),
    (20_500, view(call("B002", 2, 2), counters=PAUSED)),
    (21_000, view(counters=PAUSED, notices=["Mai nghỉ", "Chiều họp"], place="")),
    (29_000, view(counters=PAUSED, notices=["Mai nghỉ", "Chiều họp"], place="")),
    (37_000, view(counters=PAUSED, notices=["Mai nghỉ", "Chiều họp"], place="", clock=1_795_999_440_000)),
    (45_000, view(opening="Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30.")),
]


def words_of(scene: Scene) -> dict[str, Any]:
    return {
        "office": scene.office,
        "clock": scene.clock,
        "welcome": scene.welcome,
        "notice": scene.notice,
        "calls": [[c.ticket, c.said, f"Quầy {c.counter}"] for c in scene.calls],
        "spots": [[s.mood, f"Quầy {s.counter}", s.said] for s in scene.spots],
        "lines": [[line.letter, f"{line.waiting} người chờ", line.name] for line in scene.lines],
    }


def test_both_say_the_same_all_day(room: Room, browser: Browser) -> None:
    """Calls, repeats, who moved on, rests, notices, the night, in a second room: word for word."""
    browser.call("Page.enable")
    made = browser.call("Page.addScriptToEvaluateOnNewDocument", source=DEAF)
    for query, wished in (("", ()), ("?counters=2,3", (2, 3))):
        browser.go(f"{room.url}/board{query}")
        browser.until("window.tick && document.readyState === 'complete'")
        playing = Playing()
        for now, told in DAY:
            told = {"version": "1", "clock": None, "chimes": False, "volume": 100, **told}
            heard = json.dumps({"data": json.dumps(told)})
            browser.js(f"window.wall = {now}; source.at.board({heard}); tick()")
            ours = narrowed(told, wished)
            playing = played(playing, ours, now)
            assert browser.js(SAYS) == words_of(scene_of(playing, ours, told["clock"], now)), (query, now)
    browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=made["identifier"])


def test_both_stages_are_one(room: Room, browser: Browser) -> None:
    """Any sequence of calls, looked at once a second: the same three, as new, in the same order."""
    browser.go(f"{room.url}/board")
    browser.until("window.Stage")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ACTS, st.lists(st.integers(0, 12), min_size=30, max_size=30))
    def holds(acts: list[tuple[str, int]], seconds: list[int]) -> None:
        looks, stage = looks_of(acts, seconds), EMPTY
        for page, (now, calls) in zip(lived(browser, looks), looks, strict=True):
            stage = staged(stage, [Called(c["ticket"], c["counter"], c["times"]) for c in calls], now)
            shown = [[s.call.ticket, s.call.counter, s.call.times, s.is_new(now)] for s in stage.shown]
            assert (page["shown"], page["next"]) == (shown, [c.ticket for c in stage.next])

    holds()
