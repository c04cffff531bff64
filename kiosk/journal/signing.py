"""A signed word on how far each stream reaches, so that what stands before it cannot be rewritten without the key.

`decide` is pure: heads, signer and salt in, fact out. The key is Ed25519, made at first use by the courier and readable
by it alone (kiosk/host/owner.py); whoever verifies reads its public half, in a file beside it. Each checkpoint names
the public half and goes to the city with all other events. Held against it: by `kiosk journal verify` and the doctor,
each signature and what is under it (proof/); by the city, the key too, which is pinned there by hand
(sync/city/trust/keys.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.core.record.checkpoints import ALG, paper_of, signed_part
from kiosk.core.record.closing_word import ClosedDay, sw_word
from kiosk.core.record.codec import to_data
from kiosk.core.record.events import Checkpoint, Fact
from kiosk.host.key_file import key_at, publish_key, published_key
from kiosk.journal.schema import PUBLIC_KEY, key_path

INTERVAL_S = 3600.0  # seconds between checkpoints, when there is news

Heads = Mapping[str, tuple[int, str]]  # sequence and hash by stream


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The kiosk's key, made at first use. `folder`: of the data. Raises KeyUnreadable, OSError."""
    path = key_path(folder)
    key = key_at(path)
    if path.parent != folder:  # where all is one user's, whoever verifies may read the key itself
        publish_key(key, path.with_name(PUBLIC_KEY))
    return key


class NoKey(NamedTuple):
    """There is nothing to sign with. `word`: missing (there was one, and another would not be the kiosk's), damaged."""

    word: Literal["missing", "damaged"]
    why: str


def usable_key(folder: Path, signed_before: bool) -> Ed25519PrivateKey | NoKey:
    """The kiosk's key for whoever goes on without one too. `signed_before`: the journal has a checkpoint, so that a key
    that is not there is gone, and not yet to be made."""
    if signed_before and not key_path(folder).exists():
        return NoKey("missing", f"{key_path(folder)}: gone; `kiosk identity restore` brings it back from its stick")
    try:
        return own_key(folder)
    except OSError as error:
        return NoKey("damaged", str(error))


def own_public(folder: Path) -> str:
    """The public half of the kiosk's key in hex; "" where there is none. `folder`: of the data."""
    path = key_path(folder)
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes()).public_key().public_bytes_raw().hex()
    except PermissionError:
        return published_key(path.with_name(PUBLIC_KEY))
    except (OSError, ValueError):
        return ""


@dataclass(frozen=True)
class Signer:
    """What every checkpoint of a start says of the kiosk. `settings`: hash of those in force; `card`: the identity of
    the card under the data folder, "" for none that is known."""

    key: Ed25519PrivateKey
    sw: str
    settings: str
    card: str


def decide(
    heads: Heads, rows: int, last: Mapping[str, int], signer: Signer, salt: str, closed: ClosedDay | None = None
) -> tuple[Fact, ...]:
    """A checkpoint of `heads` and of all `rows` before it, unless nothing but checkpoints came since those of `last`.

    `salt`: random, in hex; `closed`: the day that closed and whose slip nobody signed yet.
    """
    if not has_news({stream: sequence for stream, (sequence, _) in heads.items()}, last):
        return ()
    said: dict[str, dict[str, Any]] = {s: {"sequence": n, "hash": h} for s, (n, h) in heads.items()}
    public, paper = signer.key.public_key().public_bytes_raw().hex(), paper_of(said, salt)
    unsigned = Checkpoint(said, rows, signer.sw, signer.settings, signer.card, salt, paper, ALG, public, "")
    if closed:
        unsigned = replace(unsigned, closing=_closing(closed, paper, signer, public))
    signature = signer.key.sign(signed_part(Checkpoint.TYPE, to_data(unsigned)))
    return (Fact(replace(unsigned, signature=signature.hex())),)


def _closing(closed: ClosedDay, paper: str, signer: Signer, public: str) -> dict[str, int | str]:
    """What the day's slip says besides what the checkpoint says anyway, signed for itself: a photo is all of it."""
    word = closed.word(sw_word(signer.sw), paper).signed(public, signer.key.sign)
    return {
        "source": word.source, "day": word.day, "visits": word.visits, "before": word.before,
        "signature": word.signature,
    }  # fmt: skip


def has_news(heads: Mapping[str, int], last: Mapping[str, int]) -> bool:
    """Something besides the last checkpoint itself, which stands on `device`."""
    own = 1 if last else 0
    return any(n > last.get(stream, 0) + (own if stream == "device" else 0) for stream, n in heads.items())


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """The signature of `content` by `key`, both in hex. Raises TypeError, ValueError for what is neither."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), content)
    except InvalidSignature:
        return False
    return True
