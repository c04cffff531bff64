"""What boxes of some offices send, made without any box: visits, ratings, slips, parts that fail, signed checkpoints.

The same at each run. `arrays` is how a backlog comes, up to 200 events of one stream in a message; `singles` is how
live events come, one a message and all boxes in turn. `disturbed` is what brokers make of either: some twice, most out
of order.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, cloud_event
from kiosk.core.record.events import STREAMS, Event, Recorded
from kiosk.core.record.rating_events import salted
from kiosk.journal.signing import Signer, decide
from sync.envelope import Place
from sync.packing import pack

Message = tuple[str, bytes]  # topic, payload
CloudEvent = dict[str, Any]
BEGIN_MS = 1_795_480_200_000  # 2026-11-24, half past seven
ARRAY = 200  # events in a message, as `[broker] batch` has it
VISITS_A_CHECKPOINT = 12  # an hour's
OFTEN, WINDOW = 0.3, 20  # of the messages come twice; so many of them change places with each other


class Box:
    """One kiosk and what it said, by stream; `number`: its unit's."""

    def __init__(self, number: int) -> None:
        self.source, self._dice = f"/H55/92/{number:03d}/000/k1", random.Random(number)
        self.journal, self._boot = self._hex(16), self._hex(8)
        seed = self._dice.randbytes(32)
        self._signer = Signer(Ed25519PrivateKey.from_private_bytes(seed), "0.1.0", self._hex(64), self._hex(16))
        self.said: dict[str, list[CloudEvent]] = {stream: [] for stream in STREAMS}
        self.order: list[CloudEvent] = []
        self._ms = 0
        self.say(e.KioskStarted("0.1.0", "first"))

    def _hex(self, letters: int) -> str:
        return f"{self._dice.getrandbits(4 * letters):0{letters}x}"

    def say(self, event: Event, visit: str | None = None) -> int:
        """Its number on its stream."""
        before = self.said[event.STREAM]
        number, self._ms = len(before) + 1, self._ms + self._dice.randrange(1_000, 40_000)
        row, told = len(self.order) + 1, salted(event, self._hex(32))
        wall, mono = BEGIN_MS + self._ms, 20_000 + self._ms
        recorded = Recorded(row, "", event.STREAM, number, wall, mono, self._boot, "synchronised", told, visit)
        before.append(cloud_event(recorded, self.source, self.journal, before[-1]["hash"] if before else GENESIS))
        self.order.append(before[-1])
        return number

    def visit(self, number: int) -> None:
        """One visit; half of them are rated, now and then a part of the box fails."""
        dice, token, ticket = self._dice, self._hex(24), f"A{number % 999:03d}"
        counter = dice.randrange(1, 6)
        officer = f"{counter}c41f0a9b27de"
        self.say(e.TicketIssued(ticket, "A", number % 999, False, "touch", "asked"), token)
        for slip in ("sending", "printed"):
            self.say(e.SlipMoved(ticket, slip), token)
        self.say(e.TicketCalled(ticket, counter, officer, 1, dice.randrange(30, 2_000), "turn"), token)
        self.say(e.VisitStarted(ticket, counter, officer, 1, dice.randrange(5, 60)), token)
        worked = dice.randrange(60, 1_500)
        self.say(e.VisitFinished(ticket, counter, officer, 1, "A", 20, worked, "done", 1), token)
        rated = dice.random() < 0.5
        if rated:
            self._rating(counter, officer)
        self.say(e.VisitEnded(ticket, "served", 1, "rated" if rated else "timed-out", counter), token)
        if dice.random() < 0.02:
            self.say(e.DeviceChanged("paper", dice.choice(("paper_low", "paper_out", "ok"))))
        if number % VISITS_A_CHECKPOINT == VISITS_A_CHECKPOINT - 1:
            self._sign()

    def _rating(self, counter: int, officer: str) -> None:
        dice, late = self._dice, self._dice.random() < 0.3
        who = {} if late else {"counter": counter, "officer": officer, "service": "A", "bind": "tap"}
        level = dice.choice((4, 4, 4, 3, 3, 2, 1))
        number = self.say(
            e.RatingGiven(level, "vn4", not late, True, "button", False, "synchronised", False, **who)  # type: ignore[arg-type]  # counter is the one that is no text
        )
        if late:
            self.say(e.RatingBound(number, counter, officer, "A", "scan"))
        if dice.random() < 0.2:
            self.say(e.RatingReasoned(number, ("WAIT",)))

    def _sign(self) -> None:
        heads = {stream: (len(said), said[-1]["hash"]) for stream, said in self.said.items() if said}
        for fact in decide(heads, len(self.order), {}, self._signer, self._hex(32)):
            self.say(fact.event)


def boxes(count: int, visits: int) -> list[Box]:
    """After so many visits each."""
    made = [Box(number) for number in range(count)]
    for box in made:
        for number in range(visits):
            box.visit(number)
    return made


def arrays(made: Sequence[Box]) -> list[Message]:
    lanes = [_lane(box, said) for box in made for said in box.said.values()]
    return _in_turn(lanes)


def _lane(box: Box, said: Sequence[CloudEvent]) -> list[Message]:
    parts = (said[n : n + ARRAY] for n in range(0, len(said), ARRAY))
    return [(Place(box.source, part[0]["stream"]).topic, pack(part)) for part in parts]


def singles(made: Sequence[Box]) -> list[Message]:
    return _in_turn([[(Place(box.source, one["stream"]).topic, pack([one])) for one in box.order] for box in made])


def _in_turn(lanes: Sequence[Sequence[Message]]) -> list[Message]:
    return [message for row in zip_longest(*lanes) for message in row if message]


def disturbed(messages: Sequence[Message], seed: int) -> list[Message]:
    """OFTEN of them twice, and shuffled by WINDOW."""
    dice = random.Random(seed)
    twice = sorted([*range(len(messages)), *dice.sample(range(len(messages)), int(len(messages) * OFTEN))])
    return [messages[n] for part in _windows(twice) for n in dice.sample(part, len(part))]


def _windows(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[n : n + WINDOW] for n in range(0, len(numbers), WINDOW))
