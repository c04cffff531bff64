"""Events read back for a kiosk that wants its own again (`want/{stream}` → `back/{stream}`).

What is wanted is noted while letters are read and answered after the commit. A storm of wishes must not keep the city
from its work: one a kiosk a second is noted, few at a time, and what is dropped the kiosk asks again.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sync.city.batch.following import Chain
from sync.city.store import Store
from sync.envelope import Ask
from sync.packing import fit

MAX_WANTED = 1_000  # events in answer to one wish, from its first number on
MAX_ARRAY = 200  # events in one message of the answer
MAX_NOTED = 20  # wishes of all kiosks that wait for an answer
PAUSE_S = 1.0  # seconds between two wishes of one kiosk


class Wishes:
    """`now`: monotonic seconds."""

    def __init__(self) -> None:
        self._noted: list[tuple[Chain, Ask]] = []
        self._at: dict[str, float] = {}  # by source, of the last second

    def note(self, source: str, stream: str, ask: Ask, now: float) -> None:
        self._at = {other: at for other, at in self._at.items() if now - at < PAUSE_S}
        if source not in self._at and len(self._noted) < MAX_NOTED:
            self._at[source] = now
            self._noted.append(((source, ask.journal, stream), ask))

    def take(self) -> list[tuple[Chain, Ask]]:
        """What is to be answered, once."""
        taken, self._noted = self._noted, []
        return taken


def wanted(store: Store, chain: Chain, ask: Ask) -> list[dict[str, Any]]:
    """The events of one chain that are wanted and here, in order, MAX_WANTED at most. Raises StoreError."""
    rows = store.sql(
        "SELECT event FROM events WHERE source = ? AND journal = ? AND stream = ? AND sequence BETWEEN ? AND ? "
        "ORDER BY sequence LIMIT ?",
        *chain, ask.first, ask.last, MAX_WANTED,
    ).fetchall()  # fmt: skip
    return [json.loads(event) for (event,) in rows]


def payloads(events: Sequence[dict[str, Any]], room: int) -> Iterator[bytes]:
    """The answer's payloads, each of `room` bytes at most where that can be; an empty array when nothing is here."""
    while True:
        packed, payload = fit(events[:MAX_ARRAY], room)
        yield payload
        events = events[len(packed) :]
        if not events:
            return
