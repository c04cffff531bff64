"""How our journal stands with the city: one word for all its streams, which the diary writes and people are told. Pure.

Each acknowledgement speaks of one stream, and of one history where the city has several of our journal (a copied card,
an older image put back): of our own, then of the other. So a word that our journal and the city's have parted outlives
every one that says that all is well. The city tells of each signed history with each of our beats: only where it has
told of none but ours for an hour, on a line that held, is it over.
"""

from dataclasses import dataclass, replace

PARTED = ("ahead", "differs")  # the later one says more: where both go on, who is ahead today differs tomorrow
KEPT_S = 3600.0  # seconds: twelve beats


@dataclass(frozen=True, slots=True)
class Standing:
    """`word`: the last that counts; `at`: when it was heard last (monotonic seconds)."""

    word: str = "ok"
    at: float = float("-inf")


def heard(before: Standing, word: str, now: float) -> Standing:
    """After one more word of, or about, the city."""
    if word in PARTED:
        worse = max(word, before.word, key=_rank)
        return Standing(worse, now)
    return before if _is_kept(before, now) else Standing(word, now)


def line_up(before: Standing, now: float) -> Standing:
    """While the line was down nobody could say it again."""
    return replace(before, at=now)


def _is_kept(standing: Standing, now: float) -> bool:
    return standing.word in PARTED and now < standing.at + KEPT_S


def _rank(word: str) -> int:
    return PARTED.index(word) if word in PARTED else -1
