"""A signed word on how far each stream reaches, so that what stands before it cannot be rewritten without the key.

`decide` is pure: heads and key in, fact out. The key is Ed25519, made at first use beside the journal and readable by
the kiosk alone. Each checkpoint names its public half and goes to the city with all other events. Held against it now:
by `kiosk journal verify` and the doctor, each signature and the heads under it (verifying.py). Nobody yet holds the key
of one checkpoint against that of another kiosk's record or an earlier one: the city will.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.core.record.chain import canonical
from kiosk.core.record.events import Checkpoint, Fact
from kiosk.host.key_file import key_at
from kiosk.journal.schema import KEY

INTERVAL_S = 3600.0  # seconds between checkpoints, when there is news


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The kiosk's key, made at first use. Raises KeyUnreadable, OSError."""
    return key_at(folder / KEY)


def decide(heads: Mapping[str, tuple[int, str]], last: Mapping[str, int], key: Ed25519PrivateKey) -> tuple[Fact, ...]:
    """A checkpoint of `heads` (sequence, hash), unless nothing but checkpoints came since those of `last`."""
    if not has_news({stream: sequence for stream, (sequence, _) in heads.items()}, last):
        return ()
    said: dict[str, dict[str, Any]] = {s: {"sequence": n, "hash": h} for s, (n, h) in heads.items()}
    public = key.public_key().public_bytes_raw().hex()
    return (Fact(Checkpoint(said, public, key.sign(canonical(said)).hex())),)


def has_news(heads: Mapping[str, int], last: Mapping[str, int]) -> bool:
    """Something besides the last checkpoint itself, which stands on `device`."""
    own = 1 if last else 0
    return any(n > last.get(stream, 0) + (own if stream == "device" else 0) for stream, n in heads.items())


def is_genuine(checkpoint: Checkpoint) -> bool:
    """Its signature fits its heads and the key that it names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
        key.verify(bytes.fromhex(checkpoint.signature), canonical(checkpoint.heads))
    except (TypeError, ValueError, InvalidSignature):
        return False
    return True
