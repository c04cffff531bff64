"""The touch app on a real journal, inbox and drawn screen, with devices that only remember: what it does by itself."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from display.panels import MemoryPanel
from drivers import ports
from drivers.speaker import ChildSpeaker
from kiosk.app.app import WITH_OTHERS_MS, App
from kiosk.app.clock_keeping import ClockKeeping
from kiosk.app.commands import CommandHandlers
from kiosk.app.housekeeping import MINUTE_MS, Housekeeping
from kiosk.app.journal_news import APART_MS, FOLD_ROWS, QUIET_MS, SHORT_QUIET_MS
from kiosk.app.journal_writer import JournalWriter
from kiosk.app.print_jobs import SIGNED_WITHIN_MS
from kiosk.config.options import Button, Hours
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.device import device_moved
from kiosk.core.record.events import Fact, LinkRestored
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Devices
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.host.disk_reserve import reserve_of
from kiosk.journal.bell import LOOK_AGAIN_MS, Bell
from kiosk.journal.opening import migrate
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import TicketJob
from scripts.small_office import small
from tests.journal.clocks import opened

BUTTONS = [Button("satisfied", 5, lamp=12), Button("pad", 6, "level-1", counter=2), Button("service-a", 13)]
MORNING = 1_795_480_270_000  # 2026-11-24 07:31:10


class Lamps:
    lit: Sequence[str] = ()
    breathing: Sequence[str] = ()

    def show(self, lit: Sequence[str], breathe: Sequence[str] = ()) -> None:
        self.lit, self.breathing = lit, breathe

    def close(self) -> None:
        self.lit = self.breathing = ()


class Printed:
    """A printer that only remembers its jobs."""

    def __init__(self) -> None:
        self.jobs: list[ports.PrintJob] = []

    def print(self, job: ports.PrintJob) -> None:
        self.jobs.append(job)

    def state(self) -> ports.PrinterState:
        return "ok"

    def close(self) -> None:
        self.jobs.clear()


@dataclass
class Room:
    """An app in a room; `pass_ms` lets time pass, `hear` is what a device says, `rows` what stands in the journal."""

    folder: Path
    settings: Settings
    mono: int = 1_000_000
    clock: str = "synchronised"
    over: bool = False
    lamps: Lamps = field(default_factory=Lamps)
    printer: Printed = field(default_factory=Printed)

    def __post_init__(self) -> None:
        migrate(self.folder / "journal.db")
        self.journal = opened(self.folder / "journal.db", self.now, "/x/k1")
        self.bell = Bell(self.folder / "run", "app", self.journal.path)
        inbox = Inbox()
        devices = Devices(self.lamps, self.printer, None, ChildSpeaker([]), inbox)
        kiosk = self.settings.config.kiosk
        screen = Screen(FoundPanel(MemoryPanel, inbox.post), kiosk, clock=lambda: self.mono)
        tokens = (f"t{n}" for n in count(1))
        handlers = CommandHandlers(self.journal, self.settings, lambda: next(tokens))
        writer = JournalWriter(handlers, self.bell, reserve_of(self.journal.path))
        clock = ClockKeeping(writer, self.journal.timestamps, self.folder)
        housekeeping = Housekeeping(self.settings, writer, clock, lambda: self.over)
        self.app = App(self.settings, writer, devices, screen, Slips(self.settings, self.journal), housekeeping)
        self.app.settle()

    def now(self) -> Moment:
        return Moment(MORNING + self.mono, self.mono, "b", self.clock)  # type: ignore[arg-type]  # a test's word

    def on(self) -> str:
        """The screen that the dialog is on."""
        return self.app.dialog.screen

    def pass_ms(self, ms: int) -> None:
        self.mono += ms
        self.app.settle()

    def hear(self, *said: ports.Input) -> None:
        for one in said:
            self.app.devices.inbox.post(one)
        self.app._take_inbox()
        self.app.settle()

    def served(self, counter: int) -> None:
        """A visit that has just ended there, by officers at the console."""
        for decide in (
            lambda s, now: counters.sign_in(s, now, self.settings.rules, counter, f"o{counter}", "s1"),
            lambda s, now: queue.walk_in(s, now, self.settings.rules, counter, "A", f"visit{counter}"),
            lambda s, now: queue.finish(s, now, counter),
        ):
            self.journal.transact(decide)
        self.app.settle()

    def rows(self, kind: str) -> list[dict[str, object]]:
        return [row["data"] for row in self.journal.rows() if row["type"].rpartition(".")[0] == f"vn.motcua.{kind}"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small(buttons=BUTTONS))


def _opened(folder: Path, settings: Settings, clock: str = "synchronised") -> Iterator[Room]:
    opened = Room(folder, settings, clock=clock)
    yield opened
    opened.bell.close()
    opened.journal.close()


def test_a_press_is_written_thanked_and_lights_all_lamps(room: Room) -> None:
    """From the button's word to the rating in the journal, the screen of thanks and the lamps."""
    room.served(1)
    assert room.lamps.breathing == ("satisfied",)
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    assert [(r["level"], r["counter"], r["channel"]) for r in room.rows("rating.given")] == [(3, 1, "button")]
    assert room.on() == "thanks" and room.lamps.lit == ("satisfied",)


def test_a_pads_press_is_a_rating_of_its_counter_and_leaves_the_screen_alone(room: Room) -> None:
    """Somebody reads the list at the kiosk while somebody else presses at counter 2."""
    room.served(2)
    room.hear(ports.CodeScanned("visit2"))
    before = room.app.dialog
    room.pass_ms(500)
    room.hear(ports.ButtonPressed("pad", room.mono))
    assert [(r["level"], r["counter"], r["channel"]) for r in room.rows("rating.given")] == [(1, 2, "pad")]
    assert room.app.dialog == before


def test_a_press_counts_at_its_own_time_however_late_the_loop_is(room: Room) -> None:
    """The slip was scanned a minute and more ago when the loop comes to the press, but not when the finger pressed."""
    room.served(1)
    room.served(2)
    room.hear(ports.CodeScanned("visit2"))
    pressed = room.mono + room.settings.rules.scan - 1
    room.mono += room.settings.rules.scan + 3_000
    room.hear(ports.ButtonPressed("satisfied", pressed))
    assert [(r["bind"], r["counter"]) for r in room.rows("rating.given")] == [("scan", 2)]


def test_a_visits_end_is_written_when_it_is_due_without_anybody_at_the_kiosk(room: Room) -> None:
    """Its question is open for ten minutes; the loop wakes for it by itself, a minute later, because a wish that comes
    meanwhile would take it along."""
    room.served(1)
    while not room.rows("visit.ended"):
        due = room.app._due()
        assert 0 < due <= MINUTE_MS
        room.pass_ms(due)
    assert room.mono - 1_000_000 == room.settings.rules.bind + WITH_OTHERS_MS + 1
    assert room.rows("visit.ended")[0]["outcome"] == "timed-out"


def test_a_journal_that_breaks_is_an_out_of_order_screen_and_nobody_is_thanked(room: Room) -> None:
    """One line for the technician stands there; the press has led nowhere."""
    with closing(sqlite3.connect(room.journal.path)) as other:
        other.execute("ALTER TABLE events RENAME TO lost")
        other.commit()
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    assert room.on() == "out-of-order" and room.app.writer.trouble
    assert room.app.screen.data()["screen"] == "out-of-order"


def test_a_device_is_written_down_when_it_fails_and_when_it_is_back(room: Room) -> None:
    """Each once; a printer that is plugged in again is not yet ok, it says itself how it is."""
    for device in ("scanner", "printer"):
        room.hear(ports.DeviceFailed(device, "unplugged"), ports.DeviceFailed(device, "unplugged"))
        room.hear(ports.DeviceBack(device))
    states = [(r["device"], r["state"]) for r in room.rows("device.changed")]
    assert states == [("scanner", "missing"), ("scanner", "ok"), ("printer", "missing")]


def test_a_number_by_button_is_printed_and_stays_longer_without_a_slip(room: Room) -> None:
    """One job, for the visit that was written; a slip that failed leaves the screen the time to note the number."""
    room.hear(ports.ButtonPressed("service-a", room.mono))
    (job,) = room.printer.jobs
    assert isinstance(job, TicketJob) and job.visit == room.app.dialog.ticket == "t1"
    room.pass_ms(15_000)
    room.hear(ports.SlipEnded(job, "failed", "cover_open"))
    room.pass_ms(10_000)
    assert room.on() == "ticket"
    room.pass_ms(20_000)
    assert room.on() == "home"


def test_a_new_roll_is_tried_and_asked_about(room: Room) -> None:
    """Opened while it wants paper: help; closed with paper: a test slip, and whether words are on it."""
    room.hear(ports.PrinterSaid("paper_out"), ports.PrinterSaid("cover_open"))
    assert room.on() == "refill" and room.printer.jobs == []
    room.app.writer.write(lambda state, now: device_moved(state, "paper", "blank"))
    room.hear(ports.PrinterSaid("ok"))
    assert room.on() == "paper-check" and room.journal.state.devices["paper"] == "ok"
    assert room.printer.jobs == [room.app.slips.check(room.now().wall)]


def test_the_day_opens_with_the_hours_by_itself(tmp_path: Path) -> None:
    """It is within the hours when the app starts: the day is open before anybody takes a number."""
    for room in _opened(tmp_path, small(hours=Hours())):
        assert room.rows("day.opened") == [{"date": "2026-11-24", "provisional": False, "again": False}]


def test_safe_mode_ends_only_while_nobody_stands_there(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop is stopped, so that a start with everything may follow, at the first minute of a screen at rest."""
    stopped: list[int] = []
    monkeypatch.setattr(room.app.loop, "stop", lambda: stopped.append(room.mono))
    room.over = True
    room.pass_ms(room.app.housekeeping.due(room.now()) - 1_000)
    room.hear(ports.CodeScanned("nobody knows it"))
    room.pass_ms(1_000)
    assert stopped == []
    room.pass_ms(MINUTE_MS)
    assert stopped == [room.mono]


def test_what_another_program_writes_is_seen_though_nobody_rang(room: Room) -> None:
    """The bell's net speaks before the commit can be seen: the journal is looked at again after 2, 4 … 50 ms."""
    room.app.news.hear()
    room.app.settle()
    with closing(sqlite3.connect(room.journal.path)) as other:
        other.execute("INSERT INTO cursors VALUES ('x', 1)")
        other.commit()
    room.app.news.hear()
    looked = []
    while (due := room.app.news.dues(room.mono)[0]) is not None:
        looked.append(due)
        room.app.news.take()
    assert looked == list(LOOK_AGAIN_MS)


@pytest.mark.parametrize(
    ("rows", "waits"), [(3, (QUIET_MS, APART_MS)), (FOLD_ROWS, (SHORT_QUIET_MS, 1 + SHORT_QUIET_MS))]
)
def test_a_log_is_folded_back(room: Room, monkeypatch: pytest.MonkeyPatch, rows: int, waits: tuple[int, int]) -> None:
    """Not while somebody writes, what is little not twice within a quarter of an hour; then only after news."""
    folded, at = list[int](), 1_000_001
    monkeypatch.setattr(room.app.writer, "checkpoint", lambda: folded.append(room.mono))
    for wait in waits:
        for n in range(rows):
            room.journal.transact(lambda s, now, n=n: [Fact(LinkRestored(n))])  # type: ignore[misc]  # bound at once
        room.pass_ms(1)
        room.pass_ms((at := at + wait) - room.mono - 1)
        assert at not in folded
        room.pass_ms(1)
    room.pass_ms(APART_MS)
    assert folded == [1_000_001 + waits[0], at]


def test_every_visit_that_may_be_rated_is_asked_for_three_minutes(room: Room) -> None:
    """The loop wakes at the very moment when the home screen stops asking."""
    room.served(1)
    assert ratings.ask_ends(room.journal.state, room.now(), room.settings.rules) == room.settings.rules.ask + 1
    room.pass_ms(room.settings.rules.ask)
    assert room.lamps.breathing and room.app._due() == 1
    room.pass_ms(1)
    assert not room.lamps.breathing


def test_the_days_slip_waits_for_its_signature_and_not_for_ever(room: Room) -> None:
    """Ten seconds, in which the loop sleeps and the app does not start anew; then it is printed unsigned."""
    room.served(1)
    room.journal.transact(close_day)
    room.app.settle()
    printed = len(room.printer.jobs)
    assert room.app._due() <= SIGNED_WITHIN_MS and not room.app._may_restart()
    room.pass_ms(SIGNED_WITHIN_MS - 1)
    assert len(room.printer.jobs) == printed
    room.pass_ms(1)
    assert "CHƯA KÝ" in repr(room.printer.jobs[printed:]) and not room.app.closing.waits
