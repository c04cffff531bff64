"""Who gets a certificate: what stands in the register, what was asked, and the moment in; a word of refusal out. Pure.

A refusal says to a stranger no more than that he is refused: that a code was used, or is over, is told to who knows it.
The words are those of kiosk/core/words/enrolment.py, where the kiosk has them with what its technician does about each.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.core.words.enrolment import Word
from sync.enrolment.est import common_name

DAY_S = 86_400
CODE_S = 7 * DAY_S  # seconds for which a code can be used
GRACE_S = 90 * DAY_S  # after its end a certificate still asks for the next one: a kiosk came back from repair
WRONG_S, MOST_WRONG = 3_600, 10  # wrong codes of one name in an hour; 25⁸ codes in 7 days: one in 90 million is hit
LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that looks like another, on paper or read aloud: no B8, S5, Z2, O0, I1L
CODE_LETTERS = 8
_NOT_MEANT = str.maketrans("", "", " -")  # as people group letters
STATUS: dict[Word, HTTPStatus] = {
    "wrong": HTTPStatus.UNAUTHORIZED,
    "used": HTTPStatus.FORBIDDEN,
    "over": HTTPStatus.FORBIDDEN,
    "often": HTTPStatus.TOO_MANY_REQUESTS,
    "request": HTTPStatus.BAD_REQUEST,
    "key": HTTPStatus.BAD_REQUEST,
    "name": HTTPStatus.FORBIDDEN,
    "foreign": HTTPStatus.UNAUTHORIZED,
    "revoked": HTTPStatus.FORBIDDEN,
    "expired": HTTPStatus.FORBIDDEN,
}


@dataclass(frozen=True)
class Entry:
    """A kiosk in the register. `code`: scrypt of the one that was given out last, `until`: when it is over, `used_by`:
    SHA-256 of the key that used it, "" for nobody; `wrong`: codes that were not it, since `wrong_since`; `revoked`:
    since when, 0 for not. Times: seconds since 1970."""

    name: str
    salt: bytes
    code: bytes
    until: int
    used_by: str = ""
    wrong: int = 0
    wrong_since: int = 0
    revoked: int = 0


@dataclass(frozen=True)
class Held:
    """A certificate that was given out."""

    serial: str
    name: str
    until: int
    revoked: int
    pem: str


class Refused(Exception):
    """`more`: what its technician is told beside the word, of what he sent himself."""

    def __init__(self, word: Word, more: str = "") -> None:
        super().__init__(f"{word}: {more}" if more else word)
        self.word, self.more = word, more


def code_of(choose: Callable[[str], str]) -> str:
    """`choose`: one letter of these, by chance."""
    return "".join(choose(LETTERS) for _ in range(CODE_LETTERS))


def sealed(code: str, salt: bytes) -> bytes:
    """What the register keeps of a code. Each guess costs 16 MB and some 50 ms, also to who has stolen the register."""
    typed = code.upper().translate(_NOT_MEANT).encode()
    return hashlib.scrypt(typed, salt=salt, n=2**14, r=8, p=1, maxmem=64 << 20, dklen=32)


def by_code(entry: Entry, tried: bytes, public: str, now: int) -> None:
    """`tried`: the code that came, sealed; `public`: SHA-256 of the key that asks. The same key may ask again with its
    code: the answer was lost. Raises Refused."""
    if entry.wrong >= MOST_WRONG and now - entry.wrong_since < WRONG_S:
        raise Refused("often")
    if not hmac.compare_digest(entry.code, tried):
        raise Refused("wrong")
    if entry.used_by and entry.used_by != public:
        raise Refused("used")
    if now >= entry.until:
        raise Refused("over")


def guessed(entry: Entry, now: int) -> tuple[int, int]:
    """`wrong` and `wrong_since` after one more."""
    if now - entry.wrong_since >= WRONG_S:
        return 1, now
    return entry.wrong + 1, entry.wrong_since


def by_certificate(held: Held | None, entry: Entry | None, now: int) -> Entry:
    """Whose the certificate is with which a kiosk asks for the next one. Raises Refused."""
    if held is None or entry is None:
        raise Refused("foreign")
    if held.revoked or entry.revoked:
        raise Refused("revoked")
    if now > held.until + GRACE_S:
        raise Refused("expired")
    return entry


def by_request(asked: x509.CertificateSigningRequest, name: str) -> ec.EllipticCurvePublicKey:
    """The key to be signed. A request may leave its name out; another's is refused, as that kiosk would be sending
    under one name and known by another. Raises Refused."""
    key = asked.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused("key", _kind(key))
    if (said := common_name(asked.subject)) not in ("", name):
        raise Refused("name", "".join(letter for letter in said[:80] if letter.isprintable()))
    return key


def key_hash(key: ec.EllipticCurvePublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _kind(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA of {key.key_size} bits"
    return key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else type(key).__name__.strip("_")
