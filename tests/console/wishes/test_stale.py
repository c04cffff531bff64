"""A wish is meant for what its page shows: another counter or another number in hand is refused."""

from typing import Any

import httpx
import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room

# What a page may show beside the truth, which is counter 1 with A001 in hand; and whether that is stale.
SHOWN: dict[str, tuple[dict[str, Any], bool]] = {
    "the truth": ({"counter": 1, "hand": "A001"}, False),
    "the truth in small letters": ({"hand": "a001"}, False),
    "the counter alone": ({"counter": 1}, False),
    "nothing, as a script": ({}, False),
    "another counter": ({"counter": 3, "hand": "A001"}, True),
    "another number": ({"counter": 1, "hand": "A002"}, True),
    "nobody in hand": ({"counter": 1, "hand": None}, True),
    "no counter": ({"counter": 0}, True),
}
WISHES = ("next", "recall", "start", "finish", "no-show", "hold", "logout")
UNREAD = [{"counter": "1"}, {"counter": None}, {"counter": True}, {"hand": 5}, {"hand": ["A001"]}]


def wished(client: httpx.Client, path: str, **body: Any) -> tuple[int, str]:
    answer = client.post(f"/api/{path}", json=body)
    return answer.status_code, answer.json().get("refusal", "")


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("shown", SHOWN)
def test_a_wish_is_granted_only_on_what_its_page_shows(room: Room, wish: str, shown: str) -> None:
    """Each wish about the visit in hand; refused as stale it writes nothing."""
    room.ticket(), room.ticket()
    officer, (page, stale) = room.officer(), SHOWN[shown]
    wished(officer, "next")
    rows = room.office.state().seq
    assert wished(officer, wish, **page) == ((409, "stale") if stale else (200, ""))
    assert (room.office.state().seq == rows) == stale


@pytest.mark.parametrize("page", UNREAD, ids=str)
def test_what_is_no_page_is_refused(room: Room, page: dict[str, Any]) -> None:
    """400, and nothing is done."""
    room.ticket()
    officer = room.officer()
    rows = room.office.state().seq
    assert wished(officer, "next", **page) == (400, "bad-request")
    assert wished(officer, "logout", **page) == (400, "bad-request")
    assert room.office.state().seq == rows


def test_enter_in_a_tab_whose_counter_another_tab_left_does_nothing(room: Room) -> None:
    """Two tabs of one browser, signed in at counters 1 and 3: tab 1 shows A001, and the cookie is that of counter 3."""
    room.ticket(), room.ticket()
    browser = room.officer(1)
    wished(browser, "next", counter=1, hand=None)
    browser.post("/api/login", json={"officer": "cb03", "pin": "1234", "counter": 3})
    assert wished(browser, "next", counter=1, hand="A001") == (409, "stale")
    state = room.office.state()
    assert (state.counters[1].visit != "", state.counters[3].visit) == (True, "") and state.ticket("A001")
    assert wished(browser, "next", counter=3, hand=None) == (200, "")


def test_next_that_comes_twice_skips_nobody(room: Room) -> None:
    """By PC and telephone, or sent again: the same key is the same answer, another one is stale. One call in all."""
    for _ in range(4):
        room.ticket()
    officer = room.officer()
    first = officer.post("/api/next", json={"counter": 1, "hand": None, "key": "k"})
    again = officer.post("/api/next", json={"counter": 1, "hand": None, "key": "k"})
    assert first.content == again.content and first.json()["ticket"] == "A001"
    assert wished(officer, "next", counter=1, hand=None, key="other") == (409, "stale")
    assert [call.ticket for call in room.office.state().calls] == ["A001"]


def test_the_page_of_a_tab_left_behind_says_so_and_shows_what_is(room: Room, browser: Browser) -> None:
    """The officers' page sends counter and hand; refused, it shows the counter that the browser is signed in at."""
    room.ticket(), room.ticket()
    one, three = room.officer(1), room.officer(3)
    wished(one, "next")
    sign_in(browser, room, one)
    browser.go(room.url)
    browser.until("document.getElementById('number').textContent === 'A001'")
    sign_in(browser, room, three)
    browser.until("!document.getElementById('main').disabled")
    browser.press("Enter")
    browser.until("document.getElementById('counter').textContent === '3'")
    assert "đã cũ" in browser.text("#message")
    assert [call.ticket for call in room.office.state().calls] == ["A001"]


def sign_in(browser: Browser, room: Room, client: httpx.Client) -> None:
    browser.call("Network.setCookie", name="quay", value=str(client.cookies["quay"]), url=room.url)
