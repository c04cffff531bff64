"""`./scripts/bench sending`: bytes an event on the wire, live and in arrays of 200, over three days of a small office.

The arrays once as they are sent, once with every hash in them, which is how they go when something is sent again.
"""

import random
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.calendar.moment import ClockSource
from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.device import device_moved, started
from kiosk.core.decisions.paper import slip_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.decisions.verbs import VERBS, Asked
from kiosk.core.record.events import STREAMS
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import Signer
from kiosk.office import Office, new_token
from scripts.small_office import small
from sync.journal_entries import Diary
from sync.packing import pack

RULES = small().rules
COUNTERS, TICKETS = (1, 2, 3), 150
BATCH = 200  # events in an array, as `[broker] batch` has it
BEGIN_MS = 1_795_480_200_000  # 2026-11-24, half past seven
DAY_MS = 86_400_000


class _Chance:
    """A clock that goes on as a day does, by random steps, and whatever else is random in a day."""

    def __init__(self) -> None:
        self.dice, self.ms = random.Random(17), 0

    def passes(self, seconds: float) -> None:
        self.ms += int(self.dice.expovariate(1 / seconds) * 1000)

    def hex(self, letters: int) -> str:
        return f"{self.dice.getrandbits(4 * letters):0{letters}x}"

    def wall(self) -> int:
        return BEGIN_MS + self.ms

    def mono(self) -> int:
        return 20_000 + self.ms

    def source(self) -> ClockSource:
        return "synchronised"

    def boot(self) -> str:
        return "5f0c81d2"

    def rtc_name(self) -> str:
        return ""


def measure(quick: bool) -> dict[str, Any]:
    """Bytes an event, of each stream and of all; `events`: how many there were."""
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder) / "journal.db", _Chance()
        migrate(path)
        with open_file(path, "/H55/92/08/000/k1", clock) as journal:
            for day in range(1 if quick else 3):
                clock.ms = day * DAY_MS
                _day(journal, clock)
            streams = {stream: journal.after(stream, 0, 1_000_000) for stream in STREAMS}
    return {**{stream: _bytes([events]) for stream, events in streams.items()}, "all": _bytes([*streams.values()])}


def _bytes(streams: list[list[dict[str, Any]]]) -> dict[str, float]:
    arrays = [events[n : n + BATCH] for events in streams for n in range(0, len(events), BATCH)]
    count = sum(map(len, arrays))
    sizes = {
        "live": sum(len(pack([event])) for events in arrays for event in events),
        "arrays": sum(len(pack(events)) for events in arrays),
        "arrays_with_every_hash": sum(len(pack(events, every_hash=True)) for events in arrays),
    }
    return {"events": count, **{name: round(size / count, 1) for name, size in sizes.items()}}


def _day(journal: Journal, clock: _Chance) -> None:
    """Numbers with their slips, calls and ends, three ratings for four visits, checkpoints, paper that ran low."""
    office = Office(journal, RULES, {f"cb0{n}": (f"{n}c41f0a9b27de",) for n in COUNTERS}, lambda: None)
    diary = Diary(
        journal, Signer(Ed25519PrivateKey.generate(), "0.1.0", clock.hex(64), clock.hex(16)), clock.mono() / 1000
    )
    office.open_day()
    journal.transact(lambda state, _: started(state, "0.1.0"))
    for counter in COUNTERS:
        office.login(counter, f"cb0{counter}", clock.hex(32))
    for n in range(TICKETS):
        _visit(journal, clock, n)
        diary.work(clock.mono() / 1000)
    for word in ("paper_low", "ok"):
        journal.transact(lambda state, _, word=word: device_moved(state, "printer", word))  # type: ignore[misc]  # bound at once
    office.close_day()


def _visit(journal: Journal, clock: _Chance, n: int) -> None:
    token, counter = new_token(), 1 + n % len(COUNTERS)
    clock.passes(60)
    journal.transact(lambda state, now: queue.issue(state, now, RULES, NewTicket(token, "AB"[n % 2])))
    for slip in ("sending", "printed"):
        journal.transact(lambda state, _, slip=slip: slip_moved(state, token, slip))  # type: ignore[misc]  # bound at once
        clock.passes(2)
    for verb in (VERBS["next"], VERBS["start"], VERBS["finish"]):
        journal.transact(lambda state, now, verb=verb: verb.decide(state, now, RULES, Asked(counter)))  # type: ignore[misc]
        clock.passes(30)
    if n % 4:
        press = Press(1 + clock.dice.choice((0, 2, 3, 3)), "button")
        journal.transact(
            lambda state, now: ratings.with_sweep(state, now, RULES, ratings.press(state, now, RULES, press))
        )
