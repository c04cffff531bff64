"""When the touch app has crashed too often and only gives numbers for a while: a pure rule over its kept starts.

A start that said no end is a crash, if the next start came in the same boot of the machine; across boots it was the
power, or the machine. Five crashes within minutes make the next start a tickets-only one, and it stays so through
further crashes, until it has run well for a while or somebody gave a word. An end that was told wipes what came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CRASHES = 5
WITHIN_MS = 5 * 60_000  # ms, from the first of them to now
HEALTHY_MS = 30 * 60_000  # ms of tickets-only without a crash


@dataclass(frozen=True)
class Start:
    """One start of the app. `mono`: ms since that boot; `end`: "" while it runs or when it crashed, else `told`
    (stopped), `refused` (it said why it could not start), `healthy` (tickets-only was over), `forgiven`."""

    boot: str
    mono: int
    tickets_only: bool = False
    end: str = ""


def crashes(starts: Sequence[Start], boot: str) -> tuple[Start, ...]:
    """The crashes that still count for a start that begins now in this boot, oldest first."""
    found: list[Start] = []
    for start in reversed(starts):
        if start.boot != boot or start.end:
            break
        found.append(start)
    return tuple(reversed(found))


def begins_tickets_only(starts: Sequence[Start], boot: str, mono: int) -> bool:
    """Whether the start that begins now only gives numbers."""
    counted = crashes(starts, boot)
    late = [start for start in counted if mono - start.mono <= WITHIN_MS]
    return len(late) >= CRASHES or any(start.tickets_only for start in counted[-1:])


def is_over(start: Start, starts: Sequence[Start], mono: int) -> bool:
    """Whether this tickets-only start may give way to a full one: healthy, or forgiven (its record has an end)."""
    return mono - start.mono >= HEALTHY_MS or start not in starts
