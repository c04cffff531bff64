"""Whether a journal holds: its rows without a gap, each stream's chain, and the signed checkpoints in it.

A checkpoint must be signed with the key that it names, over heads that the chains really had when it was written, each
in the way of its version. So
nobody changes the rows before a checkpoint without the kiosk's key. What this cannot see, because all of it lies in the
same file: an end that was cut off, and a journal written anew with another key; `keys` are told so that a person, or
the city, can hold them against the key it knows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.record.chain import GENESIS, misfits
from kiosk.core.record.checkpoints import TYPES, flaws
from kiosk.journal.errors import Damage
from kiosk.journal.rows import CloudEvent

Head = tuple[int, str]
HashOf = Callable[[str, int], str]


@dataclass(frozen=True)
class Verdict:
    """`problems`: in the order of the rows, the file's own first; `keys`: of the checkpoints, as they came, in hex."""

    rows: int
    checkpoints: int
    keys: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.problems


def verdict(
    problems: Sequence[str],
    found: Iterable[tuple[int, CloudEvent] | Damage],
    last: int,
    hash_of: HashOf,
    seen: Callable[[int], None],
) -> Verdict:
    """`found`: all rows, by number and in the form that was hashed;
    `last`: the last number given out; `hash_of`: the stored hash of a stream's n-th event."""
    walk, wrong = _Walk(hash_of), list(problems)
    for each in found:
        wrong += walk.damaged(each) if isinstance(each, Damage) else walk.next(*each)
        seen(walk.row)
    if walk.row < last:  # rows that others wrote meanwhile may have come after it
        wrong.append(f"row {last}: the end is missing, from row {walk.row + 1} on")
    return Verdict(walk.rows, walk.checkpoints, tuple(dict.fromkeys(walk.keys)), tuple(wrong))


class _Walk:
    """Along the rows: where each stream stands. After rows that cannot be read a stream goes on from wherever it is."""

    def __init__(self, hash_of: HashOf) -> None:
        self._hash_of, self._heads, self._lost = hash_of, dict[str, Head](), False
        self.row = self.rows = self.checkpoints = 0
        self.keys: list[str] = []

    def damaged(self, damage: Damage) -> list[str]:
        self.row, self._heads, self._lost = damage.last, {}, True
        return [str(damage)]

    def next(self, row: int, event: CloudEvent) -> list[str]:
        expected = self.row + 1
        wrong = [] if row == expected else [f"rows before it are missing (expected {expected})"]
        wrong += misfits(event, *self._before(event))
        wrong += self._signed(event["type"], event["data"]) if event["type"] in TYPES else []
        self.row, self.rows = row, self.rows + 1
        self._heads[event["stream"]] = (event["sequence"], event["hash"])
        return [f"row {row}: {says}" for says in wrong]

    def _before(self, event: CloudEvent) -> Head:
        start = (event["sequence"] - 1, event["prevhash"]) if self._lost else (0, GENESIS)
        return self._heads.get(event["stream"], start)

    def _signed(self, type_: str, data: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with a checkpoint at this place."""
        from kiosk.journal.signing import is_signed  # cryptography is read by whoever verifies, and by nobody else

        self.checkpoints += 1
        self.keys += [str(data["key"])] if "key" in data else []
        yield from flaws(type_, data, is_signed)
        yield from self._false_heads(data.get("heads"))

    def _false_heads(self, heads: Any) -> Iterator[str]:
        """What the checkpoint says of a stream and the chain does not. It may lag behind by what others wrote just
        then; it is never ahead."""
        for stream, head in heads.items() if isinstance(heads, dict) else ():
            said = (head.get("sequence"), head.get("hash")) if isinstance(head, dict) else (None, None)
            if said != self._heads.get(stream) and not self._stood(stream, *said):
                yield f"the checkpoint's head of {stream}, {said[0]}, is not what the chain was"

    def _stood(self, stream: str, sequence: Any, hash_: Any) -> bool:
        """Whether the chain had this head before."""
        now, _ = self._heads.get(stream, (0, GENESIS))
        early = type(sequence) is int and sequence > 0 and (sequence < now or self._lost)
        return early and isinstance(hash_, str) and self._hash_of(stream, sequence) == hash_ != ""
