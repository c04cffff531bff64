"""What officers did by mistake, what they left and what midnight cuts: over real HTTP."""

import json
from typing import Any

import httpx
import pytest

from kiosk.core.decisions import ratings
from kiosk.core.decisions.amends.being_back import is_back
from kiosk.core.decisions.ratings import Press
from kiosk.core.record import events as e
from kiosk.office import Office
from tests.console.browser import Browser
from tests.console.conftest import SALT, Room
from tests.journal.clocks import opened


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/{path}", json=body)
    return answer.json()["refusal"] if answer.status_code == 409 else answer.json()["ticket"]


def ends(room: Room) -> dict[str, str]:
    """How each number ended, its last word."""
    return {r.event.ticket: r.event.how for r in room.office.journal.recorded() if isinstance(r.event, e.VisitEnded)}


def test_undo_says_the_same_whether_or_not_the_citizen_rated(room: Room) -> None:
    """Of three visits one is rated, one declines: answers, refusals and the counter's state do not differ by a byte."""
    seen: list[list[tuple[int, str]]] = []
    for n, acts in enumerate((lambda token: None, rated(room), declined(room)), start=1):
        officer = room.officer(n)
        room.ticket()
        post(officer, "next")
        room.clock.pass_seconds(60)
        token = room.office.state().counters[n].visit
        post(officer, "finish")
        acts(token)
        told = [officer.post("/api/undo", json={}) for _ in range(2)]
        state = officer.get("/api/state").json()
        shown = masked(json.dumps(state["visit"]), n)
        seen.append([*((answer.status_code, masked(answer.text, n)) for answer in told), (0, shown)])
        assert room.office.state().visits[token].status == "called"
        post(officer, "hold"), officer.post("/api/logout", json={})
    assert seen[0] == seen[1] == seen[2]
    assert [status for status, _ in seen[0][:2]] == [200, 409]


def masked(text: str, n: int) -> str:
    return text.replace(f"A00{n}", "A").replace(f'"counter":{n}', "")


def rated(room: Room) -> Any:
    press = Press(1, "button")
    return lambda token: room.office.journal.transact(lambda s, now: ratings.press(s, now, room.office.rules, press))


def declined(room: Room) -> Any:
    return lambda token: room.office.journal.transact(lambda s, now: ratings.decline(s, token))


def test_a_held_number_is_the_office_s(room: Room) -> None:
    """It survives its officer's other counter, the sign-out and a restart; every counter sees where it was put aside,
    since when and why, and goes on with it."""
    room.ticket(), room.ticket()
    one, other = room.officer(1), room.officer(2)
    post(one, "next"), post(one, "hold", reason="copy")
    one.post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 5})
    room.clock.pass_seconds(90)
    about = {"ticket": "A001", "service": "A", "priority": False, "counter": 1}
    expected = [{**about, "seconds": 90, "reason": "copy", "back_s": None}]
    for officer in (one, other):
        assert officer.get("/api/state").json()["held"] == expected
    one.post("/api/logout", json={})
    with opened(room.office.journal.path, room.clock) as again:
        held = [v.ticket for v in Office.of(room.config, again, SALT, lambda: None).state().visits.values()]
        assert held == ["A001", "A002"]
    assert post(other, "resume", ticket="A001") == "A001"
    assert other.get("/api/state").json()["held"] == []


@pytest.mark.parametrize(("wish", "body"), [("logout", {}), ("call", {"ticket": "A002"})])
def test_leaving_a_visit_does_not_end_it(room: Room, wish: str, body: dict[str, str]) -> None:
    """Signing out, and calling another number, put the visit in hand aside: any counter goes on with it."""
    room.ticket(), room.ticket()
    one, other = room.officer(1), room.officer(2)
    post(one, "next")
    room.clock.pass_seconds(300)
    assert one.post(f"/api/{wish}", json=body).status_code == 200
    assert ends(room) == {} and [h["ticket"] for h in other.get("/api/state").json()["held"]] == ["A001"]


def test_who_was_absent_is_shown_and_comes_back(room: Room) -> None:
    """To every counter, with the seconds that are left; back in line it is called first."""
    room.ticket(), room.ticket()
    one, other = room.officer(1), room.officer(2)
    post(one, "next"), post(one, "no-show")
    room.clock.pass_seconds(600)
    shown = other.get("/api/state").json()["absent"]
    assert [(a["ticket"], a["counter"], a["left"]) for a in shown] == [("A001", 1, 1200)]
    assert post(other, "return", ticket="A001") == "A001" and post(other, "return", ticket="A001") == "too-late"
    assert post(other, "next") == "A001" and other.get("/api/state").json()["absent"] == []


EVENING, NIGHT = 15 * 3600, 2 * 3600  # seconds from the morning to 22:30, and from there to half past midnight


def at_night(room: Room) -> httpx.Client:
    """An officer who has A001 in hand since yesterday evening."""
    room.clock.pass_seconds(EVENING)
    room.ticket()
    officer = room.officer()
    post(officer, "next")
    room.clock.pass_seconds(NIGHT)
    return officer


@pytest.mark.parametrize(("wish", "body"), [("walk-in", {"service": "A"}), ("next", {}), ("call", {"ticket": "A001"})])
def test_a_wish_after_midnight_is_one_of_the_new_day(room: Room, wish: str, body: dict[str, str]) -> None:
    """Yesterday's visit in hand ended once, as served; whoever works over midnight goes on under the same sign-in."""
    officer = at_night(room)
    answer = post(officer, wish, **body)
    recorded = [r.event for r in room.office.journal.recorded()]
    finished = [event.ticket for event in recorded if isinstance(event, e.VisitFinished)]
    assert (finished, ends(room)) == (["A001"], {"A001": "served"})
    state = room.office.state()
    assert (state.day, state.closed, 1 in state.counters) == ("2026-11-24", False, True)
    if wish == "walk-in":
        assert answer == "A001" and state.visits[state.counters[1].visit].status == "serving"


def test_a_page_of_yesterday_is_stale_and_the_day_is_open_all_the_same(room: Room) -> None:
    """Enter at five past midnight does nothing to anybody of today; the next one is of today."""
    officer = at_night(room)
    assert post(officer, "finish", counter=1, hand="A001") == "stale"
    room.ticket()
    assert post(officer, "next", counter=1, hand=None) == "A001" and ends(room) == {"A001": "served"}


def test_a_stranger_s_wish_opens_no_day(room: Room) -> None:
    """A cookie whose counter somebody else has by now writes nothing, whatever the clock says."""
    room.clock.pass_seconds(EVENING)
    early, late = room.officer(), room.client()
    late.post("/api/login", json={"officer": "cb01", "pin": "1234", "counter": 1})
    rows = room.office.state().seq
    room.clock.pass_seconds(NIGHT)
    assert post(early, "next") == "not-logged-in" and room.office.state().seq == rows


def test_the_page_takes_back_asks_and_leaves(room: Room, browser: Browser) -> None:
    """One button takes the last wish back; the one who was absent comes back; signing out asks what of the number."""
    room.ticket(), room.ticket()
    officer = room.officer()
    browser.call("Network.setCookie", name="quay", value=str(officer.cookies["quay"]), url=room.url)
    browser.go(room.url)
    browser.until("document.getElementById('number').textContent === 'Mời công dân tiếp theo'")
    click(browser, "#main")
    in_hand(browser, "A001")
    click(browser, "#undo")
    in_hand(browser, "Mời công dân tiếp theo")
    browser.until("document.getElementById('undo').hidden")
    click(browser, "#main")
    in_hand(browser, "A001")
    post(officer, "no-show")
    click(browser, "[data-absent=A001]")
    click(browser, "#main")
    in_hand(browser, "A001")
    room.clock.pass_seconds(60)
    click(browser, "#logout")
    browser.until("document.getElementById('question').textContent.indexOf('A001') === 0")
    click(browser, "#answers button")
    browser.until("!document.getElementById('login').hidden")
    assert room.office.state().counters == {} and room.office.state().visits
    assert [v.status for v in room.office.state().visits.values()] == ["waiting", "finished"]


def click(browser: Browser, selector: str) -> None:
    """Once it can be pressed."""
    thing = f"document.querySelector('{selector}')"
    browser.until(f"{thing} && {thing}.offsetParent && !{thing}.disabled")
    browser.js(f"{thing}.click()")


def in_hand(browser: Browser, ticket: str) -> None:
    browser.until(f"document.getElementById('number').textContent === '{ticket}'")


def test_officers_see_who_is_back_with_what_was_missing(room: Room) -> None:
    """Once the kiosk has read the slip of a held number: every counter, and how long ago that was."""
    room.ticket()
    one, other = room.officer(1), room.officer(2)
    post(one, "next"), post(one, "hold", reason="papers")
    room.clock.pass_seconds(600)
    token = next(iter(room.office.state().visits))
    with opened(room.office.journal.path, room.clock) as kiosk:
        kiosk.transact(lambda s, now: is_back(s, now, room.office.rules, token))
    room.clock.pass_seconds(7)
    for officer in (one, other):
        shown = officer.get("/api/state").json()["held"]
        assert [(h["ticket"], h["counter"], h["seconds"], h["back_s"]) for h in shown] == [("A001", 1, 607, 7)]
