"""What an officer can ask of the office, each as one decision inside one transaction, with a ring of the bell after it.

Nothing here gives, shows or removes a rating. Callable from several threads: the journal serialises them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.config.options import Config
from kiosk.config.rules import officer_reference, rules_of
from kiosk.core.decisions import counters, days, ratings
from kiosk.core.decisions.verbs import VERBS, Asked
from kiosk.core.office.rules import Rules
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State
from kiosk.journal.journal import Decide, Journal

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads like something else


def new_token() -> str:
    """A visit's random token (60 bits): the slip's code, unguessable, and no number of a person."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


@dataclass(frozen=True)
class Seat:
    """Who asks: the officer, by the opaque reference, at a counter, by one sign-in (its id)."""

    counter: int
    officer: str
    sign_in: str

    def is_theirs(self, state: State) -> bool:
        """The journal says that the desk is theirs by this very sign-in."""
        return counters.is_theirs(state.counters.get(self.counter), self.officer, self.sign_in)


class Office:
    """The office's queue as officers use it. Every method returns what was written or raises Refused."""

    def __init__(self, journal: Journal, rules: Rules, officers: Mapping[str, str], ring: Callable[[], None]) -> None:
        """`officers`: sign-in name → opaque reference; `ring`: wakes the other programs."""
        self.journal, self.rules, self.officers, self._ring = journal, rules, officers, ring

    @classmethod
    def of(cls, config: Config, journal: Journal, ring: Callable[[], None]) -> Office:
        officers = {o.id: officer_reference(config, o.id) for o in config.officers}
        return cls(journal, rules_of(config), officers, ring)

    def state(self) -> State:
        """As the journal stands now."""
        self.journal.refresh()
        return self.journal.state

    def _do(self, decide: Decide) -> list[Recorded]:
        """`decide` behind what is due by now, so that no visit's end is forgotten."""
        written = self.journal.transact(
            lambda state, now: ratings.with_sweep(state, now, self.rules, tuple(decide(state, now)))
        )
        if written:
            self._ring()
        return written

    def login(self, counter: int, officer: str, sign_in: str) -> Seat:
        """`officer`: the sign-in name; `sign_in`: this sign-in's own id."""
        seat = Seat(counter, self.officers[officer], sign_in)
        self._do(lambda s, now: counters.sign_in(s, now, self.rules, counter, seat.officer, sign_in))
        return seat

    def logout(self, counter: int) -> list[Recorded]:
        return self._do(lambda s, now: counters.sign_out(s, now, counter))

    def do(self, verb: str, counter: int, about: str = "") -> list[Recorded]:
        """One of VERBS for the officer at a counter; `about`: the ticket or the service that it needs."""
        asked, decide = Asked(counter, about, new_token()), VERBS[verb].decide
        return self._do(lambda s, now: decide(s, now, self.rules, asked))

    def open_day(self) -> list[Recorded]:
        return self._do(days.open_day)

    def close_day(self) -> list[Recorded]:
        return self._do(days.close_day)
