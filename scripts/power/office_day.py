"""One kiosk as its programs are, in one process: the real touch app, console and courier on one data folder.

Only what lies beyond the connectors is played, and whatever crosses one is promised first (promises.py): a screen that
is shown, a slip's first byte, a spoken call, an officer's answer, what the courier hands to the city. Nothing is drawn.
A fault of the disk is an answer like any other here: people are told, and try again.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from drivers import ports
from kiosk.app.app import App
from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.commands import CommandHandlers
from kiosk.app.housekeeping import Housekeeping
from kiosk.app.journal_writer import JournalWriter
from kiosk.app.main import begin
from kiosk.config.options import Button, Officer
from kiosk.config.paths import OFFICERS_SALT as SALT
from kiosk.config.settings import Settings
from kiosk.console.commands import leave, perform
from kiosk.console.sessions import key_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record.checkpoints import TYPES as CHECKPOINTS
from kiosk.core.record.events import STREAMS
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from kiosk.devices.screen import Screen
from kiosk.host.disk.reserve import reserve_of
from kiosk.host.files import write_whole
from kiosk.host.salt_file import packed
from kiosk.journal.bell import Bell
from kiosk.journal.errors import JournalError
from kiosk.journal.opening import open_file
from kiosk.journal.signing import Signer, own_key
from kiosk.office import Office, Seat, salt_of
from kiosk.paper.compose import Slips
from kiosk.recovery.repairs import GOOD
from scripts.power.far_ends import TAPS, Eye, Lamps, Loudspeaker, PaperTray, Promises
from scripts.power.promises import CARD, JOURNAL, SOURCE
from scripts.small_office import small
from sync.journal_entries import Diary

FAULTS = (JournalError, OSError)  # of the disk, as our own code tells of them
OFFICERS = ("cb01", "cb02", "cb03")
BUTTONS = [Button("satisfied", 5), Button("pad", 6, "level-1", counter=2), Button("service-a", 13)]
HOME_MS = 5_000  # after the cause of a fault is gone


def settings_of(folder: Path) -> Settings:
    made = small(buttons=BUTTONS, officers=[Officer(name) for name in OFFICERS])
    kiosk = replace(made.config.kiosk, data=str(folder), runtime=str(folder.parent / "run"))
    return replace(made, config=replace(made.config, kiosk=kiosk))


class OfficeDay:
    """`folder`: the data folder, migrated; every method may raise JournalError or OSError where the disk does."""

    def __init__(self, folder: Path, promises: Promises, dice: random.Random) -> None:
        self.folder, self.promises, self.clock, self.dice = folder, promises, promises.clock, dice
        self.settings, self.path = settings_of(folder), folder / JOURNAL
        self.seats: dict[int, Seat] = {}
        self.app = self._app()
        self._console()
        self._courier()

    # --- three programs ---

    def _app(self) -> App:
        journal = open_file(self.path, SOURCE, self.clock)
        self._run = self.folder.parent / "run"
        self._bell = Bell(self._run, "app", self.path)
        tray, eye = PaperTray(self.promises), Eye(self.promises)
        speaker = Loudspeaker(self.promises, lambda: journal.state.seq)
        devices = Devices(Lamps(), tray, None, speaker, Inbox())
        handlers = CommandHandlers(journal, self.settings, lambda: f"{self.dice.getrandbits(60):012x}")
        writer = JournalWriter(handlers, self._bell, reserve_of(self.path))
        clock = ClockKeeping(writer, journal.timestamps, self.folder)
        housekeeping = Housekeeping(self.settings, writer, clock, lambda: False)
        app = App(self.settings, writer, devices, cast(Screen, eye), Slips(self.settings, journal), housekeeping)
        eye.app, self.tray, self._app_journal = app, tray, journal
        tray.tickets = lambda token: journal.state.visits[token].ticket
        begin(app, "")
        app.settle()
        return app

    def _console(self) -> None:
        self._console_journal = open_file(self.path, SOURCE, self.clock)
        own_salt = salt_of(self._console_journal)
        self.office = Office.of(self.settings.config, self._console_journal, own_salt, lambda: None)
        self.promises.file("file", SALT, packed(own_salt))
        self.promises.file("file", "console.key", key_of(self.folder))

    def _courier(self) -> None:
        self._sent = dict.fromkeys(STREAMS, 0)
        self._courier_journal = open_file(self.path, SOURCE, self.clock)
        self._key = own_key(self.folder)
        self.diary = Diary(self._courier_journal, Signer(self._key, "test", "settings", CARD), self._seconds())

    def _seconds(self) -> float:
        return self.clock.mono_ms / 1000

    def close(self, folded: bool) -> None:
        """`folded`: the app was told to stop, and folds the log back first."""
        if folded:
            self.app.writer.checkpoint(last=True)
        for journal in (self._app_journal, self._console_journal, self._courier_journal):
            journal.close()
        self._bell.close()

    # --- citizens ---

    def hear(self, *said: ports.Input) -> None:
        for one in said:
            self.app.devices.inbox.post(one)
        self._in_app(self.app._take_inbox)
        self.settle()

    def settle(self) -> None:
        self._in_app(self.app.settle)

    def _in_app(self, work: Callable[[], None]) -> None:
        """Whatever the disk does, the app tells it and goes on; one that ends is told of, and started again."""
        try:
            work()
        except FAULTS as error:
            self.promises.make("died", why=str(error))
            self._app_journal.close()
            self._bell.close()
            self.app = self._app()

    def tap(self, thing: str) -> None:
        at = TAPS.index(thing)
        self.hear(ports.Touched("down", at, 0), ports.Touched("up", at, 0))

    def press(self, button: str) -> None:
        self.hear(ports.ButtonPressed(button, self.clock.mono_ms))

    def scan(self) -> None:
        visits = self.app.writer.state.visits
        self.hear(ports.CodeScanned(self.dice.choice([*visits, "unknown"])))

    def slip_ends(self) -> None:
        ends: tuple[ports.SlipEnd, ...] = ("printed", "printed", "printed", "failed", "doubtful", "sent")
        if self.tray.waiting:
            self.hear(ports.SlipEnded(self.tray.waiting.pop(0), self.dice.choice(ends)))

    def printer_says(self) -> None:
        states: tuple[ports.PrinterState, ...] = ("ok", "paper_low", "paper_out", "cover_open", "ok")
        self.hear(ports.PrinterSaid(self.dice.choice(states)))

    # --- officers ---

    def sign_in(self, counter: int) -> None:
        self.seats[counter] = self.office.login(counter, OFFICERS[counter - 1], f"sign-in-{counter}")
        self.promises.make("rows", rows=self._console_journal.state.seq)

    def ask(self, verb: str, counter: int, **body: str) -> Any:
        """The officer's answer, None for a refusal."""
        key = f"{self.dice.getrandbits(40):x}" if self.dice.random() < 0.5 else ""
        try:
            answer = perform(self.office, verb, self.seats[counter], body, key)
        except (Refused, KeyError):
            return None
        self.promises.make("rows", rows=self._console_journal.state.seq)
        self.settle()
        return answer

    def leave(self, counter: int) -> None:
        if counter in self.seats:
            leave(self.office, self.seats.pop(counter), {})
            self.promises.make("rows", rows=self._console_journal.state.seq)

    def turn_day(self, closes: bool) -> None:
        turn = self.office.close_day if closes else self.office.open_day
        try:
            turn()
        except Refused:
            return
        self.promises.make("rows", rows=self._console_journal.state.seq)
        self.settle()

    # --- the courier and the keeper of the house ---

    def send(self) -> None:
        """A few more events of each stream, and now and then the city's word. The key of a checkpoint that is sent is
        promised with it."""
        self.diary.work(self._seconds())
        self._courier_journal.refresh()
        for stream in STREAMS:
            for event in self._courier_journal.after(stream, self._sent[stream], self.dice.randint(1, 20)):
                self._sent[stream] = event["sequence"]
                what = {key: event[key] for key in ("stream", "sequence", "hash")}
                self.promises.make("event", **what)
                if event["type"] in CHECKPOINTS:
                    self.promises.file("file", "checkpoint.key", self._key.private_bytes_raw())
            if self.dice.random() < 0.2:
                self._courier_journal.move_cursors({stream: self._sent[stream]})

    def checkpoint(self) -> None:
        self.diary.day_closed(self._seconds())
        self.send()

    def line(self) -> None:
        self.dice.choice([lambda: self.diary.line_up(self._seconds()), self._cut])()
        self.passes(40_000)
        self.diary.work(self._seconds())

    def _cut(self) -> None:
        self.diary.line_down(self._seconds(), "cable")

    def fold(self) -> None:
        """As when it was quiet after many rows."""
        self.app.writer.checkpoint()

    def passes(self, ms: int) -> None:
        self.clock.passes(ms)
        self.settle()

    def comes_home(self) -> None:
        """After a fault that is over the app is back by itself, soon; where it is not, that is told."""
        if self.app.writer.trouble:
            self.passes(HOME_MS)
        if self.app.writer.trouble:
            self.promises.make("late", why=self.app.writer.trouble)

    def keep_settings(self, text: str) -> None:
        """A file that changes, as the last good settings do."""
        self.promises.file("coming", GOOD, text.encode())
        write_whole(self.folder / GOOD, text.encode(), 0o640)
        self.promises.file("file", GOOD, text.encode())
