"""What one would write instead: paho, one event a message, QoS 1, into a table of the same database with batched
commits; and the same waiting for each answer.

`python -m scripts.benchmarks.ends.rivals send` and `receive`: each in a program of its own, as ours are.
"""

import sqlite3
import sys
import threading
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from kiosk.host.command_line import Parser
from kiosk.journal.opening import read_file
from scripts.benchmarks.ends.relay import HOST
from sync.city.engine import engine_at

TOPIC = "rival/events"
AT_ONCE = 100  # messages without an answer
A_COMMIT = 1_000  # events
TABLE = "CREATE TABLE IF NOT EXISTS rival (source TEXT, journal TEXT, stream TEXT, sequence BIGINT, event TEXT, " \
    "PRIMARY KEY (source, journal, stream, sequence))"  # fmt: skip
INSERT = "INSERT INTO rival VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


def made(name: str, inflight: int) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, name, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(inflight)
    return client


def send(journal: Path, port: int, inflight: int, most: int) -> float:
    """The first `most` events, or all; seconds until the broker has the last."""
    client, room = made("rival-kiosk", inflight), threading.Semaphore(inflight)
    client.on_publish = lambda *_: room.release()
    client.connect(HOST, port)
    client.loop_start()
    begun, count = time.monotonic(), 0
    with read_file(journal) as rows:
        for event in islice(rows.rows(), most):
            count += 1
            room.acquire()
            client.publish(TOPIC, orjson.dumps(event), qos=1)
    for _ in range(inflight):
        room.acquire()
    took = time.monotonic() - begun
    client.loop_stop()
    return took / count


def receive(port: int, db: str, ready: str) -> None:
    """Until it is ended; `ready`: a file that is made once it listens."""
    engine, lock, held = engine_at(db), threading.Lock(), list[tuple[Any, ...]]()
    engine(TABLE)

    def take(_client: Client, _user: Any, message: MQTTMessage) -> None:
        event = orjson.loads(message.payload)
        row = (event["source"], event["journal"], event["stream"], event["sequence"], message.payload.decode())
        with lock:
            held.append(row)

    client = made("rival-city", AT_ONCE)
    client.on_message = take
    client.on_subscribe = lambda *_: Path(ready).touch()
    client.connect(HOST, port)
    client.subscribe(TOPIC, qos=1)
    client.loop_start()
    while True:
        time.sleep(0 if len(held) >= A_COMMIT else 0.05)
        with lock:
            rows, held[:] = held[:A_COMMIT], held[A_COMMIT:]
        _commit(engine, rows)


def _commit(engine: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with engine.transaction():
            engine.many(INSERT, rows)


def count(journal: Path) -> int:
    with sqlite3.connect(journal) as db:
        return int(db.execute("SELECT count(*) FROM events").fetchone()[0])


def lasts(journal: Path) -> dict[tuple[str, str], int]:
    """By journal and stream, the number of its last event."""
    with sqlite3.connect(journal) as db:
        (own,) = db.execute("SELECT id FROM journal").fetchone()
        found = db.execute("SELECT stream, max(sequence) FROM events GROUP BY stream").fetchall()
    return {(own, stream): last for stream, last in found}


def main() -> int:
    parser = Parser(prog="rivals", description="What one would write instead of courier and city.")
    ends = parser.add_subparsers(dest="end", required=True)
    sender, city = ends.add_parser("send"), ends.add_parser("receive")
    sender.add_argument("journal", type=Path)
    for end in (sender, city):
        end.add_argument("port", type=int)
    city.add_argument("db")
    city.add_argument("ready")
    asked = parser.parse_args()
    if asked.end == "send":
        send(asked.journal, asked.port, AT_ONCE, sys.maxsize)
    else:
        receive(asked.port, asked.db, asked.ready)
    return 0


if __name__ == "__main__":
    sys.exit(main())
