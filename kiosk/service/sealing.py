"""A file that only who knows its code can open, and that nobody else can have made or changed. Pure.

`motcua-identity-1`, 16 bytes of salt, 12 bytes of nonce, then ChaCha20-Poly1305 over the content, with all before it as
associated data. Its key is scrypt's of the code and the salt: a code has 12 letters of 32 (60 bits), and each guess
costs 32 MB and a tenth of a second. Nothing is compressed, so nothing unfolds. What is not whole is refused before any
of it is read.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

MAGIC = b"motcua-identity-1\n"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
CODE_BYTES, SALT_BYTES, NONCE_BYTES, TAG_BYTES = 12, 16, 12, 16
OVERHEAD = len(MAGIC) + SALT_BYTES + NONCE_BYTES + TAG_BYTES
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1"})


class NotOpened(ValueError):
    """Another code, or not the file that was sealed; which of them cannot be told."""


def code_of(chance: bytes) -> str:
    """Three groups of four letters, of `CODE_BYTES` random bytes: `7k2m-x9qd-04tv`."""
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in chance)
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def sealed(content: bytes, code: str, chance: bytes) -> bytes:
    """`chance`: salt and nonce, never twice the same."""
    head = MAGIC + chance
    return head + _cipher(code, head).encrypt(head[-NONCE_BYTES:], content, head)


def opened(content: bytes, code: str) -> bytes:
    """What was sealed. Raises NotOpened."""
    from cryptography.exceptions import InvalidTag

    if not content.startswith(MAGIC) or len(content) < OVERHEAD:
        raise NotOpened
    at = OVERHEAD - TAG_BYTES
    head = content[:at]
    try:
        return _cipher(code, head).decrypt(head[-NONCE_BYTES:], content[at:], head)
    except InvalidTag as error:
        raise NotOpened from error


def _cipher(code: str, head: bytes) -> "ChaCha20Poly1305":
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt = head[len(MAGIC) : len(MAGIC) + SALT_BYTES]
    typed = "".join(filter(str.isalnum, code.casefold())).translate(_READ_AS).encode()
    return ChaCha20Poly1305(hashlib.scrypt(typed, salt=salt, n=2**15, r=8, p=1, maxmem=64 << 20, dklen=32))
