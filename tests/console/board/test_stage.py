"""Which calls stand large, as the page itself reckons it (display/board/stage.js), lived through in Chromium."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.console.browser import Browser
from tests.console.conftest import Room

GOLD_MS, SHOWN = 10_000, 3
LIVES = """(times => { let stage = null; return times.map(([now, calls]) => {
    stage = Stage.staged(stage, calls, now);
    return { now: now, rang: stage.rang, calls: calls, next: stage.next.map(c => c.ticket),
        shown: stage.shown.map(c => [c.ticket, c.counter, c.times, Stage.isNew(c, now)]) }; }); })"""

Looks = list[tuple[int, list[dict[str, Any]]]]
ACTS = st.lists(st.tuples(st.sampled_from(["call", "call", "call", "recall", "end"]), st.integers(1, 6)), max_size=30)


def lived(browser: Browser, looks: Looks) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = browser.js(f"{LIVES}({json.dumps(looks)})")
    return seen


def looks_of(acts: list[tuple[str, int]], seconds: list[int]) -> Looks:
    """Counters call, repeat and end; the page looks at each change and once a second."""
    calls: list[dict[str, Any]] = []
    looks: Looks = [(0, [])]
    now = 0
    for number, ((act, counter), wait) in enumerate(zip(acts, seconds, strict=False), 1):
        mine = next((c for c in calls if c["counter"] == counter), None)
        calls = [c for c in calls if c is not mine]
        if act == "call":
            calls = [{"ticket": f"A{number:03d}", "counter": counter, "times": 1}, *calls]
        elif act == "recall" and mine:
            calls = [{**mine, "times": mine["times"] + 1}, *calls]
        looks += [(now + 1000 * second, calls) for second in range(wait + 1)]
        now += 1000 * wait
    return looks + [(now + 1000 * second, calls) for second in range(1, 61)]


def test_six_calls_in_three_seconds_are_seen_for_ten_each(room: Room, browser: Browser) -> None:
    """Three at once, the other three when the first have stood for ten seconds; each rings once."""
    browser.go(f"{room.url}/board")
    browser.until("window.Stage")
    six = [{"ticket": f"A00{n}", "counter": n, "times": 1} for n in range(6, 0, -1)]
    looks = [(0, []), *[(500 * n, six[6 - n :]) for n in range(1, 7)], *[(1000 * n, six) for n in range(4, 40)]]
    seen = lived(browser, looks)
    gold = {
        c["ticket"]: [s["now"] for s in seen for t, _, _, new in s["shown"] if new and t == c["ticket"]] for c in six
    }
    assert all(max(at) - min(at) >= GOLD_MS - 1000 for at in gold.values())
    assert [c[0] for c in seen[-1]["shown"]] == ["A006", "A005", "A004"]
    assert [s["now"] for s in seen if s["rang"]][:3] == [500, 1000, 1500] and len(gold) == 6


def test_whatever_is_called_stands_there_for_ten_seconds_or_ends(room: Room, browser: Browser) -> None:
    """Any sequence of calls: at most three, none twice, none that is over; each new or repeated one is gold for ten
    seconds unless it ends; at the end nobody queues, and what is shown fills the places."""
    browser.go(f"{room.url}/board")
    browser.until("window.Stage")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ACTS, st.lists(st.integers(0, 12), min_size=30, max_size=30))
    def holds(acts: list[tuple[str, int]], seconds: list[int]) -> None:
        seen = lived(browser, looks_of(acts, seconds))
        news: dict[tuple[str, int, int], list[int]] = {}
        for look in seen:
            shown = [tuple(c[:3]) for c in look["shown"]]
            live = [(c["ticket"], c["counter"], c["times"]) for c in look["calls"]]
            assert len(shown) <= SHOWN and len(set(shown)) == len(shown) and set(shown) <= set(live)
            for ticket, counter, times, new in look["shown"]:
                if new:
                    news.setdefault((ticket, counter, times), []).append(look["now"])
        for call, at in news.items():
            until = [s["now"] for s in seen if call in [(c["ticket"], c["counter"], c["times"]) for c in s["calls"]]]
            assert max(at) >= min(at[0] + GOLD_MS - 1000, max(until))
        called = {(c["ticket"], c["counter"], c["times"]) for c in seen[-1]["calls"]}
        assert called <= set(news) and seen[-1]["next"] == [] and len(seen[-1]["shown"]) == min(SHOWN, len(called))

    holds()
