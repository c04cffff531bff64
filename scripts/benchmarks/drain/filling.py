"""A journal of any length, whose chains hold: one day that all programs lived, and the same day again, each time with a
later date, tokens, salts and hashes of its own.

What repeats in it, repeats in an office too: words, counters, officers. What is random in an office is random here,
because a compressor that met a token twice would flatter us. The checkpoints of the day are left out: nobody could
sign them anew.
"""

import json
import random
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.record import checkpoints
from kiosk.core.record.chain import GENESIS, canonical, envelope, event_id, hash_of
from kiosk.core.record.events import STREAMS
from kiosk.core.words.scanned import TOKEN_LENGTH, TOKEN_LETTERS
from kiosk.journal.opening import migrate
from kiosk.journal.rows import COLUMNS, INSERT, WITH_SEQ
from scripts.benchmarks.flash.day import FlashDay
from scripts.power.promises import JOURNAL, SOURCE

VISITS = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Row = tuple[Any, ...]


class Lived(NamedTuple):
    """One event of the day that is repeated."""

    type: str
    stream: str
    time: str
    data: str
    visit: str | None
    mono: int


class Filling:
    """`dice`: for what an office draws by lot."""

    def __init__(self, own: str, dice: random.Random) -> None:
        self._own, self._dice, self._seq = own, dice, 0
        self._heads = dict.fromkeys(STREAMS, (0, GENESIS))

    def rows(self, day: list[Lived], number: int) -> Iterator[Row]:
        """The day, so many days later."""
        tokens, boot, ratings = dict[str, str](), self._dice.randbytes(16).hex(), self._heads["rating"][0]
        for lived in day:
            data = json.loads(_later(lived.data, number))
            if "salt" in data:
                data["salt"] = self._dice.randbytes(16).hex()
            if "rating" in data:
                data["rating"] += ratings
            visit = lived.visit and tokens.setdefault(lived.visit, self._token())
            yield self._row(lived._replace(time=_later(lived.time, number), visit=visit), data, boot)

    def _token(self) -> str:
        return "".join(self._dice.choices(TOKEN_LETTERS, k=TOKEN_LENGTH))

    def _row(self, lived: Lived, data: dict[str, Any], boot: str) -> Row:
        last, prevhash = self._heads[lived.stream]
        self._seq += 1
        event = envelope(
            seq=self._seq, type_=lived.type, data=data, time=lived.time, source=SOURCE, journal=self._own,
            stream=lived.stream, sequence=last + 1, boot=boot, mono=lived.mono, clock="synchronised",
            prevhash=prevhash, visit=lived.visit, cause=None,
        )  # fmt: skip
        self._heads[lived.stream] = (last + 1, hash_of(event))
        head = (self._seq, event_id(self._own, lived.stream, last + 1), lived.type, lived.stream, last + 1, lived.time)
        chained = (canonical(data).decode(), prevhash, self._heads[lived.stream][1])
        return (*head, *chained, SOURCE, lived.visit, None, boot, lived.mono, "synchronised", WITH_SEQ, lived.time)


def fill(path: Path, events: int, dice: random.Random) -> int:
    """A new journal of about so many events, at least one day; how many they are."""
    migrate(path)
    day = _lived()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (own,) = db.execute("SELECT id FROM journal").fetchone()
        filling, days = Filling(own, dice), max(1, round(events / len(day)))
        last = (date.today() - date.fromisoformat(day[0].time[:10])).days - 1  # yesterday: a city marks what is ahead
        for number in range(last - days + 1, last + 1):
            db.execute("BEGIN")
            db.executemany(INSERT, filling.rows(day, number))
            db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(db.execute("SELECT max(seq) FROM events").fetchone()[0])


def _lived() -> list[Lived]:
    """A day of touch app, console and courier, in order."""
    with tempfile.TemporaryDirectory() as folder:
        FlashDay(Path(folder) / "data", random.Random(1), every_key=True).live(VISITS)
        with closing(sqlite3.connect(Path(folder) / "data" / JOURNAL)) as db:
            found = db.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq").fetchall()
    rows = [Lived(row[2], row[3], row[5], row[6], row[10], row[13]) for row in found]
    return [row for row in rows if row.type not in checkpoints.TYPES]


def _later(text: str, number: int) -> str:
    """Its dates, so many days later."""
    return _DAY.sub(lambda found: f"{date.fromisoformat(found.group()) + timedelta(days=number)}", text)
