"""Whoever hears a kiosk at the broker and speaks in its name: knows all that it sent, and has not its key."""

import copy
import random
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, hash_of
from tests.sync.chains import rating
from tests.sync.city.days import Kiosk

OWN = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
Sent = dict[str, Any]
FALSE: dict[str, Callable[[int], e.Event]] = {
    "rating": lambda n: rating(1),
    "revision": lambda n: e.RatingRevised(max(1, n), "replaced", 1),
    "visit": lambda n: e.TicketIssued(f"Z{n:03}", "A", 1, False, "touch", "asked"),
    "fault": lambda n: e.DeviceChanged("printer", "paper_out"),
    "clock": lambda n: e.ClockCorrected("boot1", 1_700_000_000_000 + n, 5, "synchronised"),
}


def heard(kiosk: Kiosk) -> Kiosk:
    """What the forger goes on from."""
    return copy.deepcopy(kiosk)


def forged(kiosk: Kiosk, kind: str, n: int = 1, count: int = 1) -> list[Sent]:
    """Events that follow on what the kiosk sent so far, in its name."""
    false, said = heard(kiosk), list[Sent]()
    for _ in range(count):
        event = false.say(FALSE[kind](n), f"forged{n}" if kind == "visit" else None)
        said.append(behind(kiosk, event, said))
    return said


def behind(kiosk: Kiosk, event: Sent, said: list[Sent]) -> Sent:
    """As the next one of its stream behind what the kiosk and the forger said."""
    before = [one for one in (*kiosk.sent, *said) if one["stream"] == event["stream"]]
    number, hash_ = (before[-1]["sequence"], before[-1]["hash"]) if before else (0, GENESIS)
    return anew(event, sequence=number + 1, prevhash=hash_)


def signed(kiosk: Kiosk, key: Ed25519PrivateKey = OWN) -> Sent:
    return behind(kiosk, heard(kiosk).checkpoint(key), [])


def replayed(kiosk: Kiosk, dice: random.Random) -> list[Sent]:
    """A true checkpoint's signed words in an event of his own."""
    true = [event for event in kiosk.sent if "checkpoint" in event["type"]]
    if not true:
        return []
    false = forged(kiosk, "fault")[0]
    words = dice.choice(true)
    return [anew(false, type=words["type"], data=words["data"], dataschema=words["dataschema"])]


def stray(kiosk: Kiosk, dice: random.Random) -> list[Sent]:
    """Of a number that is still to come, behind nothing."""
    (false,) = forged(kiosk, "rating")
    return [anew(false, sequence=false["sequence"] + dice.randint(1, 5), prevhash=f"{dice.getrandbits(256):064x}")]


def older(kiosk: Kiosk, dice: random.Random) -> list[Sent]:
    """From somewhere back in the chain."""
    stream = dice.choice(("rating", "visit", "device"))
    chain = [event for event in kiosk.sent if event["stream"] == stream]
    if not chain:
        return []
    at = dice.randrange(len(chain))
    before = chain[at - 1]["hash"] if at else GENESIS
    return [anew(chain[at], prevhash=before, monotonic=dice.randint(0, 9999))]


def anew(event: Sent, **changes: Any) -> Sent:
    changed = {**event, **changes}
    return {**changed, "hash": hash_of(changed)}


def anything(kiosk: Kiosk, dice: random.Random) -> list[Sent]:
    """One thing that he may try now."""
    tries: list[Callable[[], list[Sent]]] = [
        lambda: forged(kiosk, dice.choice(sorted(FALSE)), dice.randint(1, 4), dice.randint(1, 4)),
        lambda: [signed(kiosk)],
        lambda: replayed(kiosk, dice),
        lambda: stray(kiosk, dice),
        lambda: older(kiosk, dice),
    ]
    return dice.choice(tries)()
