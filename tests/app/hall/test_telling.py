"""What the television is told is what the console tells the board's page, as long as anybody can know it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app.hall.telling import Told
from kiosk.console.board.speaking import PageVoice
from kiosk.console.shared import Board
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.words.opening import Opening
from kiosk.service.telling.notices import Around
from scripts.small_office import small
from tests.app.test_app import Room

OF_THE_PAGE = ("version", "volume")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path, small())
    yield opened
    opened.bell.close()
    opened.journal.close()


def test_it_is_told_what_the_page_is_told(room: Room) -> None:
    """A call with the app's next look, and its end; the same names and values as in the contract."""
    told, rules, config = Told(room.app.writer), room.settings.rules, room.settings.config
    room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s1"))
    room.journal.transact(lambda s, now: queue.issue(s, now, rules, NewTicket("c1", "A", False)))
    room.journal.transact(lambda s, now: queue.call_next(s, now, rules, 1))
    room.app.settle()
    board = told()
    assert board is not None and [(c["ticket"], c["counter"]) for c in board["calls"]] == [("A001", 1)]
    around = Around(opening=Opening(not board["closed"], board["opening"]), day=room.journal.state.day)
    page = Board(config, "1", PageVoice(Path())).view(room.journal.state, room.now(), around)
    assert {k: v for k, v in board.items() if k not in OF_THE_PAGE} == {
        k: v for k, v in page.items() if k not in OF_THE_PAGE
    }
    room.journal.transact(lambda s, now: queue.finish(s, now, 1))
    room.app.settle()
    over = told()
    assert over is not None and over["calls"] == []


def test_with_a_journal_that_cannot_be_used_nothing_is_told(room: Room) -> None:
    told = Told(room.app.writer)
    assert told() is not None
    room.app.writer.trouble = "the disk is gone"
    assert told() is None
    room.app.writer.trouble = ""
