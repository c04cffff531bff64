"""The touch app: gathers inputs, steps the dialog, and does what follows, all in the thread of one loop.

It wakes for a touch, the inbox (buttons, keypads, printer, scanner), the bell, a signal, the end of a child, and the
next moment at which something must change; for nothing else. Nothing here waits on paper, network or sound; the only
disk it waits for is the one commit of a command. It owns the journal's checkpoints and the day's opening and close.
"""

from dataclasses import replace
from typing import assert_never

from drivers import ports
from kiosk.app import print_jobs
from kiosk.app.housekeeping import Housekeeping
from kiosk.app.inputs import button_input, code_input, finger, paper_input, tap_input
from kiosk.app.journal_news import JournalNews
from kiosk.app.journal_writer import Done, JournalWriter, NotWritten
from kiosk.app.keypads.desks import Desks
from kiosk.app.lamps import lamps_of
from kiosk.app.loop import Loop
from kiosk.app.presenter import Outlooks, declinable, opening_now, view_of
from kiosk.app.voice import GAP_MS, Voice
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper, ratings
from kiosk.core.decisions.binding import known_visit
from kiosk.core.decisions.device import device_back, device_moved
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.answers import NotWritten as NothingWritten
from kiosk.core.dialog.dialog import BaseScreen, Dialog
from kiosk.core.dialog.idle import idle_in
from kiosk.core.dialog.lying import Lying, laid
from kiosk.core.dialog.table import step
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.core.state.invited import is_invited
from kiosk.core.words.faults import sentences
from kiosk.core.words.vietnamese import call_sentence
from kiosk.devices.loose import Plugs
from kiosk.devices.opening import Devices
from kiosk.devices.screen import Screen
from kiosk.devices.touch import TouchInput
from kiosk.host.systemd import Heartbeat, notify
from kiosk.host.troubles import tell_faults
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import SlipJob
from kiosk.service.telling.attention import parts_of

WITH_OTHERS_MS = 60_000  # that the end of a visit waits for a wish to be written with, which spares the card a commit


class App:
    """Joins the parts. `run` returns after `loop.stop()`."""

    def __init__(
        self,
        settings: Settings,
        writer: JournalWriter,
        devices: Devices,
        screen: Screen,
        slips: Slips,
        housekeeping: Housekeeping,
    ) -> None:
        self.settings, self.writer, self.devices, self.screen = settings, writer, devices, screen
        self.slips, self.housekeeping = slips, housekeeping
        self.dialog, self.pressed, self.cover = Dialog(), "", paper.Cover()
        self.lying: Lying = {}
        self.heartbeat, self.closing, self.plugs = Heartbeat(), print_jobs.ClosingSlip(slips), Plugs()
        self.loop, self.news, self.offers = Loop(), JournalNews(writer), print_jobs.Offers()
        self.outlooks = Outlooks(settings)
        self.desks = Desks(devices.keypads, settings.config.keypads, writer)
        self.voice = Voice(devices.speaker, self.loop.watch_once, devices.inbox.post, gap_ms=GAP_MS)
        self.touch = TouchInput(
            devices.open_touch, devices.inbox.post, self.loop.watch, self.loop.unwatch, self._finger
        )
        self.loop.watch(devices.inbox.fileno(), self._take_inbox)
        self.loop.watch(writer.bell.fileno(), self.news.hear)

    def run(self) -> None:
        notify("READY=1")
        self.loop.run(self.settle, self._due)

    def settle(self) -> None:
        """After any input: what time has brought, what the journal holds that is new, then the screen and the lamps."""
        now = self.writer.now()
        self.screen.poll(now.mono)
        self.touch.poll(now.mono)
        self.voice.poll()
        for device in self.devices.sought:
            device.poll(now.mono)
        self._time_passes(now)
        for recorded in self.news.take():
            self._effects(recorded)
        self._adopt(self.writer.settings())
        self.news.fold_if_quiet(now.mono)  # behind the news: what was just written is no time of quiet
        self._base(now)
        self._tell(self.offers.due(self.writer.state, self.dialog))
        self._show(self.writer.now())
        self.desks.show(self.writer.state, self.writer.now().mono)
        for device in self.devices.shown:
            device.poll(now.mono)
        self.heartbeat.poll()

    def _adopt(self, settings: Settings) -> None:
        """Cards, hours and words are as they are written now; nobody is taken from where they stand."""
        if settings is not self.settings:
            self.settings, self.outlooks = settings, Outlooks(settings)
            self.slips.adopt(settings)
            self.housekeeping.settings = settings

    # --- inputs ---

    def _take_inbox(self) -> None:
        for said in self.plugs.heard(self.devices.inbox.take(), self.writer.now().mono):
            self._hear(said)

    def _hear(self, said: ports.Input) -> None:
        match said:
            case ports.ButtonPressed():
                self._button(said)
            case ports.Touched():
                self._finger(said)
            case ports.CodeScanned(code):
                self._scanned(code)
            case ports.KeyPressed():
                self.desks.pressed(said)
            case ports.PrinterSaid():
                self._printer(said)
            case ports.SlipEnded():
                self.writer.write(lambda state, now: print_jobs.ended(state, said))
            case ports.DeviceFailed(device, why, state):
                self._failed(device, state, why)
            case ports.DeviceBack(device, why):
                self._back(device, why)
            case ports.ClockMoved():
                pass  # it only wakes: `settle` asks the clock again
            case _:
                assert_never(said)

    def _button(self, said: ports.ButtonPressed) -> None:
        """A press counts at its own time, however late the loop comes to it: a slow disk makes no scanned slip old."""
        button = next(b for b in self.settings.config.buttons if b.name == said.name)
        self._tell(button_input(button, not self.screen.is_read(self.dialog.screen, said.mono)), said.mono)

    def _scanned(self, code: str) -> None:
        """Of what lies under the scanner a number is remembered, never what it says."""
        self.lying, anew = laid(self.lying, hash(code), self.writer.now().mono)
        if anew:
            results = self.settings.rules.results
            self._tell(code_input(code, self.writer.look(), self.writer.past_visit, results))

    def _finger(self, touched: ports.Touched) -> None:
        at = self.screen.meant if touched.phase == "down" else self.screen.hit
        thing = at(touched.x, touched.y)
        self.pressed, tapped = finger(self.pressed, touched.phase, thing)
        if touched.phase == "down":
            self._show(self.writer.now())  # also when the finger is up again before the loop settles
        elif tapped:
            self._tell(tap_input(tapped, self._declinable()))
            self.screen.was_tapped(tapped)  # behind its commit: a finger that trembled meanwhile is heard only now

    def _declinable(self) -> str:
        state = self.writer.look()
        return declinable(state, self.dialog, ratings.candidates(state, self.writer.now(), self.settings.rules))

    def _printer(self, said: ports.PrinterSaid) -> None:
        """The screen helps whoever opens the cover, and asks whether a new roll lies the right way round."""
        state, mono = self.writer.state, self.writer.now().mono
        handled = paper_input(state.devices.get("printer", "ok"), self.cover, said.state, mono)
        self.cover = self.cover.heard(said.state, mono)
        self.housekeeping.told.add("printer")
        why = print_jobs.printer_why(said, state, self.settings.config.printer.roll_m, self.slips.ticket_mm)
        self._device("printer", said.state, why)
        if isinstance(handled, i.NewPaper) and self.devices.printer is not None:
            self._device("paper", "ok")
            self.devices.printer.print(self.slips.check(self.writer.now().told))
        self._tell(handled)

    def _failed(self, device: str, state: str, why: str) -> None:
        if device == "printer":
            self.cover = self.cover.heard(state, self.writer.now().mono)
        self.housekeeping.told.add(device)
        self._device(device, state, why)

    def _back(self, device: str, why: str) -> None:
        """A printer says at once how it is; plugged in is not yet ok."""
        if device != "printer":
            self.writer.write(lambda state, now: device_back(state, device, why))

    def _device(self, device: str, to: str, why: str = "") -> None:
        self.writer.write(lambda state, now: device_moved(state, device, to, why))

    # --- dialog and journal ---

    def _tell(self, said: i.Input | None, mono: int | None = None) -> None:
        """Steps the dialog, has its command carried out, tells it the answer. `mono`: when it was said, None: now."""
        if said is None:
            return
        at, on = self.writer.now().mono if mono is None else mono, self.dialog
        self.dialog, command = step(on, said, at, self.settings.rules)
        if (self.dialog.screen, self.dialog.whom) != (on.screen, on.whom):
            self.pressed = ""  # a finger that was down on another screen means nothing on this one
        done = self.writer.execute(command) if command else None
        if isinstance(done, Done):
            self._tell(done.result)
        elif isinstance(done, NotWritten) and not isinstance(said, i.Elsewhere):
            self._tell(NothingWritten())  # at once: what an earlier visitor was told is no answer to this one

    def _effects(self, recorded: Recorded) -> None:
        event = recorded.event
        if recorded.stream == "device":
            self.tell_faults()
        if isinstance(event, (e.TicketCalled, e.TicketRecalled)):
            self._call(event.ticket, event.counter)
        self._print(print_jobs.job_of(self.slips, self.writer.state, recorded, self._told))
        self._print(self.closing.hear(self.writer.state, recorded, self.writer.now().mono))

    def _call(self, ticket: str, counter: int) -> None:
        """Said while the number is still invited there, as the board shows it."""
        self.voice.say(call_sentence(ticket, counter), ticket, lambda: is_invited(self.writer.look(), ticket, counter))

    def tell_faults(self) -> None:
        """What is wrong with the parts, to who reads no journal."""
        state = self.writer.state
        said = sentences(parts_of(state, self.writer.now().clock), state.whys).values()
        tell_faults(self.writer.bell.runtime, "".join(f"{one.vi}\t{one.en}\n" for one in said))

    def _print(self, job: SlipJob | None) -> None:
        if job is not None and self.devices.printer is not None:
            self.devices.printer.print(job)

    def _base(self, now: Moment) -> None:
        base: BaseScreen = "home" if opening_now(self.writer.state, now, self.settings).open else "closed"
        base = "out-of-order" if self.writer.trouble else base
        if base != self.dialog.base:
            self._tell(i.Base(base))

    # --- time ---

    def _due(self) -> int:
        """Milliseconds until something must change."""
        now, state, rules = self.writer.now(), self.writer.state, self.settings.rules
        dues = [self.housekeeping.due(now), self._idle(now.mono), *self.news.dues(now.mono)]
        dues += [
            self.closing.ms_until_due(now.mono),
            self._sweep_due(now),
            ratings.ask_ends(state, now, rules),
            self.writer.retry_due(now.mono),
        ]
        dues += [self.touch.ms_until_due(now.mono), self.screen.ms_until_due(now.mono), self.heartbeat.ms_until_due()]
        dues += [self.plugs.ms_until_due(now.mono), self.voice.ms_until_due()]
        dues += [device.ms_until_due(now.mono) for device in (*self.devices.sought, *self.devices.shown)]
        return max(1, min(due for due in dues if due is not None))

    def _idle(self, mono: int) -> int | None:
        visit = self.writer.state.visits.get(self.dialog.ticket)
        asked = visit is not None and paper.is_asked(self.writer.state, visit, self.cover, mono)
        no_slip = asked or (visit is not None and visit.slip in ("shown", "failed", "doubtful"))
        return idle_in(self.dialog, mono, self.settings.rules, no_slip)

    def _time_passes(self, now: Moment) -> None:
        for said in self.plugs.lasting(now.mono):
            self._hear(said)
        self._print(self.closing.look(now.mono))
        if self._idle(now.mono) == 0:
            self._tell(i.Idle())
        self.writer.retry(now.mono)
        if self._sweep_due(now) == 0:
            self.writer.sweep()
        if self.housekeeping.look(now) and self._may_restart():
            self.loop.stop()

    def _sweep_due(self, now: Moment) -> int | None:
        """None too while it could not be written: it goes with the next wish, or once the journal is back."""
        if self.writer.trouble:
            return None
        before = replace(now, wall=now.wall - WITH_OTHERS_MS, mono=now.mono - WITH_OTHERS_MS)
        return ratings.next_due(self.writer.state, before, self.settings.rules)

    def _may_restart(self) -> bool:
        at_rest = print_jobs.at_rest(self.writer.state, self.dialog) and not self.closing.waits
        return at_rest and self.housekeeping.over()

    # --- what people see ---

    def _told(self, token: str) -> Outlook | None:
        return self.outlooks.of(self.writer.state, self.writer.now(), token)

    def _show(self, now: Moment) -> None:
        state, settings, on = self.writer.state, self.settings, self.dialog
        told, ahead = self._told(on.ticket), self.outlooks.before(state, now, on)
        later = self.outlooks.later(state, now, on.ticket, told) if on.screen == "ticket" else None
        past = None if not on.ticket or known_visit(state, on.ticket, None) else self.writer.past_visit(on.ticket)
        broken, down, cover = self.writer.trouble, self.pressed, self.cover
        view = view_of(
            state, on, now, settings, broken, down, cover=cover, told=told, ahead=ahead, later=later, past=past
        )
        self.screen.show(view, on.whom)
        lit, breathe = lamps_of(state, on, now, settings)
        self.devices.lamps.show(lit, breathe)
