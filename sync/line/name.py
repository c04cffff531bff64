"""Under which name we speak at the broker, and what is to be thought of another box that has it too.

A broker ends our line when somebody connects under our name: a copied card, two boxes with one `kiosk.id`, a stranger.
Both would throw each other out all day. Some brokers say that it is so (MQTT 5, reason 0x8E), mosquitto 2.0.11 just
hangs up. So whoever is hung up on several times within minutes goes by a name of its own card. Where that line holds it
was the name: it is told, and the true one is tried again by a line that begins an hour later. Where that one is cut
too, it was not. Where the broker lets in by the true name alone, it is tried seldom.
"""

from dataclasses import dataclass, replace
from secrets import token_hex

TAKEN_OVER, NOT_ACCEPTED, NOT_AUTHORIZED = 0x8E, 0x85, 0x87  # MQTT 5, 3.14.2.1 and 3.2.2.2
MOST, WITHIN_S = 3, 600.0  # so many times within so many seconds are no accident
APART_S = 3600.0
PROOF_S = 60.0  # that a line under the other name holds, where the broker said nothing


@dataclass(frozen=True, slots=True)
class Name:
    """`own`: the true one; `other`: of this card; `used`: that of the line, which was dialled at `since` (monotonic
    seconds); `taken`: when the true one was taken lately; `apart_at`: since when we go by the other one; `only`: the
    broker refuses any but the true one; `said`: it told that the name was taken."""

    own: str
    other: str
    used: str = ""
    since: float = float("-inf")
    taken: tuple[float, ...] = ()
    apart_at: float = float("-inf")
    only: bool = False
    said: bool = False


def name_of(source: str, card: str) -> Name:
    """`source`: `/H55/92/08/000/k1`; `card`: its identity, "" where that is not known: then one of this start."""
    own = "kiosk-" + source.strip("/").replace("/", "-")
    return Name(own, f"{own}-{card[:8] or token_hex(4)}")


def dialled(name: Name, now: float) -> Name:
    """For a line that begins now."""
    used = name.other if is_shared(name, now) and not name.only else name.own
    return replace(name, used=used, since=now)


def ended(name: Name, code: int, served: bool, now: float) -> Name:
    """After a line. `code`: why, as the broker says, 0 for none; `served`: the broker had taken us."""
    if name.used == name.other:
        return _ended_apart(name, code, now)
    if code != TAKEN_OVER and not (served and code == 0):
        return name
    taken = (*(at for at in name.taken if now - at < WITHIN_S), now)[-MOST:]
    apart_at = now if len(taken) == MOST else name.apart_at
    return replace(name, taken=taken, apart_at=apart_at, said=name.said or code == TAKEN_OVER)


def _ended_apart(name: Name, code: int, now: float) -> Name:
    if code in (NOT_ACCEPTED, NOT_AUTHORIZED):
        return replace(name, only=True)
    was_it = name.said or now - name.since >= PROOF_S
    return name if was_it else replace(name, taken=(), apart_at=float("-inf"))


def is_shared(name: Name, now: float) -> bool:
    """Another box has it, or so it seems."""
    return now < name.apart_at + APART_S


def is_taken(name: Name, now: float) -> bool:
    """Another box has it."""
    holds = name.used == name.other and now - name.since >= PROOF_S
    return is_shared(name, now) and (name.said or name.only or holds)


def is_own(name: Name, now: float) -> bool:
    """A line under it has lasted longer than one does where another box has it too."""
    return name.used == name.own and now - name.since >= WITHIN_S


def pause_code(name: Name, code: int, now: float) -> int:
    """The reason by which the next try waits: where the shared name is the only one, somebody's hand is needed."""
    return NOT_ACCEPTED if name.only and name.used == name.own and is_shared(name, now) else code
