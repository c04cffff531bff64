"""Along a journal's rows: none missing, each as it was hashed, behind the one before it on its stream, and as signed.

A checkpoint must be signed with the key that it names, over heads that the chains really had when it was written, each
in the way of its version. So nobody changes the rows before a checkpoint without the kiosk's key. What that cannot see,
because all of it lies in the same file, shows only where somebody knows more (known.py): an end that was cut off, an
older copy, a journal signed anew with another key. A row that is like its neighbours is looked at quickly
(canonical_text.py); any other one is read as everybody reads it, and then told what is wrong with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kiosk.core.record.chain import GENESIS, is_whole, misfits
from kiosk.core.record.checkpoints import TYPES, flaws
from kiosk.journal.errors import Damage, JournalError
from kiosk.journal.proof.canonical_text import quick_hashes
from kiosk.journal.proof.known import Claim, Known
from kiosk.journal.proof.verdict import Flaw, Verdict, in_order
from kiosk.journal.rows import CloudEvent, Row, as_event
from kiosk.journal.signing import is_signed

Head = tuple[int, str]
Place = Callable[[str, int], Head | None]
Batch = Sequence[Row | Damage]


def verdict(
    journal: str, file: Sequence[Flaw], batches: Iterable[Batch], last: int, place: Place, known: Known,
    seen: Callable[[int], None] = lambda row: None,
) -> Verdict:  # fmt: skip
    """`journal`: its id; `file`: what SQLite finds in it; `batches`: all rows; `last`: the last number given out;
    `place`: row and hash of a stream's n-th event, None where it is not; `seen`: told of rows that were looked at."""
    walk = Walk(journal, place, known.keys)
    found = [*file]
    for batch in batches:
        found += walk.over(batch)
        seen(walk.row)
    if walk.row < last:  # rows that others wrote meanwhile may have come after it
        found.append(Flaw(last, last, f"the end is missing, from row {walk.row + 1} on"))
    found += _against(known.claims, walk, place)
    problems = tuple(map(str, in_order(found)))
    return Verdict(walk.rows, walk.checkpoints, tuple(dict.fromkeys(walk.keys)), problems, walk.signed, walk.row)


class Walk:
    """Where each stream stands. After rows that cannot be read a stream goes on from wherever it is.

    `keys`: those that the kiosk signs with; none: every one is believed.
    """

    def __init__(self, journal: str, place: Place, keys: frozenset[str]) -> None:
        self.journal, self._place, self._trusted = journal, place, keys
        self._quick = quick_hashes(journal, TYPES)
        self.heads, self._lost, self._rewritten = dict[str, Head](), False, set[str]()
        self.row = self.rows = self.checkpoints = self.signed = self._wrong = 0
        self.keys: list[str] = []

    def over(self, batch: Batch) -> list[Flaw]:
        """The next rows."""
        quick, heads, found = self._quick([row for row in batch if type(row) is tuple]), self.heads, list[Flaw]()
        for row in batch:
            if (
                type(row) is tuple
                and quick.get(row[0]) == row[8]
                and row[0] == self.row + 1
                and heads.get(row[3]) == (row[4] - 1, row[7])
            ):
                heads[row[3]] = (row[4], row[8])
                self.row, self.rows = row[0], self.rows + 1
                continue
            for flaw in self._slowly(row):
                found.append(flaw)
                self._wrong = flaw.last
        return found

    def _slowly(self, row: Row | Damage) -> Iterator[Flaw]:
        try:
            if isinstance(row, Damage):
                raise row
            yield from self._next(row[0], as_event(row, self.journal))
        except Damage as damage:
            self.row, self._lost = damage.last, True
            self.heads.clear()
            yield Flaw(damage.first, damage.last, damage.why)

    def _next(self, row: int, event: CloudEvent) -> Iterator[Flaw]:
        if row != self.row + 1:
            yield Flaw(row, row, f"rows before it are missing (expected {self.row + 1})")
        for says in misfits(event, *self._before(event)):
            yield Flaw(row, row, says)
        if event["type"] in TYPES:
            yield from self._checkpoint(row, event)
        self.row, self.rows = row, self.rows + 1
        self.heads[event["stream"]] = (event["sequence"], event["hash"])

    def _before(self, event: CloudEvent) -> Head:
        start = (event["sequence"] - 1, event["prevhash"]) if self._lost else (0, GENESIS)
        return self.heads.get(event["stream"], start)

    # --- checkpoints ---

    def _checkpoint(self, row: int, event: CloudEvent) -> Iterator[Flaw]:
        """What is false in one, or what it shows of the rows before it."""
        data = event["data"]
        wrong = [*flaws(event["type"], data, is_signed), *self._foreign(data)]
        yield from (Flaw(row, row, says) for says in wrong)
        believed = not wrong and is_whole(event)
        false = [*self._false_heads(data.get("heads")), *(self._uncounted(row, data) if believed else ())]
        for stream, says in false:
            if not believed:
                yield Flaw(row, row, f"the checkpoint's {says}")
            elif stream not in self._rewritten and self._wrong <= self.signed:
                # told once, and only where no row of them is known to be wrong: every later head is another one too
                yield Flaw(
                    self.signed + 1, row, f"not what the kiosk signed, by the checkpoint at their end: its {says}"
                )
        if believed:
            self._rewritten.update(stream for stream, _ in false)
            self.signed = self.signed if false or self._is_late(row, event) else row - 1

    def _uncounted(self, row: int, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """A checkpoint of today counts all rows before it; one that was pushed in has perhaps a stream of its own."""
        if "rows" in data and data["rows"] != row - 1:
            yield "rows", f"count of rows is {data['rows']}"

    def _is_late(self, row: int, event: CloudEvent) -> bool:
        """It lags behind what stands before it, so it does not cover all of that."""
        heads = event["data"]["heads"]
        return any((heads.get(s, {}).get("sequence"), heads.get(s, {}).get("hash")) != h for s, h in self.heads.items())

    def _foreign(self, data: Mapping[str, Any]) -> Iterator[str]:
        self.checkpoints += 1
        key = data.get("key")
        self.keys += [key] if isinstance(key, str) else []
        if self._trusted and key not in self._trusted:
            yield f"the checkpoint is signed with key {str(key)[:16]}, which is not this kiosk's"

    def _false_heads(self, heads: Any) -> Iterator[tuple[str, str]]:
        """What the checkpoint says of a stream and the chain does not. It may lag behind by what others wrote just
        then; it is never ahead."""
        for stream, head in heads.items() if isinstance(heads, dict) else ():
            said = (head.get("sequence"), head.get("hash")) if isinstance(head, dict) else (None, None)
            if said != self.heads.get(stream) and not self._stood(stream, *said):
                yield stream, f"head of {stream}, {said[0]}, is not what the chain was"

    def _stood(self, stream: str, sequence: Any, hash_: Any) -> bool:
        """Whether the chain had this head before."""
        now, _ = self.heads.get(stream, (0, GENESIS))
        early = type(sequence) is int and sequence > 0 and (sequence < now or self._lost)
        try:
            there = self._place(stream, sequence) if early else None
        except JournalError:  # its page cannot be read, which is named already
            return True
        return there is not None and there[1] == hash_ != ""


# --- what others know ---


def _against(claims: Iterable[Claim], walk: Walk, place: Place) -> Iterator[Flaw]:
    proven = dict[str, int]()  # by stream: the last row that is as somebody knows it
    for claim in sorted(claims, key=lambda claim: claim.sequence):
        if claim.journal not in ("", walk.journal):
            yield Flaw(1, 1, f"this is journal {walk.journal}; {claim.by} is of journal {claim.journal}")
            continue
        try:
            there = place(claim.stream, claim.sequence)
        except JournalError:  # its page cannot be read, which is named already
            continue
        if there is None:
            last, _ = walk.heads.get(claim.stream, (0, ""))
            why = f"{claim.by} has {claim}, here {last} is the last; it was cut off, or an older copy was put back"
            yield Flaw(walk.row + 1, walk.row + 1, f"the end is missing: {why}")
        elif claim.hash not in ("", there[1]):
            first = max(proven.get(claim.stream, 0), walk.signed if walk.signed < there[0] else 0) + 1
            yield Flaw(first, there[0], f"{claim.by} has another {claim}: written anew, or gone on from an older copy")
        elif claim.hash:
            proven[claim.stream] = there[0]
