"""The files that `[broker]` names, looked at as the courier will read them: there, readable, of their kind, in date.

Only `kiosk check` and the doctor look: a certificate that is missing keeps the kiosk from the city and from nothing
else, so no program refuses to start for it. Each file is opened as the courier's own user, where root looks.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem
from kiosk.config.options import Config
from kiosk.host.owner import COURIER, as_owner, own_folder


class Wrong(Exception):
    """What is wrong with a file."""

    def __init__(self, code: Code, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def broker_files(config: Config, now: datetime) -> Iterator[Problem]:
    """`now`: with its zone."""
    broker, folder = config.broker, own_folder(Path(config.kiosk.data), COURIER)
    found: dict[str, Any] = {}
    for option, file, read in (
        ("ca", broker.ca, _certificates),
        ("certificate", broker.certificate, _own),
        ("key", broker.key, _key),
    ):
        try:
            found[option] = _valid(read(_bytes(Path(file), folder)), file, now) if file else None
        except Wrong as wrong:
            yield Problem(wrong.code, {"file": file, **wrong.facts}, f"broker.{option}")
    if (own := found.get("certificate")) and (key := found.get("key")) and own[0].public_key() != key.public_key():
        yield Problem(Code.KEY_OF_ANOTHER, {"file": broker.key}, "broker.key")


def _bytes(file: Path, folder: Path) -> bytes:
    try:
        with as_owner(folder):
            return file.read_bytes()
    except FileNotFoundError as error:
        raise Wrong(Code.FILE_MISSING) from error
    except OSError as error:
        raise Wrong(Code.FILE_UNREADABLE, why=error.strerror or str(error)) from error


def _certificates(text: bytes) -> Any:
    from cryptography.x509 import load_pem_x509_certificates  # here, as few kiosks have such files

    found = _of_kind(lambda: load_pem_x509_certificates(text), Code.NO_CERTIFICATE)
    if len(found) < text.count(b"-----BEGIN CERTIFICATE-----"):  # the courier's library refuses the whole file
        raise Wrong(Code.NO_CERTIFICATE)
    return found


def _own(text: bytes) -> Any:
    """The first one is ours, whoever signed it stands behind it."""
    found = _certificates(text)[:1]
    if not _is_for_clients(found[0]):
        raise Wrong(Code.NOT_FOR_CLIENTS)
    return found


def _is_for_clients(one: Any) -> bool:
    """Who does not say what it is for may be anything (RFC 5280, 4.2.1.12)."""
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        purposes = one.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except (ExtensionNotFound, ValueError):
        return True
    return not {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}.isdisjoint(purposes)


def _key(text: bytes) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return _of_kind(lambda: load_pem_private_key(text, None), Code.NO_PRIVATE_KEY)


def _of_kind(read: Callable[[], Any], code: Code) -> Any:
    """A key that wants a passphrase is of no use either: nobody is there to type it."""
    try:
        return read()
    except (ValueError, TypeError) as error:
        raise Wrong(code) from error


def _valid(found: Any, file: str, now: datetime) -> Any:
    """Certificates that are all of the past help nobody. One of the future is fine once the clock is."""
    if isinstance(found, list) and all(one.not_valid_after_utc < now for one in found):
        last = max(one.not_valid_after_utc for one in found)
        raise Wrong(Code.CERTIFICATE_EXPIRED, until=last.astimezone(UTC).date().isoformat())
    return found
