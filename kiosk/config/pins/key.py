"""The key that seals the PIN hashes of this kiosk: made of the random bytes by which its officers are opaque, which lie
in the console's own folder and which `kiosk identity` keeps.

A hash that was read from kiosk.toml is worth nothing without it. A card that is lost takes it along: then the PINs that
it sealed open nothing, which `kiosk check`, the doctor and the console say by name, and new ones are given; or the key
comes back with the identity.
"""

import hmac
from dataclasses import replace
from pathlib import Path

from kiosk.config.options import Config
from kiosk.config.paths import salt_path
from kiosk.config.pin_hash import with_key
from kiosk.host.salt_file import read_salt


def key_of(salt: bytes) -> bytes:
    """32 bytes from which nobody finds the salt again. Pure."""
    return hmac.digest(salt, b"motcua pins", "sha256")


def read_key(data: Path) -> bytes:
    """b"" where there is none yet, it is damaged, or this user may not read it."""
    salt = read_salt(salt_path(data))
    return key_of(salt) if salt else b""


def opened(config: Config, key: bytes) -> Config:
    """The same settings, whose sealed PINs can be checked in memory. `key`: b"" for none. Pure."""
    if not key:
        return config
    officers = [replace(officer, pin=with_key(officer.pin, key)) for officer in config.officers]
    kiosk = replace(config.kiosk, pin=with_key(config.kiosk.pin, key))
    console = replace(config.console, supervisor_pin=with_key(config.console.supervisor_pin, key))
    return replace(config, officers=officers, kiosk=kiosk, console=console)
