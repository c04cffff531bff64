"""What the last version does when it writes, by hand: its columns, its envelope without the row's number."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.core.record.chain import GENESIS, canonical, envelope, hash_of
from tests.journal.clocks import SOURCE

COLUMNS = (
    "id, type, stream, sequence, time, data, prevhash, hash, source, visit, cause, boot, mono, clock, recordedtime"
)


def appended(path: Path, stream: str, name: str, **data: Any) -> int:
    """The row's number."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (journal,) = db.execute("SELECT id FROM journal").fetchone()
        last = "SELECT sequence, hash FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 1"
        sequence, prevhash = db.execute(last, (stream,)).fetchone() or (0, GENESIS)
        event = envelope(
            seq=None, type_=f"vn.motcua.{name}.v1", data=data, time="2026-11-30T08:00:00.000+07:00", source=SOURCE,
            journal=journal, stream=stream, sequence=sequence + 1, boot="old", mono=7, clock="synchronised",
            prevhash=prevhash, visit=None, cause=None,
        )  # fmt: skip
        given = db.execute(f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join('?' * 15)})", _row(event)).lastrowid
        assert given is not None
        return given


def _row(event: dict[str, Any]) -> tuple[Any, ...]:
    data = canonical(event["data"]).decode()
    assert json.loads(data) == event["data"]
    head = (event["id"], event["type"], event["stream"], event["sequence"], event["time"], data)
    tail = (event["prevhash"], hash_of(event), event["source"], None, None, event["bootid"], event["monotonic"])
    return (*head, *tail, event["clock"], event["recordedtime"])
