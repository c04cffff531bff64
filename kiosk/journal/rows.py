"""A row of `events` as what it is: a CloudEvent with its hash, or a recorded fact; or named as damaged.

SQLite keeps whatever stands in a file, and a bad card changes it: every value is looked at before it is believed.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any, TypeVar

import orjson

from kiosk.core.calendar.moment import from_iso
from kiosk.core.record import chain
from kiosk.core.record.codec import UnknownType, UnreadableEvent, from_data
from kiosk.core.record.events import DayClosed, DayDated, DayOpened, NumbersRaised, Recorded, TicketIssued
from kiosk.core.state.fold import fold
from kiosk.core.state.losses import UNKNOWN, lost
from kiosk.core.state.values import State
from kiosk.journal.errors import Damage, FromTomorrow

COLUMNS = (
    "seq, id, type, stream, sequence, time, data, prevhash, hash, source, visit, cause, boot, mono, clock, envelope"
)
INSERT = f"INSERT INTO events ({COLUMNS}, recordedtime) VALUES ({', '.join('?' * 17)})"
_NUMBERS, _MAY_BE_NULL = ("seq", "sequence", "mono", "envelope"), ("visit", "cause")
NEAR = 1_000  # rows, to which a search comes before it goes along them
WITH_SEQ = 2  # the envelope since which `seq` is hashed with the rest; 1 before it
READ_BEFORE = frozenset(
    f"vn.motcua.{name}.v1"
    for name in ("kiosk.started", "kiosk.stopped", "device.changed", "link.lost", "link.restored", "day.opened",
                 "day.closed", "counter.closed", "ticket.issued", "slip.moved", "ticket.recalled", "documents.asked")
)  # fmt: skip
"""Types of today that were there before WITH_SEQ."""
OF_NUMBERS = frozenset({DayOpened.TYPE, DayDated.TYPE, DayClosed.TYPE, TicketIssued.TYPE, NumbersRaised.TYPE})
"""What is given next depends on these: they are believed only as they were written."""

Row = tuple[Any, ...]
CloudEvent = dict[str, Any]
Each = TypeVar("Each")


def columns_of(conn: sqlite3.Connection) -> str:
    """What to select for a row: a journal that was not brought up yet has no column for the envelope."""
    present = {row[1] for row in conn.execute("PRAGMA table_info(events)")}
    return COLUMNS if "envelope" in present else COLUMNS.replace("envelope", "1")


def with_both_times(columns: str) -> str:
    """What to select for a row that is to be proven: where `recordedtime`, which stands in no hash by itself, is not
    `time`, the row has a time that it was never hashed with."""
    return columns.replace(", time,", ", iif(recordedtime = time, time, time || ', but another recordedtime'),")


def _kinds(column: str) -> tuple[type, ...]:
    if column in _NUMBERS:
        return (int,)
    return (str, type(None)) if column in _MAY_BE_NULL else (str,)


_SHAPES = frozenset(product(*map(_kinds, COLUMNS.split(", "))))


def _refuse(constant: str) -> None:
    """JSON has no NaN and no Infinity; Python's reader has."""
    raise ValueError(f"{constant} is no JSON")


MOST_BRACKETS = 100  # at Python's last depth whatever is tidied up just then breaks, and no event goes so deep
_DECODER = json.JSONDecoder(parse_constant=_refuse)


def _data(row: Row) -> dict[str, Any]:
    """The event's own values. Raises Damage."""
    if tuple(map(type, row)) not in _SHAPES:
        raise Damage(row[0], row[0], _odd(row))
    try:
        data = _value(row[6])
    except (ValueError, RecursionError) as error:
        raise Damage(row[0], row[0], f"cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise Damage(row[0], row[0], "cannot be read: its data is no JSON object")
    return data


def _value(text: str) -> Any:
    """As `json` reads it, which tells what is wrong, and keeps a number whole that is too long for any event; nearly
    every text is one of ours, and read at once."""
    with suppress(orjson.JSONDecodeError):
        value = orjson.loads(text)
        if type(value) is dict and float not in map(type, value.values()):
            return value
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise ValueError(f"more than {MOST_BRACKETS} brackets")
    value = _DECODER.decode(text)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # half a letter: we never write one, and nobody can read it
    return value


def _odd(row: Row) -> str:
    """Which column holds another kind of value than it was given."""
    names = zip(COLUMNS.split(", "), row, strict=True)
    return "cannot be read: not as it was written: " + ", ".join(n for n, v in names if type(v) not in _kinds(n))


def row_of(r: Recorded, event: CloudEvent, source: str, form: int) -> Row:
    """A fact to be inserted, as its event."""
    data, time = chain.canonical_data(event).decode(), event["time"]
    head = (r.seq, r.id, r.event.TYPE, r.stream, r.sequence, time, data, event["prevhash"], event["hash"])
    return (*head, source, r.visit, r.cause, r.boot, r.mono, r.clock, form, time)


def form_of(types: Iterable[str], form: int) -> int:
    """The envelope of further rows behind one of `form`. An earlier version neither verifies nor sends rows of the
    newer one, so it begins with the first event that no earlier version reads: an update that goes back from its trial
    finds everything in its own form."""
    return form if all(type_ in READ_BEFORE for type_ in types) else WITH_SEQ


def whole(row: Row | Damage) -> Row:
    """Raises Damage for a row that is none."""
    if isinstance(row, Damage):
        raise row
    return row


def as_event(row: Row, journal: str) -> CloudEvent:
    """The row as the city gets it, with its stored hash. Raises Damage."""
    data = _data(row)
    seq, _, type_, stream, sequence, time, _, prevhash, hash_, source, visit, cause, boot, mono, clock, form = row
    _must_be_form(seq, form)
    event = chain.envelope(
        seq=seq if form >= WITH_SEQ else None,
        type_=type_,
        data=data,
        time=time,
        source=source,
        journal=journal,
        stream=stream,
        sequence=sequence,
        boot=boot,
        mono=mono,
        clock=clock,
        prevhash=prevhash,
        visit=visit,
        cause=cause,
    )
    event["id"], event["hash"] = row[1], hash_  # as stored, so that its hash is held against what stands there
    return event


def _must_be_form(seq: int, form: int) -> None:
    """Raises Damage, FromTomorrow for an envelope that this version never writes."""
    if form > WITH_SEQ:
        raise FromTomorrow(seq, seq, f"unknown envelope {form}")
    if form < 1:
        raise Damage(seq, seq, f"cannot be read: there is no envelope {form}")


def as_recorded(row: Row) -> Recorded:
    """The row as the fact that was written. Raises Damage."""
    data = _data(row)
    seq, id_, type_, stream, sequence, _, _, _, _, _, visit, cause, boot, mono, clock, form = row
    _must_be_form(seq, form)
    wall = wall_of(row)
    try:
        event = from_data(type_, data)
    except UnknownType as error:
        raise FromTomorrow(seq, seq, str(error)) from error
    except UnreadableEvent as error:
        raise Damage(seq, seq, f"cannot be read: {error}") from error
    return Recorded(seq, id_, stream, sequence, wall, mono, boot, clock, event, visit, cause)


def wall_of(row: Row) -> int:
    """When it was written, wall time in ms. Raises Damage."""
    try:
        return from_iso(row[5])
    except (TypeError, ValueError, OverflowError) as error:
        raise Damage(row[0], row[0], f"cannot be read: {error}") from error


def is_written(row: Row, journal: str) -> bool:
    """Its content is what was hashed. Raises Damage."""
    return chain.is_whole(as_event(row, journal))


def folded(state: State, row: Row, journal: str) -> tuple[State, Recorded]:
    """The state after a row of the file. Raises Damage where nothing can be made of it; FromTomorrow for one that is
    whole and of a newer version."""
    try:
        recorded = as_recorded(row)
    except FromTomorrow as newer:
        raise newer if _is_newer(row, journal) else Damage(row[0], row[0], f"cannot be read: {newer.why}") from newer
    if recorded.seq <= state.seq:
        raise Damage(recorded.seq, recorded.seq, "cannot be read: it comes out of order")
    try:
        return _believed(state, recorded, row, journal), recorded
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise Damage(recorded.seq, recorded.seq, f"cannot be read: {error}") from error


def _believed(state: State, recorded: Recorded, row: Row, journal: str) -> State:
    """A number that was changed keeps its person in the queue, and what is given next goes by the rows before it."""
    after = fold(state, recorded)
    if recorded.event.TYPE not in OF_NUMBERS or is_written(row, journal):
        return after
    if not isinstance(recorded.event, TicketIssued):
        raise ValueError("its content is not what was written")
    unseen = lost(state, 1)
    return replace(after, numbers=unseen.numbers, unseen=unseen.unseen)


def stepped(state: State, row: Row | Damage, journal: str) -> tuple[State, Recorded | None, Damage | None]:
    """The state after a row, whatever is wrong with it: what cannot be read is passed by, and numbers go on above it.

    The fact where it was read, and the damage where there is one. Raises FromTomorrow.
    """
    first, last = (row.first, row.last) if isinstance(row, Damage) else (row[0], row[0])
    if isinstance(first, int) and first > state.seq + 1:
        state = _passed(state, first - 1)
    try:
        return *folded(state, whole(row), journal), None
    except FromTomorrow:
        raise
    except Damage as damage:
        return _passed(state, last), None, damage


def _passed(state: State, last: int) -> State:
    """Without the rows up to `last`; never above any number that an office gives."""
    rows = max(0, last - state.seq)
    return replace(lost(state, min(rows, UNKNOWN)), seq=max(last, state.seq))


def _is_newer(row: Row, journal: str) -> bool:
    """And not one of ours in which a bit was changed: of that one the hash shows it, whichever envelope it had, and the
    id is right."""
    if row[-1] <= WITH_SEQ:
        return is_written(row, journal) or row[1] != chain.event_id(journal, row[3], row[4])
    return not any(is_written((*row[:-1], form), journal) for form in range(1, WITH_SEQ + 1))


def merged(found: Iterator[Each | Damage]) -> Iterator[Each | Damage]:
    """Damaged rows that stand side by side, for one reason, as one."""
    open_: Damage | None = None
    for each in found:
        if isinstance(each, Damage) and open_ and (open_.last + 1, open_.why) == (each.first, each.why):
            open_ = Damage(open_.first, each.last, each.why)
            continue
        if open_:
            yield open_
        open_ = each if isinstance(each, Damage) else None
        if not isinstance(each, Damage):
            yield each
    if open_:
        yield open_


def row_before(sequence: int, last: int, sequence_at: Callable[[int], int | None]) -> int:
    """A row before a stream's event `sequence` + 1, which is not before row `sequence` + 1: in steps that double from
    the `last` row backwards, then halved. `sequence_at`: what stands from a row on, None where that is not known."""
    high, step = last + 1, 1
    low = max(sequence, high - step)
    while low > sequence and not _is_before(sequence_at(low), sequence):
        high, step = low, 2 * step
        low = max(sequence, high - step)
    while high - low > NEAR:
        middle = (low + high) // 2
        low, high = (middle, high) if _is_before(sequence_at(middle), sequence) else (low, middle)
    return max(0, low - 1)


def _is_before(found: int | None, sequence: int) -> bool:
    return found is not None and found <= sequence
