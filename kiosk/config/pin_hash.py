"""A PIN: kept as a scrypt hash, compared in constant time, and which PINs nobody may have.

`scrypt$N$r$p$SALT$HASH` (salt and hash in hex) says everything needed to check it again, so the cost can be raised
without breaking old files. Its r is written `08` since PINs have six digits or more, `8` before: the last version,
which may come back on a card, reads both. A PIN has few digits, so whoever has such a hash finds it by trying. On the
kiosk it is therefore sealed: `scrypt-k$KEY$N$r$p$SALT$MAC` holds, in the place of the hash, its HMAC-SHA-256 under a
key from the data folder, and KEY names that key. Sealing needs the hash alone, not the PIN. Not here: the wait after
wrong tries (throttle.py), and the key itself (pins/key.py).
"""

import hashlib
import hmac
import re
import secrets
from datetime import date
from itertools import pairwise

DEMO_PIN, DEMO_SUPERVISOR_PIN = "1234", "2468"  # where no hash is set, and in the demo alone
LEAST_DIGITS, MOST_DIGITS = 6, 12  # the console's pad has digits only
COST = "16384$08$1"  # n, r, p: 16 MB and about 50 ms on a PC; 32 MB is the most that a file may ask for
FORM = re.compile(
    r"scrypt(?:-k\$([0-9a-f]{8}))?\$((?:16384|32768)\$(0?8)\$[1-4]\$[0-9a-f]{32})\$([0-9a-f]{64})"
)  # the key's name, what scrypt needs, its r, the hash or its seal
WITH_KEY = "#"  # behind a sealed hash in memory: its key, in hex
WORST = (
    *(DEMO_PIN, DEMO_SUPERVISOR_PIN, "0000", "1111"),
    *("123456", "000000", "111111", "123123", "654321", "666666", "888888", "121212"),
)


def is_pin(text: str) -> bool:
    """May this be somebody's new PIN, by its digits?"""
    return _is_digits(text) and LEAST_DIGITS <= len(text) <= MOST_DIGITS


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def is_worst(pin: str) -> bool:
    """One that everybody tries first, and that opens nothing: one digit all along, a row up or down, and a few more."""
    return _row(pin) in (0, 1, 9) or pin in WORST


def is_guessable(pin: str) -> bool:
    """One that nobody may choose: the worst, digits that repeat, rows in whole, halves or pairs, a date, a year."""
    half = len(pin) // 2
    repeats = any(pin == pin[:n] * (len(pin) // n) for n in range(1, half + 1))
    rows = _row(pin) is not None or None not in (_row(pin[:half]), _row(pin[half:]))
    pairs = pin[::2] == pin[1::2] and _row(pin[::2]) is not None
    return is_worst(pin) or repeats or rows or pairs or _is_dated(pin)


def _row(digits: str) -> int | None:
    """The step of a row of digits, 9 before 0; None for none."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps.pop() if len(steps) == 1 else None


def _is_dated(pin: str) -> bool:
    """A day of birth in the ways it is written, or a year of birth at either end."""
    years = (pin[:4], pin[-4:]) if len(pin) <= 6 else ()
    if any(1930 <= int(year) <= 2039 for year in years):
        return True
    orders = {6: ((4, 2, 0), (0, 2, 4), (4, 0, 2)), 8: ((4, 2, 0), (0, 4, 6), (4, 0, 2))}.get(len(pin), ())
    return any(_is_day(pin, *order) for order in orders)


def _is_day(pin: str, year: int, month: int, day: int) -> bool:
    """Where year, month and day begin; a year has two digits of six, four of eight."""
    try:
        return bool(date(2000 if len(pin) == 6 else int(pin[year : year + 4]), *_two(pin, month), *_two(pin, day)))
    except ValueError:
        return False


def _two(pin: str, at: int) -> tuple[int]:
    return (int(pin[at : at + 2]),)


# --- hashes -----------------------------------------------------------------------------------------------------


def hash_pin(pin: str) -> str:
    """What stands in the config for this PIN; another salt every time."""
    salt = secrets.token_bytes(16)
    work = f"{COST}${salt.hex()}"
    return f"scrypt${work}${_scrypt(pin, work).hex()}"


def is_hash(stored: str) -> bool:
    """Does this look like what `hash_pin` or `seal` wrote, of a cost that a kiosk can bear?"""
    return FORM.fullmatch(stored) is not None


def is_sealed(stored: str) -> bool:
    form = FORM.fullmatch(stored)
    return form is not None and bool(form[1])


def is_older(stored: str) -> bool:
    """May it be of a PIN of fewer digits than a new one has?"""
    form = FORM.fullmatch(stored)
    return form is not None and form[3] == "8"


def key_name(key: bytes) -> str:
    """Eight hex letters that lead nobody to the key."""
    return hmac.digest(key, b"motcua pin key", "sha256").hex()[:8]


def seal(stored: str, key: bytes) -> str:
    """A hash as it stands in this kiosk's config; what is sealed already, or no hash, as it is."""
    form = FORM.fullmatch(stored)
    if form is None or form[1]:
        return stored
    return f"scrypt-k${key_name(key)}${form[2]}${_sealed(bytes.fromhex(form[4]), key).hex()}"


def with_key(stored: str, key: bytes) -> str:
    """A sealed hash as `check_pin` can open it; one that another key has sealed, or none, as it is."""
    form = FORM.fullmatch(stored)
    return f"{stored}{WITH_KEY}{key.hex()}" if form and form[1] == key_name(key) else stored


def check_pin(pin: str, stored: str) -> bool:
    """Is this the PIN that was hashed? False, too, for one of the worst, for anything that `hash_pin` or `seal` did not
    write, and for a sealed one that came `with_key` of none or of another kiosk."""
    stored, _, key = stored.partition(WITH_KEY)
    form = FORM.fullmatch(stored)
    if form is None or (form[1] and not key) or not _is_digits(pin):
        return False
    found = _scrypt(pin, form[2])
    is_it = hmac.compare_digest(_sealed(found, bytes.fromhex(key)) if form[1] else found, bytes.fromhex(form[4]))
    return is_it and not is_worst(pin)


def worst_of(stored: str) -> bool:
    """Is it the hash of one of the `WORST`? Slow on purpose of the hash. `stored`: `with_key`."""
    plain, _, key = stored.partition(WITH_KEY)
    form = FORM.fullmatch(plain)
    if form is None or (form[1] and not key):
        return False
    found = (_scrypt(pin, form[2]) for pin in WORST)
    return any((_sealed(each, bytes.fromhex(key)) if form[1] else each).hex() == form[4] for each in found)


def _sealed(hashed: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"motcua pin " + hashed, "sha256")


def _scrypt(pin: str, work: str) -> bytes:
    """`work`: n, r, p and salt, as they stand in the hash."""
    n, r, p, salt = work.split("$")
    cost = {"n": int(n), "r": int(r), "p": int(p)}
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), **cost, maxmem=64 << 20, dklen=32)
