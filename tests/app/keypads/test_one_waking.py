"""A key and what else is heard in the same waking of the app: neither makes the other be forgotten.

The real app and journal; the officer's page writes through a journal of its own, as the console does.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.ports import ButtonPressed, KeyPressed
from kiosk.config.counters.keypads import Keypad
from kiosk.config.load import load
from kiosk.config.options import Button
from kiosk.config.settings import settings_of
from kiosk.core.decisions import queue
from kiosk.core.record.events import TicketCalled
from kiosk.journal.journal import Journal
from kiosk.paper.jobs import TicketJob
from kiosk.service.set_options import set_options
from scripts.small_office import small
from tests.app.keypads.test_desks import APART_MS, Hall
from tests.app.told.test_settings import AT, FILE
from tests.journal.clocks import opened


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path, small(keypads=[Keypad(1, path="/a")], buttons=[Button("service-a", 13)]))
    made.sits(1, 2)
    made.waits(2)
    made.pass_ms(APART_MS)
    yield made
    made.journal.close()
    made.bell.close()


@pytest.fixture
def console(hall: Hall) -> Iterator[Journal]:
    with closing(opened(hall.journal.path, hall.now, "/x/k1")) as journal:
        yield journal


def test_a_number_taken_just_before_an_officers_key_has_its_slip(hall: Hall) -> None:
    """Button and key come in one waking, and both are done: the slip is printed, the next one called."""
    hall.hear(ButtonPressed("service-a", hall.mono), KeyPressed("1", "enter", hall.mono))
    assert [job.visit for job in hall.printer.jobs if isinstance(job, TicketJob)] == ["t1"]
    assert hall.hand(1) == "A001"


def test_a_call_from_the_page_is_told_though_a_key_comes_in_between(hall: Hall, console: Journal) -> None:
    """Written by the other program and not read yet, when somebody presses a key: it is news all the same."""
    console.transact(lambda s, now: queue.call_next(s, now, hall.settings.rules, 2))
    hall.app.desks.pressed(KeyPressed("1", "enter", hall.mono))
    told = [recorded.event for recorded in hall.app.news.take()]
    calls = [(event.ticket, event.counter) for event in told if isinstance(event, TicketCalled)]
    assert calls == [("A001", 2), ("A002", 1)]


def test_a_key_goes_by_the_services_that_were_given_to_its_counter_a_moment_ago(tmp_path: Path) -> None:
    """The supervisor said that counter 1 serves B alone: who waits for A is not called there."""
    (tmp_path / "kiosk.toml").write_text(FILE.format(folder=tmp_path), encoding="utf-8")
    config = replace(load(tmp_path / "kiosk.toml"), keypads=[Keypad(1, path="/a")])
    hall = Hall(tmp_path, settings_of(config))
    with closing(hall.journal), closing(hall.bell):
        hall.sits(1)
        hall.waits()
        hall.pass_ms(APART_MS)
        only = {"counters.1": {"services": ["B"], "name": ""}}
        with closing(opened(hall.journal.path, hall.now, "/x/k1")) as console:
            console.transact(lambda s, now: set_options(config, only, {}, "supervisor", AT))
        hall.hear(KeyPressed("1", "enter", hall.mono))
        assert not hall.hand(1)
