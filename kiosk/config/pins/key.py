"""The key that seals the PIN hashes of this kiosk: 32 random bytes in its data folder, which `kiosk identity` keeps.

A hash that was read from kiosk.toml is worth nothing without it. A card that is lost takes it along: then the PINs that
it sealed open nothing, which `kiosk check`, the doctor and the console say by name, and new ones are given; or the key
comes back with the identity.
"""

import secrets
import sys
from dataclasses import replace
from pathlib import Path

from kiosk.config.options import Config
from kiosk.config.pin_hash import with_key
from kiosk.host.bounded import read_plain
from kiosk.host.files import write_once

FILE = "pins.key"
KEY_BYTES = 32


def path_of(data: Path) -> Path:
    return data / FILE


def read_key(data: Path) -> bytes:
    """b"" where there is none, it is damaged, or this user may not read it."""
    try:
        key = read_plain(path_of(data), KEY_BYTES, follow=False)
    except OSError:
        return b""
    return key if len(key) == KEY_BYTES else b""


def made_key(data: Path) -> bytes:
    """Made where there is none, mode 0600. b"" where it cannot be, or is damaged: that is said, and the PINs that are
    not sealed open as before."""
    path = path_of(data)
    try:
        if not path.exists():
            write_once(path, secrets.token_bytes(KEY_BYTES), 0o600)
    except OSError as error:
        print(f"{path}: the key of the PINs cannot be made: {error.strerror}", file=sys.stderr)
    if not (key := read_key(data)):
        print(f"{path}: no key of {KEY_BYTES} bytes; kiosk identity restore, or move it away", file=sys.stderr)
    return key


def opened(config: Config, key: bytes) -> Config:
    """The same settings, whose sealed PINs can be checked in memory. `key`: b"" for none. Pure."""
    if not key:
        return config
    officers = [replace(officer, pin=with_key(officer.pin, key)) for officer in config.officers]
    return replace(config, officers=officers, kiosk=replace(config.kiosk, pin=with_key(config.kiosk.pin, key)))
