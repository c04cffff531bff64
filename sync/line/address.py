"""Where a broker is, read from an address, and the TLS with which it is met."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from urllib.parse import unquote, urlsplit

T = TypeVar("T")
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of openssl/x509_vfy.h: a chain is judged but for its times


@dataclass(frozen=True)
class Broker:
    """Where to connect. `ca`: file of the certificate authority, "" for the system's; `certificate`, `key`: our own, ""
    for none; `pin`: SHA-256 of the city's own authority, "" for none; `untimed`: our clock is not known to be right."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""
    pin: str = ""
    untimed: bool = False

    @property
    def at(self) -> str:
        return f"{self.host}:{self.port}"


def broker_at(
    url: str, user: str = "", password: str = "", ca: str = "", certificate: str = "", key: str = ""
) -> Broker:
    """`mqtt://[user:password@]host[:1883]` or `mqtts://host[:8883]`. Raises ValueError that says what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("broker: expected mqtt://host:1883 or mqtts://host:8883")
    try:
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
    except ValueError as error:
        raise ValueError("broker: mqtt://host:1883: the port must be a number up to 65535") from error
    user, password = user or unquote(parts.username or ""), password or unquote(parts.password or "")
    return Broker(parts.hostname, port, parts.scheme == "mqtts", user, password, ca, certificate, key)


class BadFile(OSError):
    """Of certificates or a key; `file` is where it should be."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file


def tls(broker: Broker) -> ssl.SSLContext:
    """Made from the files as they are now, for certificates are renewed. Raises BadFile. A locked key is refused:
    nobody sits at a terminal to be asked."""
    context = _of_file(broker.ca, lambda: ssl.create_default_context(cafile=broker.ca or None))
    if broker.untimed and _is_pinned(context, broker.pin):
        context.verify_flags |= NO_CHECK_TIME
    if broker.certificate:
        key = broker.key or None
        _of_file(broker.certificate, lambda: context.load_cert_chain(broker.certificate, key, lambda: ""))
    return context


def _is_pinned(context: ssl.SSLContext, pin: str) -> bool:
    """Whether the authority is the city's own, and no public one: of that, a certificate that is long over may be in
    anybody's hands."""
    return pin.lower() in {sha256(one).hexdigest() for one in context.get_ca_certs(binary_form=True)}


def _of_file(file: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except ssl.SSLError as error:  # an OSError too, but with words of its own
        raise BadFile(file, f"no certificate or key in PEM that fits ({error.reason or error})") from error
    except (OSError, ValueError) as error:
        raise BadFile(file, getattr(error, "strerror", None) or str(error)) from error
