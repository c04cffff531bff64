"""The whole app beside officers who call: what the hall hears, sentence by sentence, on a real player."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.speaker import ChildSpeaker
from kiosk.app.voice import GAP_MS, Voice
from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.words.vietnamese import call_sentence
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from scripts.small_office import small
from tests.app import test_app
from tests.journal.clocks import opened

PLAYER = "#!/bin/sh\ncat >> {folder}/heard\nwhile ! test -e {folder}/go; do sleep 0.02; done\n"


class Room(test_app.Room):
    """Its player keeps what it hears, and speaks on until it may go."""

    def opened(self, inbox: Inbox) -> Devices:
        (self.folder / "player").write_text(PLAYER.format(folder=self.folder))
        (self.folder / "player").chmod(0o755)
        return Devices(self.lamps, self.printer, None, ChildSpeaker([str(self.folder / "player")]), inbox)

    def called(self, counter: int) -> None:
        """A number is taken, and called to this counter."""
        rules = self.settings.rules
        self.journal.transact(lambda s, now: counters.sign_in(s, now, rules, counter, f"o{counter}", f"s{counter}"))
        self.journal.transact(lambda s, now: queue.issue(s, now, rules, NewTicket(f"c{counter}", "A", False)))
        self.journal.transact(lambda s, now: queue.call_next(s, now, rules, counter))
        self.app.settle()

    def heard(self, sentences: int) -> list[str]:
        """Everything, once so many have been said and nobody speaks any more. Time goes as fast as the loop turns."""
        (self.folder / "go").touch()

        def due() -> int:
            self.mono += 100
            if len(self.said()) >= sentences and not self.app.voice._child and self.app.voice.ms_until_due() is None:
                self.app.loop.stop()
            return 20

        self.app.loop.run(self.app.settle, due)
        return self.said()

    def spoken(self) -> None:
        """What is being said is said to its end; no time passes."""

        def due() -> int:
            if not self.app.voice._child:
                self.app.loop.stop()
            return 20

        self.app.loop.run(self.app.settle, due)

    def said(self) -> list[str]:
        file = self.folder / "heard"
        return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path, small())
    yield opened
    opened.bell.close()
    opened.journal.close()


GONE: dict[str, Callable[[Room], object]] = {
    "no-show": lambda r: r.journal.transact(lambda s, now: queue.no_show(s, 2)),
    "finish": lambda r: r.journal.transact(lambda s, now: queue.finish(s, now, 2)),
    "hold": lambda r: r.journal.transact(lambda s, now: queue.hold(s, now, 2)),
    "sign out": lambda r: r.journal.transact(lambda s, now: counters.sign_out(s, now, 2)),
}


@pytest.mark.parametrize("wish", GONE)
def test_who_is_invited_no_more_is_not_called(room: Room, wish: str) -> None:
    """While one number is spoken a second one is called six times and then gone; the third is called all the same."""
    room.called(1)
    room.called(2)
    for _ in range(6):
        room.journal.transact(lambda s, now: queue.recall(s, 2))
        room.app.settle()
    GONE[wish](room)
    room.called(3)
    assert room.heard(2) == [call_sentence("A001", 1), call_sentence("A003", 3)]


def test_six_repeated_calls_are_heard_once(room: Room) -> None:
    """Of those that wait the last one counts."""
    room.called(1)
    room.called(2)
    for _ in range(6):
        room.journal.transact(lambda s, now: queue.recall(s, 2))
        room.app.settle()
    assert room.heard(2) == [call_sentence("A001", 1), call_sentence("A002", 2)]


def test_who_was_put_aside_a_moment_ago_by_the_other_program_is_not_called(room: Room) -> None:
    """The gap behind a sentence ends before the app has read what the officer wrote: the journal says it already."""
    app = room.app
    app.voice = Voice(app.devices.speaker, app.loop.watch_once, app.devices.inbox.post, lambda: room.mono, GAP_MS)
    room.called(1)
    room.called(2)
    (room.folder / "go").touch()
    room.spoken()
    with closing(opened(room.journal.path, room.now, "/x/k1")) as console:
        console.transact(lambda s, now: queue.hold(s, now, 2))
    room.pass_ms(GAP_MS)
    assert room.said() == [call_sentence("A001", 1)] and not app.voice._child
