"""Whether a checkpoint is what the kiosk signed: pure. Whose key it is, and whether its heads are those of the chains,
is held against what the city knows (journals.py).
"""

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.core.record.chain import canonical
from kiosk.core.record.event import STREAMS
from kiosk.core.record.former_events import CheckpointV1
from sync.envelope import is_count, is_hash

ALG = "Ed25519"
Head = tuple[int, str]  # how many events a stream has, the hash of the last one


def problem(type_: str, data: Mapping[str, Any]) -> str:
    """Why it proves nothing, "" for one whose signature is its key's. `type_`, `data`: as they were written, for a
    newer kiosk may sign more than is known here."""
    if type_ == CheckpointV1.TYPE:
        return _unsigned(data, data["heads"])
    if data["alg"] != ALG:
        return f"it is signed by {data['alg']}, which is not known here"
    return _unsigned(data, {name: value for name, value in data.items() if name != "signature"})


def _unsigned(data: Mapping[str, Any], signed: Any) -> str:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(data["key"]))
        key.verify(bytes.fromhex(data["signature"]), canonical(signed))
    except (ValueError, InvalidSignature):
        return "its signature is not that of the key it names"
    return "" if heads_of(data) is not None else "its heads are none"


def heads_of(data: Mapping[str, Any]) -> dict[str, Head] | None:
    """Of the streams that are known here; None for what has not their form."""
    found = {stream: data["heads"][stream] for stream in STREAMS if stream in data["heads"]}
    heads: dict[str, Head] = {}
    for stream, head in found.items():
        match head:
            case {"sequence": 0}:
                continue
            case {"sequence": sequence, "hash": hash_} if is_count(sequence, 1) and is_hash(hash_):
                heads[stream] = (sequence, hash_)
            case _:
                return None
    return heads
