"""What genuine checkpoints cover: noted for all chains of one look together, and what follows for their rows."""

from collections.abc import Collection, Mapping

from sync.city import derived, parts
from sync.city.batch.following import Chain
from sync.city.engine import Engine
from sync.city.trust.checkpoints import Head
from sync.city.trust.keys import all_pinned
from sync.city.trust.succession import far_covered, way_to


class Covered:
    """What the checkpoints of one look cover, written together: a backlog brings hundreds."""

    def __init__(self, sql: Engine) -> None:
        self._sql, self._heads = sql, dict[tuple[Chain, str], Head]()

    def note(self, chain: Chain, head: Head, key: str) -> None:
        self._heads[chain, key] = max(head, self._heads.get((chain, key), head))

    def write(self) -> None:
        """And what a chain goes on from under another name or source."""
        while self._heads:
            heads, self._heads = self._heads, {}
            known = all_pinned(self._sql, {chain[0] for chain, _ in heads})
            genuine = {at: head for at, head in heads.items() if (at[0][0], at[1]) in known}
            for chain, key in _cover(self._sql, genuine):
                self._note_before(chain, key)

    def _note_before(self, chain: Chain, key: str) -> None:
        where = "source = ? AND journal = ? AND stream = ? ORDER BY sequence LIMIT 1"
        first = self._sql(f"SELECT sequence, prevhash FROM events WHERE {where}", *chain).fetchone()
        if first[0] > 1 and (way := way_to(self._sql, chain[:2], chain[2], first[0] - 1, first[1])):
            self.note((*way[-1], chain[2]), (first[0] - 1, first[1]), key)


def _cover(sql: Engine, heads: Mapping[tuple[Chain, str], Head]) -> list[tuple[Chain, str]]:
    """These chains up to their heads, where they are not covered so far; those of them that do not begin with 1."""
    before = far_covered(sql, {chain for chain, _ in heads})
    new = {at: head[0] for at, head in heads.items() if head[0] > before.get(at[0], 0)}
    upto = dict[Chain, int]()
    for (chain, _), number in new.items():
        upto[chain] = max(number, upto.get(chain, 0))
    _note_covered(sql, upto)
    derived.settle(sql, upto)
    for chain in sorted(upto):
        if chain[2] == "device":
            parts.hear(sql, chain, before.get(chain, 0), upto[chain])
    begun = _begun(sql, upto)
    return [at for at in new if at[0] not in begun]


def _note_covered(sql: Engine, upto: Mapping[Chain, int]) -> None:
    sql.many(
        "INSERT INTO covered (source, journal, stream, sequence) VALUES (?, ?, ?, ?) ON CONFLICT (source, journal, "
        "stream) DO UPDATE SET sequence = excluded.sequence",
        [(*chain, number) for chain, number in sorted(upto.items())],
    )


def _begun(sql: Engine, chains: Collection[Chain]) -> set[Chain]:
    """Those that have their first event."""
    asked = (
        "SELECT k.source, k.journal, k.stream FROM {k} CROSS JOIN events e WHERE e.source = k.source "
        "AND e.journal = k.journal AND e.stream = k.stream AND e.sequence = 1"
    )
    found = sql.joined(asked, "source text, journal text, stream text", sorted(chains)).fetchall() if chains else ()
    return {(source, journal, stream) for source, journal, stream in found}
