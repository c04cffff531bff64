"""Where a broker is, read from an address, and the TLS with which it is met."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypeVar
from urllib.parse import unquote, urlsplit

from kiosk.host.tls import trusting

T = TypeVar("T")
Part = Literal["ca", "certificate", "key"]
_KINDS: dict[Part, str] = {
    "ca": "no whole certificate in PEM",
    "certificate": "no whole certificate in PEM",
    "key": "no whole private key in PEM, or one with a passphrase",
}
_UNREAD = {"KEY_VALUES_MISMATCH": "not the key of the first certificate in the certificate's file"}
_WEAK = ("TOO_SMALL", "TOO_WEAK")  # OpenSSL's words for what its security level refuses
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
    """Of certificates or a key. `part`: the field of Broker that names it; `file`: where it should be; `why`: what is
    wrong with it, in words that stand alone."""

    def __init__(self, part: Part, file: str, why: str) -> None:
        super().__init__(f"broker.{part}: {why} ({file})")
        self.part, self.file, self.why = part, file, why


def tls(broker: Broker) -> ssl.SSLContext:
    """Made from the files as they are now, for certificates are renewed. Raises BadFile. A locked key is refused:
    nobody sits at a terminal to be asked."""
    context = _of_file("ca", broker.ca, lambda: trusting(broker.ca))
    if broker.untimed and _is_pinned(context, broker.pin):
        context.verify_flags |= NO_CHECK_TIME
    if broker.certificate:
        _load_own(context, broker)
    return context


def _load_own(context: ssl.SSLContext, broker: Broker) -> None:
    """Each file by itself, as the library does not say which of the two it is."""
    own, key = broker.certificate, broker.key or broker.certificate
    _of_file("certificate", own, lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(own))
    try:
        _of_file("key", key, lambda: context.load_cert_chain(own, key, lambda: ""))
    except BadFile as error:
        weak = isinstance(error.__cause__, ssl.SSLError) and (error.__cause__.reason or "").endswith(_WEAK)
        why = f"too weak ({error.why})" if weak else error.why
        raise BadFile("key" if broker.key and not weak else "certificate", own if weak else key, why) from error


def _is_pinned(context: ssl.SSLContext, pin: str) -> bool:
    """Whether the authority is the city's own, and no public one: of that, a certificate that is long over may be in
    anybody's hands."""
    return pin.lower() in {sha256(one).hexdigest() for one in context.get_ca_certs(binary_form=True)}


def _of_file(part: Part, file: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except ssl.SSLError as error:  # an OSError too, but with words of its own
        raise BadFile(
            part, file, _UNREAD.get(error.reason or "", f"{_KINDS[part]} ({error.reason or error})")
        ) from error
    except (OSError, ValueError) as error:
        raise BadFile(part, file, getattr(error, "strerror", None) or str(error)) from error
