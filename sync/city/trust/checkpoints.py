"""Whether a checkpoint is what a kiosk signed: pure. Whose key it is, and whether its heads are those of the chains, is
held against what the city knows (journals.py).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kiosk.core.record.checkpoints import flaws
from kiosk.core.record.event import STREAMS
from sync.envelope import is_count, is_hash
from sync.signatures import is_signed

Head = tuple[int, str]  # how many events a stream has, the hash of the last one
AT_ONCE = 256  # signatures remembered: as many as one batch may bring, which asks for each when it comes and passes


def problem(type_: str, data: Mapping[str, Any]) -> str:
    """Why it proves nothing, "" for a genuine one. `type_`, `data`: as they were written, for a newer kiosk may sign
    more than is known here."""
    false = next(flaws(type_, data, _is_signed), "")
    return false or ("" if heads_of(data) is not None else "the checkpoint's heads are none")


def heads_of(data: Mapping[str, Any]) -> dict[str, Head] | None:
    """Of the streams that are known here; None for what has not their form."""
    heads: dict[str, Head] = {}
    for stream in STREAMS:
        match data["heads"].get(stream):
            case None | {"sequence": 0}:
                continue
            case {"sequence": sequence, "hash": hash_} if is_count(sequence, 1) and is_hash(hash_):
                heads[stream] = (sequence, hash_)
            case _:
                return None
    return heads


@lru_cache(AT_ONCE)
def _is_signed(key: str, signature: str, content: bytes) -> bool:
    return is_signed(key, signature, content)
