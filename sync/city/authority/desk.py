"""The enrolment desk: a request and what stands in the register → a certificate, or a refusal. One transaction each.

RFC 7030, 4.1 to 4.2. Its name in the certificate is the register's; of the request nothing goes on but the key.
"""

import base64
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sync.city.authority import certificates, register, rules
from sync.city.authority.folder import Authority, held_as
from sync.city.authority.rules import STATUS, Entry, Refused
from sync.enrolment.est import ANSWER, CACERTS, ENROLL, MARK, PATH, REENROLL, Unreadable, answer, requested

_NOBODY = Entry("", b"nobody", b"", 0)  # an unknown name costs as much time as a known one
_MORE: Mapping[str, Mapping[str, str]] = {
    "wrong": {"WWW-Authenticate": 'Basic realm="enrolment"'},
    "often": {"Retry-After": str(rules.WRONG_S)},
}


@dataclass(frozen=True)
class Asked:
    """One request. `login`: of HTTP Basic, as it came; `peer`: the certificate that TLS has accepted, but for its time,
    in DER, b"" for none; `who`: the address, for the log."""

    method: str
    path: str
    login: str = ""
    body: bytes = b""
    peer: bytes = b""
    who: str = ""


@dataclass(frozen=True)
class Answer:
    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """`now`: UTC; `say` takes a line for the log of the city's operator."""

    def __init__(self, authority: Authority, now: Callable[[], datetime], say: Callable[[str], None]) -> None:
        self._authority, self._now, self._say = authority, now, say
        self._sealing = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        """Raises sqlite3.Error."""
        serve = {("GET", CACERTS): self._cacerts, ("POST", ENROLL): self._enroll, ("POST", REENROLL): self._reenroll}
        found = serve.get((asked.method, asked.path.removeprefix(PATH))) if asked.path.startswith(PATH) else None
        if found is None:
            return Answer(HTTPStatus.NOT_FOUND)
        try:
            return found(asked)
        except Unreadable as error:
            return self._refusal(asked, "", Refused("request", str(error)))

    def _cacerts(self, asked: Asked) -> Answer:
        return _certs(self._authority.chain)

    def _enroll(self, asked: Asked) -> Answer:
        """By a code that is good once: for the same key it may be asked again, as an answer can be lost."""
        name, code = _login(asked.login)
        try:
            return _certs([self._by_code(name, code, requested(asked.body))])
        except Refused as error:
            return self._refusal(asked, name, error)

    def _by_code(self, name: str, code: str, asked: x509.CertificateSigningRequest) -> x509.Certificate:
        now = self._now()
        with self._authority.register.transaction() as db:
            entry = register.entry(db, name)
        with self._sealing:  # 16 MB each: one at a time, whoever asks; and no transaction is held meanwhile
            tried = rules.sealed(code, (entry or _NOBODY).salt)
        with self._authority.register.transaction() as db:
            entry = register.entry(db, name)
            if entry is None:
                raise Refused("wrong")
            made = self._given(db, entry, _checked(entry, tried, asked, int(now.timestamp())), now)
        self._say(f"{name}: enrolled, until {made.not_valid_after_utc:%F}")
        return made

    def _given(
        self, db: sqlite3.Connection, entry: Entry, public: ec.EllipticCurvePublicKey, now: datetime
    ) -> x509.Certificate:
        key = rules.key_hash(public)
        former = [one for one in register.held(db, entry.name) if entry.used_by == key and not one.revoked]
        register.use_code(db, entry.name, key)
        if former:
            return x509.load_pem_x509_certificate(former[-1].pem.encode())
        return self._signed(db, entry.name, public, now)

    def _signed(
        self, db: sqlite3.Connection, name: str, public: ec.EllipticCurvePublicKey, now: datetime
    ) -> x509.Certificate:
        made = certificates.kiosk(self._authority.signer, name, public, now)
        register.keep(db, held_as(made, name))
        register.note_refusal(db, name, "", int(now.timestamp()))
        return made

    def _reenroll(self, asked: Asked) -> Answer:
        """By the last certificate, over by 90 days at most."""
        serial = f"{x509.load_der_x509_certificate(asked.peer).serial_number:x}" if asked.peer else ""
        name, now = "", self._now()
        try:
            with self._authority.register.transaction() as db:
                held = register.held_of(db, serial)
                name = held.name if held else ""
                entry = rules.by_certificate(held, register.entry(db, name), int(now.timestamp()))
                made = self._signed(db, name, rules.by_request(requested(asked.body), entry.name), now)
        except Refused as error:
            return self._refusal(asked, name, error)
        self._say(f"{name}: renewed, until {made.not_valid_after_utc:%F}")
        return _certs([made])

    def _refusal(self, asked: Asked, name: str, error: Refused) -> Answer:
        """Told to both: the kiosk by a word, the operator by a line and in the register's list."""
        now = int(self._now().timestamp())
        with self._authority.register.transaction() as db:
            entry = register.entry(db, name)
            if entry and error.word == "wrong":
                register.note_wrong(db, name, rules.guessed(entry, now))
            register.note_refusal(db, name, str(error), now)
        self._say(f"{name[:80] or 'somebody'!a} at {asked.who}: refused: {error}")
        return Answer(STATUS[error.word], f"{error}\n".encode(), {MARK: error.word, **_MORE.get(error.word, {})})


def _checked(entry: Entry, tried: bytes, asked: x509.CertificateSigningRequest, now: int) -> ec.EllipticCurvePublicKey:
    """The code first: who does not know it learns nothing of his request. Raises Refused."""
    key = asked.public_key()
    mine = rules.key_hash(key) if isinstance(key, ec.EllipticCurvePublicKey) else "another"
    rules.by_code(entry, tried, mine, now)
    return rules.by_request(asked, entry.name)


def _certs(found: list[x509.Certificate]) -> Answer:
    return Answer(HTTPStatus.OK, answer(found), {"Content-Type": ANSWER, "Content-Transfer-Encoding": "base64"})


def _login(header: str) -> tuple[str, str]:
    """Name and code of HTTP Basic (RFC 7617); two empty ones of anything else."""
    kind, _, text = header.partition(" ")
    try:
        name, _, code = base64.b64decode(text, validate=True).decode().partition(":")
    except ValueError:  # also of letters that are not ASCII
        return "", ""
    return (name, code[:40]) if kind.lower() == "basic" else ("", "")
