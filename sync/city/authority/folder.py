"""The authority's folder: its two certificates, their keys, the list of revoked ones, and the register.

`root.key` is needed to make another issuing key and for nothing else: it belongs on a stick in a safe. `ca.pem` is what
brokers and kiosks are given; `crl.pem` is read by the broker. Every file is written whole; keys are the owner's alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from kiosk.host.files import rename_synced, write_whole
from sync.city.authority import certificates, register
from sync.city.authority.certificates import Signer
from sync.city.authority.register import Register
from sync.city.authority.rules import Held

ROOT, ISSUING, CHAIN, CRL, REGISTER = "root", "issuing", "ca.pem", "crl.pem", "register.db"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,250})")


class NoAuthority(ValueError):
    """The folder holds none, or not a whole one; says what is wrong with which file."""


@dataclass(frozen=True)
class Authority:
    """`former`: those that signed before and sign nothing any more but who of theirs is revoked."""

    folder: Path
    signer: Signer
    former: tuple[Signer, ...]
    root: x509.Certificate
    register: Register

    @property
    def chain(self) -> list[x509.Certificate]:
        """From who signs now to the root."""
        return [*(one.certificate for one in (self.signer, *self.former)), self.root]


def make(folder: Path, name: str, now: datetime) -> Authority:
    """A new one, or for one whose root key is there, another issuing key. Raises NoAuthority, OSError."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    if not (folder / f"{ROOT}.pem").exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _put_key(folder / f"{ROOT}.key", key)
        _put(folder / f"{ROOT}.pem", [certificates.root(name, key, now)])
    above, key, number = _signer(folder, ROOT), ec.generate_private_key(ec.SECP256R1()), len(_formers(folder)) + 1
    for file in folder.glob(f"{ISSUING}.*"):
        rename_synced(file, folder / f"{ISSUING}-{number}{file.suffix}")
    signed = certificates.issuing(above, f"{name} {number}", key.public_key(), now)
    _put_key(folder / f"{ISSUING}.key", key)
    _put(folder / f"{ISSUING}.pem", [signed])
    made = opened(folder)
    _put(folder / CHAIN, made.chain)
    made.register.make()
    return write_crl(made, now)


def opened(folder: Path) -> Authority:
    """Raises NoAuthority."""
    former = tuple(_signer(folder, name) for name in _formers(folder))
    root = _certificate(folder / f"{ROOT}.pem")
    return Authority(folder, _signer(folder, ISSUING), former, root, Register(folder / REGISTER))


def _formers(folder: Path) -> list[str]:
    """The newest first."""
    return sorted((file.stem for file in folder.glob(f"{ISSUING}-*.pem")), reverse=True)


def write_crl(authority: Authority, now: datetime) -> Authority:
    """For seven days, one list by each who has signed. Raises OSError, sqlite3.Error."""
    with authority.register.transaction() as db:
        gone = {int(one.serial, 16): _at(one.revoked) for one in register.held(db) if one.revoked}
        lists = [certificates.revocations(one, gone, now) for one in (authority.signer, *authority.former)]
        write_whole(authority.folder / CRL, b"".join(one.public_bytes(Encoding.PEM) for one in lists), 0o644)
    return authority


def crl_until(folder: Path) -> datetime | None:
    """When its list of revoked ones is over, and every broker that reads it lets nobody in; None where none is read."""
    try:
        return x509.load_pem_x509_crl((folder / CRL).read_bytes()).next_update_utc
    except (OSError, ValueError):
        return None


def until_of(file: Path) -> datetime:
    """The end of the first certificate in it. Raises ValueError, OSError."""
    return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc


def issue_server(authority: Authority, hosts: Sequence[str], now: datetime) -> Path:
    """Key, certificate and chain of one server, in one file that is its owner's alone. Raises ValueError, OSError."""
    if wrong := [host for host in hosts if not _HOST.fullmatch(host)]:
        raise ValueError(f"{wrong[0]!a}: expected a server's name or address")
    key = ec.generate_private_key(ec.SECP256R1())
    made = certificates.server(authority.signer, hosts, key.public_key(), now)
    with authority.register.transaction() as db:
        register.keep(db, held_as(made, hosts[0]))
    path = authority.folder / f"{hosts[0].replace(':', '_')}.pem"
    write_whole(path, _pem_key(key) + pem([made, *authority.chain]), 0o600)
    return path


def held_as(made: x509.Certificate, name: str) -> Held:
    until = int(made.not_valid_after_utc.timestamp())
    return Held(f"{made.serial_number:x}", name, until, 0, pem([made]).decode())


def pem(found: Sequence[x509.Certificate]) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in found)


def _signer(folder: Path, name: str) -> Signer:
    file = folder / f"{name}.key"
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        why = getattr(error, "strerror", None) or "no private key in PEM"
        raise NoAuthority(f"{file}: {why}; kiosk-city ca make begins an authority") from error
    certificate = _certificate(folder / f"{name}.pem")
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise NoAuthority(f"{file}: not the key of {name}.pem")
    return Signer(certificate, key)


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificate in PEM"
        raise NoAuthority(f"{file}: {why}; kiosk-city ca make begins an authority") from error


def _put(file: Path, found: Sequence[x509.Certificate]) -> None:
    write_whole(file, pem(found), 0o644)


def _put_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    write_whole(file, _pem_key(key), 0o600)


def _pem_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
