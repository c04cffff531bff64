"""What travels between a kiosk and who signs its certificate: Enrolment over Secure Transport, RFC 7030. Pure.

Both sides speak by this file, so that one of them can be a province's own. A body is base64 of DER, as RFC 8951 has it:
a request is PKCS #10, an answer is certificates alone in PKCS #7. A kiosk's name in a certificate is its source with
dots, `H55.92.08.000.k1`: a broker takes it as a user's name, in which `/`, `+` and `#` would be levels and wildcards.
"""

import base64
import binascii
import re
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

PATH = "/.well-known/est/"
CACERTS, ENROLL, REENROLL = "cacerts", "simpleenroll", "simplereenroll"
REQUEST, ANSWER = "application/pkcs10", "application/pkcs7-mime; smime-type=certs-only"
MOST_BYTES = 64 << 10  # of a body, either way
MOST_CERTIFICATES = 8
MARK = "X-Kiosk-Word"  # why we refuse, as one word of kiosk/core/words/enrolment.py; another's server has none
_SOURCE = re.compile(r"(/[A-Za-z0-9-]{1,20}){2,8}")


class Unreadable(ValueError):
    """What came is not what it must be; says what of it."""


def name_of(source: str) -> str:
    """`/H55/92/08/000/k1` → `H55.92.08.000.k1`. Raises ValueError for what is no source."""
    if not _SOURCE.fullmatch(source):
        raise ValueError(f"{source}: expected a kiosk's source, as /H55/92/08/000/k1")
    return source[1:].replace("/", ".")


def source_of(name: str) -> str:
    """The inverse."""
    return "/" + name.replace(".", "/")


def request(key: ec.EllipticCurvePrivateKey, name: str) -> bytes:
    """The body that asks for a certificate; signed by the key, which proves that we have it."""
    made = x509.CertificateSigningRequestBuilder().subject_name(named(name)).sign(key, hashes.SHA256())
    return base64.b64encode(made.public_bytes(Encoding.DER))


def requested(body: bytes) -> x509.CertificateSigningRequest:
    """Raises Unreadable, also where it is not signed by its own key."""
    try:
        found = x509.load_der_x509_csr(_decoded(body))
        found.public_key()
        if found.is_signature_valid:
            return found
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise Unreadable("the request is no PKCS #10 in base64") from error
    raise Unreadable("the request is not signed by its own key")


def answer(certificates: Sequence[x509.Certificate]) -> bytes:
    return base64.encodebytes(pkcs7.serialize_certificates(list(certificates), Encoding.DER))


def answered(body: bytes) -> list[x509.Certificate]:
    """Raises Unreadable."""
    try:
        found = pkcs7.load_der_pkcs7_certificates(_decoded(body))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unreadable("the answer is no PKCS #7 with certificates") from error
    if not 0 < len(found) <= MOST_CERTIFICATES:
        raise Unreadable(f"the answer has {len(found)} certificates; 1 to {MOST_CERTIFICATES} are read")
    return found


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def common_name(name: x509.Name) -> str:
    """ "" where it has none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def fingerprint(certificate: x509.Certificate) -> str:
    """Its SHA-256, 64 letters of hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as error:
        raise Unreadable("the body is no base64") from error
