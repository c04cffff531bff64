"""What the courier itself writes into the journal: outages, the city's word about our chains, signed checkpoints.

The rules are in `link` and `kiosk.journal.signing`; here they meet the journal. Each call says whether something was
written, so that the courier rings and looks. What strangers can cause, outages and the city's word, is written once an
hour of each kind (limits/hourly.py): the journal's room is the office's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kiosk.core.calendar.moment import Moment, from_iso
from kiosk.core.decisions.device import WHY, device_moved
from kiosk.core.record.checkpoints import TYPES as CHECKPOINTS
from kiosk.core.record.events import Checkpoint, Fact, LinkLost, LinkRestored, Recorded
from kiosk.core.state.values import State
from kiosk.journal import signing
from kiosk.journal.closing import days
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal, new_salt
from kiosk.journal.signing import NoKey, Signer
from sync import link
from sync.limits import hourly
from sync.limits.hourly import Tally
from sync.line import standing
from sync.line.standing import Standing

BACKWARDS = 200  # device events looked through for the last checkpoint
FAR, PART = 20_000, 500  # and for the beginning of an outage, so many at once: months of a kiosk without a network
STOPPED = "courier stopped"


class Diary:
    """`now`: monotonic seconds, as everywhere here; `salt`: 128 random bits in hex, of a checkpoint; without
    a key there are no checkpoints, and that is told."""

    def __init__(
        self,
        journal: Journal,
        signer: Signer | NoKey,
        now: float,
        salt: Callable[[], str] = new_salt,
        settings: Callable[[int], str] | None = None,
    ) -> None:
        """`settings`: hash of those in force, by the row of the last change of an option; None: as the signer says."""
        self._settings = settings
        self._journal, self._signer, self._salt = journal, signer, salt
        self._link = link.Link(False, now)
        self._city = Standing(journal.state.devices.get("city", "ok"), now)  # what an earlier start heard is not over
        self._clock_at = float("-inf")  # when the clock was last doubted
        self._words = dict[str, Tally]()  # of the city, by word
        self._mark_at, self._closes = now + signing.INTERVAL_S, False
        if closed_unsigned(journal):  # the power went before it was signed, or the courier was away
            self._mark_at = now
        self._marked, self._key_told = last_marked(journal), False

    def due(self) -> list[float]:
        """The moments at which something is to be written."""
        told = [link.tell_at(self._link), hourly.due(self._words.get(self._city.word, Tally()))]
        return [self._mark_at, *(at for at in told if at is not None)]

    def line_has_held(self, now: float) -> bool:
        """The connection lasts long enough to count."""
        return link.has_held(self._link, now)

    def line_up(self, now: float) -> None:
        self._link, self._city = link.raised(self._link, now), standing.line_up(self._city, now)

    def line_down(self, now: float, why: str) -> None:
        self._link = link.dropped(self._link, now, why)

    def day_closed(self, now: float) -> None:
        """A day that closed wants its checkpoint at once."""
        self._mark_at, self._closes = now, True

    def work(self, now: float) -> bool:
        """Whatever is due."""
        told = [self._tell_key(), self._tell(now), self._tell_city(now), self._mark(now)]
        return any(told)

    def _tell_key(self) -> bool:
        """Once a start, where it is not as the journal has it."""
        if self._key_told:
            return False
        word, why = self._signer if isinstance(self._signer, NoKey) else ("ok", "")
        written = self._write(lambda state, now: device_moved(state, "key", word, why[:WHY]))
        self._key_told = True
        return written

    def leave(self, now: float) -> bool:
        """The courier goes: ratings from here on are offline, until it is back and connected."""
        return self.line_has_held(now) and self._write(link.lost(STOPPED))

    def city_is(self, word: str, now: float) -> bool:
        """ok, ahead, differs …, of one stream; what that makes of the whole journal is written when it is a change, and
        once an hour each."""
        self._city = standing.heard(self._city, word, now)
        word = self._city.word
        if self._is_known(word):
            return False
        self._words[word] = hourly.heard(self._words.get(word, Tally()), "")
        return self._tell_city(now)

    def name_is(self, word: str) -> bool:
        """Our name at the broker: ok, or taken by another box too; nobody's lock is asked for what is known."""
        known = self._journal.state.devices.get("name", "ok") == word
        return not known and self._write(lambda state, _: device_moved(state, "name", word))

    def clock_is(self, word: str, why: str, now: float) -> bool:
        """By the broker's certificate: ok, behind or doubtful; a doubt once an hour, whoever shows us certificates."""
        if word != "ok" and now < self._clock_at + hourly.HOUR_S:
            return False
        written = self._write(lambda state, _: device_moved(state, "clock", word, why[:WHY]))
        self._clock_at = now if written and word != "ok" else self._clock_at
        return written

    def _is_known(self, word: str) -> bool:
        return self._journal.state.devices.get("city", "ok") == word

    def _tell_city(self, now: float) -> bool:
        """Its last word, where that is due and still a change; what it said in between is counted with it."""
        tally = self._words.get(self._city.word, Tally())
        if not hourly.is_due(tally, now):
            return False
        written = self._write(link.city_is(self._city.word, hourly.counted("", tally.held)))
        self._words[self._city.word] = hourly.told(now)  # only now: what could not be written is still to be told
        return written

    def _write(self, decide: Callable[[State, Moment], Any]) -> bool:
        return bool(self._journal.on_reserve(lambda: self._journal.transact(decide)))

    def _tell(self, now: float) -> bool:
        after, what = link.tell(self._link, now)
        began, lost_before = self._outage(now) if what == "restored" else (0, False)
        written = bool(what) and self._write(link.facts(self._link, what, began, lost_before))
        self._link = after  # only now: what could not be written is still to be told
        return written

    def _outage(self, now: float) -> tuple[int, bool]:
        """Wall time (ms) at which the loss began, by the clock of now where it was in our time and 0 when it is not
        known; whether it stands in the journal without an end."""
        if self._link.told == "lost":
            return self._journal.now().wall - int(1_000 * (now - self._link.lost_at)), False
        last = last_link(self._journal)
        lost = last.get("type") == LinkLost.TYPE
        return from_iso(last["time"]) if lost else 0, lost

    def _mark(self, now: float) -> bool:
        """The signed heads, each hour with news and at close; read in the transaction that writes them, so that they
        are the heads just before the checkpoint. A day that closed gets the word of its slip with the next one."""
        if now < self._mark_at:
            return False
        made = self._signed()
        self._mark_at = now + signing.INTERVAL_S  # only now: one that could not be written is still due
        self._closes = False
        for recorded in made:
            assert isinstance(recorded.event, Checkpoint)
            self._marked = _reached(recorded.event.heads)
        return bool(made)

    def _signed(self) -> Sequence[Recorded]:
        """Nothing where there is no key."""
        signer = self._signer
        if isinstance(signer, NoKey):
            return ()
        return self._journal.on_reserve(lambda: self._journal.transact(lambda s, now: self._checkpoint(s, signer)))

    def _checkpoint(self, state: State, signer: Signer) -> tuple[Fact, ...]:
        closed = days.waiting(self._journal)
        last = {} if closed and self._closes else self._marked  # the slip waits, whatever was signed just before
        if self._settings:
            signer = replace(signer, settings=self._settings(state.settings))
        return signing.decide(self._heads(state), state.seq, last, signer, self._salt(), closed)

    def _heads(self, state: State) -> dict[str, tuple[int, str]]:
        return {stream: self._journal.head(stream) for stream, n in state.heads.items() if n}


def tail(journal: Journal) -> list[dict[str, Any]]:
    """The last device events. Raises JournalError."""
    head = journal.state.heads.get("device", 0)
    return journal.after("device", max(0, head - BACKWARDS), BACKWARDS)


def last_link(journal: Journal) -> Mapping[str, Any]:
    """The last device event that says how the link is, {} for none; looked for far behind what a state is made of."""
    head = journal.state.heads.get("device", 0)
    for upto in range(head, max(0, head - FAR), -PART):
        for event in reversed(journal.after("device", max(0, upto - PART), min(upto, PART))):
            if event["type"] in (LinkLost.TYPE, LinkRestored.TYPE):
                return event
    return {}


def last_marked(journal: Journal) -> dict[str, int]:
    """How far the last checkpoint reached, also one of an earlier start; {} where it cannot be read: the next one comes
    early."""
    try:
        made = [event["data"]["heads"] for event in tail(journal) if event["type"] in CHECKPOINTS]
    except JournalError:
        return {}
    return _reached(made[-1]) if made else {}


def closed_unsigned(journal: Journal) -> bool:
    """A day closed whose word nobody signed; where that cannot be read, the next checkpoint finds it."""
    try:
        return days.waiting(journal) is not None
    except JournalError:
        return False


def was_signed(journal: Journal) -> bool:
    """It has a checkpoint: one was found, or there must be one behind so many events."""
    return bool(last_marked(journal)) or journal.state.heads.get("device", 0) > BACKWARDS


def _reached(heads: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    return {stream: int(said["sequence"]) for stream, said in heads.items()}
