"""Whether a signature is genuine: one way for whoever reads signed words here. Pure.

The kiosk's journal has its own beside its key (kiosk/journal/signing.py): the city never sees the journal, and the
kiosk knows nothing of the way to the city.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """The Ed25519 signature of `content` by `key`, both in hex. Raises ValueError for what is neither."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), content)
    except InvalidSignature:
        return False
    return True
