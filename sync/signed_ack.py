"""The city's signature: who moves a kiosk's cursor, or has it send again, must hold the city's key. Pure.

Signed with Ed25519 is the canonical JSON of what is said together with the box and the stream that stand in the topic,
so that no word can be moved to another topic. A kiosk that was given no key takes every word as before; while a city
changes its key it knows two, and either counts. What the city gives back (`back`) needs no signature: it is believed
only under a hash that is signed otherwise, the kiosk's own checkpoint or the city's acknowledgement.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.chain import canonical
from sync.envelope import Ack, Ask
from sync.signatures import is_signed

Signable = TypeVar("Signable", bound=Ack | Ask)


def signed(word: Signable, source: str, stream: str, key: Ed25519PrivateKey) -> Signable:
    """`source` and `stream`: those of its topic."""
    return replace(word, sig=key.sign(_words(word, source, stream)).hex())


def is_genuine(word: Ack | Ask, source: str, stream: str, public: str) -> bool:
    """Its signature fits it, its topic and the city's public key (64 letters of hex)."""
    try:
        return is_signed(public, word.sig, _words(word, source, stream))
    except ValueError:
        return False


def counts(word: Ack | Ask, source: str, stream: str, keys: Iterable[str]) -> bool:
    """Whether a kiosk that knows these public keys of its city hears the word; without any it hears all."""
    known = list(keys)
    return not known or any(is_genuine(word, source, stream, public) for public in known)


def _words(word: Ack | Ask, source: str, stream: str) -> bytes:
    said: dict[str, Any] = {"source": source, "stream": stream, "journal": word.journal}
    if isinstance(word, Ack):
        return canonical({**said, "stored": word.stored, "hash": word.hash})
    return canonical({**said, "from": word.first, "to": word.last})
