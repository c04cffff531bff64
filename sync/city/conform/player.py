"""One kiosk of the kit at a real broker: it says what a scene has it say, and hears what the subscriber answers.

Whatever is heard is judged at once: an acknowledgement of what was never sent, or not without a gap, is wrong in every
scene. That somebody says nothing is known only by waiting: until a later event of the same kiosk is acknowledged, and a
moment more.
"""

import secrets
import select
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kiosk.core.calendar.moment import iso
from sync.city.conform.chains import DEVICE, RATING, Event, Ledger, devices, ratings, visits
from sync.connection import Broker, News, Wire
from sync.envelope import ROOT, Ack, Ask, Unreadable, place, read_ack, read_ask
from sync.packing import pack, unpack
from sync.signed_ack import counts


class Broken(Exception):
    """The rule of the scene; says what was seen."""


@dataclass(frozen=True)
class Terms:
    """`unit`: as topic levels; `patience`: seconds for what must come; `quiet`: for what must not; `city_key`: ""
    where words need no signature."""

    broker: Broker
    unit: str = "H00/00/00/000"
    patience: float = 30.0
    quiet: float = 1.0
    city_key: str = ""


class Played:
    """`wrong`: what nobody may say; `asked`, `back`, `acks`: what was said, in order; `live`: acknowledgements that
    were said now, and not kept by the broker. Raises Broken where the broker does not serve it."""

    def __init__(self, terms: Terms, name: str) -> None:
        self._terms = terms
        self.source = f"/{terms.unit}/conform-{name}-{secrets.token_hex(4)}"
        self.wrong, self.strangers = list[str](), list[str]()
        self.acks, self.live = list[tuple[str, Ack]](), list[Ack]()
        self.asked, self.back = list[Ask](), list[list[Any]]()
        self._ledger, self._fences = Ledger(), 0
        self.journal = self._fence_journal = secrets.token_hex(8)
        self._line = self.dialled()

    # --- what it has ---

    def rated(self, count: int, level: int = 4) -> list[Event]:
        """The first events of its journal; none of them is sent yet."""
        return ratings(self.source, self.journal, count, time.time_ns() // 1_000_000 - 60_000, level)

    def others(self, count: int) -> list[list[Event]]:
        """Likewise of its other two streams."""
        now = time.time_ns() // 1_000_000 - 60_000
        return [of(self.source, self.journal, count, now) for of in (visits, devices)]

    def begins_anew(self) -> None:
        """A journal of another card under the same name."""
        self.journal = secrets.token_hex(8)

    # --- the line ---

    def dialled(self) -> Wire:
        wire = Wire(self._terms.broker, self.source.strip("/").replace("/", "-"))
        self._line, self._ready = wire, False
        wire.dial()
        if not self.until(lambda: self._ready, self._terms.patience):
            raise Broken("the broker does not serve us")
        return wire

    def redials(self) -> None:
        self._line.close()
        self.live.clear()
        self.dialled()

    def close(self) -> None:
        self._line.close()

    def until(self, holds: Callable[[], object], seconds: float) -> bool:
        """Whether it came to hold."""
        deadline = time.monotonic() + seconds
        while not holds() and time.monotonic() < deadline:
            wire = self._line
            ready, _, _ = select.select(wire.readers(), wire.writers(), [], 0.05)
            wire.pump(bool(ready))
            while wire.news:
                self._heed(wire.news.popleft())
        return bool(holds())

    def _heed(self, news: News) -> None:
        if news.kind == "down":
            raise Broken(f"the line is over: {news.why}")
        if news.kind == "up":
            self._line.subscribe([f"{ROOT}{self.source}/#"], own_too=False)
        self._ready = self._ready or (news.kind == "ready" and not news.refused)
        if news.kind == "message" and news.message:
            self._hear(news.message.topic, bytes(news.message.payload), news.message.retain)

    def _hear(self, topic: str, payload: bytes, kept: bool) -> None:
        word, _, stream = place(topic).tail.partition("/")
        try:
            if word == "ack":
                self._acknowledged(stream, read_ack(payload), kept)
            elif word == "ask":
                self.asked.append(self._signed(read_ask(payload), stream))
            elif word == "back":
                self.back.append(unpack(payload))
            elif not kept and word != "config" and self._line.terms.version == 5:  # by 3.1.1 it hears its own words
                self.strangers.append(f"somebody else says {word} for a kiosk")
        except Unreadable as error:
            self.wrong.append(f"{word}: {error}")

    def _acknowledged(self, stream: str, ack: Ack, kept: bool) -> None:
        self.acks.append((stream, ack))
        self.live += [] if kept else [ack]
        self._signed(ack, stream)
        if not self._ledger.is_true(ack, stream):
            self.wrong.append(f"{stream}: {ack.stored} acknowledged, which is no end of what was sent without a gap")

    def _signed(self, word: Any, stream: str) -> Any:
        key = self._terms.city_key
        if key and not counts(word, self.source, stream, [key]):
            self.wrong.append(f"{stream}: a word without the signature of --city-key")
        return word

    # --- saying ---

    def sends(self, events: Sequence[Event], payload: bytes | None = None, tail: str = RATING) -> None:
        """`payload`: another form of them, or something else."""
        self._ledger.note(events)
        self.says(tail, pack(events) if payload is None else payload)

    def says(self, tail: str, payload: bytes) -> None:
        self._line.publish(f"{ROOT}{self.source}/{tail}", payload, deflated=payload[:1] not in b"[{")

    def state(self, stored: int, next_: int) -> None:
        now = iso(time.time_ns() // 1_000_000)
        streams: Mapping[str, Any] = {RATING: {"next": next_, "stored": stored, "since": now}}
        said = {"online": True, "since": now, "time": now, "sw": "conform", "journal": self.journal, "card": ""}
        self.says("state", orjson.dumps({**said, "streams": streams, "health": {"devices": {}}}))

    # --- what must come, or not ---

    def reaches(self, event: Event) -> None:
        """It is acknowledged, with all before it. Raises Broken."""
        wanted = Ack(event["journal"], event["sequence"], event["hash"])
        if not self.until(lambda: self.wrong or self._has(wanted, event["stream"]), self._terms.patience):
            raise Broken(f"{event['stream']}: {event['sequence']} is not acknowledged; last was {self._last()}")
        self._right()

    def _has(self, wanted: Ack, stream: str) -> bool:
        return any(at == stream and (a.journal, a.stored, a.hash) == (wanted.journal, wanted.stored, wanted.hash)
                   for at, a in self.acks)  # fmt: skip

    def _last(self) -> str:
        return f"{self.acks[-1][0]} {self.acks[-1][1].stored}" if self.acks else "nothing"

    def settles(self) -> None:
        """Whatever the subscriber makes of what it was sent is made. Raises Broken for a wrong word."""
        self._fences += 1
        now = time.time_ns() // 1_000_000 - 60_000
        fence = devices(self.source, self._fence_journal, self._fences, now if self._fences == 1 else self._begun)
        self._begun = now if self._fences == 1 else self._begun
        self.sends(fence[-1:], tail=DEVICE)
        self.until(lambda: self.wrong or self._has(_of(fence[-1]), DEVICE), self._terms.patience)
        self.until(lambda: self.wrong, self._terms.quiet)
        self._right()

    _begun = 0

    def _right(self) -> None:
        if self.wrong:
            raise Broken(self.wrong[0])


def _of(event: Event) -> Ack:
    return Ack(event["journal"], event["sequence"], event["hash"])
