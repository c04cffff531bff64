"""Why a server's certificate is refused, short enough to stand whole wherever reasons are told, and whether it is the
clock: a machine whose clock is behind finds every new certificate not yet valid, and says nothing of its clock. Pure.

Codes: X509_V_ERR_* of openssl/x509_vfy.h, as `ssl.SSLCertVerificationError.verify_code` has them.
"""

from typing import Literal

NOT_YET_VALID, EXPIRED = 9, 10
Clock = Literal["", "behind", "doubtful"]
CLOCKS: dict[int, Clock] = {NOT_YET_VALID: "behind", EXPIRED: "doubtful"}
_WORDS = {
    NOT_YET_VALID: "clock behind: the server's certificate is not yet valid; here it is {}",
    EXPIRED: "clock ahead, or the server's certificate has expired; here it is {}",
}


def clock_by(code: int) -> Clock:
    """What a refusal says of this machine's clock: behind for certain (no certificate is made for later), doubtful
    (ahead, or a certificate that nobody renewed), or nothing."""
    return CLOCKS.get(code, "")


def refused(code: int, said: str, day: str) -> str:
    """For the log, the journal and the doctor. `said`: the library's own words; `day`: the one that it is here."""
    return _WORDS[code].format(day) if code in _WORDS else f"certificate refused: {said}"
