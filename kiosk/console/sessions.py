"""Who sits at which counter, as a signed cookie.

Strategy: the cookie carries officer, counter and end; an HMAC under a key file in the kiosk's data folder makes it
ours, so a restart of the console signs nobody out. It is worth something only while the journal says that this
officer's desk is open: logging out or the end of the day closes the desk, and every cookie for it with it.
Not here: PINs (`pin_hash.py`), waiting after wrong ones (`throttle.py`).
"""

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.host.files import write_once

COOKIE = "quay"


@dataclass(frozen=True)
class Session:
    """`reference`: the officer as the journal names the open desk. `until`: wall ms. `nonce`: this sign-in."""

    officer: str
    reference: str
    counter: int
    until: int
    nonce: str


def key_of(folder: Path) -> bytes:
    """The console's signing key, `console.key` in the data folder, made on first use, mode 0600."""
    path = folder / "console.key"
    if not path.exists():
        write_once(path, secrets.token_bytes(32), 0o600)
    return path.read_bytes()


def seal(session: Session, key: bytes) -> str:
    """The cookie's value: base64url(JSON) + "." + HMAC-SHA-256."""
    body = base64.urlsafe_b64encode(json.dumps(asdict(session)).encode()).decode().rstrip("=")
    return f"{body}.{_sign(body, key)}"


def unseal(value: str, key: bytes) -> Session | None:
    """The session that `seal` wrote with this key; None for anything else."""
    body, _, signature = value.partition(".")
    if not hmac.compare_digest(_sign(body, key).encode(), signature.encode("utf-8", "replace")):
        return None
    return Session(**_read(body))


def _read(body: str) -> dict[str, Any]:
    """Only signed bodies come here, so what cannot be read is a fault of ours and may be loud."""
    fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return fields


def _sign(body: str, key: bytes) -> str:
    return binascii.hexlify(hmac.digest(key, body.encode("utf-8", "replace"), "sha256")).decode()
