"""Asks whoever gives certificates: EST, RFC 7030, over HTTPS, with nothing that is ours alone.

The authority is known by the SHA-256 of its root (RFC 7030, 4.1.1): `cacerts` is read without trust, what it says must
hold under that root, and only then comes the line over which a code or a certificate is shown. No redirection is
followed. A refusal is told by its word (kiosk/core/words/enrolment.py).
"""

import base64
import http.client
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.core.words.certificates import clock_by
from kiosk.core.words.enrolment import BY_CITY
from kiosk.host.tls import trusting
from sync.enrolment import est
from sync.line.address import NO_CHECK_TIME

PATIENCE_S = 15.0  # for each answer of the other side


class Failed(Exception):
    """`word`: of kiosk/core/words/enrolment.py; `why`: one line in English."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(f"{word}: {why}")
        self.word, self.why = word, why


@dataclass(frozen=True)
class Office:
    """`pin`: the root's SHA-256 in hex; `untimed`: our clock is not known to be right, so that no certificate is
    refused for its time."""

    url: str
    pin: str
    untimed: bool = False


@dataclass(frozen=True)
class Given:
    own: x509.Certificate
    chain: tuple[x509.Certificate, ...]  # from who has signed it to the root


def enroll(at: Office, key: ec.EllipticCurvePrivateKey, name: str, code: str) -> Given:
    """By a code. Raises Failed."""
    login = base64.b64encode(f"{name}:{code}".encode()).decode()
    return _given(at, key, name, est.ENROLL, {"Authorization": f"Basic {login}"})


def reenroll(at: Office, key: ec.EllipticCurvePrivateKey, name: str, own: Path) -> Given:
    """By the certificate that we have, with its key in one file. Raises Failed."""
    return _given(at, key, name, est.REENROLL, {}, own)


def _given(
    at: Office, key: ec.EllipticCurvePrivateKey, name: str, do: str, login: dict[str, str], own: Path | None = None
) -> Given:
    try:
        above = _authority(at)
        headers = {"Content-Type": est.REQUEST, "Content-Transfer-Encoding": "base64", **login}
        found = est.answered(_asked(at, _trusting(at, above, own), "POST", do, (est.request(key, name), headers)))
        return _checked(found, above, key, name)
    except est.Unreadable as error:
        raise Failed("unreadable", str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise Failed("time" if clock_by(error.verify_code) else "pin", error.verify_message) from error
    except ssl.SSLError as error:  # behind TLS 1.3's handshake, our certificate is not taken
        raise Failed("foreign" if own else "away", error.reason or str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Failed("away", f"{type(error).__name__}: {error}") from error


def _authority(at: Office) -> list[x509.Certificate]:
    """The pinned root, and the signers that hold directly under it, which come first."""
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    found = est.answered(_asked(at, blind, "GET", est.CACERTS))
    roots = [one for one in found if est.fingerprint(one) == at.pin.lower()]
    if not roots:
        raise Failed("pin", f"its authority is {', '.join(map(est.fingerprint, found))}")
    return [*(one for one in found if one != roots[0] and _is_by(one, roots[0])), roots[0]]


def _is_by(one: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _trusting(at: Office, above: Sequence[x509.Certificate], own: Path | None) -> ssl.SSLContext:
    made = trusting(text="".join(one.public_bytes(Encoding.PEM).decode() for one in above))
    if at.untimed:
        made.verify_flags |= NO_CHECK_TIME
    if own:
        made.load_cert_chain(own)
    return made


def _asked(
    at: Office, tls: ssl.SSLContext, method: str, do: str, sent: tuple[bytes, dict[str, str]] = (b"", {})
) -> bytes:
    """The body of an answer that is one. Raises Failed, OSError, HTTPException."""
    where = urlsplit(at.url)
    line = http.client.HTTPSConnection(where.hostname or "", where.port or 443, timeout=PATIENCE_S, context=tls)
    try:
        line.request(method, f"{est.PATH}{do}", sent[0] or None, sent[1])
        answer = line.getresponse()
        body = answer.read(est.MOST_BYTES + 1)
    finally:
        line.close()
    if answer.status == 200 and len(body) <= est.MOST_BYTES:
        return body
    raise Failed(_word(answer.status, answer.getheader(est.MARK) or ""), f"HTTP {answer.status}: {_line(body)}")


def _word(status: int, mark: str) -> str:
    if mark in BY_CITY:
        return mark
    if status in (202, 429, 500, 502, 503, 504):  # 202: whoever decides it by hand has not yet (RFC 7030, 4.2.3)
        return "away"
    return "refused" if status in (400, 401, 403) else "unreadable"


def _line(body: bytes) -> str:
    """What a stranger says, short and printable."""
    text = " ".join(body[:400].decode(errors="replace").split())
    return "".join(letter for letter in text if letter.isprintable())[:160]


def _checked(
    found: Sequence[x509.Certificate], above: Sequence[x509.Certificate], key: ec.EllipticCurvePrivateKey, name: str
) -> Given:
    """Ours by its key and name, and signed below the pinned root. Raises Failed."""
    own = next((one for one in found if one.public_key() == key.public_key()), None)
    if own is None or est.common_name(own.subject) != name:
        raise Failed("unreadable", "what came is not our certificate")
    signer = next((one for one in above if _is_by(own, one)), None)
    if signer is None:
        raise Failed("pin", "our certificate is signed by another authority")
    return Given(own, tuple(dict.fromkeys((signer, above[-1]))))
