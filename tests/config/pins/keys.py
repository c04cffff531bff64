"""A kiosk's key of its PINs, as a starting console makes it."""

from pathlib import Path

from kiosk.config.paths import salt_path
from kiosk.config.pins.key import key_of
from kiosk.host.salt_file import salt_at


def made_key(data: Path) -> bytes:
    return key_of(salt_at(salt_path(data)).value)
