"""What the city's authority signs: its root, the key that signs every day, kiosks, servers, and who is revoked. Pure.

All keys are on P-256. Two certificates stand above a kiosk's: a root, whose key can lie in a safe, as it signs nothing
else than the issuing one; and this one, whose key is where certificates are given out. Kiosks know the root by its
SHA-256, so another issuing key needs no work at any kiosk.
Form: RFC 5280, with what OpenSSL asks for when it is strict.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from sync.enrolment.est import named

DAY = timedelta(days=1)
ROOT_LIFE, ISSUING_LIFE, LIFE, CRL_LIFE = 7_300 * DAY, 3_650 * DAY, 398 * DAY, 7 * DAY
EARLIER = DAY  # a certificate holds from yesterday on: no two clocks are the same
_CLIENT, _SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
_USAGE = dict.fromkeys(
    (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    ),
    False,
)  # fmt: skip


@dataclass(frozen=True)
class Signer:
    """A certificate that may sign, with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def root(name: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """Signed by itself. `now`: UTC, as everywhere here."""
    return _above(_begun(name, key.public_key(), now, ROOT_LIFE).issuer_name(named(name)), key, 1).sign(
        key, hashes.SHA256()
    )


def issuing(by: Signer, name: str, public: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
    made = _begun(name, public, now, ISSUING_LIFE).issuer_name(by.certificate.subject)
    return _above(made, by.key, 0).sign(by.key, hashes.SHA256())


def kiosk(by: Signer, name: str, public: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
    """For 398 days; it opens a line to a server and is none."""
    return _leaf(by, _begun(name, public, now, LIFE), _CLIENT)


def server(by: Signer, hosts: Sequence[str], public: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
    """For 398 days. `hosts`: names and addresses by which it is reached; the first is its name where it is a client
    itself, as kiosk-city is at the broker."""
    made = _begun(hosts[0], public, now, LIFE)
    made = made.add_extension(x509.SubjectAlternativeName([_place(host) for host in hosts]), critical=False)
    return _leaf(by, made, _SERVER, _CLIENT)


def revocations(by: Signer, revoked: Mapping[int, datetime], now: datetime) -> x509.CertificateRevocationList:
    """`revoked`: since when, by serial number. Good for 7 days: whoever reads it and finds it old lets nobody in."""
    made = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
    made = made.last_update(now - EARLIER).next_update(now + CRL_LIFE)
    made = made.add_extension(_key_of(by), critical=False)
    made = made.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    for serial, since in revoked.items():
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        made = made.add_revoked_certificate(one.build())
    return made.sign(by.key, hashes.SHA256())


def _begun(name: str, public: ec.EllipticCurvePublicKey, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(named(name)).public_key(public)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - EARLIER).not_valid_after(now + life)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _above(made: x509.CertificateBuilder, by: ec.EllipticCurvePrivateKey, below: int) -> x509.CertificateBuilder:
    """`below`: how many signers may stand under it."""
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    usage = x509.KeyUsage(**{**_USAGE, "key_cert_sign": True, "crl_sign": True})
    return made.add_extension(usage, critical=True).add_extension(above, critical=False)


def _leaf(by: Signer, made: x509.CertificateBuilder, *uses: x509.ObjectIdentifier) -> x509.Certificate:
    made = made.issuer_name(by.certificate.subject).add_extension(x509.BasicConstraints(False, None), critical=True)
    usage = x509.KeyUsage(**{**_USAGE, "digital_signature": True})
    made = made.add_extension(usage, critical=True).add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return made.add_extension(_key_of(by), critical=False).sign(by.key, hashes.SHA256())


def _key_of(by: Signer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())


def _place(host: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ip_address(host))
    return x509.DNSName(host)
