"""A small authority of our own, and what it signs, in PEM."""

from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)
NOW = datetime.now(timezone.utc)  # noqa: UP017 the day on which the tests run


class Authority:
    def __init__(self, folder: Path, name: str, above: "Authority | None" = None) -> None:
        """`above`: who signs it, None for itself."""
        self._folder, self._name = folder, _named(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file, by = folder / f"{name}.pem", above or self
        made = by._begun(self._name, self._key).add_extension(x509.BasicConstraints(True, None), True)
        self.file.write_bytes(_pem(made.sign(by._key, hashes.SHA256())))

    def _begun(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, days: int = 365) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        return made.not_valid_before(NOW - YEAR).not_valid_after(NOW + timedelta(days=days))

    def revokes(self, *certificates: Path, days: int = 7) -> Path:
        """The file of its list of those that are revoked; `days` from today on which the list is over."""
        made = x509.CertificateRevocationListBuilder(self._name, NOW - YEAR, NOW + timedelta(days=days))
        for file in certificates:
            serial = x509.load_pem_x509_certificate(file.read_bytes()).serial_number
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW)
            made = made.add_revoked_certificate(one.build())
        list_ = self._folder / "crl.pem"
        list_.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return list_

    def signs(
        self, name: str, days: int = 365, password: str = "", purpose: x509.ObjectIdentifier | None = None
    ) -> tuple[Path, Path]:
        """For 127.0.0.1; the files of certificate and key. `days` from today; `password` locks the key; `purpose`: what
        it is for, None for anything."""
        key = ec.generate_private_key(ec.SECP256R1())
        place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = self._begun(_named(name), key, days).add_extension(place, False)
        if purpose:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), False)
        certificate, file = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        certificate.write_bytes(_pem(made.sign(self._key, hashes.SHA256())))
        locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            locked = serialization.BestAvailableEncryption(password.encode())
        form = serialization.PrivateFormat.PKCS8
        file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
        return certificate, file


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
