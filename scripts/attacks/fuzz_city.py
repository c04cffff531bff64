"""Twenty thousand messages of anything, and twenty giants of up to 200 MB, to the city as the program that it is.

A kiosk's true ratings go by in between, one with every hundredth message, and again while they are not stored. In the
end: does the city run, has it every true one, does nothing forged count, are its dead letters within their bounds, and
what did it need of memory?
"""

import argparse
import json
import random
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client

from kiosk.core.record.chain import GENESIS, canonical, cloud_event, hash_of
from kiosk.core.record.events import RatingGiven, Recorded
from scripts.attacks import programs
from scripts.attacks.strangers import client
from scripts.soak.link import SOURCE, Mosquitto
from sync.city import letters
from sync.packing import pack

EVERY, GIANTS, SETTLE_S = 100, 20, 300.0  # inputs between two true events; giants; seconds until all is stored
MOST_MB = 400  # of the city's memory
MB = 1 << 20
TAILS = (
    "rating",
    "visit",
    "device",
    "state",
    "want/rating",
    "ack/rating",
    "ask/visit",
    "back/device",
    "config",
    "moon",
)
NAMES = ("data", "seq", "sequence", "time", "journal", "prevhash", "hash", "source", "stream", "id", "online", "since",
         "streams", "from", "to", "moon", "é", "")  # fmt: skip
LEAVES: tuple[Any, ...] = (
    0, -1, 2**53, 2**63, 2**64 - 1, 1.5, True, None, "", "\x00", "x" * 300, "2026-11-23T07:30:00+07:00", "a" * 64,
    "9999-12-31T23:59:59Z", [], {},
)  # fmt: skip

Event = dict[str, Any]


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Good: it runs, has all that is true, counts nothing that is forged, and keeps within its bounds."""
    with tempfile.TemporaryDirectory() as folder:
        broker = Mosquitto(Path(folder) / "broker")
        city = programs.city(Path(folder), broker.port)
        try:
            return _attacked(asked, Path(folder), broker.port, city)
        finally:
            if city.is_up():
                city.stop()
            broker.kill()


def _attacked(asked: argparse.Namespace, folder: Path, port: int, city: programs.Program) -> dict[str, Any]:
    dice, true = random.Random(asked.seed), list[Event]()
    _until(lambda: "listening" in city.said(), 60.0)
    line = client("fuzz")
    line.connect("127.0.0.1", port)
    line.loop_start()
    giants = max(1, asked.inputs // GIANTS)
    for n in range(asked.inputs):
        if n % EVERY == 0:
            true.append(_rating(true))
            _say(line, f"motcua/v1{SOURCE}/rating", pack(true[-1:]))
        if n % giants == giants - 1:
            _say(line, _topic(dice, true), _giant(dice))
        _say(line, _topic(dice, true), anything(dice, true))
    _until(lambda: not city.is_up() or _all_there(line, folder, true), SETTLE_S)
    line.disconnect()
    return _figures(asked.inputs, folder, true, city)


def _say(line: Client, topic: str, payload: bytes) -> None:
    """At the broker when this returns: what is sent here must not grow in our own memory."""
    line.publish(topic, payload, qos=1).wait_for_publish(120)


def _until(holds: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.2)


def _rating(before: list[Event]) -> Event:
    """The next one of a kiosk that has sent these."""
    number, wall = len(before) + 1, time.time_ns() // 1_000_000
    given = RatingGiven(level=4, scale="vn4", channel="button", offline=False, clock="synchronised", test=False,
                        bound=False, counted=True, salt="0a" * 16)  # fmt: skip
    told = Recorded(number, "", "rating", number, wall, number, "boot", "synchronised", given)
    return cloud_event(told, SOURCE, "0123456789abcdef", before[-1]["hash"] if before else GENESIS)


# --- inputs ---


def _topic(dice: random.Random, true: list[Event]) -> str:
    source = dice.choice((SOURCE, SOURCE, f"/H55/92/{dice.randrange(30)}/k{dice.randrange(9)}", "/a" * 90))
    return f"motcua/v1{source}/{dice.choice(TAILS)}"


def anything(dice: random.Random, true: list[Event]) -> bytes:
    """One payload, compressed or not, whole or cut."""
    plain = dice.choices([make for make, _ in KINDS], [weight for _, weight in KINDS])[0](dice, true)
    packed = zlib.compress(plain, 1) if dice.random() < 0.4 else plain
    return packed[: dice.randint(0, len(packed))] if dice.random() < 0.1 else packed


def _deep(dice: random.Random, true: list[Event]) -> bytes:
    """To 5,000 levels, alone, in a state or in an event."""
    levels, (opens, closes) = dice.randint(1, 5_000), dice.choice((("[", "]"), ('{"a":', "}")))
    nest = opens * levels + "0" + closes * levels
    state = f'{{"online":true,"since":"2026-11-23T07:30:00Z","moon":{nest}}}'
    return dice.choice((nest, state, f'[{{"specversion":"1.0","data":{nest}}}]', f"[{nest}]")).encode()


def _many(dice: random.Random, true: list[Event]) -> bytes:
    """To ten million values, which compressed are some kilobytes."""
    word = dice.choice((b"0", b"{}", b'""', b"[]", b'{"a":1}'))
    count = dice.choice((0, 1, 999, 1_000, 1_001, 100_000, 1_000_000, 10_000_000))
    return zlib.compress(b"[" + word + (b"," + word) * count + b"]", 1)


def _long(dice: random.Random, true: list[Event]) -> bytes:
    return b'[{"id":"' + dice.choice((b"x", b"\\u0000", b'\\"', b"\xff")) * dice.choice((9, 70_000, 1_000_000)) + b'"}]'


def _noise(dice: random.Random, true: list[Event]) -> bytes:
    return dice.randbytes(dice.choice((0, 1, 40, 5_000)))


def _value(dice: random.Random, left: int = 4) -> Any:
    if left == 0 or dice.random() < 0.4:
        return dice.choice(LEAVES)
    inner = [_value(dice, left - 1) for _ in range(dice.randint(0, 4))]
    return inner if dice.random() < 0.5 else {dice.choice(NAMES): value for value in inner}


def _words(dice: random.Random, true: list[Event]) -> bytes:
    return json.dumps(_value(dice)).encode()


def _changed(dice: random.Random, true: list[Event]) -> bytes:
    """True events with something else in them, rightly hashed where that can be."""
    return json.dumps([_forged(dice, dice.choice(true)) for _ in range(dice.choice((1, 1, 5, 50)))]).encode()


def _forged(dice: random.Random, like: Event) -> Event:
    event = {**like, dice.choice(NAMES): _value(dice), "sequence": dice.choice((like["sequence"] + 1, 1, 2**53, 7))}
    event["data"] = {**like["data"], dice.choice((*like["data"], "moon")): dice.choice(LEAVES)}
    event["prevhash"] = dice.choice((like["hash"], like["prevhash"], "b" * 64))
    try:
        canonical(event)
        return {**event, "hash": hash_of(event)}
    except (ValueError, RecursionError):
        return event


KINDS: tuple[tuple[Callable[[random.Random, list[Event]], bytes], int], ...] = (
    (_deep, 15), (_many, 3), (_long, 3), (_noise, 10), (_words, 30), (_changed, 40),
)  # fmt: skip


def _giant(dice: random.Random) -> bytes:
    """From what the city takes just so to what no packet holds."""
    return dice.choice((b"[", b"0", b" ", b"\x00")) * (dice.choice((4, 5, 6, 20, 60, 200)) * MB - dice.randint(0, 9))


# --- what became of it ---


def _asked(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "city.db", timeout=30)) as db:
        return db.execute(sql).fetchall()


def _lacking(folder: Path, true: list[Event]) -> list[Event]:
    here = {row[0] for row in _asked(folder, "SELECT hash FROM events")}
    return [event for event in true if event["hash"] not in here]


def _all_there(line: Client, folder: Path, true: list[Event]) -> bool:
    """What is not, because a flood of forged ones stood in its way, comes again: no kiosk forgets it before the ack."""
    lacking = _lacking(folder, true)
    for event in lacking:
        _say(line, f"motcua/v1{SOURCE}/rating", pack([event]))
    time.sleep(1.0 if lacking else 0.0)
    return not lacking


def _figures(inputs: int, folder: Path, true: list[Event], city: programs.Program) -> dict[str, Any]:
    up, lacking = city.is_up(), len(_lacking(folder, true))
    memory = city.memory()[1] // MB if up else 0
    ((counted,),) = _asked(folder, "SELECT count(*) FROM ratings WHERE provisional = 0")
    ((kept, most),) = _asked(folder, "SELECT count(*), COALESCE(max(length(payload)), 0) FROM dead_letters")
    ((beyond,),) = _asked(folder, "SELECT COALESCE(sum(letters), 0) FROM letters_beyond")
    bounded = kept <= letters.OF_ALL and most <= letters.MAX_BYTES and memory <= MOST_MB
    return {
        "good": up and lacking == 0 and counted == 0 and bounded,
        "inputs": inputs, "true_events": len(true), "lacking": lacking, "counted": counted, "up": up,
        "memory_mb": memory, "letters": kept, "letters_beyond": beyond, "longest_letter": most,
        "log_lines": city.said().count("\n"),
    }  # fmt: skip
