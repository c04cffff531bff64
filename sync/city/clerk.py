"""What the city does with messages, in a thread of its own: the gate, the database, and the words that answer.

A batch is written in one transaction, or in some where it unfolds to much. If one fails, for whatever reason, each
message of it is tried alone and then by halves, and what is refused is buried, one letter a message: nothing that one
holds may hold up the others, or come again for ever. What is the database's own trouble (Away: a full disk, a line
that broke), or keeps it from taking even a letter, is nobody's message: then nothing is acknowledged (StoreError).
Whoever asks runs one call at a time.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.calendar.moment import iso
from sync.city.access.revoked import REFUSED
from sync.city.batch.following import Chain
from sync.city.batch.memory import uncollected
from sync.city.clocks import word_in
from sync.city.engine import Away, StoreError
from sync.city.fleet import copies
from sync.city.fleet.asking import Asking, reach, stored
from sync.city.fleet.silence import LOOK_S, SILENT_S, mark, told
from sync.city.gate import Judged, Verdict, judge
from sync.city.reading import Wishes, payloads, wanted
from sync.city.store import Store
from sync.city.trust.branches import trunk
from sync.connection import PACKET_MARGIN_BYTES
from sync.envelope import Ack, Place, Presence
from sync.packing import is_compressed
from sync.signed_ack import Signable, signed

MOST_AT_ONCE = 8 << 20  # bytes of unfolded events in one transaction, and one message more
MOST_OF_A_LETTER = 100  # events; it is cut to bytes all the same


@dataclass(frozen=True)
class Word:
    """What is to be published."""

    topic: str
    payload: bytes
    retain: bool = False
    deflated: bool = False


@dataclass
class Done:
    """`letters`: what was buried, topic and reason; `said`: lines for the log."""

    words: list[Word] = field(default_factory=list)
    letters: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Clerk:
    """`opened` opens the city's database, before anything else and after every trouble with it (StoreError); `key`
    signs what is acknowledged and asked for; `revoked`: sources of which nothing is taken any more."""

    def __init__(
        self,
        opened: Callable[[], Store],
        key: Ed25519PrivateKey | None,
        revoked: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._opened, self._key, self._revoked = opened, key, revoked
        self._held: Store | None = None
        self._wishes, self._asking = Wishes(), Asking()
        self._silent: frozenset[str] | None = None
        self._names = copies.Names()
        self._copies: copies.Found | None = None
        self._look_at = self._copies_at = float("-inf")

    @property
    def _store(self) -> Store:
        if self._held is None:
            raise Away("city database: not opened yet")
        return self._held

    def close(self) -> None:
        if self._held:
            self._held.close()
        self._held = None

    def open(self) -> Done:
        """At first and anew. Raises StoreError."""
        self.close()
        self._held = self._opened()
        return Done()

    def interrupt(self) -> None:
        """From another thread: what the database is doing ends at once, as if it had failed."""
        if self._held:
            self._held.sql.interrupt()

    def greet(self) -> Done:
        """How far every chain is complete that was begun. Raises StoreError."""
        return Done(self._answers(self._store.chains()))

    # --- what came ---

    def take(self, messages: Sequence[tuple[str, bytes]], largest: int) -> Done:
        """Topics and payloads, committed when this returns; `largest`: bytes of a packet that the broker takes. Raises
        StoreError."""
        with uncollected():
            return self._taken(messages, largest)

    def _taken(self, messages: Sequence[tuple[str, bytes]], largest: int) -> Done:
        done, chains, states = Done(), set[Chain](), dict[str, Presence]()
        for found in _portions(messages, self._revoked()):
            chains |= self._written(found, done)
            states |= {one.source: one.presence for one in found if one.presence}
        try:
            for source, presence in states.items():
                chains |= self._greeted(source, presence)
            done.words += [*self._answers(chains), *self._back(largest)]
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 what is committed is acknowledged; the kiosk asks again
            done.letters.append(("(answers)", f"{type(error).__name__}: {error}"))
        return done

    def _written(self, found: Sequence[Judged], done: Done) -> set[Chain]:
        """Raises StoreError."""
        try:
            return self._kept(found, done)
        except Exception:  # noqa: BLE001 whatever it is, it is one message's, and found again with that alone
            return {chain for one in found for chain in self._alone(one, done)}

    def _kept(self, found: Sequence[Judged], done: Done, by_row: bool = False) -> set[Chain]:
        """In one transaction. Raises whatever the messages cause."""
        with self._store.transaction(by_row):
            self._store.sql.wait_turn(one.source for one in found)
            chains = {chain for one in found for chain in self._keep(one)}
            self._store.advance_all(chains)
        for one in found:
            if one.wish:
                self._wishes.note(one.source, *one.wish, time.monotonic())
        done.letters += [(one.topic, one.letter) for one in found if one.letter]
        return chains

    def _keep(self, one: Judged) -> set[Chain]:
        if one.presence:
            self._store.present(one.source, one.presence, _now())
        if one.letter:
            self._store.bury(one.topic, one.letter, one.payload, _now())
        return self._store.keep(one.good, one.ahead)

    def _bury(self, one: Judged, reason: str, payload: bytes, done: Done) -> None:
        done.letters.append((one.topic, reason))
        self._store.bury(one.topic, reason, payload, _now())

    def _alone(self, one: Judged, done: Done) -> set[Chain]:
        """One message; what of it is refused is one letter. Raises StoreError when the database is out."""
        refused = self._by_halves(one, one.verdicts, done)
        if refused:
            events = [verdict.event for verdict, _ in refused if verdict]
            payload = orjson.dumps(events[:MOST_OF_A_LETTER]) if events else one.payload
            with self._store.transaction():
                self._bury(one, str(refused[0][1]) or type(refused[0][1]).__name__, payload, done)
        return one.chains

    def _by_halves(self, one: Judged, part: Sequence[Verdict], done: Done) -> list[tuple[Verdict | None, Exception]]:
        """What cannot be stored of a message that is refused as a whole, each with the reason; the rest is stored."""
        error = self._refusal(replace(one, verdicts=tuple(part)), done)
        if error is None:
            return []
        if len(part) <= 1:
            return [(part[0] if part else None, error)]
        middle = len(part) // 2
        rest = replace(one, presence=None, wish=None)
        return [*self._by_halves(rest, part[:middle], done), *self._by_halves(rest, part[middle:], done)]

    def _refusal(self, one: Judged, done: Done) -> Exception | None:
        """Raises StoreError when the database would not even take a letter."""
        try:
            self._kept([one], done, by_row=True)
        except Away:
            raise
        except Exception as error:  # noqa: BLE001 a message may raise what it likes: it is that message's
            self._store.probe()
            return error
        return None

    # --- what is said ---

    def _answers(self, chains: Iterable[Chain]) -> list[Word]:
        """How far each is complete, as every server of the database keeps it: what the broker delivers again after a
        commit that hung may be here and on no standby."""
        known = {(source, trunk(journal), stream) for source, journal, stream in chains}
        with self._store.sql.settled():
            heads = self._store.all_answers(known)
        return [word for chain, told in heads.items() for word in self._answer(chain, told)]

    def _greeted(self, source: str, presence: Presence) -> set[Chain]:
        """What a kiosk that says how it is wants to hear of: how far each of its chains is, so that it need not hang on
        what the broker retains; and what it says that we had is asked for, as far as it is not here."""
        journal, chains = word_in(presence.payload.get("journal")), set[Chain]()
        if journal and presence.online:
            self._names.hear(source, (word_in(presence.payload.get("card")) or "", journal), time.monotonic())
        for stream, upto in stored(presence).items() if journal else ():
            chain = (source, journal or "", stream)
            here = reach(self._store, chain)
            if here is not None:
                chains.add(chain)
            if here is not None and here < upto:
                self._asking.hear(chain, upto)
        return chains

    def _answer(self, chain: Chain, heads: Sequence[Ack]) -> list[Word]:
        source, _, stream = chain
        topic = Place(source, f"ack/{stream}").topic
        return [Word(topic, self._said(head, source, stream), retain=True) for head in heads]

    def _said(self, word: Signable, source: str, stream: str) -> bytes:
        return (signed(word, source, stream, self._key) if self._key else word).payload()

    def _back(self, largest: int) -> list[Word]:
        """To each kiosk what it wants of its own."""
        words = list[Word]()
        for chain, ask in self._wishes.take():
            topic = Place(chain[0], f"back/{chain[2]}").topic
            room = largest - PACKET_MARGIN_BYTES - len(topic)
            found = payloads(wanted(self._store, chain, ask), room)
            words += [Word(topic, payload, deflated=is_compressed(payload)) for payload in found]
        return words

    def ask(self, now: float, listening: float) -> Done:
        """For what is missing (fleet/asking.py), and a look at who is silent. `now`: monotonic seconds; `listening`:
        for how many. Raises StoreError."""
        asks = self._asking.due(self._store, now)
        words = [Word(Place(at, f"ask/{s}").topic, self._said(ask, at, s)) for (at, _, s), ask in asks]
        silent = self._look(now) if listening >= SILENT_S and now >= self._look_at else []
        return Done(words, said=[*silent, *(self._look_for_copies(now) if now >= self._copies_at else [])])

    def _look_for_copies(self, now: float) -> list[str]:
        self._copies_at = now + LOOK_S
        found = copies.mark(self._store.sql, self._names.shared(now), _now())
        self._copies, lines = found, copies.told(self._copies, found)
        return lines

    def _look(self, now: float) -> list[str]:
        self._look_at = now + LOOK_S
        at = time.time_ns() // 1_000_000
        silent = mark(self._store.sql, iso(at), iso(at - round(SILENT_S * 1000)))
        self._silent, lines = silent, told(self._silent, silent)
        return lines


def _portions(messages: Iterable[tuple[str, bytes]], revoked: frozenset[str] = frozenset()) -> Iterator[list[Judged]]:
    """What is written at once: a few KB may unfold to MB, so no more of them are held than fill one."""
    portion, size = list[Judged](), 0
    for message in messages:
        one = _judged(*message)
        one = Judged(one.topic, one.payload, one.source, refused=REFUSED) if one.source in revoked else one
        portion.append(one)
        size += one.size
        if size >= MOST_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _judged(topic: str, payload: bytes) -> Judged:
    """Whatever the gate itself raises is that message's too: it was not foreseen, and is buried like the rest."""
    try:
        return judge(topic, payload, time.time_ns() // 1_000_000)
    except Exception as error:  # noqa: BLE001 RecursionError, MemoryError, and what nobody thought of
        return Judged(topic, payload, refused=f"{type(error).__name__}: {error}")


def _now() -> str:
    return iso(time.time_ns() // 1_000_000)
