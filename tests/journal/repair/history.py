"""A journal with a history that is worth repairing: three streams, signed checkpoints, an end that no checkpoint covers
yet; and what a forger would make of it."""

import shutil
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.chain import hash_of
from kiosk.core.record.events import Fact
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.repair import given_back
from kiosk.journal.repair.repairing import own_checkpoints
from kiosk.journal.repair.sources import rows_of
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.signed import KEY, sign
from tests.sync.chains import rating

ROUNDS, EACH = 12, 3  # a checkpoint after each EACH rounds but the last
CUT = ("journal.db", "journal.db-wal", "journal.heads")
OWN = KEY.public_key().public_bytes_raw().hex()
IS_OWN = own_checkpoints({OWN})


def made(path: Path, cut: Path | None = None) -> list[Numbered]:
    """The journal as the file `path`; its rows. `cut`: a folder that gets the file and its log as a power cut leaves
    them."""
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        live(journal, "first")
        journal.checkpoint()
        for n in range(ROUNDS):
            live(journal, f"t{n}")
            if n % EACH == EACH - 1 and n < ROUNDS - 1:
                sign(journal)
        for name in CUT if cut else ():
            shutil.copy(path.with_name(name), cut or path.parent)
        return list(rows_of(journal))


def live(journal: Journal, token: str) -> None:
    """A number, a rating, and something of a device."""
    journal.transact(lambda state, now: queue.issue(state, now, RULES, NewTicket(token, "A", slip="shown")))
    journal.transact(lambda state, now: (Fact(rating(1 + len(token) % 4)),))
    journal.transact(lambda state, now: (Fact(e.DeviceChanged("scanner", token)),))


def forged(rows: Sequence[Numbered], at: int, **data: Any) -> list[Numbered]:
    """Row `at` says something else, and it and all behind it on its stream are hashed anew: their chain holds."""
    found, hashes = list[Numbered](), dict[str, str]()
    for seq, event in deepcopy(list(rows)):
        stream = event["stream"]
        event["data"] |= data if seq == at else {}
        event["prevhash"] = hashes.get(stream, event["prevhash"])
        event["hash"] = hash_of(event)
        hashes[stream] = event["hash"]
        found.append((seq, event))
    return found


def give(data: Path, rows: Sequence[Numbered], size: int = 20) -> None:
    """As the courier keeps what the city gave back."""
    for stream in ("rating", "visit", "device"):
        events = [event for _, event in rows if event["stream"] == stream]
        for n in range(0, len(events), size):
            given_back.keep(data, events[0]["journal"], events[n : n + size])
