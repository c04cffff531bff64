"""The city's signature under its acknowledgements: who moves a kiosk's cursor must hold the city's key. Pure.

Signed with Ed25519 is the canonical JSON of what is acknowledged together with the box and the stream that stand in the
topic, so that no acknowledgement can be moved to another topic. A kiosk that does not know the city's key takes every
word as before.
"""

from collections.abc import Callable
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


class City:
    """Whose word counts: with the city's public key only a signed one, "" for every one. A doubt is said once."""

    def __init__(self, public: str, say: Callable[[str], None]) -> None:
        self._public, self._say, self._doubted = public, say, False

    def said(self, ack: Ack, source: str, stream: str) -> bool:
        genuine = not self._public or is_genuine(ack, source, stream, self._public)
        if not (genuine or self._doubted):
            self._doubted = True
            self._say(f"{stream}: an acknowledgement without the signature of broker.city_key; such move nothing")
        return genuine


def _words(ack: Ack, source: str, stream: str) -> bytes:
    said = {"source": source, "stream": stream, "journal": ack.journal, "stored": ack.stored, "hash": ack.hash}
    return canonical(said)
