"""Checkpoints by a key of the tests'."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.journal import signing
from kiosk.journal.journal import Journal
from kiosk.journal.signing import Signer

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
SIGNER, SALT = Signer(KEY, "0.2.0", "5e" * 32, "ca" * 8), "5a" * 16


def sign(journal: Journal, key: Ed25519PrivateKey = KEY) -> None:
    heads = {stream: journal.head(stream) for stream, n in journal.state.heads.items() if n}
    signer = replace(SIGNER, key=key)
    journal.transact(lambda state, now: signing.decide(heads, state.seq, {}, signer, SALT))
