"""A wish with a key: answered once, told again as often as it comes."""

import json
from typing import Any

import httpx
import pytest

from kiosk.core.record.events import Fact, RatingGiven, VisitEnded, VisitHeld
from kiosk.core.record.visit_events import HOLD_REASONS
from tests.console.browser import Browser
from tests.console.conftest import Room

WISHES: list[tuple[str, dict[str, str]]] = [  # each is granted after the ones before it
    ("call", {"ticket": "A001"}), ("recall", {}), ("start", {}), ("hold", {"reason": "copy"}),
    ("resume", {"ticket": "A001"}), ("transfer", {"service": "C"}), ("next", {}), ("no-show", {}),
    ("walk-in", {"service": "D"}), ("finish", {}), ("next", {}), ("next", {}), ("logout", {}),
]  # fmt: skip


TEXTS = {
    "64 letters": "k" * 64,
    "64 pictures": "😀" * 64,
    "a blank": " ",
    "Vietnamese": "một lượt",
    "a statement": "'; DROP TABLE answers; --",
    "nothing that prints": "\0",
}


def said(client: httpx.Client, path: str, body: dict[str, Any], key: str) -> tuple[int, bytes]:
    answer = client.post(f"/api/{path}", json={**body, "key": key})
    return answer.status_code, answer.content


def test_each_wish_happens_once_for_its_key(room: Room) -> None:
    """Status and bytes are the same again, at once and after everything else, and nothing is written."""
    room.ticket("A"), room.ticket("B", priority=True), room.ticket("A")
    officer = room.officer()
    cookie = {"Cookie": f"quay={officer.cookies['quay']}"}  # signing out takes it out of the browser
    officer.headers.update(cookie)
    first = {}
    for n, (path, body) in enumerate(WISHES):
        first[n] = said(officer, path, body, f"k{n}")
        rows = room.office.state().seq
        assert said(officer, path, body, f"k{n}") == first[n] and room.office.state().seq == rows
        assert first[n][0] == 200, (path, first[n])
    assert [said(officer, *wish, f"k{n}") for n, wish in enumerate(WISHES)] == [*first.values()]
    assert room.office.state().seq == rows


def test_a_refusal_is_told_again_though_it_could_be_granted_by_now(room: Room) -> None:
    """By the rules, and for a body that cannot be read; another key is another wish."""
    officer = room.officer()
    refused, unread = said(officer, "next", {}, "one"), said(officer, "call", {}, "two")
    assert (refused[0], unread[0]) == (409, 400)
    room.ticket()
    assert said(officer, "next", {}, "one") == refused
    assert said(officer, "call", {"ticket": "A001"}, "two") == unread
    assert said(officer, "next", {}, "three")[0] == 200


def test_a_used_key_gives_the_first_answer_whatever_is_asked(room: Room) -> None:
    """Another verb, another number, no number at all: nothing of it happens."""
    room.ticket(), room.ticket()
    officer = room.officer()
    first = said(officer, "next", {}, "k")
    rows = room.office.state().seq
    others: list[tuple[str, dict[str, Any]]] = [("finish", {}), ("call", {"ticket": "A002"}), ("call", {"ticket": 5})]
    assert [said(officer, *other, "k") for other in others] == [first] * 3
    assert room.office.state().seq == rows


def test_two_officers_have_keys_of_their_own(room: Room) -> None:
    """The same key is each one's own wish; it goes with the officer to another counter and browser."""
    room.ticket(), room.ticket()
    one, other = room.officer(1), room.officer(2)
    assert said(one, "next", {}, "1") != said(other, "next", {}, "1")
    calls = [(c.ticket, c.counter) for c in room.office.state().calls]
    assert calls == [("A002", 2), ("A001", 1)]
    first = said(one, "finish", {}, "2")
    one.post("/api/logout", json={})
    again = room.client()
    assert again.post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 5}).status_code == 200
    assert said(again, "finish", {}, "2") == first


@pytest.mark.parametrize("key", ["", "k" * 65, 5, None, True, ["k"], {"k": 1}])
def test_what_is_no_key_is_refused(room: Room, key: object) -> None:
    """400 and nothing is done."""
    room.ticket()
    officer = room.officer()
    rows = room.office.state().seq
    for path in ("next", "logout"):
        answer = officer.post(f"/api/{path}", json={"key": key})
        assert (answer.status_code, answer.json()["refusal"]) == (400, "bad-request")
    assert room.office.state().seq == rows


@pytest.mark.parametrize("key", TEXTS.values(), ids=TEXTS)
def test_any_text_is_a_key(room: Room, key: str) -> None:
    """Up to 64 letters of any kind, and a letter more or less is another one."""
    room.ticket(), room.ticket()
    officer = room.officer()
    first = said(officer, "next", {}, key)
    assert first[0] == 200 and said(officer, "next", {}, key) == first
    assert said(officer, "next", {}, key[:-1] + "x") != first


def test_without_a_key_each_wish_is_a_new_one(room: Room) -> None:
    """As a script without keys expects."""
    room.ticket(), room.ticket()
    officer = room.officer()
    assert [officer.post("/api/next", json={}).json()["ticket"] for _ in range(2)] == ["A001", "A002"]


def test_nobody_s_key_is_looked_up_by_a_stranger(room: Room) -> None:
    """Without a cookie of ours there is no officer, and no answer."""
    room.ticket()
    said(room.officer(), "next", {}, "k")
    assert room.client().post("/api/next", json={"key": "k"}).json()["refusal"] == "not-logged-in"


def _rated(room: Room, ticket: str) -> None:
    visit = next(v for v in room.office.state().visits.values() if v.ticket == ticket)
    given = RatingGiven(1, "vn4", True, True, "button", False, "synchronised", False, counter=1)
    room.office.journal.transact(
        lambda s, now: [Fact(given, visit.token), Fact(VisitEnded(ticket, "served", 1, "rated", 1), visit.token)]
    )


def test_what_is_told_again_is_the_same_rated_or_not(room: Room) -> None:
    """Of two visits one is rated in between: answers, and the refusals that follow, do not differ by it."""
    room.ticket(), room.ticket()
    officer = room.officer()
    for n in range(3):
        said(officer, "next", {}, f"next{n}")
        room.clock.pass_seconds(60)
    first = [said(officer, "next", {}, f"next{n}") for n in (1, 2)]
    _rated(room, "A001")
    assert [said(officer, "next", {}, f"next{n}") for n in (1, 2)] == first
    refused = [said(officer, "call", {"ticket": t}, t) for t in ("A001", "A002")]
    assert refused[0] == refused[1] and b"not-waiting" in refused[0][1]


@pytest.mark.parametrize("reason", HOLD_REASONS)
def test_a_hold_may_say_why(room: Room, reason: str) -> None:
    """One of the words, or none; it stands in what is written."""
    room.ticket()
    officer = room.officer()
    officer.post("/api/next", json={})
    assert officer.post("/api/hold", json={"reason": reason} if reason else {}).status_code == 200
    assert [r.event.reason for r in room.office.journal.recorded() if isinstance(r.event, VisitHeld)] == [reason]


@pytest.mark.parametrize("reason", ["lunch", 5, None], ids=repr)
def test_another_reason_is_refused(room: Room, reason: object) -> None:
    """400, and the visit stays in hand."""
    room.ticket()
    officer = room.officer()
    officer.post("/api/next", json={})
    assert officer.post("/api/hold", json={"reason": reason}).status_code == 400
    assert officer.get("/api/state").json()["visit"]["ticket"] == "A001"


LOSES_ONE = """window.real = window.real || fetch; window.sent = []; window.fetch = (url, call) => {
    sent.push(call.body);
    const answer = real(url, call);
    return sent.length > 1 ? answer : answer.then(() => { throw new TypeError('lost'); });
}"""


def test_the_officers_page_repeats_a_wish_whose_answer_was_lost(room: Room, browser: Browser) -> None:
    """Under the same key, so that one press is one call; the next press has another key."""
    room.ticket(), room.ticket()
    browser.go(room.url)
    browser.until("document.querySelectorAll('#login-counters button').length === 9")
    browser.js("document.getElementById('officer').value = 'cb01'; document.getElementById('pin').value = '1234'")
    browser.js("document.querySelector('#login-counters button').click()")
    browser.js("document.querySelector('#login-form button.main').click()")
    keys = set()
    for ticket in ("A001", "A002"):
        browser.until("!document.getElementById('main').disabled && !document.getElementById('desk').hidden")
        browser.js(LOSES_ONE)
        browser.press("Enter")
        browser.until("window.sent.length === 2 && document.getElementById('message').textContent === ''")
        browser.until(f"document.getElementById('number').textContent === '{ticket}'")
        first, again = browser.js("window.sent")
        assert first == again
        keys.add(json.loads(first)["key"])
        browser.until("document.getElementById('main').textContent.indexOf('Xin chờ') < 0")
    assert [c.ticket for c in room.office.state().calls] == ["A002", "A001"] and len(keys) == 2
