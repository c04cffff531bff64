"""The courier: what the journal has beyond the city's last `stored` goes out, and comes back as an acknowledgement.

One thread sleeps in `select` on the broker's line, the bell and a stop pipe until something is due. The rules are in
`outbox`; here they meet journal and wire. What fails at the journal is tried again by itself (`retries`) and holds up
nothing else. The courier remembers numbers only: killed at any moment, it begins again at the cursor.
"""

import random
import select
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.calendar.moment import day_of
from kiosk.core.record.events import STREAMS, DayClosed
from kiosk.host.disk.writes import DiskWrites
from kiosk.host.systemd import Heartbeat
from kiosk.host.troubles import tell
from kiosk.journal.bell import LOOK_AGAIN_MS, Bell
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.signing import NoKey, Signer
from sync import outbox
from sync.beat import Beat
from sync.connection import News, Will, Wire
from sync.cursors import Cursors, sources_of_unsent
from sync.envelope import Place
from sync.fetching.asking import Fetching
from sync.former.sender import Former
from sync.hearing.words import Words
from sync.journal_entries import Diary
from sync.limits.doubts import Doubts
from sync.limits.packets import KIOSK_BYTES
from sync.line import terms
from sync.line.name import dialled, ended, is_own, is_shared, is_taken, name_of, pause_code
from sync.line.redial import Redial
from sync.line.signs import Signs, look
from sync.line.way_told import WayTold
from sync.retries import Retries
from sync.route import Route
from sync.sending.sender import Sender, Way


class Courier:
    """`dice` gives 0 ≤ x < 1, `say` takes a line for the technician's log."""

    def __init__(
        self,
        route: Route,
        journal: Journal,
        ear: Bell,
        key: Ed25519PrivateKey | NoKey,
        dice: Callable[[], float] = random.random,
        say: Callable[[str], None] = print,
    ) -> None:
        """Without a key all is sent, and no checkpoint is made."""
        self.route, self.journal, self.ear, self._say = route, journal, ear, say
        self._heartbeat = Heartbeat()
        now = time.monotonic()
        self._beat = Beat(journal, route.sw, route.card, ear.runtime)
        self._cursors = Cursors(journal, now, self._moved)
        self.lanes = self._cursors.lanes
        self.wire: Wire | None = None
        self._name, self._ready, self._untimed = name_of(route.source, route.card), False, False
        self._redial = Redial((route.broker, *route.others), dice, self._signs, now)
        self._retries = Retries(self._cannot)
        begun = route.settings(journal.state.settings)
        signer = key if isinstance(key, NoKey) else Signer(key, route.sw, begun, route.card)
        self._diary = Diary(journal, signer, now, settings=route.settings)
        self._look_at, self._writes = [now], DiskWrites(ear.runtime, "sync")
        self._doubts = Doubts(say)
        self._fetching = Fetching(journal, route.source, lambda why: self._doubts.hear("back", why, time.monotonic()))
        self._sender = Sender(Way(route, journal, self._cursors, self._retries, self._doubts), self._city_is)
        self._former = Former(route, journal.path.parent, say)
        self._words = Words(route, self._cursors, self._diary, self._fetching, self._former, self._doubts)
        self._told = WayTold(ear.runtime)
        tell(ear.runtime, "sync", "")

    # --- the loop ---

    def run(self, stop: int) -> None:
        """Until `stop` (a descriptor) becomes readable; then it takes leave of the broker."""
        while not self.turn(stop):
            pass
        self.close()

    def turn(self, stop: int) -> bool:
        """One sleep and what follows it; True when it is time to stop."""
        wire = self.wire
        lines, ear = wire.readers() if wire else [], self.ear.fileno()
        wait = max(0.0, self._next() - time.monotonic())
        ready, _, _ = select.select([stop, ear, *lines], wire.writers() if wire else [], [], wait)
        if ear in ready:
            self._hear()
        if wire:
            wire.pump(any(line in ready for line in lines))
        self._work(time.monotonic())
        self._heartbeat.poll()
        return stop in ready

    def _next(self) -> float:
        """The moment at which something is due without anything happening."""
        lanes, now = self.lanes.values() if self._ready else (), time.monotonic()
        stalls = [at for at in map(outbox.stalled_at, lanes) if at is not None]
        asked = [at if at > now else now + outbox.ASKED_S for at in map(outbox.asked_due, lanes) if at is not None]
        saves = [self._retries.held("save", at) for at in (self._cursors.due(),) if at is not None]
        line = [now + self.wire.terms.look_s] if self.wire else [self._redial.due()]
        beats = [now + ms / 1000 for ms in (self._heartbeat.ms_until_due(),) if ms is not None]
        words = (
            [self._beat.due(), *self._fetching.due(), *self._sender.due(now), *self._former.due(now)]
            if self._ready
            else []
        )
        writes = [self._retries.held("write", at) for at in self._diary.due()]
        again = [*self._retries.dues(now), *self._doubts.due()]
        return min([*stalls, *asked, *saves, *line, *self._look_at, *writes, *beats, *words, *again])

    def _hear(self) -> None:
        now, net = time.monotonic(), self.ear.heard()
        self._look_at = sorted({now, *(now + ms / 1000 for ms in (LOOK_AGAIN_MS if net else ()))})

    def _work(self, now: float) -> None:
        self._read_news(now)
        self._dial(now)
        self._written(self._retries.run("write", lambda: self._diary.work(now), now))
        self._look(now)
        self._writes.look(day_of(self.journal.now().wall))
        if self._ready:
            self._show(now)
            self._sender.resend(now)
            self._sender.send(now)
            self._send_former(now)
        if self._cursors.are_due(now):
            self.save(now)
        self._doubts.tell(now)

    def _send_former(self, now: float) -> None:
        if self.wire:
            size = self._former.work(self.wire, self._sender.idle_room(now), now)
            self._sender.loads.spent(size, now)

    def _look(self, now: float) -> None:
        """Read what was written, if the bell said so; a day that closed wants its checkpoint at once."""
        if not self._look_at or now < self._look_at[0]:
            return
        self._look_at = [at for at in self._look_at if at > now]
        news = self._retries.run("read", self.journal.refresh, now)
        if news is None:
            self._look_at.append(self._retries.held("read", now))
        elif any(isinstance(recorded.event, DayClosed) for recorded in news):
            self._diary.day_closed(now)

    # --- the line ---

    def _dial(self, now: float) -> None:
        if self.wire or not self._redial.is_due(now):
            return
        self._name, will = dialled(self._name, now), Will(self._topic("state"), self._beat.will())
        broker = self._redial.broker
        self._untimed = bool(broker.pin) and self.journal.now().clock != "synchronised"
        self.wire = Wire(replace(broker, untimed=self._untimed), self._name.used, will, largest=KIOSK_BYTES)
        self.wire.dial()

    def _signs(self) -> Signs:
        moment = self.journal.now()
        return look(moment.wall - moment.mono, certificate=self.route.broker.certificate)

    def _topic(self, tail: str) -> str:
        return Place(self.route.source, tail).topic

    def _read_news(self, now: float) -> None:
        while self.wire and self.wire.news:
            news = self.wire.news.popleft()
            try:
                self._NEWS[news.kind](self, news, now)
            except JournalError as error:  # the city's word comes again
                self._doubts.hear(f"journal {news.kind}", f"{news.kind}: {error}", now)

    def _on_up(self, news: News, now: float) -> None:
        assert self.wire
        if not self._untimed:  # else the broker's certificate has said nothing of our clock
            self._written(self._diary.clock_is("ok", "", now))
        if lacking := terms.limits(self.wire.terms):
            self._doubts.hear(f"terms {lacking}", f"this broker has limits, and is used within them: {lacking}", now)
        words = ("ack", "ask", "back") if self.route.acks == "city" else ("ask", "back")
        sources = sources_of_unsent(self.journal, self.lanes, self.route.source)
        self.wire.subscribe([Place(at, f"{w}/{s}").topic for at in sources for w in words for s in STREAMS])

    def _on_ready(self, news: News, now: float) -> None:
        """Without the city's `ack` nothing can be let go, so nothing is sent; its other words are a comfort."""
        assert self.wire
        if any("/ack/" in topic for topic in news.refused):
            self._on_down(News("down", f"{news.refused[0]}: {news.why}", code=news.code), now)
            return
        if news.refused:
            self._doubts.hear("subscription", f"{', '.join(news.refused)}: {news.why}", now)
        self._ready = True
        self._told.line("up", self._redial.broker.at, "", self.journal.now().mono)
        self._sender.begin(self.wire, now)
        self._former.begin(now)
        self._beat.begin(now)
        self._fetching.begin()
        self._diary.line_up(now)
        self._look_at = [now]

    def _on_down(self, news: News, now: float) -> None:
        assert self.wire
        self.wire.close()
        refused = "certificate" if self.wire.is_unwelcome else ""
        self._told.line("down", self._redial.broker.at, news.why, self.journal.now().mono, refused)
        served, held = self._ready and not news.flag, self._diary.line_has_held(now)
        self._name = ended(self._name, news.code, served, now)
        code = pause_code(self._name, news.code, now)
        self._redial.over(now, served=served, held=held, code=code, reached=self.wire.reached)
        self.wire, self._ready = None, False
        self._sender.end(news.code, now, is_shared(self._name, now))
        self._diary.line_down(now, news.why)
        self._tell_name(now)
        self._written(news.clock != "" and self._diary.clock_is(news.clock, news.why, now))
        self._doubts.hear(f"broker {news.why}", f"broker: {news.why}", now)

    def _on_message(self, news: News, now: float) -> None:
        assert news.message
        self._sender.heard(now)
        self._written(self._words.hear(news.message, now))

    def _on_taken(self, news: News, now: float) -> None:
        self._sender.taken(news, now)

    _NEWS: Mapping[str, Callable[["Courier", News, float], None]] = {
        "up": _on_up,
        "ready": _on_ready,
        "down": _on_down,
        "message": _on_message,
        "taken": _on_taken,
    }

    # --- saying ---

    def _show(self, now: float) -> None:
        """How we are, and what we want back of our own."""
        word, wish = self._beat.word(self._cursors.stored(), now), self._fetching.wish(now)
        if word:
            self._tell_name(now)
            metered = self.route.backlog_mb_a_day if any(map(outbox.is_behind, self.lanes.values())) else 0
            mono = self.journal.now().mono
            self._told.beat(self.journal.state.heads, self._cursors.stored(), mono, metered, self._former.id)
        if self.wire and word:
            self.wire.publish(self._topic("state"), word, retain=True)
        if self.wire and wish:
            self.wire.publish(self._topic(f"want/{wish[0]}"), wish[1].payload())

    # --- writing ---

    def _moved(self, stream: str) -> None:
        self._beat.moved(stream)
        self._sender.moved(stream)

    def _city_is(self, word: str, now: float) -> None:
        """How the city seems to be, into the journal."""
        self._written(self._retries.run("word", lambda: self._diary.city_is(word, now), now))

    def _tell_name(self, now: float) -> None:
        """Whether another box has our name at the broker too; nothing while that is not known."""
        if is_taken(self._name, now) or is_own(self._name, now):
            word = "taken" if is_taken(self._name, now) else "ok"
            self._written(self._retries.run("name", lambda: self._diary.name_is(word), now))

    def _cannot(self, why: str) -> None:
        """What the journal keeps us from, for whoever asks this machine and for the city; "" for nothing any more."""
        self._say(why or "the journal can be used again")
        tell(self.ear.runtime, "sync", why)

    def _written(self, something: bool | None) -> None:
        if something:
            self.ear.ring()
            self._look_at = [time.monotonic(), *self._look_at]

    def save(self, now: float) -> None:
        """Write the cursors that moved."""
        self._retries.run("save", lambda: self._cursors.save(now), now)

    def close(self, patience: float = 2.0) -> None:
        """Say `online: false`, wait a moment for the broker to have it, and leave."""
        if self.wire and self._ready:
            last = self.wire.publish(self._topic("state"), self._beat.goodbye(self._cursors.stored()), retain=True)
            self.wire.await_taken(last, patience)
        if self.wire:
            self.wire.close()
        self.wire = None
        now = time.monotonic()
        self.save(now)
        self._former.close()
        self._written(self._retries.run("write", lambda: self._diary.leave(now), now))
        tell(self.ear.runtime, "sync", "")
