"""A kiosk as its programs are, in one process, for whoever wants to unmask somebody: the touch app, the console over
HTTP, the courier's diary, on one data folder and one clock that stands until it is moved. Only what lies beyond the
connectors is played: lamps, voice, paper and screen are remembered as the room sees them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from drivers import ports
from kiosk.app.app import App
from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.commands import CommandHandlers
from kiosk.app.housekeeping import Housekeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.app.main import begin
from kiosk.config.options import Button, Hours
from kiosk.config.settings import Settings, settings_of
from kiosk.console.commands import perform
from kiosk.core.dialog.view import View
from kiosk.core.office.refusals import Refused
from kiosk.core.office.scales import SCALES
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from kiosk.devices.screen import Screen
from kiosk.host.disk.reserve import reserve_of
from kiosk.journal.bell import Bell
from kiosk.journal.journal import Journal, new_salt
from kiosk.journal.signing import Signer, own_key
from kiosk.office import Seat, new_token
from kiosk.paper.compose import Slips
from sync.journal_entries import Diary
from tests.console.conftest import Room, opened_room
from tests.journal.clocks import opened

NAMES = SCALES["vn4"].levels  # level → its button
BUTTONS = [Button(name, 4 + level, lamp=14 + level) for level, name in NAMES.items()]
WORK_S = 90  # that a visit lasts: shorter ones are marked
THINGS = ("done", "reason-LATE", "reason-ATTITUDE")


class Eye:
    """The screen; a finger's x is the number of what it touches."""

    def poll(self, mono: int) -> None:
        """There is no panel to be found again."""

    def ms_until_due(self, mono: int) -> None:
        return None

    def hit(self, x: int, y: int) -> str:
        return THINGS[x]

    meant = hit

    def was_tapped(self, thing: str) -> None:
        """Nobody taps twice."""

    def is_read(self, screen: str, mono: int) -> bool:
        return True

    def show(self, view: View, whom: tuple[object, ...] = ()) -> bool:
        return True


@dataclass
class Surroundings:
    """Lamps, voice and printer, as whoever is in the room sees and hears them."""

    lamps: list[object] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    papers: list[ports.PrintJob] = field(default_factory=list)

    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None:
        if self.lamps[-1:] != [(lit, breathe)]:
            self.lamps.append((lit, breathe))

    def say(self, sentence: str) -> int:
        self.heard.append(sentence)
        return 0

    def print(self, job: ports.PrintJob) -> None:
        self.papers.append(job)

    def state(self) -> ports.PrinterState:
        return "ok"

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Box:
    """`salted`: as the product is; without, the attacker must find what it looks for."""

    room: Room
    salted: bool = True
    around: Surroundings = field(default_factory=Surroundings)

    def __post_init__(self) -> None:
        self.folder = Path(self.room.config.kiosk.data)
        self.settings = settings_of(replace(self.room.config, buttons=BUTTONS, hours=Hours(enforce=False)))
        self.journal = self._journal()
        self.bell = Bell(self.folder / "run", "app", self.journal.path)
        self.app = self._app(self.settings)
        self.diary = Diary(
            self._journal(), Signer(own_key(self.folder), "1.0", "5" * 64, "c" * 32), self.room.clock().mono / 1000
        )
        self.diary.line_up(self.room.clock().mono / 1000)
        self.seat = self.room.office.login(1, "cb01", "the sign-in")
        begin(self.app, "")

    def _journal(self) -> Journal:
        opened_now = opened(self.folder / "journal.db", self.room.clock)
        opened_now._salt = new_salt if self.salted else str
        return opened_now

    def _app(self, settings: Settings) -> App:
        devices = Devices(self.around, self.around, None, self.around, Inbox())
        handlers = CommandHandlers(self.journal, settings, new_token)
        writer = JournalWriter(handlers, self.bell, reserve_of(self.journal.path))
        keeping = Housekeeping(
            settings, writer, ClockKeeping(writer, self.journal.timestamps, self.folder), lambda: False
        )
        return App(settings, writer, devices, cast(Screen, Eye()), Slips(settings, self.journal), keeping)

    def passes(self, seconds: int) -> None:
        self.room.clock.pass_seconds(seconds)
        self.app.settle()

    def hear(self, *said: ports.Input) -> None:
        for one in said:
            self.app.devices.inbox.post(one)
        self.app._take_inbox()
        self.app.settle()

    def press(self, level: int) -> None:
        self.hear(ports.ButtonPressed(NAMES[level], self.room.clock().mono))

    def tap(self, thing: str) -> None:
        at = THINGS.index(thing)
        self.hear(ports.Touched("down", at, 0), ports.Touched("up", at, 0))

    def ask(self, verb: str, seat: Seat | None = None, **body: str) -> str:
        """What the officer is answered, in words."""
        try:
            answer = str(perform(self.room.office, verb, seat or self.seat, body, ""))
        except Refused as refused:
            answer = f"{refused.code} {refused.message}"
        self.app.settle()
        return answer

    def serve(self) -> None:
        """A citizen takes a number, is called, comes, and goes away again."""
        self.room.ticket()
        for verb in ("next", "start", "finish"):
            self.ask(verb)
            self.passes(WORK_S if verb == "start" else 0)

    def checkpoint(self) -> None:
        """At the worst moment: right behind a rating."""
        self.diary.day_closed(0.0)
        self.diary.work(self.room.clock().mono / 1000)
        self.app.settle()

    def close(self) -> None:
        self.app.writer.checkpoint(last=True)
        self.bell.close()
        self.diary._journal.close()
        self.journal.close()


@contextmanager
def opened_box(folder: Path, salted: bool = True) -> Iterator[Box]:
    """Put away also when a test in it fails: the console's thread would keep everybody waiting."""
    opening = opened_room(folder)
    box = Box(opening.__enter__(), salted)
    try:
        yield box
    finally:
        box.close()
        opening.__exit__(None, None, None)
