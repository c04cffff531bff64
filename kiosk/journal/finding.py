"""Single events of a journal, found by what they are, how far it reached at a row, and what others know of it.

There is no index but the key (migrations.py), so each looks along the rows, from where the event can stand first.
"""

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from kiosk.core.record.events import STREAMS, JournalBegun, NumbersRaised, Recorded
from kiosk.journal.errors import JournalError, translated_errors
from kiosk.journal.proof.known import Claim, Known, acknowledged, claims_in
from kiosk.journal.reading import MAX_ROW, Reader
from kiosk.journal.rows import CloudEvent, Row, as_event
from kiosk.journal.schema import heads_of


def last_of(journal: Reader, type_: str, before: int | None = None, back: int = MAX_ROW) -> CloudEvent | None:
    """The last event of a type before a row (None: of all), with its `seq`; looked for among `back` rows. Raises
    JournalError."""
    end = journal.last() + 1 if before is None else before
    where = "SELECT * FROM events WHERE seq < ? AND seq >= ? AND type = ? ORDER BY seq DESC LIMIT 1"
    return next(iter(_events(journal, journal.ask(where, end, end - back, type_))), None)


def count(journal: Reader, type_: str, first: int, last: int) -> int:
    """Events of a type in these rows. Raises JournalError."""
    where = "SELECT count(seq) FROM events WHERE seq BETWEEN ? AND ? AND type = ?"
    return int(journal.ask(where, first, last, type_)[0][0])


def of_visit(journal: Reader, visit: str) -> list[CloudEvent]:
    """Every event of a visit, oldest first, each with its `seq`. Raises JournalError."""
    return _events(journal, journal.ask("SELECT * FROM events WHERE visit = ? ORDER BY seq", visit))


def heads_at(journal: Reader, row: int) -> dict[str, tuple[int, str]]:
    """How far each stream reached with a row. Raises JournalError."""
    where = "SELECT sequence, hash FROM events WHERE stream = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
    return {stream: (head[0], head[1]) for stream in STREAMS for head in journal.ask(where, stream, row)}


def hash_at(journal: Reader, seq: int) -> str:
    """The stored hash of a row, "" for one that is not there. Raises JournalError."""
    return next((str(hash_) for (hash_,) in journal.ask("SELECT hash FROM events WHERE seq = ?", seq)), "")


def begun_from(journal: Reader) -> str:
    """The id of the journal that this one goes on from, "" for none. Raises JournalError."""
    try:
        ((type_, data),) = journal.ask("SELECT type, data FROM events WHERE seq = 1")
        return str(json.loads(data)["of"]) if type_ == JournalBegun.TYPE else ""
    except (TypeError, ValueError, KeyError):  # no such row, or none that can be read
        return ""


def renewed_with(journal: Reader) -> Recorded | None:
    """Its row that says from which numbers it went on, where another journal was lost; None for a journal that never
    took the place of one, or whose first rows cannot be read."""
    try:
        first, second = islice(journal.recorded(), 2)
    except (JournalError, ValueError):  # not so many, or damaged
        return None
    return second if isinstance(first.event, JournalBegun) and isinstance(second.event, NumbersRaised) else None


# --- what others know of it ---


def known_of(journal: Reader, keys: Sequence[str] = (), claims: Sequence[Claim] = ()) -> Known:
    """What this kiosk, and whoever calls, knows of its journal. `keys`: public ones in hex, which go before the kiosk's
    own; `claims`: heads that somebody brings."""
    from kiosk.journal.signing import own_public  # cryptography is read by whoever verifies, and by nobody else

    own = own_public(journal.path.parent)
    kept = (*_acknowledged(journal), *_last_heads(heads_of(journal.path)), *claims)
    return Known(frozenset(keys or ([own] if own else [])), kept)


def _acknowledged(journal: Reader) -> tuple[Claim, ...]:
    """How far the city has each stream, as the journal remembers; what cannot be read is named where its rows are."""
    try:
        stored = journal.ask("SELECT stream, sequence FROM cursors")
    except JournalError:
        return ()
    return acknowledged({stream: n for stream, n in stored if type(n) is int and stream in STREAMS})


def _last_heads(file: Path) -> tuple[Claim, ...]:
    """Those that the kiosk keeps beside its journal; a file that cannot be read tells nothing."""
    try:
        return claims_in(file, "the kiosk's last heads")
    except (OSError, ValueError):
        return ()


def _events(journal: Reader, rows: list[Row]) -> list[CloudEvent]:
    with translated_errors(journal.path):
        return [{"seq": row[0], **as_event(row, journal.id)} for row in rows]
