"""What the recorded programs promised to people and to the city, and whether a data folder still keeps it.

A promise is a plain JSON object, made at the moment at which the world could see it:

| `promise` | when | kept if |
|---|---|---|
| `journal` | `migrate` came back | the journal has this id |
| `number` | the ticket's screen, the first byte of its slip | `ticket` was issued to `visit`, once |
| `slip` | the first byte of a slip | `sending` of its copy is written: nobody prints it unasked again |
| `rating` | the screen says thanks, or asks at which counter | that rating of that level is there |
| `rows` | an officer's answer, a spoken call | all rows up to this one are there |
| `event` | it was handed to the city | the stream's event of this number has this hash |
| `file` | written whole | its bytes are these, or those that were `coming` next |

Besides, always: it opens by `kiosk migrate` and again, every chain and signature holds, no number stands twice in a
day, and the next number is new.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.event import name_of
from kiosk.core.record.events import TicketIssued
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.loss.preparing import prepare
from kiosk.journal.opening import open_file
from scripts.power.far_ends import MORNING, StandingClock
from scripts.power.recording import Promise
from scripts.small_office import small

SOURCE, CARD, JOURNAL = "/H55/92/08/000/k1", "card-1", "journal.db"
RULES = small().rules
LATER_MS = 60_000  # between the cut and the next number


@dataclass
class Found:
    """What a journal holds, in the words of promises."""

    id: str
    rows: int = 0
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)  # visit and ticket
    in_day: Counter[tuple[str, str]] = field(default_factory=Counter)  # date and ticket
    slips: set[tuple[str, int]] = field(default_factory=set)
    ratings: dict[int, int] = field(default_factory=dict)  # number → level
    calls: Counter[str] = field(default_factory=Counter)  # by ticket
    hashes: dict[tuple[str, int], str] = field(default_factory=dict)


def found_in(id_: str, rows: Iterable[Mapping[str, Any]]) -> Found:
    """`rows`: CloudEvents of the journal, in order."""
    found, day = Found(id_), ""
    for row in rows:
        kind, data, visit = name_of(row["type"]), row["data"], row.get("correlationid", "")
        day = data["date"] if kind == "day.opened" else day
        found.rows = row["seq"]
        found.hashes[row["stream"], row["sequence"]] = row["hash"]
        if kind == "ticket.issued":
            found.numbers[visit, data["ticket"]] += 1
            found.in_day[day, data["ticket"]] += 1
        elif kind == "slip.moved" and data["slip"] == "sending":
            found.slips.add((visit, data.get("copy", 0)))
        elif kind == "ticket.called":
            found.calls[data["ticket"]] += 1
        elif kind == "rating.given":
            found.ratings[row["sequence"]] = data["level"]
    return found


KEEPS: dict[str, Callable[[Found, Promise], bool]] = {
    "journal": lambda found, p: found.id == p["id"],
    "number": lambda found, p: found.numbers[p["visit"], p["ticket"]] == 1,
    "slip": lambda found, p: (p["visit"], p["copy"]) in found.slips,
    "rating": lambda found, p: found.ratings.get(p["rating"]) == p["level"],
    "rows": lambda found, p: found.rows >= p["rows"],
    "event": lambda found, p: found.hashes.get((p["stream"], p["sequence"])) == p["hash"],
}


def broken_in(found: Found, promised: Iterable[Promise]) -> Iterator[str]:
    """Every promise about the journal that it does not keep."""
    for promise in promised:
        if promise["promise"] in KEEPS and not KEEPS[promise["promise"]](found, promise):
            yield f"lost: {dict(promise)}"
    yield from (f"twice in {day}: {ticket}" for (day, ticket), n in found.in_day.items() if n > 1)


def broken_files(folder: Path, promised: Iterable[Promise]) -> Iterator[str]:
    """A file stands as it was promised last, or as it was just about to be written."""
    may_be = dict[str, set[str]]()
    for promise in promised:
        if promise["promise"] == "file":
            may_be[promise["name"]] = {promise["sha256"]}
        elif promise["promise"] == "coming" and promise["name"] in may_be:
            may_be[promise["name"]].add(promise["sha256"])
    for name, hashes in may_be.items():
        path = folder / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() not in hashes:
            yield f"lost: the file {name}"


@dataclass(frozen=True)
class Started:
    """What came of a start of the programs on a data folder. `refused`: why nothing could start; `said`: by `migrate`,
    of what was lost or put right; `told`: what `verify` names; `again`: numbers that were given once more."""

    found: Found | None
    refused: str = ""
    said: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def started(folder: Path, promised: tuple[Promise, ...]) -> Started:
    """By the real code: brought up, opened again, read whole, and one more number given."""
    path, said = folder / JOURNAL, list[str]()
    try:
        bring_up(path, said.append)
        with open_file(path, SOURCE, StandingClock(last_ms(promised) + LATER_MS, boot_id="after")) as journal:
            found, told = found_in(journal.id, journal.rows()), journal.verify().problems
            given = {p["ticket"] for p in promised if p["promise"] == "number"} | {ticket for _, ticket in found.in_day}
            return Started(found, "", tuple(said), told, tuple(_next_number(journal, given)))
    except JournalError as error:
        return Started(None, refused=str(error).removeprefix(f"{path}: "))


def bring_up(path: Path, say: Callable[[str], None]) -> None:
    """`kiosk migrate --anew`, as the box starts itself. Raises JournalError."""
    prepare(Kiosk(path, SOURCE, StandingClock(known=False), CARD), True, say)


def last_ms(promised: Iterable[Promise]) -> int:
    """The moment of the last promise that says it."""
    return max((p["at_ms"] for p in promised if "at_ms" in p), default=MORNING)


def _next_number(journal: Journal, given: Collection[str]) -> Iterator[str]:
    """The office goes on. A day's numbers all are of one day here."""
    written = journal.transact(lambda s, now: queue.issue(s, now, RULES, NewTicket("after-the-cut", "A")))
    yield from (r.event.ticket for r in written if isinstance(r.event, TicketIssued) and r.event.ticket in given)


def broken(folder: Path, promised: tuple[Promise, ...]) -> list[str]:
    """What a data folder does not keep."""
    wrong, after = list(broken_files(folder, promised)), started(folder, promised)
    if after.found is None:
        return [*wrong, f"refused: {after.refused}"]
    wrong += broken_in(after.found, promised)
    return [*wrong, *after.told, *(f"given again: {ticket}" for ticket in after.again)]
