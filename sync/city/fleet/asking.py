"""What the city asks its kiosks to send again, and when: gaps, what a genuine checkpoint names, and what a kiosk says
that we had, which is how a city from an older backup learns of what it lost.

Asked again and again until it comes, each time after a longer while; not while what was asked for is coming.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.city.batch.following import Chain
from sync.city.store import Store
from sync.city.trust.branches import trunk
from sync.envelope import Ask, Presence, is_count

MOST_ASKED = 100  # chains that are asked for at once
MOST_TOLD = 20_000  # chains of which a kiosk said that we had more; further ones wait for its next word
FIRST_PAUSE_S, LONGEST_PAUSE_S = 4.0, 600.0  # seconds between two askings for the same

Range = tuple[int, int]  # first and last number


@dataclass(frozen=True)
class Patience:
    """With what is asked for: the numbers, when next (monotonic seconds), and how long to wait behind that."""

    want: Range | None
    at: float
    pause: float


class Asking:
    def __init__(self) -> None:
        self._asked: dict[Chain, Patience] = {}
        self._told: dict[Chain, int] = {}

    def hear(self, chain: Chain, upto: int) -> None:
        """The kiosk will not send by itself what is up to this number."""
        if chain in self._told or len(self._told) < MOST_TOLD:
            self._told[chain] = upto

    def due(self, store: Store, now: float) -> list[tuple[Chain, Ask]]:
        """`now`: monotonic seconds. Raises StoreError."""
        missed = self._lost(store) | {chain: (first, last) for chain, first, last in store.missed()}
        broken = {*store.broken(), *missed}
        self._asked = {chain: asked for chain, asked in self._asked.items() if chain in broken}
        due = sorted((chain for chain in broken if self._due(chain) <= now), key=self._due)[:MOST_ASKED]
        wants = {chain: _gap(store, chain) or missed.get(chain) for chain in due}
        asks = [(chain, want) for chain, want in wants.items() if want and not self._is_coming(chain, want)]
        for chain, want in wants.items():
            self._asked[chain] = _longer(self._asked.get(chain), want, now)
        return [(chain, Ask(trunk(chain[1]), *want)) for chain, want in asks]

    def _lost(self, store: Store) -> dict[Chain, Range]:
        """Of what kiosks said that we had the part that is not here."""
        here = {chain: reach(store, chain) for chain in self._told}
        self._told = {chain: upto for chain, upto in self._told.items() if (here[chain] or 0) < upto}
        return {chain: ((here[chain] or 0) + 1, upto) for chain, upto in self._told.items()}

    def _due(self, chain: Chain) -> float:
        asked = self._asked.get(chain)
        return asked.at if asked else float("-inf")

    def _is_coming(self, chain: Chain, want: Range) -> bool:
        """The first of what was asked for came, the rest is on its way: asked for again, all of it came twice."""
        before = self._asked.get(chain)
        return bool(before and before.want and before.want[0] < want[0] and want[1] <= before.want[1])


def reach(store: Store, chain: Chain) -> int | None:
    """How far it is complete, 0 when it was not begun; None where the same journal is known under another source alone:
    a box whose unit was corrected, which goes on there."""
    sql = store.sql
    where = "source = ? AND journal = ? AND stream = ?"
    if found := sql(f"SELECT stored FROM heads WHERE {where}", *chain).fetchone():
        return int(found[0])
    other = sql("SELECT 1 FROM heads WHERE journal = ? AND stream = ? LIMIT 1", *chain[1:]).fetchone()
    return None if other else 0


def _gap(store: Store, chain: Chain) -> Range | None:
    """The first, looked at anew."""
    with store.transaction():
        store.advance(chain)
    return next(iter(store.gaps(chain)), None)


def _longer(before: Patience | None, want: Range | None, now: float) -> Patience:
    """Twice as long for what is still the same."""
    same = before is not None and before.want == want
    pause = min(LONGEST_PAUSE_S, before.pause * 2) if before and same else FIRST_PAUSE_S
    return Patience(want, now + pause, pause)


def stored(presence: Presence) -> Mapping[str, int]:
    """How far a kiosk that is there says that we have each of its streams. A kiosk of a former version names its next
    number alone: what is before it may be on its way."""
    streams = presence.payload.get("streams", {}) if presence.online else {}
    said = {stream: told.get("stored", told.get("next", 1) - 1) for stream, told in streams.items()}
    return {stream: number for stream, number in said.items() if is_count(number, 1)}
