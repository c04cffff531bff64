"""Who signed in, as a signed cookie: one way for the officers at their counters and for the technician.

Strategy: the cookie carries who it is, when it ends and a random number of its own, signed by itsdangerous
(HMAC-SHA-256) under a key file that the console alone may read, so a restart of the console signs nobody out. Each
purpose signs with its own salt, so that neither cookie opens the other's door. Not here: PINs and the waiting after
wrong ones (sign_in.py), and whether the journal says that an officer's desk is still theirs by this sign-in
(routes.py).
"""

import hashlib
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from kiosk.console.runtime_file import RuntimeFile
from kiosk.host.files import write_once
from kiosk.host.owner import CONSOLE, own_folder
from kiosk.journal.schema import CONSOLE_KEY

KEY_BYTES = 32
NONCE_BYTES = 16
Who = dict[str, Any]


@dataclass(frozen=True)
class SignIn:
    """`who`: as it was signed; `id`: this sign-in's own."""

    who: Who
    id: str


def new_nonce() -> str:
    """A cookie's own random number, in hex."""
    return secrets.token_hex(NONCE_BYTES)


def id_of(nonce: str) -> str:
    """The sign-in as others may know it: 32 hex letters that lead nobody to the nonce."""
    return hashlib.sha256(nonce.encode()).hexdigest()[:32]


def key_of(folder: Path) -> bytes:
    """The console's signing key, made on first use, mode 0600. `folder`: of the data."""
    path = own_folder(folder, CONSOLE) / CONSOLE_KEY
    if path.exists() and path.stat().st_size != KEY_BYTES:
        print(f"{path}: not a key of {KEY_BYTES} bytes; a new one is made, everybody is signed out", file=sys.stderr)
        path.unlink()
    if not path.exists():
        write_once(path, secrets.token_bytes(KEY_BYTES), 0o600)
    return path.read_bytes()


@dataclass
class Sessions:
    """The sign-ins of one `purpose` (a salt) under the cookie `name`, each of `seconds`. `clock`: seconds."""

    name: str
    purpose: str
    key: bytes
    seconds: int
    clock: Callable[[], float]
    kept: RuntimeFile | None = None  # of the sign-ins that are over before their time, where no journal says so
    ended: list[str] = field(init=False)

    def __post_init__(self) -> None:
        found = self.kept.read() if self.kept else None
        self.ended = found if isinstance(found, list) else []

    def sign(self, who: Who, nonce: str) -> str:
        """A new cookie's value."""
        session = {"who": who, "until": self.clock() + self.seconds, "nonce": nonce}
        return str(self._serializer.dumps(session))

    def verify(self, value: str) -> SignIn | None:
        """Who it is, by a cookie that we signed and that is not over; None for anything else."""
        try:
            session = self._serializer.loads(value)
        except BadData:  # anybody's bytes; what is signed is ours, and may be loud when it is not what we wrote
            return None
        sign_in = SignIn(session["who"], id_of(session["nonce"]))
        return sign_in if session["until"] > self.clock() and sign_in.id not in self.ended else None

    def of(self, request: Request) -> SignIn | None:
        value = request.cookies.get(self.name, "")
        return self.verify(value) if value else None

    def begin(self, answer: Response, who: Who, nonce: str) -> None:
        """No script reads the cookie, and no other site's page sends it."""
        answer.set_cookie(self.name, self.sign(who, nonce), max_age=self.seconds, httponly=True, samesite="strict")

    def forget(self, answer: Response) -> None:
        """The browser drops its copy of the cookie."""
        answer.delete_cookie(self.name, httponly=True, samesite="strict")

    def end(self, request: Request, answer: Response) -> None:
        """Every copy of this cookie is worth nothing from now on."""
        if sign_in := self.of(request):
            self.ended.append(sign_in.id)
        if self.kept:
            self.kept.write(self.ended)
        self.forget(answer)

    @cached_property
    def _serializer(self) -> URLSafeSerializer:
        signer = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self.key, salt=self.purpose, signer_kwargs=signer)
