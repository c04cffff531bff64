"""What a stranger can put into the courier's inbox: words of the contract, spoilt; too deep, too many, too large.

The inbox is the real one over a real journal, without a wire: what comes is larger than the wire lets through, so that
these bounds hold by themselves. The giants come over a line, from a broker that does not care what it was told.
"""

import argparse
import json
import random
import resource
import select
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from paho.mqtt.client import MQTTMessage

from drivers.clock import SimulatedClock
from kiosk.core.decisions import ratings
from kiosk.core.decisions.ratings import Press
from kiosk.core.record.chain import GENESIS, hash_of
from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import required
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.repair import given_back
from kiosk.journal.signing import NoKey
from scripts.attacks.hostile import HostileBroker, giant
from scripts.small_office import small
from sync.connection import Broker, Wire
from sync.cursors import Cursors
from sync.fetching.asking import KEPT_BYTES, LOOKS, Fetching
from sync.former.sender import Former
from sync.hearing.words import Words
from sync.journal_entries import Diary
from sync.limits.doubts import Doubts
from sync.limits.packets import KIOSK_BYTES
from sync.route import Route

SOURCE, STREAMS = "/H55/92/08/000/k1", ("rating", "visit", "device")
WORDS, GIANTS = ("ack", "ask", "back", "want", "config", "state"), 20
MOST_MORE = 16 << 20  # bytes of memory for all giants together
MOST_ROWS = 3 + LOOKS  # an hour: each word about the city once, and the numbers of what is looked at
Dice = random.Random


class Inbox:
    """A courier's ear on a journal of its own in `folder`, with ratings in it. `said`: the technician's log."""

    def __init__(self, folder: Path, rated: int = 30, city_keys: tuple[str, ...] = ()) -> None:
        migrate(folder / "journal.db")
        self.folder, self.said = folder, list[str]()
        self.journal = open_file(folder / "journal.db", SOURCE, SimulatedClock(folder / "clock"))
        for _ in range(rated):
            self.journal.transact(lambda s, now: ratings.press(s, now, small().rules, Press(3, "button")))
        self._now, route = 0.0, Route(Broker("h", 1), SOURCE, "0", city_keys=city_keys)
        doubts = Doubts(self.said.append)
        self.cursors = Cursors(self.journal, 0.0, lambda stream: None)
        self.diary = Diary(self.journal, NoKey("missing", ""), 0.0)
        self.fetching = Fetching(self.journal, SOURCE, lambda why: doubts.hear("back", why, self._now))
        former = Former(route, folder, self.said.append)
        self._words = Words(route, self.cursors, self.diary, self.fetching, former, doubts)
        self.diary.work(0.0)

    def hear(self, tail: str, payload: bytes, now: float, source: str = SOURCE) -> None:
        message = MQTTMessage(topic=f"motcua/v1{source}/{tail}".encode())
        message.payload, self._now = payload, now
        self.fetching.wish(now)
        self._words.hear(message, now)

    def faults(self) -> list[str]:
        """What was caught at last, and should have been refused in words before."""
        return [line for line in self.said if "Error(" in line or "Exception" in line]

    def kept(self) -> int:
        """Bytes in files of what was given back."""
        return sum(path.stat().st_size for path in (self.folder / given_back.FOLDER).glob("*/*"))

    def close(self) -> None:
        self.journal.close()


# --- what is said -----------------------------------------------------------------------------------------------


def inputs(dice: Dice, journal: str, events: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Topic tails and payloads without end."""
    while True:
        make = dice.choice((_word, _word, _events, _deep, _many, _bytes))
        yield f"{dice.choice(WORDS)}/{dice.choice(STREAMS)}", make(dice, journal, events)
        if dice.random() < 0.05:
            yield from _chain(dice, events[0])


def _chain(dice: Dice, like: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Of another journal, said to be the city's and given back: whole, and with anything for data."""
    made: list[dict[str, Any]] = []
    for n in range(1, dice.randrange(2, 6)):
        kind, names = dice.choice((("ticket.issued", ("service", "number")), ("numbers.raised", ("numbers",))))
        of_type = KINDS[f"vn.motcua.{kind}.v1"]
        data = {name: _odd(dice) if name in names else 1 for name in required(of_type)}
        event = {**like, "type": of_type.TYPE, "data": data, "journal": f"j{dice.random()}"[:9], "stream": "visit"}
        event |= {"sequence": n, "prevhash": made[-1]["hash"] if made else GENESIS}
        event["journal"] = made[0]["journal"] if made else event["journal"]
        with suppress(ValueError):
            made.append({**event, "hash": hash_of(event)})
    if made and [event["sequence"] for event in made] == list(range(1, len(made) + 1)):
        said = {"journal": made[-1]["journal"], "stored": len(made), "hash": made[-1]["hash"]}
        yield "ack/visit", _json(said)
        yield "back/visit", _json(made)


def _word(dice: Dice, journal: str, events: list[dict[str, Any]]) -> bytes:
    said = {
        "journal": dice.choice((journal, "another", _odd(dice))),
        "stored": _odd(dice), "hash": dice.choice((events[-1]["hash"], "a" * 64, _odd(dice))),
        "from": _odd(dice), "to": _odd(dice), "alg": dice.choice(("Ed25519", _odd(dice))), "sig": _odd(dice),
    }  # fmt: skip
    for name in dice.sample(sorted(said), dice.randrange(4)):
        del said[name]
    return _json(said)


def _events(dice: Dice, journal: str, events: list[dict[str, Any]]) -> bytes:
    """Of our own, each spoilt in some of its fields."""
    start = dice.randrange(len(events))
    taken = [dict(event) for event in events[start : start + dice.randrange(1, 9)]]
    for event in taken:
        for name in dice.sample(sorted(event), dice.randrange(3)):
            event[name] = _odd(dice)
        if dice.random() < 0.3 and isinstance(event["data"], dict):
            event["data"] = {name: _odd(dice) for name in event["data"]}
    return dice.choice((_json, lambda value: zlib.compress(_json(value))))(taken)


def _deep(dice: Dice, journal: str, events: list[dict[str, Any]]) -> bytes:
    """To 5,000 levels."""
    levels = dice.choice((3, 31, 33, 900, 1_023, 1_025, 5_000))
    opening, closing = dice.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"data":', b"}]")))
    return dice.choice((bytes, zlib.compress))(opening * levels + b"1" + closing * levels)


def _many(dice: Dice, journal: str, events: list[dict[str, Any]]) -> bytes:
    """To 10 million values, mostly compressed a thousandfold."""
    count = dice.choice((10, 1_000, 30_000, 300_000)) if dice.random() < 0.99 else 10_000_000
    one = dice.choice((b"0", b"{}", b"[]", b'""', b'"\\""'))
    plain = b"[" + (one + b",") * count + one + b"]"
    return zlib.compress(plain, 1) if count > 1_000 or dice.random() < 0.5 else plain


def _bytes(dice: Dice, journal: str, events: list[dict[str, Any]]) -> bytes:
    valid = bytearray(_word(dice, journal, events))
    for _ in range(dice.randrange(1, 6)):
        valid[dice.randrange(len(valid))] = dice.randrange(256)
    return dice.choice((bytes(valid), dice.randbytes(dice.randrange(300)), b""))


def _odd(dice: Dice) -> Any:
    return dice.choice((
        None, True, 0, 1, 7, 30, 31, -1, 2**53, 2**53 + 1, 2**63, 10**30, 1.5, 1e308, "", "x", "\x00", "ký", "~1",
        "a" * 64, "0" * 64, "2026-11-18T10:00:00+07:00", "x" * 5_000, [], [1], {}, {"a": {"b": []}}, [[[]]], {"é": 1},
    ))  # fmt: skip


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def refused(size: int) -> bool:
    """A broker sends so many bytes in one message; whether the line was ended for it before they were here."""
    broker = HostileBroker(giant(f"motcua/v1{SOURCE}/ack/rating", size))
    wire = Wire(Broker("127.0.0.1", broker.port), "kiosk", largest=KIOSK_BYTES)
    wire.dial()
    down, deadline = None, time.monotonic() + 20.0
    while down is None and time.monotonic() < deadline:
        wire.pump(bool(select.select(wire.readers(), wire.writers(), [], 0.1)[0]))
        news = [wire.news.popleft() for _ in range(len(wire.news))]
        if any(each.kind == "up" for each in news):
            wire.subscribe([f"motcua/v1{SOURCE}/ack/rating"])
        down = next((each for each in news if each.kind == "down"), None)
    wire.close()
    broker.close()
    return down is not None and down.flag


# --- the run ----------------------------------------------------------------------------------------------------


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Good: nothing raised or was caught at the last moment, what was written is a handful, no giant was read."""
    before = _most_memory()
    giants = [refused((n + 1) * (10 << 20)) for n in range(GIANTS)]
    more = _most_memory() - before  # before the inputs, which are made here and take more
    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox(Path(folder))
        told = fuzzed(inbox, asked.inputs, Dice(asked.seed))
        inbox.close()
    harmless = not told["faults"] and told["rows"] <= MOST_ROWS * told["hours"] and told["kept_bytes"] <= KEPT_BYTES
    return {
        "good": harmless and all(giants) and more <= MOST_MORE, **told,
        "giants": GIANTS, "giants_refused": sum(giants), "giants_memory_bytes": more,
    }  # fmt: skip


def _most_memory() -> int:
    """Bytes of this process, the most that there ever were."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def fuzzed(inbox: Inbox, count: int, dice: Dice) -> dict[str, Any]:
    """One a second, as the clock here goes: so hours pass."""
    events, before = inbox.journal.after("rating", 0, 30), inbox.journal.state.seq
    slowest, source = 0.0, inputs(dice, inbox.journal.id, events)
    for n in range(count):
        tail, payload = next(source)
        begun = time.monotonic()
        inbox.hear(tail, payload, float(n))
        slowest = max(slowest, time.monotonic() - begun)
    rows = inbox.journal.state.seq - before
    return {
        "inputs": count, "hours": count // 3_600 + 1, "faults": inbox.faults()[:5], "lines": len(inbox.said),
        "rows": rows, "kept_bytes": inbox.kept(), "slowest_ms": round(1_000 * slowest, 1),
    }  # fmt: skip
