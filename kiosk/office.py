"""What an officer can ask of the office, each as one decision inside one transaction, with a ring of the bell after it.

Nothing here gives, shows or removes a rating. Callable from several threads: the journal serialises them.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TypeVar

from kiosk.config.options import Config
from kiosk.config.paths import salt_path
from kiosk.config.rules import former_reference, officer_reference, rules_of
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import counters, days, ratings
from kiosk.core.decisions.colleagues import feeding
from kiosk.core.decisions.supervising.wishes import AUTHOR
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.event import changed
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from kiosk.core.words.scanned import TOKEN_LENGTH, TOKEN_LETTERS
from kiosk.host.salt_file import Salt, salt_at
from kiosk.journal.answers import Answer
from kiosk.journal.errors import JournalError, translated_errors
from kiosk.journal.journal import Decide, Journal, Tell

T = TypeVar("T")

_SALT_OPTION, _SALT_AUTHOR = "privacy.officer_salt", "kiosk"  # of the event that tells of a new one


def new_token() -> str:
    """A visit's random token (60 bits): the slip's code, unguessable, and no number of a person."""
    return "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))


@dataclass(frozen=True)
class Seat:
    """Who asks: the officer, by the opaque reference, at a counter, by one sign-in (its id)."""

    counter: int
    officer: str
    sign_in: str

    def is_theirs(self, state: State) -> bool:
        """The journal says that the desk is theirs by this very sign-in."""
        return counters.is_theirs(state.counters.get(self.counter), self.officer, self.sign_in)

    def at(self, state: State) -> State:
        """The state in which they ask. Raises Refused not-logged-in."""
        if not self.is_theirs(state):
            raise Refused("not-logged-in")
        return state


class Office:
    """The office's queue as officers use it. Every method may raise Refused, and then nothing was written."""

    def __init__(
        self,
        journal: Journal,
        rules: Rules,
        officers: Mapping[str, Sequence[str]],
        ring: Callable[[], None],
        tell: Callable[[str], None] = lambda why: None,
    ) -> None:
        """`officers`: sign-in name → opaque reference, and those of before behind it; `ring`: wakes the other programs;
        `tell`: hears why nothing can be written, "" once something can."""
        self.journal, self.rules, self.officers, self._ring, self._tell = journal, rules, officers, ring, tell
        self.trouble, self._own_salt = "", b""

    @classmethod
    def of(
        cls,
        config: Config,
        journal: Journal,
        own_salt: bytes,
        ring: Callable[[], None],
        tell: Callable[[str], None] = lambda why: None,
    ) -> Office:
        """`own_salt`: the kiosk's, by which officers are opaque (kiosk/host/salt_file.py)."""
        office = cls(journal, rules_of(config), {}, ring, tell)
        office._own_salt = own_salt
        office.adopt(config)
        return office

    def adopt(self, config: Config) -> None:
        """Its rules and officers from now on."""
        names = (o.id for o in config.officers)
        officers = {o: (officer_reference(config, o, self._own_salt), former_reference(config, o)) for o in names}
        bound = frozenset(name for o in config.officers if not o.out_of_turn for name in officers[o.id])
        self.rules, self.officers = changed(rules_of(config), in_turn_only=bound), officers

    def dismiss(self) -> list[Recorded]:
        """Whoever sits where there is no counter any more, or is no officer any more, is signed out."""
        references = frozenset(each for references in self.officers.values() for each in references)
        return self._do(lambda s, now: counters.dismissed(s, now, self.rules, references))

    def state(self) -> State:
        """As the journal stands now, for a program that asks for no news: they are forgotten."""
        self.journal.refresh()
        return self.journal.state

    def _do(self, decide: Decide) -> list[Recorded]:
        return self._rung(self._tried(lambda: self.journal.transact(self._due(decide))))

    def retry(self) -> None:
        """In trouble: whether it is over. What is still wrong stands in `trouble`."""
        if self.trouble:
            with suppress(JournalError):
                self._tried(self.journal.probe)

    def _tried(self, work: Callable[[], T]) -> T:
        """On the reserve where the disk is full; what cannot be written is told."""
        try:
            done = self.journal.on_reserve(work)
        except JournalError as error:
            self._is(str(error))
            raise
        self._is("")
        return done

    def _is(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._tell(trouble)
            self._ring()

    def _due(self, decide: Decide) -> Decide:
        """`decide` behind what is due by now, so that no visit's end is forgotten."""
        return lambda state, now: ratings.with_sweep(state, now, self.rules, tuple(decide(state, now)))

    def _rung(self, written: list[Recorded]) -> list[Recorded]:
        if written:
            self._ring()
        return written

    def login(self, counter: int, officer: str, sign_in: str) -> Seat:
        """`officer`: the sign-in name; `sign_in`: this sign-in's own id. Refused wrong-pin for who is no officer."""
        seat = Seat(counter, self._reference(officer, counter), sign_in)

        def decide(state: State, now: Moment) -> Sequence[Fact]:
            self.references(officer)  # taken away while the lock was waited for, nobody would send them out again
            return counters.sign_in(state, now, self.rules, counter, seat.officer, sign_in)

        self._do(decide)
        return seat

    def references(self, officer: str) -> Sequence[str]:
        """By which the journal knows them, that of now in front. Raises Refused wrong-pin for who is no officer."""
        if not (found := self.officers.get(officer, ())):
            raise Refused("wrong-pin")
        return found

    def name_of(self, reference: str) -> str:
        """The sign-in name, for whoever is in the office; "" where the settings do not know them any more."""
        return next((name for name, references in self.officers.items() if reference in references), "")

    def _reference(self, officer: str, counter: int) -> str:
        """Who sits there under the reference of before goes on under it until the desk is left, or the visit in hand
        would be somebody else's."""
        desk, references = self.state().counters.get(counter), self.references(officer)
        return desk.officer if desk and desk.officer in references else references[0]

    def grant(self, seat: Seat, decide: Decide, tell: Tell, key: str = "") -> Answer:
        """What `tell` makes of an officer's wish. With a key it is decided once, and told the same again; two officers'
        keys have nothing to do with each other. Refused not-logged-in where the desk is not theirs any more."""
        self._day_first(seat)
        once = f"{seat.officer} {key}" if key else ""
        return self._answered(self._due(lambda s, now: decide(seat.at(s), now)), tell, once)

    def supervise(self, decide: Decide, tell: Tell, key: str = "") -> Answer:
        """The same for the supervisor, who has no desk."""
        return self._answered(self._due(decide), tell, f"{AUTHOR} {key}" if key else "")

    def _answered(self, due: Decide, tell: Tell, once: str) -> Answer:
        """`once`: whose wish it is, and its key; "" for one without."""
        if once:
            answer, written = self._tried(lambda: self.journal.transact_once(once, due, tell))
        else:
            answer, written = self._granted(due, tell)
        self._rung(written)
        return answer

    def _day_first(self, seat: Seat) -> None:
        """Every wish is one of today: what was in hand at midnight ended with its day, in a commit of its own, because
        a wish that is refused then writes nothing. What is new stays news: the touch app prints and calls by it."""

        def first(state: State, now: Moment) -> Sequence[Fact]:
            return counters.day_first(state, now, seat.counter, seat.officer, seat.sign_in)

        self.journal.look()
        if first(self.journal.state, self.journal.now()):
            self._do(first)

    def _granted(self, decide: Decide, tell: Tell) -> tuple[Answer, list[Recorded]]:
        before: list[State] = []

        def noting(state: State, now: Moment) -> Sequence[Fact]:
            before[:] = [state]
            return decide(state, now)

        written = self._tried(lambda: self.journal.transact(noting))
        return tell(written, before[0], reduce(fold, written, before[0])), written

    def feed(self, counter: int, sign_in: str, after: int) -> list[Recorded]:
        """The next number to an idle counter, if that is due still; `after`: ms."""
        return self._do(lambda s, now: feeding.feed(s, now, self.rules, counter, sign_in, after))

    def open_day(self) -> list[Recorded]:
        return self._do(days.open_day)

    def close_day(self) -> list[Recorded]:
        return self._do(days.close_day)


# --- who officers are for others ---


def salt_of(journal: Journal) -> bytes:
    """The salt of this kiosk by which its officers are opaque, made at the console's first start, on the reserve where
    the disk is full. Without one officers would have no reference, or a plain one, so nobody goes on: raises
    JournalError. The city sees by `setting.changed` from when on the same officer has another reference; what ties the
    two together is told to nobody (docs/decisions/0019)."""
    own = journal.on_reserve(lambda: _read(salt_path(journal.path.parent)))
    if own.made:
        print(f"kiosk console: {own.made}", file=sys.stderr, flush=True)
        hidden = hashlib.sha256(secrets.token_bytes(32) + own.value).hexdigest()
        told = e.SettingChanged(_SALT_OPTION, _SALT_AUTHOR, hidden)
        journal.transact(lambda state, now: (Fact(told),) if state.day else ())
    return own.value


def _read(path: Path) -> Salt:
    with translated_errors(path):
        return salt_at(path)
