"""A disk that takes nothing, as officers and whoever asks after the console's health see it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import pytest

from kiosk.console import stream
from kiosk.core.record.events import DeviceChanged, Fact
from kiosk.core.state.values import State
from kiosk.host.disk import reserve as disk_reserve
from kiosk.host.disk.reserve import keep, reserve_of
from kiosk.host.troubles import tell
from kiosk.journal.errors import DiskFull, JournalError
from kiosk.service.telling.notices import FULL
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.test_pages import overflowing
from tests.simulation.hand import until


@contextmanager
def full(room: Room) -> Iterator[sqlite3.Connection]:
    """SQLITE_FULL to the last page."""
    journal = room.office.journal
    conn = journal._conn
    conn.execute(f"PRAGMA max_page_count = {conn.execute('PRAGMA page_count').fetchone()[0]}")
    with suppress(DiskFull):
        for n in count():
            filler = Fact(DeviceChanged("disk", f"d{n}"))
            journal.transact(lambda state, now, filler=filler: (filler,))  # type: ignore[misc]
    yield conn
    conn.execute("PRAGMA max_page_count = 1000000")


def test_an_officer_on_a_full_disk_gets_the_reserve(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else need give it back; the fault is written down, and the call goes through."""
    officer, ticket = room.officer(1), room.ticket("A")
    reserve = reserve_of(room.office.journal.path)
    assert keep(reserve)
    with full(room) as conn:

        def give_back_room(path: object) -> bool:
            conn.execute("PRAGMA max_page_count = 1000000")
            return really(reserve)

        really = disk_reserve.give_back
        monkeypatch.setattr(disk_reserve, "give_back", give_back_room)
        assert officer.post("/api/next", json={}).json()["ticket"] == ticket
    assert not reserve.exists() and room.office.state().devices["disk"] == "full"


def test_without_a_reserve_it_is_refused_told_and_back_by_itself(room: Room) -> None:
    """The officer reads why; /healthz is no 200 while it lasts, and one again without a further wish."""
    officer, stranger = room.officer(1), room.client()
    room.ticket("A")
    with full(room):
        refused = officer.post("/api/next", json={})
        assert (refused.status_code, refused.json()["refusal"]) == (409, "disk-full")
        health = stranger.get("/healthz")
        assert health.status_code == 503 and health.json()["ok"] is False
        assert "full" in health.json()["trouble"]["console"]
    until(lambda: stranger.get("/healthz").status_code == 200, "the console's own trial", 10)
    assert officer.post("/api/next", json={}).json()["ticket"] == "A001"


def test_what_another_program_says_is_told_too(room: Room) -> None:
    """The touch app's trouble is the kiosk's."""
    tell(room.bell.runtime, "app", "journal.db: disk I/O error")
    health = room.client().get("/healthz")
    assert (health.status_code, health.json()["journal"]) == (503, "trouble")
    assert health.json()["trouble"] == {"app": "journal.db: disk I/O error"}


def test_officers_read_it_before_and_after_signing_in(room: Room, browser: Browser) -> None:
    """The page says what is wrong and what to do while it lasts, above everything, with all of it in sight; and no more
    when it is over."""
    browser.go(room.url)
    browser.until("document.querySelectorAll('#login-counters button').length === 9")
    assert browser.js("document.getElementById('notices').hidden")
    tell(room.bell.runtime, "app", "The disk is full: make room on the data partition.")
    browser.until("!document.getElementById('notices').hidden")
    assert browser.text("#notices") == FULL
    room.ticket("A")
    browser.js(f"document.cookie = 'quay={room.officer().cookies['quay']}'")
    browser.js("location.reload()")
    browser.until("!document.getElementById('desk').hidden && !document.getElementById('notices').hidden")
    assert overflowing(browser, "#notices, #desk button, #number, #status") == []
    tell(room.bell.runtime, "app", "")
    browser.until("document.getElementById('notices').hidden")


def test_the_pages_go_on_after_a_journal_that_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ear is not deaf after it: what was written meanwhile is seen once it can be read again."""
    monkeypatch.setattr(stream, "RETRY_S", 0.0)
    answers: Iterator[State | str] = iter(["disk I/O error", State(seq=7)])

    async def look() -> State:
        if isinstance(said := next(answers), State):
            return said
        raise JournalError(said)

    async def heard() -> int:
        hub = stream.Hub(look, None)
        listening = asyncio.create_task(hub.run())
        while not hub.state.seq:
            await asyncio.sleep(0)
        listening.cancel()
        return hub.state.seq

    assert asyncio.run(heard()) == 7
