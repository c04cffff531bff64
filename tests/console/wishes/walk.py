"""The real office over its journal, what its nine officers last saw and sent, and everything that may happen to it.

Chance is an argument: the same dice live the same days.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.config.rules import hours_of
from kiosk.console.commands import perform
from kiosk.console.seats.hand_over import handed
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue, ratings, schedule
from kiosk.core.decisions.giving.promising import promise
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.decisions.supervising.table import WISHES, Wish, Wished
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.decisions.wishes.words import Word
from kiosk.core.office.refusals import Refused
from kiosk.core.state.values import State
from kiosk.journal.opening import migrate
from kiosk.office import Office, Seat, new_token
from tests.console.conftest import SALT, START, config_of
from tests.journal.clocks import opened

AS_SAID: dict[str, Callable[[random.Random], Any]] = {  # words of which any value would seldom be right
    "to_counter": lambda dice: dice.choice((0, *range(1, 10))),
    "to_officer": lambda dice: f"cb0{dice.randint(1, 9)}",
    "note": lambda dice: "xin ký giúp",
    "minutes_ago": lambda dice: dice.choice((0, 5, 40, 300)),
}


class Walk:
    """The office, and what its nine officers last saw and sent."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder, self.dice, self.now = folder, dice, START
        self.seats: dict[int, Seat] = {}
        self.pages: dict[int, dict[str, Any]] = {}
        self.sent: list[tuple[Seat, str, dict[str, Any], str, Any]] = []
        migrate(folder / "journal.db")
        self._open()

    def _open(self) -> None:
        self.journal = opened(self.folder / "journal.db", lambda: self.now)
        self.office = Office.of(config_of(self.folder), self.journal, SALT, lambda: None)

    @property
    def state(self) -> State:
        return self.office.state()

    def passes(self, seconds: int) -> None:
        self.now = replace(self.now, wall=self.now.wall + seconds * 1000, mono=self.now.mono + max(0, seconds) * 1000)

    def restart(self) -> None:
        """Of the machine: other ticks, and the clock may not be known."""
        self.journal.close()
        clock = self.dice.choice(("synchronised", "synchronised", "unknown"))
        self.now = Moment(self.now.wall, self.dice.randrange(10_000_000), f"boot-{self.dice.random()}", clock)  # type: ignore[arg-type]
        self._open()

    def take(self) -> None:
        wanted = NewTicket(new_token(), self.dice.choice("ABCDE"), self.dice.random() < 0.3)
        self.journal.transact(lambda s, now: queue.issue(s, now, self.office.rules, wanted))

    def press(self) -> None:
        given = Press(self.dice.randint(1, 4), "button")
        self.journal.transact(lambda s, now: ratings.press(s, now, self.office.rules, given))

    def goes_away(self) -> None:
        """Somebody who waits, to be back at a time that the kiosk offered."""
        waiting = [v.token for v in self.state.visits.values() if v.status == "waiting"]
        if waiting:
            token, seconds = self.dice.choice(waiting), self.dice.choice((1800, 3600, 7200))
            self.journal.transact(lambda s, now: promise(s, self.office.rules, token, seconds))

    def minute(self) -> None:
        """What the touch app sees to: questions that nobody answers end, and so does the day."""
        hours, rules = hours_of(config_of(self.folder)), self.office.rules
        self.journal.transact(lambda s, now: ratings.with_sweep(s, now, rules, ()))
        self.journal.transact(lambda s, now: schedule.day_due(s, now, hours))

    def feed(self) -> None:
        """An idle counter, of which the office believes that its page is there."""
        desk = self.dice.choice(list(self.state.counters.values()) or [None])
        if desk:
            self.office.feed(desk.counter, desk.sign_in, 60_000)

    def above(self) -> None:
        """A wish of the supervisor, whose page may be an old one; what it does is done to what it shows."""
        name = self.dice.choice(tuple(WISHES))
        wish, before = WISHES[name], self.state
        wished = self._wished(wish)
        key, decide = new_token(), lambda s, now: wish.decide(s, now, self.office.rules, wished)
        with suppress(Refused):
            self.office.supervise(decide, lambda *_: {}, key)
            hand = self.page(Seat(wished.counter, "", ""), before)["hand"]
            assert wished.hand is None or wished.hand == (hand or "")
            rows = self.state.seq
            self.office.supervise(decide, lambda *_: {}, key)
            assert self.state.seq == rows

    def _wished(self, wish: Wish) -> Wished:
        counter, waiting = self.dice.randint(1, 9), [v for v in self.state.visits.values() if v.status == "waiting"]
        hand = self.page(Seat(counter, "", ""))["hand"] or ""
        service, shown = self.dice.choice(("", *"ABCDE")), self.dice.choice((None, hand, hand, "A001"))
        wished = Wished(counter, service, self._number(), "mistake")
        if wish.shown == "hand":
            return replace(wished, hand=shown)
        return replace(wished, waiting=self.dice.choice((None, len(waiting)))) if wish.shown else wished

    def sign_in(self, counter: int) -> None:
        officer = f"cb{counter:02d}"
        self.seats[counter] = self.office.login(
            self.dice.choice((counter, counter, 10 - counter)), officer, new_token()
        )

    def sits(self, counter: int) -> bool:
        """By the officer's last sign-in."""
        return counter in self.seats and self.seats[counter].is_theirs(self.state)

    def hand_over(self, counter: int) -> None:
        """To any officer, who sits there from now on; what was in hand stays in hand."""
        seat, officer, sign_in = self.seats[counter], f"cb0{self.dice.randint(1, 9)}", new_token()
        before = self.page(seat)["hand"]
        told = handed(self.office, seat, officer, self.page(seat), sign_in)
        self.seats[counter] = Seat(seat.counter, told["reference"], sign_in)
        assert self.page(self.seats[counter])["hand"] in (before, None)

    def page(self, seat: Seat, state: State | None = None) -> dict[str, Any]:
        state = state or self.state
        desk = state.counters.get(seat.counter)
        visit = state.visits.get(desk.visit) if desk else None
        return {"counter": seat.counter, "hand": visit.ticket if visit else None}

    def wish(self, counter: int, page: dict[str, Any]) -> Any:
        """What is sent, kept so that it may come again; the answer, or the refusal's code."""
        seat, verb = self.seats[counter], self.dice.choice((*VERBS, "next", "next", "next", "undo"))
        body = {**self._said(verb), **page}
        key = new_token()
        answer = self.send(seat, verb, body, key)
        self.sent.append((seat, verb, body, key, answer))
        return answer

    def _said(self, verb: str) -> dict[str, Any]:
        """Every word that must be said, and now and then one that may be."""
        words = [w for w in VERBS[verb].words if w.needed or self.dice.random() < 0.3]
        return {word.name: self._word(word) for word in words}

    def _word(self, word: Word) -> Any:
        shape = word.shape()
        if word.name in AS_SAID:
            return AS_SAID[word.name](self.dice)
        if word.name in ("ticket", "service"):
            return self._number() if word.name == "ticket" else self.dice.choice("ABCDE")
        if shape["type"] == "string":
            return self.dice.choice(shape.get("enum", ("cb01", "cb05")))
        return self.dice.random() < 0.5 if shape["type"] == "boolean" else self.dice.randint(1, 3)

    def send(self, seat: Seat, verb: str, body: dict[str, Any], key: str) -> Any:
        try:
            return perform(self.office, verb, seat, body, key)
        except Refused as refused:
            return refused.code

    def _number(self) -> str:
        known = [v.ticket for v in (*self.state.visits.values(), *self.state.gone.values(), *self.state.done.values())]
        return self.dice.choice([*known[-20:], "A001", "Z999"])
