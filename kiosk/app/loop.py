"""The touch app: one thread that sleeps on file descriptors, gathers inputs, steps the dialog, and does what follows.

It wakes for a touch, the inbox (buttons, printer, scanner), the bell, a signal, the end of a child, and the next moment
at which something must change; for nothing else. Nothing in the loop waits on paper, network or sound; the only
disk it waits for is the one commit of a command. It owns the journal's checkpoints and the day's opening and close.
"""

import selectors
from collections.abc import Callable
from typing import Any

from drivers import ports
from kiosk.app import print_jobs
from kiosk.app.commands import CommandHandlers
from kiosk.app.inputs import button_input, code_input, paper_input, tap_input
from kiosk.app.journal_writer import Done, JournalWriter
from kiosk.app.lamps import lamps_of
from kiosk.app.presenter import declinable, view_of
from kiosk.app.voice import Voice
from kiosk.config.options import Config
from kiosk.core.calendar.hours import gives_numbers
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import ratings
from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.schedule import day_due
from kiosk.core.dialog import inputs as i
from kiosk.core.dialog.dialog import BaseScreen, Dialog
from kiosk.core.dialog.idle import idle_in
from kiosk.core.dialog.table import step
from kiosk.core.office.procedures import Procedures
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.values import State
from kiosk.core.words.vietnamese import call_sentence
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import Hands
from kiosk.devices.screen import Screen
from kiosk.devices.touch import Fingers
from kiosk.host.systemd import Heartbeat, notify
from kiosk.journal.bell import LOOK_AGAIN_MS, Bell
from kiosk.journal.journal import Journal
from kiosk.paper.compose import Slips

MINUTE = 60_000
QUIET = 10_000  # ms without news before the log is folded back
FOLD_ROWS = 400  # rows after which folding back is worth its writes


class App:
    """Joins the parts. `run` returns after `stop`."""

    def __init__(
        self,
        config: Config,
        journal: Journal,
        handlers: CommandHandlers,
        writer: JournalWriter,
        bell: Bell,
        inbox: Inbox,
        hands: Hands,
        screen: Screen,
        slips: Slips,
        estimate: Callable[[int], int],
        listed: Procedures = (),
        over: Callable[[], bool] = lambda: False,
    ) -> None:
        """`estimate`: wall time at a mono time as it was told before the clock was known (kiosk/journal/timestamps.py).
        `listed`: the office's public list. `over`: tickets-only is, and a start with everything may follow."""
        self.config, self.journal, self.handlers, self.writer, self.bell = config, journal, handlers, writer, bell
        self.inbox, self.hands, self.screen, self.slips, self.estimate = inbox, hands, screen, slips, estimate
        self.offers, self.listed, self.over = print_jobs.Offers(), listed, over
        self.dialog = Dialog()
        self.pressed = ""
        self.clock = journal.now().clock
        self.heartbeat = Heartbeat()
        self._running = True
        self._look_again = list[int]()
        self._folded, self._quiet_since, self._minute = journal.state.seq, 0, -1
        self.selector = selectors.DefaultSelector()
        self.voice = Voice(hands.speaker, self._watch_once)
        self.watch(inbox.fileno(), self._take_inbox)
        self.watch(bell.fileno(), self._hear_bell)
        self.fingers = Fingers(hands.open_touch, inbox.post, self.watch, self.unwatch, self._finger)

    # --- the loop ---

    def watch(self, fd: int, then: Callable[[], None]) -> None:
        """Call `then` whenever `fd` is readable."""
        self.selector.register(fd, selectors.EVENT_READ, then)

    def unwatch(self, fd: int) -> None:
        self.selector.unregister(fd)

    def _watch_once(self, fd: int, then: Callable[[], None]) -> None:
        def done() -> None:
            self.unwatch(fd)
            then()

        self.watch(fd, done)

    def stop(self) -> None:
        self._running = False

    def run(self) -> None:
        notify("READY=1")
        self.settle()
        while self._running:
            for key, _ in self.selector.select(self._sleep()):
                key.data()
            self.settle()

    def settle(self) -> None:
        """After any input: what time has brought, what the journal holds that is new, then the screen and the lamps."""
        now = self.journal.now()
        self.screen.look(now.mono)
        self.fingers.look(now.mono)
        self._time_passes(now)
        self._do_news()
        self._base(now)
        offer = self.offers.due(self.journal.state, self.dialog)
        if offer is not None:
            self._say(offer)
        self._show(self.journal.now())
        self.heartbeat.poll()

    def _sleep(self) -> float:
        """Seconds until something must change."""
        now = self.journal.now()
        state, mono = self.journal.state, now.mono
        dues = [MINUTE - now.wall % MINUTE, self._idle(mono), self._news_due(mono)]
        dues.append(ratings.next_due(state, now, self.handlers.rules))
        dues.append(self._look_again[0] if self._look_again else None)
        dues += [self._ask_ends(state, now), self.fingers.due(mono), self.screen.due(mono)]
        dues.append(self.heartbeat.ms_until_due())
        return max(1, min(due for due in dues if due is not None)) / 1000

    def _idle(self, mono: int) -> int | None:
        visit = self.journal.state.visits.get(self.dialog.ticket)
        on_screen = visit is not None and visit.slip in ("shown", "failed", "doubtful")
        return idle_in(self.dialog, mono, self.handlers.rules, no_slip=on_screen)

    def _ask_ends(self, state: State, now: Moment) -> int | None:
        """When the home screen stops asking for a rating."""
        fresh = ratings.candidates(state, now, self.handlers.rules)
        since = [now.mono - v.finished.mono for v in fresh if v.finished and v.finished.boot == now.boot]
        return min((self.handlers.rules.ask - s + 1 for s in since if s <= self.handlers.rules.ask), default=None)

    def _news_due(self, mono: int) -> int | None:
        rows = self.journal.state.seq - self._folded
        return max(0, self._quiet_since + QUIET - mono) if rows >= FOLD_ROWS else None

    # --- inputs ---

    def _take_inbox(self) -> None:
        for said in self.inbox.take():
            _INPUTS[type(said)](self, said)

    def _finger(self, touched: ports.Touched) -> None:
        """A touch counts when it begins and ends in the same card."""
        thing = self.screen.hit(touched.x, touched.y)
        if touched.phase == "down":
            self.pressed = thing
            self._show(self.journal.now())
        elif touched.phase == "move":
            self.pressed = self.pressed if thing == self.pressed else ""
        else:
            began, self.pressed = self.pressed, ""
            if thing and thing == began:
                self._say(tap_input(thing, self._declinable()))

    def _declinable(self) -> str:
        state = self.journal.state
        fresh = ratings.candidates(state, self.journal.now(), self.handlers.rules)
        return declinable(state, self.dialog, fresh)

    def _button(self, said: ports.ButtonPressed) -> None:
        button = next(b for b in self.config.buttons if b.name == said.name)
        self._say(button_input(button), said.mono)

    def _code(self, said: ports.CodeScanned) -> None:
        self._say(code_input(said.code, self.journal.state))

    def _printer(self, said: ports.PrinterSaid) -> None:
        """The screen helps whoever opens the cover, and asks whether a new roll lies the right way round."""
        state = self.journal.state
        handled = paper_input(state.devices.get("printer", "ok"), said.state)
        self._device("printer", said.state, print_jobs.printer_why(said, state, self.config.printer.roll_m))
        if isinstance(handled, i.NewPaper) and self.hands.printer is not None:
            self._device("paper", "ok")
            self.hands.printer.print("check", self.slips.check(self.journal.now().wall))
        self._say(handled)

    def _back(self, said: ports.DeviceBack) -> None:
        """A printer says at once how it is; plugged in is not yet ok."""
        if said.device != "printer":
            self._device(said.device, "ok")

    def _slip_ended(self, said: ports.SlipEnded) -> None:
        self.writer.write(lambda state, now: print_jobs.ended(state, now, said))

    def _device(self, device: str, to: str, why: str = "") -> None:
        self.writer.write(lambda state, now: device_moved(state, device, to, why))

    # --- dialog and journal ---

    def _say(self, said: i.Input | None, mono: int | None = None) -> None:
        """`mono`: when it was said, for what came late; else now."""
        if said is None:
            return
        at = self.journal.now().mono if mono is None else mono
        self.dialog, command = step(self.dialog, said, at, self.handlers.rules)
        done = self.writer.execute(command) if command else None
        if isinstance(done, Done):
            self._say(done.result)

    def _hear_bell(self) -> None:
        if self.bell.heard():
            self._look_again = list(LOOK_AGAIN_MS)

    def _do_news(self) -> None:
        if self._look_again:
            self._look_again.pop(0)
        news = self.writer.refresh()
        for recorded in news:
            self._effects(recorded)
        if news:
            self._quiet_since = self.journal.now().mono

    def _effects(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, (e.TicketCalled, e.TicketRecalled)):
            self.voice.say(call_sentence(event.ticket, event.counter), self.journal.now().mono)
        if self.hands.printer is not None:
            print_jobs.send(self.hands.printer, self.slips, self.journal.state, recorded)

    # --- time ---

    def _time_passes(self, now: Moment) -> None:
        if self._idle(now.mono) == 0:
            self._say(i.Idle())
        if ratings.next_due(self.journal.state, now, self.handlers.rules) == 0:
            self.writer.sweep()
        if self._news_due(now.mono) == 0:
            self.writer.checkpoint()
            self._folded = self.journal.state.seq
        if now.wall // MINUTE != self._minute:
            self._minute = now.wall // MINUTE
            self._each_minute(now)

    def _each_minute(self, now: Moment) -> None:
        if self.clock == "estimated" and now.clock == "synchronised":
            offset = now.wall - self.estimate(now.mono)
            self.writer.write(lambda state, at: (Fact(e.ClockCorrected(offset)),))
        self.clock = now.clock
        self.writer.restore_reserve()
        if day_due(self.journal.state, now, self.handlers.hours):
            self.writer.write(lambda state, at: day_due(state, at, self.handlers.hours))
        if print_jobs.at_rest(self.journal.state, self.dialog) and self.over():
            self.stop()

    def _base(self, now: Moment) -> None:
        base: BaseScreen = "home" if gives_numbers(self.handlers.hours, now) else "closed"
        base = "out-of-order" if self.writer.trouble else base
        if base != self.dialog.base:
            self._say(i.Base(base))

    # --- what people see ---

    def _show(self, now: Moment) -> None:
        state = self.journal.state
        dialog, config, rules, hours = self.dialog, self.config, self.handlers.rules, self.handlers.hours
        view = view_of(state, dialog, now, config, rules, hours, self.writer.trouble, self.pressed, self.listed)
        self.screen.show(view)
        lit, breathe = lamps_of(state, dialog, now, rules, config.buttons)
        self.hands.lamps.show(lit, breathe)


_INPUTS: dict[type, Callable[[App, Any], None]] = {
    ports.ButtonPressed: App._button,
    ports.Touched: App._finger,
    ports.CodeScanned: App._code,
    ports.PrinterSaid: App._printer,
    ports.SlipSending: lambda app, said: None,  # it stands in the journal already, with its number
    ports.SlipEnded: App._slip_ended,
    ports.DeviceFailed: lambda app, said: app._device(said.device, "missing", said.why),
    ports.DeviceBack: App._back,
    ports.ClockMoved: lambda app, said: None,  # it only wakes: `settle` asks the clock again
}
