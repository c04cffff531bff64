"""What the officers' page tells of the past, a number's story and the officer's own day; and numbers that one gives."""

import json
from pathlib import Path

import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import click, in_hand, ready, sign_in
from tests.console.officers_page.test_numbers import type_in
from tests.console.officers_page.test_wishes import answer, press
from tests.console.supervisor.test_page import inside
from tests.console.supervisor.test_settings import filed

__all__ = ["filed"]
LINES = "[...document.querySelectorAll('.story li')].map(li => [li.className, li.textContent.replace(/\\u00a0/g, ' ')])"


def served(room: Room, browser: Browser) -> None:
    """A001 and A003, which has priority, were called before A002; A004 waits."""
    for n in range(4):
        room.ticket("A", priority=n == 2)
    officer = room.officer()
    for verb, body in (("call", {"ticket": "A001"}), ("start", {}), ("next", {}), ("start", {}), ("finish", {})):
        room.clock.pass_seconds(60)
        assert officer.post(f"/api/{verb}", json=body).status_code == 200
    sign_in(browser, room, officer)
    browser.until("document.getElementById('queue').children.length === 2")


def test_a_number_that_is_clicked_on_tells_its_story(room: Room, browser: Browser) -> None:
    """Its own steps, and who was called before it with the rule."""
    served(room, browser)
    ready(browser)
    click(browser, "[data-number=A002]")
    answer(browser, "Lịch sử A002")
    browser.until("document.querySelector('.story')")
    assert browser.js(LINES) == [
        ["", "7:30Lấy số tại máy, dịch vụ A"],
        ["before", "7:31Gọi số lấy trước: A001 (quầy 1)"],
        ["before", "7:33Quầy 1 gọi A003: ưu tiên, 1 xen 2 thường"],
    ]
    assert browser.text("#question") == "Lịch sử A002" and browser.text("#never-mind").startswith("Đóng")


@pytest.mark.parametrize("typed", ["1", "á1", "A.1"])
def test_any_number_is_asked_for_by_typing_and_one_that_is_none_is_said(
    room: Room, browser: Browser, typed: str
) -> None:
    served(room, browser)
    ready(browser)
    click(browser, "[data-ask=history]")
    type_in(browser, typed)
    assert browser.text("#answers .main") == "Xem A001"
    browser.press("Enter")
    browser.until("document.querySelector('.story')")
    assert browser.js(LINES)[-1][1].endswith("Hoàn thành · quầy 1")
    browser.js("document.getElementById('never-mind').click()")
    click(browser, "[data-ask=history]")
    type_in(browser, "99")
    browser.press("Enter")
    browser.until("document.querySelector('#answers .error')")
    assert browser.text("#answers .error") == "Không có số này trong hôm nay."


def test_the_number_in_hand_and_those_on_the_page_are_one_press_away(room: Room, browser: Browser) -> None:
    served(room, browser)
    press(browser)
    in_hand(browser, "A002")
    browser.js("document.getElementById('number').click()")
    browser.until("document.querySelector('.story')")
    assert browser.text("#question") == "Lịch sử A002"
    browser.js("document.getElementById('dialog').close()")
    click(browser, "[data-ask=history]")
    offered = "[...document.querySelectorAll('#answers .choices:last-child button')].map(b => b.textContent)"
    assert browser.js(offered) == ["A002", "A004"]


def test_numbers_put_aside_absent_and_at_other_counters_tell_their_story_too(room: Room, browser: Browser) -> None:
    """While somebody else is in hand, when they cannot be called."""
    for _ in range(4):
        room.ticket("A")
    officer, other = room.officer(1), room.officer(2)
    for who, verb in ((officer, "next"), (officer, "hold"), (officer, "next"), (officer, "no-show"), (other, "next")):
        assert who.post(f"/api/{verb}", json={}).status_code == 200
    assert officer.post("/api/next", json={}).status_code == 200
    sign_in(browser, room, officer)
    for place, ticket in (("#held", "A001"), ("#absent", "A002"), ("#colleagues", "A003")):
        click(browser, f"{place} [data-story={ticket}]")
        browser.until("document.querySelector('.story')")
        assert browser.text("#question") == f"Lịch sử {ticket}"
        browser.js("document.getElementById('dialog').close()")


def test_an_officer_reads_what_was_done_today(room: Room, browser: Browser) -> None:
    """Number, from and to, service, what came of it; a row leads to its story."""
    served(room, browser)
    click(browser, "[data-ask=visits]")
    browser.until("document.querySelector('#answers .row')")
    rows = browser.js("[...document.querySelectorAll('#answers .row')].map(row => row.textContent)")
    assert rows == [
        "A0037:34–7:35A · Chứng thực, hộ tịch · Hoàn thành · 1 phút",
        "A0017:32–7:33A · Chứng thực, hộ tịch · Hoàn thành · 1 phút",
    ]
    assert browser.text("#answers p") == "Đã hoàn thành 2 lượt, một nửa không quá 1 phút."
    click(browser, "#answers .row")
    browser.until("document.querySelector('.story')")
    assert browser.text("#question") == "Lịch sử A003"


def test_a_group_gets_its_numbers_and_the_paper_roll_s_are_entered(room: Room, browser: Browser) -> None:
    """How many, and how long ago, is asked until it is a number that can be; what came of it is said."""
    sign_in(browser, room, room.officer())
    click(browser, "[data-ask=batch]")
    for many in ("", "21", "1.5"):
        browser.js(f"document.getElementById('batch-count').value = {json.dumps(many)}")
        answer(browser, "B ·")
        assert browser.text("#answers .error") == "Xin nhập một số từ 1 đến 20."
    browser.js("document.getElementById('batch-count').value = '3'")
    answer(browser, "B ·")
    browser.until("document.getElementById('message').textContent.indexOf('Đã cấp 3 số, số cuối là B003.') === 0")
    ready(browser)
    click(browser, "[data-ask=roll]")
    browser.js("document.getElementById('roll-number').value = '17'")
    browser.js("document.getElementById('roll-priority').click()")
    answer(browser, "A ·")
    browser.until("document.getElementById('message').textContent === 'Đã nhập: R017 chờ ở cuối hàng.'")
    assert browser.js("document.getElementById('message').className") == "good"
    ready(browser)
    click(browser, "[data-ask=roll]")
    browser.js("document.getElementById('roll-number').value = '18'")
    for ago in ("", "721"):
        browser.js(f"document.getElementById('roll-ago').value = '{ago}'")
        answer(browser, "B ·")
        assert browser.text("#answers .error") == "Xin nhập một số từ 0 đến 720."
    browser.js("document.getElementById('roll-ago').value = '40'")
    answer(browser, "B ·")
    browser.until("document.getElementById('message').textContent === 'Đã nhập: R018 chờ theo lúc phát số.'")
    waits = sorted(room.office.state().visits.values(), key=lambda visit: visit.place)
    assert [visit.ticket for visit in waits] == ["R018", "B001", "B002", "B003", "R017"]
    visits = {visit.ticket: visit.priority for visit in room.office.state().visits.values()}
    assert visits == {"B001": False, "B002": False, "B003": False, "R017": True, "R018": False}


def test_who_was_put_aside_and_has_come_back_carries_a_badge(room: Room, browser: Browser) -> None:
    """As the machine's state says it; nobody else does."""
    room.ticket(), room.ticket()
    officer = room.officer()
    for _ in range(2):
        officer.post("/api/next", json={}), officer.post("/api/hold", json={"reason": "copy"})
    sign_in(browser, room, officer)
    browser.until("document.querySelectorAll('#held [data-held]').length === 2")
    browser.js("""Promise.all([import('/assets/console/page.js'), import('/assets/console/lists.js'),
        import('/assets/console/dom.js'), import('/assets/console/words.js')]).then(([p, l, d, w]) => {
        p.page.state.held[0].back_s = 130; l.drawLists({}); d.tick(w.TICKING); window.drawn = true; })""")
    browser.until("window.drawn")
    badges = browser.js("[...document.querySelectorAll('#held [data-held]')].map(b => !!b.querySelector('.badge'))")
    assert badges == [True, False] and browser.text("#held .badge") == "đã quay lại 2 phút"


def test_the_supervisor_reads_by_whom_too(browser: Browser, filed: Room) -> None:
    """On a page of their own, by the number however it is typed."""
    filed.ticket()
    officer = filed.officer()
    officer.post("/api/next", json={})
    inside(browser, filed)
    for typed, ends in (("a1", "Quầy 1 mời: đúng lượt · cb01"), ("15", "Xin nhập chữ và số, ví dụ A015.")):
        browser.js(f"document.getElementById('story-number').value = '{typed}'")
        browser.js("document.querySelector('#story-form button').click()")
        browser.until(f"document.getElementById('story').textContent.endsWith({json.dumps(ends)})")


def test_both_pages_draw_it_the_same_way() -> None:
    """One module and one sheet."""
    for page in ("console", "supervisor"):
        assert "/assets/console/story.css" in Path(f"display/{page}/index.html").read_text("utf-8")
