"""What a checkpoint says, in either version: how it is put together, what its signature covers, what is false in it.

Pure, and the same wherever a checkpoint is read: at the kiosk and at the city. The signature itself is checked by a
function of the caller's, so that no cryptography is needed here.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kiosk.core.record.chain import canonical
from kiosk.core.record.closing_word import NoSlip, in_checkpoint
from kiosk.core.record.codec import UnreadableEvent, as_written
from kiosk.core.record.events import Checkpoint
from kiosk.core.record.former_events import CheckpointV1

ALG = "Ed25519"
TYPES = (CheckpointV1.TYPE, Checkpoint.TYPE)

IsSigned = Callable[[str, str, bytes], bool]
"""(public key, signature, what was signed) → whether it is; the first two in hex, or whatever stands in their place.
Raises TypeError or ValueError for what is neither."""


def paper_of(heads: Any, salt: str) -> str:
    """The one hash over all heads that may stand on paper: the salt (hex) keeps it from telling a rating.

    Raises TypeError, ValueError for what can be neither.
    """
    return hashlib.sha256(bytes.fromhex(salt) + canonical(heads)).hexdigest()


def signed_part(type_: str, data: Mapping[str, Any]) -> bytes:
    """What the signature is over: all of it but the signature itself; in the first version the heads alone.

    Raises ValueError for what no event can hold.
    """
    if type_ == CheckpointV1.TYPE:
        return canonical(data["heads"])
    return canonical({name: value for name, value in data.items() if name != "signature"})


def flaws(type_: str, data: Mapping[str, Any], is_signed: IsSigned) -> Iterator[str]:
    """What is false in a checkpoint by itself, whatever the chain says; nothing for a genuine one."""
    try:
        written = as_written(type_, data)
    except UnreadableEvent as error:
        yield str(error)
        return
    if isinstance(written, Checkpoint) and written.alg != ALG:
        yield f"the checkpoint is signed by {written.alg!r}, which this version does not know (it knows {ALG})"
        return
    if not _holds(lambda: is_signed(data["key"], data["signature"], signed_part(type_, data))):
        yield "the checkpoint's signature is not that of what it says by the key it names"
    if isinstance(written, Checkpoint):
        yield from _false_sums(written)
        yield from _false_closing(data, is_signed)


def _false_closing(data: Mapping[str, Any], is_signed: IsSigned) -> Iterator[str]:
    """What the closing slip of that day says in vain."""
    try:
        word = in_checkpoint(data)
    except NoSlip as error:
        yield str(error)
        return
    if word and not word.is_signed(data["key"], is_signed):
        yield "the checkpoint's closing word is not signed by the key it names"


def _false_sums(checkpoint: Checkpoint) -> Iterator[str]:
    """What its own heads do not bear out."""
    heads = checkpoint.heads
    if not _holds(lambda: paper_of(heads, checkpoint.salt) == checkpoint.paper):
        yield "the checkpoint's hash for paper is not that of its heads"
    if not _holds(lambda: sum(int(head["sequence"]) for head in heads.values()) == checkpoint.rows):
        yield f"the checkpoint's count, {checkpoint.rows} rows, is not that of its heads"


def _holds(check: Callable[[], bool]) -> bool:
    """False too where a value has not even the shape that it must have."""
    try:
        return check()
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError):
        return False
