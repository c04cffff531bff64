"""The days that closed, as their slips tell of them: which one waits for the courier's signature, and what it holds.

A slip goes on from the one before it by the hash of its text, so nobody leaves one out unseen. What counts as the one
before is the last signed word, which stands in its checkpoint: a slip that was printed unsigned is signed later, in the
journal, by the same courier.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from kiosk.core.record.checkpoints import paper_of
from kiosk.core.record.closing_word import ClosedDay, ClosingWord, NoSlip, in_checkpoint, sw_word
from kiosk.core.record.events import Checkpoint, DayClosed, TicketIssued
from kiosk.journal.finding import count, heads_at, last_of
from kiosk.journal.reading import MAX_ROW, Reader
from kiosk.journal.rows import CloudEvent

BACK = 50_000  # rows looked through for the last close: some weeks


def waiting(journal: Reader) -> ClosedDay | None:
    """The last day that closed, where no checkpoint says its word yet. Raises JournalError."""
    close, last = last_of(journal, DayClosed.TYPE, back=BACK), next(signed(journal), None)
    if close is None or (last and last.checkpoint["seq"] > close["seq"]):
        return None
    return closed(journal, close)


def closed(journal: Reader, close: CloudEvent) -> ClosedDay:
    """What a slip says of a `day.closed`. Raises JournalError."""
    visits = count(journal, TicketIssued.TYPE, journal.day_start(close["seq"]), close["seq"])
    before = next(signed(journal, close["seq"]), None)
    return ClosedDay(close["source"], str(close["data"].get("date")), visits, before.word.hash if before else "")


def unsigned(journal: Reader, close: CloudEvent, sw: str, salt: str) -> ClosingWord:
    """What the slip of a `day.closed` says while nobody signed. `salt`: 128 random bits in hex. Raises JournalError."""
    heads = {s: {"sequence": n, "hash": hash_} for s, (n, hash_) in heads_at(journal, close["seq"]).items()}
    return closed(journal, close).word(sw_word(sw), paper_of(heads, salt), salt)


def close_of(journal: Reader, day: str) -> CloudEvent | None:
    """The last `day.closed` of a day. Raises JournalError."""
    return next((close for close in _closes(journal) if close["data"].get("date") == day), None)


class Signed(NamedTuple):
    """A checkpoint and the signed word in it."""

    checkpoint: CloudEvent
    word: ClosingWord


def signed(journal: Reader, before: int | None = None, back: int = BACK) -> Iterator[Signed]:
    """The signed words before a row (None: all), the last one first. Raises JournalError."""
    while found := last_of(journal, Checkpoint.TYPE, before, back):
        before = int(found["seq"])
        with suppress(NoSlip):  # `kiosk journal verify` names it
            if word := in_checkpoint(found["data"]):
                yield Signed(found, word)


def _closes(journal: Reader) -> Iterator[CloudEvent]:
    before: int | None = None
    while found := last_of(journal, DayClosed.TYPE, before):
        before = int(found["seq"])
        yield found


# --- a slip that somebody has ---


def differences(word: ClosingWord, journal: Reader) -> Iterator[str]:
    """What the journal knows otherwise than a slip says; nothing for a true one. Raises JournalError."""
    if word.signature:
        yield from _unlike_signed(word, journal)
        return
    close = close_of(journal, word.day)
    if close is None:
        yield f"the journal has no close of {word.day}: it was cut off, or is an older copy"
    elif unsigned(journal, close, word.sw, word.salt) != word:
        yield f"up to the close of {word.day} the journal holds something else than the slip was made of"


def _unlike_signed(word: ClosingWord, journal: Reader) -> Iterator[str]:
    own = next((own for own in signed(journal, back=MAX_ROW) if own.word.paper == word.paper), None)
    if own is None:
        yield "the journal has not the checkpoint of this slip: it was cut off or written anew, or is an older copy"
        return
    data = own.checkpoint["data"]
    for stream, head in data["heads"].items():
        there = journal.place_of(stream, head["sequence"])
        if there is None or there[1] != head["hash"]:
            yield f"the journal has another {stream} {head['sequence']} than was signed that day"
    if paper_of(data["heads"], data["salt"]) != word.paper:
        yield "the journal's heads of that day have another hash"
    close = last_of(journal, DayClosed.TYPE, own.checkpoint["seq"])
    if close is None or closed(journal, close).word(word.sw, word.paper) != replace(word, key="", signature=""):
        yield f"the journal counts {word.day} otherwise, or has another slip before it"
