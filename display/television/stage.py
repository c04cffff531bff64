"""Which three calls stand large. Pure: the stage before, the calls now (newest first) and the time → the stage after.

Each new or repeated call stands there, gold, for ten seconds at least, however many come at once: the others queue.
Whoever is invited no more leaves at once. The board's page has the same rule in its own language
(display/board/stage.js): both are held to the same days by the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

GOLD_MS, SHOWN = 10_000, 3
_LONG_AGO = -(10**12)
Id = tuple[str, int]


@dataclass(frozen=True)
class Called:
    """A number at a counter, called so many `times`."""

    ticket: str
    counter: int
    times: int = 1

    @property
    def id(self) -> Id:
        return self.ticket, self.counter


@dataclass(frozen=True)
class Slot:
    """A call that stands large since that moment."""

    call: Called
    since: int = _LONG_AGO

    def is_new(self, now: int) -> bool:
        return now - self.since < GOLD_MS


@dataclass(frozen=True)
class Stage:
    """`shown`: the newest first; `next`: who stands there as soon as there is a place, the first one first; `seen`: how
    often each was called, as of now; None: nothing was seen yet, and nothing is news."""

    shown: tuple[Slot, ...] = ()
    next: tuple[Called, ...] = ()
    seen: Mapping[Id, int] | None = None


EMPTY = Stage()


def staged(before: Stage, calls: Sequence[Called], now: int) -> Stage:
    times = {call.id: call.times for call in calls}
    seen = times if before.seen is None else before.seen
    news = [call for call in reversed(calls) if seen.get(call.id) != call.times]
    again = {call.id for call in news}
    waits = [replace(call, times=times[call.id]) for call in before.next if call.id in times]
    waits += [call for call in news if call.id not in {one.id for one in waits}]
    shown = [slot for slot in before.shown if slot.call.id in times and slot.call.id not in again]
    shown, waits = _entered(shown, waits, now)
    there = {slot.call.id for slot in shown} | {call.id for call in waits}
    others = [Slot(call) for call in calls if call.id not in there]
    return Stage((*shown, *others[: SHOWN - len(shown)]), tuple(waits), times)


def _entered(shown: list[Slot], waits: list[Called], now: int) -> tuple[list[Slot], list[Called]]:
    """Who waits takes a free place, or that of who stood there longest and for its time; the last one of several."""
    while waits and (len(shown) < SHOWN or not _oldest(shown).is_new(now)):
        if len(shown) >= SHOWN:
            shown = [slot for slot in shown if slot is not _oldest(shown)]
        shown, waits = [Slot(waits[0], now), *shown], waits[1:]
    return shown, waits


def _oldest(shown: Sequence[Slot]) -> Slot:
    return min(reversed(shown), key=lambda slot: slot.since)
