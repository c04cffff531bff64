"""What others know of a journal, so that it is not its own only witness: the kiosk's key, heads that somebody keeps.

A chain shows that rows fit each other; whoever can write the file can make others that fit as well, or cut it off, or
put an older copy back. That shows where a head is kept elsewhere: at the city, on paper, in a file beside the journal.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.core.record.event import STREAMS

_WORD = re.compile(r"([a-z]+):(\d+):([0-9a-f]{64})")


@dataclass(frozen=True)
class Claim:
    """Somebody (`by`, in words) knows that a stream's n-th event was there, with this hash ("": nobody said which), in
    this journal ("": nobody said which)."""

    by: str
    stream: str
    sequence: int
    hash: str = ""
    journal: str = ""

    def __str__(self) -> str:
        return f"{self.stream} {self.sequence}"


@dataclass(frozen=True)
class Known:
    """`keys`: public halves, in hex, of those that this kiosk signs with; none: nobody told, and each is believed."""

    keys: frozenset[str] = frozenset()
    claims: tuple[Claim, ...] = ()

    @property
    def held(self) -> tuple[str, ...]:
        """Who knows what, in words."""
        by = dict.fromkeys(claim.by for claim in self.claims)
        return tuple(f"{who} ({', '.join(str(claim) for claim in self.claims if claim.by == who)})" for who in by)


def claims_of(told: str) -> tuple[Claim, ...]:
    """`STREAM:NUMBER:HASH`, or a file of JSON: heads by stream, a checkpoint, an acknowledgement. Raises ValueError,
    OSError."""
    word = _WORD.fullmatch(told)
    if word:
        return _checked([Claim("--heads", word[1], int(word[2]), word[3])], told)
    return claims_in(Path(told), told)


def claims_in(file: Path, by: str) -> tuple[Claim, ...]:
    """Raises ValueError for a file that holds no heads, OSError."""
    try:
        value = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file}: no JSON with heads: {error}") from error
    return _checked(_claims(value, by), str(file))


def _claims(value: Any, by: str) -> Iterator[Claim]:
    """Of whatever has them: they may stand under `heads`, and that under an event's `data`."""
    if not isinstance(value, dict):
        return
    journal = value["journal"] if isinstance(value.get("journal"), str) else ""
    inner = value["data"] if isinstance(value.get("data"), dict) else value
    heads = inner["heads"] if isinstance(inner.get("heads"), dict) else inner
    for stream in STREAMS:
        match heads.get(stream):
            case {"sequence": int(sequence), "hash": str(hash_)} if sequence > 0:
                yield Claim(by, stream, sequence, hash_, journal)


def _checked(found: Iterable[Claim], told: str) -> tuple[Claim, ...]:
    claims = tuple(claim for claim in found if claim.stream in STREAMS)
    if not claims:
        raise ValueError(
            f"{told}: no heads; give STREAM:NUMBER:HASH, or a file of JSON with sequence and hash by stream"
        )
    return claims


def acknowledged(stored: Mapping[str, int]) -> tuple[Claim, ...]:
    """`stored`: by stream, as the journal itself remembers of the city's word."""
    return tuple(Claim("the city's acknowledgement", stream, n) for stream, n in stored.items() if n > 0)
