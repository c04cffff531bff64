"""The slips of a batch, which an officer's program wrote: the kiosk prints each."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from drivers.ports import SlipEnded
from kiosk.core.decisions import counters
from kiosk.core.decisions.giving.batch import batch
from kiosk.core.decisions.queue import NewTicket
from kiosk.paper.jobs import TicketJob
from scripts.small_office import small
from tests.app.test_app import Room, _opened


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small())


def test_every_number_of_a_batch_is_printed_once(room: Room) -> None:
    rules = room.settings.rules
    room.journal.transact(lambda s, now: counters.sign_in(s, now, rules, 1, "o1", "s1"))
    wanted = NewTicket("0123456789ab", "A")
    room.journal.transact(partial(batch, rules=rules, counter=1, wanted=wanted, count=4))
    room.app.settle()
    jobs = [job for job in room.printer.jobs if isinstance(job, TicketJob)]
    assert [room.journal.state.visits[job.visit].ticket for job in jobs] == ["A001", "A002", "A003", "A004"]
    room.hear(*(SlipEnded(job, "printed", "gs-h") for job in jobs))
    assert {visit.slip for visit in room.journal.state.visits.values()} == {"printed"}
    assert room.on() == "home"
