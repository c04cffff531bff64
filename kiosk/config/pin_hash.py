"""An officer's PIN: kept as a scrypt hash, compared in constant time.

Strategy: `scrypt$N$r$p$SALT$HASH` (salt and hash in hex) says everything needed to check it again, so the cost can
be raised without breaking old configs. A PIN has few digits: the hash keeps it from a glance at the file, the wait
after wrong tries (`throttle.py`) keeps it from guessing, and the file's own mode (0600) does the rest.
"""

import hashlib
import hmac
import re
import secrets

LEAST_DIGITS, MOST_DIGITS = 4, 12  # the console's pad has digits only
COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MB and about 50 ms on a PC
FORM = re.compile(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})")


def is_pin(text: str) -> bool:
    """May this be somebody's PIN?"""
    return text.isascii() and text.isdigit() and LEAST_DIGITS <= len(text) <= MOST_DIGITS


def hash_pin(pin: str) -> str:
    """What stands in the config for this PIN; another salt every time."""
    salt = secrets.token_bytes(16)
    return "$".join(["scrypt", *map(str, COST.values()), salt.hex(), _scrypt(pin, salt, **COST).hex()])


def is_hash(stored: str) -> bool:
    """Does this look like what `hash_pin` wrote?"""
    return FORM.fullmatch(stored) is not None


def check_pin(pin: str, stored: str) -> bool:
    """Is this the PIN that was hashed? False, too, for anything that `hash_pin` did not write."""
    form = FORM.fullmatch(stored)
    if form is None:
        return False
    n, r, p = (int(form[k]) for k in (1, 2, 3))
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(form[4]), n, r, p), bytes.fromhex(form[5]))


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r + 1_000_000, dklen=32)
