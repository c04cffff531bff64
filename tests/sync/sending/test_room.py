"""For what is live a backlog leaves the last message that the broker takes; the journal is real, the line is a list."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from drivers.clock import SimulatedClock
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from scripts.soak.link import RULES, SOURCE
from sync import outbox
from sync.connection import Broker, News, Wire
from sync.cursors import Cursors
from sync.limits.doubts import Doubts
from sync.line.terms import Terms
from sync.packing import unpack
from sync.retries import Retries
from sync.route import Route
from sync.sending.sender import Sender, Way

BATCH, WAITING = 20, 200


@dataclass
class Line:
    """What went out; nothing is ever answered."""

    terms: Terms
    sent: list[list[int]] = field(default_factory=list)

    def publish(self, topic: str, payload: bytes, deflated: bool = False) -> int:
        self.sent.append([event["sequence"] for event in unpack(payload)])
        return len(self.sent)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, SimulatedClock(tmp_path / "clock")) as opened:
        rate(opened, WAITING)
        yield opened


def rate(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.transact(lambda s, now: ratings.press(s, now, RULES, Press(3, "button")))


WAY = Route(Broker("127.0.0.1", 1), SOURCE, "0", batch=BATCH, window=64)


def on(line: Line, *, journal: Journal, passed: int = 0, route: Route = WAY) -> Sender:
    """`passed`: an event that was too large."""
    cursors = Cursors(journal, 0.0, lambda stream: None)
    if passed:
        cursors.lanes["rating"] = outbox.pass_over(cursors.lanes["rating"], passed, 0.0)
    made = Sender(Way(route, journal, cursors, Retries(print), Doubts(print)), lambda word, now: None)
    made.begin(cast(Wire, line), 0.0)
    made.send(0.0)
    return made


@pytest.mark.parametrize("flights", [2, 3, 5])
def test_the_last_message_that_a_broker_takes_is_for_what_is_live(journal: Journal, flights: int) -> None:
    """The backlog fills all but one; the rating that is pressed then goes, and nothing else."""
    line = Line(Terms(flights=flights))
    made = on(line, journal=journal)
    assert [numbers[0] for numbers in line.sent] == [1 + BATCH * n for n in range(flights - 1)]
    rate(journal, 1)
    made.send(1.0)
    assert line.sent[flights - 1 :] == [[WAITING + 1]]


def test_a_broker_that_takes_one_message_is_sent_the_backlog(journal: Journal) -> None:
    """Nobody waits for ever for a message that never comes."""
    line = Line(Terms(flights=1))
    on(line, journal=journal)
    assert line.sent == [[*range(1, BATCH + 1)]]


def test_where_the_brokers_word_counts_all_goes_in_order(journal: Journal) -> None:
    """Its word for a later message would move the cursor over what is still to go."""
    line = Line(Terms(flights=3))
    made = on(line, journal=journal, route=replace(WAY, acks="broker"))
    rate(journal, 1)
    made.send(1.0)
    assert [number for numbers in line.sent for number in numbers] == [*range(1, 3 * BATCH + 1)]


def test_the_meter_tells_when_it_lets_the_next_one_go(journal: Journal) -> None:
    """And what is live neither waits for it nor counts."""
    line = Line(Terms())
    made = on(line, journal=journal, route=replace(WAY, backlog_mb_a_day=1))
    (at,) = made.due(0.0)
    rate(journal, 1)
    made.send(at - 1)
    assert line.sent == [[*range(1, BATCH + 1)], [WAITING + 1]] and made.due(at - 1) == [at]
    made.send(at)
    assert line.sent[2:] == [[*range(BATCH + 1, 2 * BATCH + 1)]]


def test_behind_an_event_that_is_too_large_the_brokers_word_makes_room(journal: Journal) -> None:
    """The city can never say that it has what stands there, so no window may wait for that."""
    line = Line(Terms())
    made = on(line, journal=journal, passed=1, route=replace(WAY, batch=4))
    while (sent := len(line.sent)) < WAITING // 4:
        for number in range(1, sent + 1):
            made.taken(News("taken", number=number, flag=True), 1.0)
        made.send(1.0)
        assert len(line.sent) > sent
    assert [number for numbers in line.sent for number in numbers] == [*range(2, WAITING + 1)]
