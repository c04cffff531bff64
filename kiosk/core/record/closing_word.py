"""What the QR of a day's closing slip says: one line of text that can be checked from a photo, without the journal.

    MLS1 /H55/92/08/000/k1 2026-11-23 183 0.2.0 PAPER BEFORE KEY SIGNATURE

It holds the day, how many numbers were given, one salted hash over all heads (PAPER; as in the signed checkpoint), the
hash of the slip before it (BEFORE, `-`: none), the beginning of the kiosk's public key (KEY) and the Ed25519 signature
over the line's bytes up to the blank before SIGNATURE. It never holds a count of ratings: whoever knows two counts
knows what lies between. Where nobody signed in time, KEY is `-` and the last word is `-` and the salt of PAPER. Bytes
stand in base64url without `=`, because a slip of 58 mm has room for so many dots.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

MARK = "MLS1"
BEFORE_LETTERS = 32  # hex letters: nobody finds another text with the same 128 bits
KEY_LETTERS = 16  # hex letters of the key: enough to know which one, and shown so everywhere
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,6}")
_SOURCE = re.compile(r"(/[A-Za-z0-9._-]{1,40}){2,12}")


class NoSlip(ValueError):
    """A text that is no closing slip's; says why."""


@dataclass(frozen=True)
class ClosingWord:
    """`source`: the kiosk; `day`: YYYY-MM-DD; `visits`: numbers given; `sw`: the version; bytes in hex: `paper`,
    `before` (BEFORE_LETTERS of the SHA-256
    of the text of the slip before; "": there is none), `key` (KEY_LETTERS of it), `signature`.
    Of one that is not signed key and signature are "", and `salt` is that of `paper`; else `salt` is ""."""

    source: str
    day: str
    visits: int
    sw: str
    paper: str
    before: str
    key: str = ""
    signature: str = ""
    salt: str = ""

    @property
    def signed_part(self) -> bytes:
        """What the signature is over."""
        key = _packed(self.key)
        return " ".join(
            (MARK, self.source, self.day, str(self.visits), self.sw, _packed(self.paper), _packed(self.before), key)
        ).encode()

    @property
    def text(self) -> str:
        last = _packed(self.signature) if self.signature else f"-{_packed(self.salt)}"
        return f"{self.signed_part.decode()} {last}"

    @property
    def hash(self) -> str:
        """By which the next slip goes on from this one."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:BEFORE_LETTERS]

    def signed(self, key: str, sign: Callable[[bytes], bytes]) -> "ClosingWord":
        """`key`: the public one, in hex."""
        named = replace(self, key=key[:KEY_LETTERS], salt="")
        return replace(named, signature=sign(named.signed_part).hex())

    def is_signed(self, key: str, is_signed: Callable[[str, str, bytes], bool]) -> bool:
        """By `key` (64 letters of hex). `is_signed`: (key, signature, content) → whether it is."""
        try:
            return key[:KEY_LETTERS] == self.key and is_signed(key, self.signature, self.signed_part)
        except (TypeError, ValueError):
            return False


@dataclass(frozen=True)
class ClosedDay:
    """A day that closed, as far as its slip tells of it."""

    source: str
    day: str
    visits: int
    before: str

    def word(self, sw: str, paper: str, salt: str = "") -> ClosingWord:
        """Unsigned yet. `sw`: as `sw_word` has it."""
        return ClosingWord(self.source, self.day, self.visits, sw, paper, self.before, salt=salt)


def read(text: str) -> ClosingWord:
    """From a photo's text, however its lines were broken. Raises NoSlip."""
    words = text.split()
    if words[:1] != [MARK] or len(words) != 9:
        raise NoSlip(f"no closing slip: it has nine words, of which the first is {MARK}")
    _, source, day, visits, sw, paper, before, key, last = words
    for right, wrong in (
        (_SOURCE.fullmatch(source), "its kiosk"),
        (_DAY.fullmatch(day), "its day"),
        (_COUNT.fullmatch(visits), "its count"),
    ):  # fmt: skip
        if not right:
            raise NoSlip(f"no closing slip: {wrong} cannot be read")
    unsigned = last.startswith("-")
    word = ClosingWord(
        source, day, int(visits), sw, _unpacked(paper, 32), _unpacked(before, 16), _unpacked(key, 8),
        "" if unsigned else _unpacked(last, 64), _unpacked(last[1:], 16) if unsigned else "",
    )  # fmt: skip
    if word.text != " ".join(words):
        raise NoSlip("no closing slip: it is not written as a slip is")
    return word


def in_checkpoint(data: Mapping[str, Any]) -> ClosingWord | None:
    """The word that a signed checkpoint holds, None for one that is not of a day's close. Raises NoSlip."""
    closing = data.get("closing")
    if closing is None:
        return None
    try:
        word = ClosingWord(
            closing["source"], closing["day"], closing["visits"], sw_word(data["sw"]), data["paper"], closing["before"],
            data["key"][:KEY_LETTERS], closing["signature"],
        )  # fmt: skip
        return read(word.text)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise NoSlip(f"the checkpoint's closing word cannot be read: {error}") from error


def sw_word(sw: str) -> str:
    """A version as one word."""
    return "".join(letter for letter in sw if letter.isascii() and letter.isprintable() and letter != " ") or "-"


def _packed(hex_: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(hex_)).rstrip(b"=").decode() or "-"


def _unpacked(word: str, size: int) -> str:
    """Raises NoSlip: a wrong letter may be the camera's."""
    if word == "-":
        return ""
    try:
        found = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise NoSlip(f"no closing slip: {word[:12]}… cannot be read") from error
    if len(found) != size or _packed(found.hex()) != word:
        raise NoSlip(f"no closing slip: {word[:12]}… is not what a slip has there")
    return found.hex()
