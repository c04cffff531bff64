"""One input made of good ones: cut, turned, doubled, mixed, or filled up with what a format is made of. Pure.

A few are giants: deep, long or many of one piece. `chance` decides all, so that a seed makes the same inputs again.
"""

import random
from collections.abc import Callable, Sequence

STEPS_EACH = (1, 1, 1, 2, 4)
GIANTS = 0.004  # of all inputs
GIANT_BYTES = (10_000, 100_000, 2_000_000)
Step = Callable[[bytes, Sequence[bytes], random.Random], bytes]


def mutated(samples: Sequence[bytes], tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """`samples`: good inputs; `tokens`: what the format is made of."""
    made = chance.choice(samples)
    if chance.random() < GIANTS:
        return _giant(made, tokens, chance)
    for _ in range(chance.choice(STEPS_EACH)):
        made = chance.choice(STEPS)(made, [*samples, *tokens], chance)
    return made


def _giant(made: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    piece = chance.choice([*tokens, made[:64] or b"\0"])
    at = chance.randint(0, len(made))
    return made[:at] + piece * (chance.choice(GIANT_BYTES) // max(1, len(piece))) + made[at:]


def _cut(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(made))
    return made[:at] + made[at + chance.choice((1, 4, 40, 512, 1 << 20)) :]


def _turn(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """One bit of one byte."""
    if not made:
        return b"\0"
    at = chance.randrange(len(made))
    return made[:at] + bytes([made[at] ^ (1 << chance.randrange(8))]) + made[at + 1 :]


def _put(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Another piece between."""
    at = chance.randint(0, len(made))
    return made[:at] + chance.choice(others)[:4096] + made[at:]


def _noise(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(made))
    return made[:at] + chance.randbytes(chance.randint(1, 16)) + made[at:]


def _double(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    at, size = chance.randint(0, len(made)), chance.choice((8, 100, 512, 4096))
    return made[: at + size] + made[at:]


def _mix(made: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The beginning of one, the end of another."""
    other = chance.choice(others)
    return made[: chance.randint(0, len(made))] + other[chance.randint(0, len(other)) :]


STEPS: tuple[Step, ...] = (_cut, _turn, _put, _noise, _double, _mix)
