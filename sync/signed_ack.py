"""The city's signature under its acknowledgements: who moves a kiosk's cursor must hold the city's key. Pure.

Signed with Ed25519 is the canonical JSON of what is acknowledged together with the box and the stream that stand in the
topic, so that no acknowledgement can be moved to another topic. A kiosk that does not know the city's key takes every
word as before.
"""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.chain import canonical
from sync.envelope import Ack
from sync.signatures import is_signed


def signed(ack: Ack, source: str, stream: str, key: Ed25519PrivateKey) -> Ack:
    """`source` and `stream`: those of its topic."""
    return replace(ack, sig=key.sign(_words(ack, source, stream)).hex())


def is_genuine(ack: Ack, source: str, stream: str, public: str) -> bool:
    """Its signature fits it, its topic and the city's public key (64 letters of hex)."""
    try:
        return is_signed(public, ack.sig, _words(ack, source, stream))
    except ValueError:
        return False


def _words(ack: Ack, source: str, stream: str) -> bytes:
    said = {"source": source, "stream": stream, "journal": ack.journal, "stored": ack.stored, "hash": ack.hash}
    return canonical(said)
