"""What the courier keeps of its enrolment in its own folder: the key that waits, and what the city gave.

Key and certificate are one file, so that whoever reads it, after a power cut too, finds a pair that fits. The new key
lies beside it until then: where an answer was lost, the same key asks again, and the city gives what it gave. It is
made here, readable by the courier alone, and goes nowhere; `kiosk identity` does not take it along either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from kiosk.config.paths import ENROLLED, ENROLLED_CA
from kiosk.host.files import write_whole
from sync.enrolment.rules import Held, held

WAITING = "enrolled.key"
_CODE = re.compile(rb"^code ([0-9a-f]{64})$", re.M)


@dataclass(frozen=True)
class Papers:
    folder: Path

    @property
    def own(self) -> Path:
        return self.folder / ENROLLED

    def held(self) -> Held | None:
        """None where there is none, or none that can be read. Raises OSError."""
        if not self.own.exists():
            return None
        text = self.own.read_bytes()
        code = _CODE.search(text)
        try:
            load_pem_private_key(text, None)
            return held(x509.load_pem_x509_certificate(text), code[1].decode() if code else "")
        except ValueError:
            return None

    def key(self) -> ec.EllipticCurvePrivateKey:
        """The one that waits; made, on P-256, where none does. Raises OSError."""
        file = self.folder / WAITING
        try:
            found = load_pem_private_key(file.read_bytes(), None)
            if isinstance(found, ec.EllipticCurvePrivateKey):
                return found
        except (FileNotFoundError, ValueError):
            pass  # nobody asked yet; or what a card left of it, with which nobody has asked
        made = ec.generate_private_key(ec.SECP256R1())
        write_whole(file, _pem(made), 0o600)
        return made

    def keep(
        self, key: ec.EllipticCurvePrivateKey, own: x509.Certificate, chain: Sequence[x509.Certificate], code: str
    ) -> None:
        """`chain`: from who has signed it to the root; `code`: hash of the one that brought it. Raises OSError."""
        above = b"".join(one.public_bytes(Encoding.PEM) for one in chain)
        write_whole(self.folder / ENROLLED_CA, above, 0o640)
        text = f"code {code}\n".encode() + _pem(key) + own.public_bytes(Encoding.PEM)
        write_whole(self.own, text + b"".join(one.public_bytes(Encoding.PEM) for one in chain[:-1]), 0o600)
        (self.folder / WAITING).unlink(missing_ok=True)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
