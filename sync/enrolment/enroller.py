"""Has a certificate of the city at all times: a thread of the courier, which sleeps until it has to ask.

It shares nothing with the courier but files: the courier reads its certificate at each connection, and dials at once
when a newer one lies there (sync/line/signs.py). So whatever this thread raises holds up no event; it is told and
tried again, ever more seldom.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.host.told import enrolled, way
from sync.enrolment import client, rules
from sync.enrolment.client import Failed, Office
from sync.enrolment.papers import Papers
from sync.enrolment.rules import By, Held


class Clock(Protocol):
    def wall(self) -> int: ...
    def source(self) -> str: ...


@dataclass(frozen=True)
class Wanted:
    """`name`: in the certificate; `code`: of the settings, "" for none."""

    url: str
    pin: str
    name: str
    code: str


@dataclass
class Enroller:
    """`runtime`: where it tells how it went; `say` takes a line for the technician's log."""

    wanted: Wanted
    papers: Papers
    runtime: Path
    clock: Clock
    say: Callable[[str], None] = print
    dice: Callable[[], float] = random.random
    _tries: int = 0
    _word: str = ""
    _early: float = float("-inf")
    _ahead: int = 0

    def start(self) -> Callable[[], None]:
        """In a thread of its own; call what it gives to have it end."""
        stop = threading.Event()
        threading.Thread(target=self._run, args=(stop,), name="enrolment", daemon=True).start()
        return stop.set

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(self.turn()):
            pass

    def turn(self) -> float:
        """Asks if it has to; seconds until the next look."""
        try:
            found = self._served(self.papers.held())
        except Failed as error:
            return self._failed(error)
        except Exception as error:  # noqa: BLE001 a fault of the disk, or of ours, ends this try alone
            word = "disk" if isinstance(error, OSError) else "unreadable"
            return self._failed(Failed(word, f"{type(error).__name__}: {error}"))
        self._tries = 0
        self._told("", "", found.end)
        return rules.LOOK_S

    def _served(self, found: Held | None) -> Held:
        """The certificate that we have now. Raises Failed of the first way that failed, OSError."""
        failed = None if found else Failed("code", "broker.enrol_code is empty, and there is no certificate yet")
        now = rules.by_city(found, self.clock.wall(), self._ahead)
        for by in rules.ways(found, self.wanted.code, now, self._is_refused()):
            try:
                return self._asked(by, found)
            except Failed as error:
                failed = error if by == "code" or failed is None else failed
        if found and not failed:
            return found
        raise failed or Failed("unreadable", str(self.papers.own))

    def _asked(self, by: By, former: Held | None) -> Held:
        """Raises Failed, OSError."""
        at, key = Office(self.wanted.url, self.wanted.pin, self._is_untimed()), self.papers.key()
        if by == "code":
            given, used = client.enroll(at, key, self.wanted.name, self.wanted.code), rules.code_hash(self.wanted.code)
        else:
            given = client.reenroll(at, key, self.wanted.name, self.papers.own)
            used = former.code if former else ""
        self.papers.keep(key, given.own, given.chain, used)
        self.say(f"certificate of {self.wanted.name} until {given.own.not_valid_after_utc:%F}")
        found = rules.held(given.own, used)
        self._ahead = rules.ahead(found, self.clock.wall())  # or each minute another one would be asked for
        return found

    def _is_untimed(self) -> bool:
        return self.clock.source() != "synchronised"

    def _is_refused(self) -> bool:
        """The broker refused our certificate just now; asked about once in a while, as the broker may be wrong."""
        now = time.monotonic()
        if way.told(self.runtime).get("refused") != "certificate" or now - self._early < rules.EARLY_S:
            return False
        self._early = now
        return True

    def _failed(self, error: Failed) -> float:
        self._tries += 1
        found = self._held()
        self._told(error.word, error.why, found.end if found else 0)
        return rules.pause(error.word, self._tries, self.dice)

    def _held(self) -> Held | None:
        try:
            return self.papers.held()
        except OSError:
            return None

    def _told(self, word: str, why: str, until: int) -> None:
        """To the other programs always, to the log when it is another word."""
        if word and word != self._word:
            self.say(f"enrolment: {word}: {why}")
        self._word = word
        enrolled.tell(self.runtime, word, why, until)
