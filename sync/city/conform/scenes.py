"""The rules that whoever subscribes must keep, each with the scene that tries it: a table of what is played.

`where` is what docs/contract.md says, in its own words. A rule that is only advice costs traffic or patience where it
is not kept, and nothing is lost.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from sync.city.conform.chains import changed, forked, unlinked
from sync.city.conform.player import Broken, Played
from sync.envelope import Ask
from sync.packing import pack

LONG = 12  # events of an array that goes compressed


@dataclass(frozen=True)
class Rule:
    name: str
    play: Callable[[Played, Played, float], None]  # the kiosk, another one, seconds of patience
    where: str
    advice: bool = False


def _one(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(1)
    kiosk.sends(chain)
    kiosk.reaches(chain[-1])


def _compressed(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(LONG)
    kiosk.sends(chain, pack(chain, every_hash=True))
    kiosk.reaches(chain[-1])


def _slim(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(LONG)
    kiosk.sends(chain)
    kiosk.reaches(chain[-1])


def _streams(kiosk: Played, other: Played, patience: float) -> None:
    """Who wants ratings alone takes the others all the same, or each kiosk sends them again and again."""
    for chain in (kiosk.rated(2), *kiosk.others(2)):
        kiosk.sends(chain, tail=chain[0]["stream"])
        kiosk.reaches(chain[-1])


def _gap(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(6)
    kiosk.sends(chain[:2])
    kiosk.sends(chain[3:])
    kiosk.settles()
    kiosk.sends(chain[2:3])
    kiosk.reaches(chain[-1])


def _duplicates(kiosk: Played, other: Played, patience: float) -> None:
    """Who counts instead of comparing is beyond what is here."""
    chain = kiosk.rated(5)
    for _ in range(3):
        kiosk.sends(chain[:3])
    kiosk.sends(chain[4:])
    kiosk.settles()
    kiosk.sends(chain[2:4])
    kiosk.reaches(chain[-1])


def _order(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(3 * LONG)
    kiosk.sends(chain[2 * LONG :])
    kiosk.settles()
    for first in (LONG, 0):
        kiosk.sends(chain[first : first + LONG])
    kiosk.reaches(chain[-1])


def _garbage(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(2)
    kiosk.sends(chain[:1])
    cut = pack(kiosk.rated(LONG))[:-9]
    for payload in (b"", b"x", b"[", b"{}", b"[1, null, {}]", b"\xff\xfe", cut, zlib.compress(b"[" * 5_000)):
        kiosk.says("rating", payload)
    kiosk.settles()
    kiosk.sends(chain[1:])
    kiosk.reaches(chain[-1])


def _hash(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(2)
    kiosk.sends(chain[:1])
    kiosk.sends([changed(chain[1])])
    kiosk.settles()
    kiosk.sends(chain[1:])
    kiosk.reaches(chain[-1])


def _spoilt(kiosk: Played, other: Played, patience: float) -> None:
    """A byte of an array that leaves hashes out is another one: all of it is worth nothing."""
    chain = kiosk.rated(LONG)
    lean = orjson.loads(zlib.decompress(pack(chain)))
    lean[LONG // 2] = changed(lean[LONG // 2])
    kiosk.says("rating", zlib.compress(orjson.dumps(lean)))
    kiosk.settles()
    kiosk.sends(chain, pack(chain, every_hash=True))
    kiosk.reaches(chain[-1])


def _unlinked(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(3)
    kiosk.sends(chain[:1])
    kiosk.sends([unlinked(chain[1])])
    kiosk.settles()
    kiosk.sends(chain[1:])
    kiosk.reaches(chain[-1])


def _fork(kiosk: Played, other: Played, patience: float) -> None:
    """An older copy of a card was put back, and goes on."""
    chain = kiosk.rated(5)
    kiosk.sends(chain[:3])
    kiosk.reaches(chain[2])
    again = forked(chain, 2, 3)
    kiosk.sends(again)
    kiosk.settles()
    kiosk.reaches(again[-1])


def _two(kiosk: Played, other: Played, patience: float) -> None:
    ours, theirs = kiosk.rated(4), other.rated(3)
    for n in range(4):
        kiosk.sends(ours[n : n + 1])
        other.sends(theirs[n : n + 1] or theirs[:1])
    kiosk.reaches(ours[-1])
    other.reaches(theirs[-1])


def _journal(kiosk: Played, other: Played, patience: float) -> None:
    before = kiosk.rated(3)
    kiosk.sends(before)
    kiosk.reaches(before[-1])
    kiosk.begins_anew()
    after = kiosk.rated(2)
    kiosk.sends(after)
    kiosk.reaches(after[-1])


def _state(kiosk: Played, other: Played, patience: float) -> None:
    """After a new connection, whatever the broker keeps."""
    chain = kiosk.rated(2)
    kiosk.sends(chain)
    kiosk.reaches(chain[-1])
    kiosk.redials()
    kiosk.state(2, 3)
    if not kiosk.until(lambda: any(ack.stored == 2 for ack in kiosk.live), patience):
        raise Broken("no ack came for a state")


def _ask(kiosk: Played, other: Played, patience: float) -> None:
    """The kiosk was told that all is stored, and the database is an older one."""
    chain = kiosk.rated(3)
    kiosk.state(3, 4)
    wanted = Ask(kiosk.journal, 1, 3)
    if not kiosk.until(lambda: any(_is(ask, wanted) for ask in kiosk.asked), patience):
        raise Broken(f"what a state says that is stored, and is not, is not asked for; asked was {_ranges(kiosk)}")
    kiosk.sends(chain)
    kiosk.reaches(chain[-1])


def _asks_for_gap(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(4)
    kiosk.sends(chain[:1])
    kiosk.sends(chain[2:])
    if not kiosk.until(lambda: any(ask.first <= 2 <= ask.last for ask in kiosk.asked), patience):
        raise Broken("a gap that stays is not asked for")


def _back(kiosk: Played, other: Played, patience: float) -> None:
    chain = kiosk.rated(3)
    kiosk.sends(chain)
    kiosk.reaches(chain[-1])
    kiosk.says("want/rating", Ask(kiosk.journal, 1, 2).payload())
    if not kiosk.until(lambda: chain[:2] in kiosk.back, patience):
        raise Broken("what a kiosk wants of its own does not come back as it was sent")


def _is(ask: Ask, wanted: Ask) -> bool:
    return (ask.journal, ask.first, ask.last) == (wanted.journal, wanted.first, wanted.last)


def _ranges(kiosk: Played) -> str:
    return ", ".join(f"{ask.first} to {ask.last}" for ask in kiosk.asked) or "nothing"


_ACK = "all up to `stored`, without a gap, is committed"
RULES = (
    Rule("one event", _one, "Up to four events travel as plain JSON"),
    Rule("compressed", _compressed, "more are compressed with"),
    Rule("left-out hashes", _slim, "The receiver computes the others"),
    Rule("each stream", _streams, "| `rating` `visit` `device` | kiosk | no | a JSON array of events |"),
    Rule("gap", _gap, _ACK),
    Rule("duplicates", _duplicates, "An event is known by `source`, `journal`, `stream` and `sequence`"),
    Rule("order", _order, _ACK),
    Rule("garbage", _garbage, "a JSON array of events"),
    Rule("wrong hash", _hash, "`hash` is the SHA-256, in hex, of the event without `hash`"),
    Rule("spoilt array", _spoilt, "array cannot be read"),
    Rule("broken chain", _unlinked, "`prevhash` is the hash of the event before on the same stream"),
    Rule("older card", _fork, "A kiosk never hears of the name: it is acknowledged as far as the history goes"),
    Rule("two kiosks", _two, "An event is known by `source`, `journal`, `stream` and `sequence`"),
    Rule("new card", _journal, "a new SD card under an old name begins a new journal"),
    Rule("state answered", _state, "The city answers each `state` of a kiosk that is there with the `ack`"),
    Rule("state asked", _ask, "asks for what\n`stored` says that it had and that is not in its tables"),
    Rule("gap asked for", _asks_for_gap, "`ask/STREAM`", advice=True),
    Rule("given back", _back, "One `want` of a kiosk a second is answered", advice=True),
)
