"""Random bytes of a kiosk's own, by which names become opaque: made at first use, in a file that nobody else may read.

28 random bytes and a CRC-32 over them. So a file that a power cut or a bad card left otherwise is known for damaged,
and never taken for another salt, under which everybody would silently have another name. A damaged one is put aside,
not overwritten, and a new one is made: names made of it lead nobody back, and that they are new ones is told.
"""

import errno
import secrets
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kiosk.host.bounded import read_plain
from kiosk.host.files import rename_synced, write_once
from kiosk.host.owner import as_owner

SALT_BYTES = 28
SPOILT = ".spoilt"  # the end of a damaged one's name
MODE = 0o600
_SUM_BYTES = 4


class Salt(NamedTuple):
    """`made`: why it is a new one, in a line for the technician; "" where it stood there."""

    value: bytes
    made: str


def salt_at(path: Path, random: Callable[[int], bytes] = secrets.token_bytes) -> Salt:
    """The first of two programs makes it. Raises OSError where it cannot be read or written: without it there are no
    names."""
    made = "" if path.exists() else f"{path}: made"
    if not made and _value(path.read_bytes()) is None:
        rename_synced(path, path.with_name(f"{path.name}{SPOILT}"))
        made = f"{path}: was damaged (now {path.name}{SPOILT}); a new one is made; `kiosk identity restore` has the old"
    if made:
        write_once(path, packed(random(SALT_BYTES)), MODE)
    value = _value(path.read_bytes())
    if value is None:
        raise OSError(errno.EIO, "reads otherwise than it was written", str(path))
    return Salt(value, made)


def read_salt(path: Path) -> bytes:
    """With its owner's rights, for whoever makes none; b"" where there is none that can be read."""
    try:
        with as_owner(path.parent):
            return _value(read_plain(path, SALT_BYTES + _SUM_BYTES, follow=False)) or b""
    except OSError:
        return b""


def packed(value: bytes) -> bytes:
    """The file's content: 32 bytes. Pure."""
    return value + zlib.crc32(value).to_bytes(_SUM_BYTES, "big")


def _value(content: bytes) -> bytes | None:
    """None for what was not packed so. Pure."""
    value = content[:SALT_BYTES]
    return value if len(value) == SALT_BYTES and content == packed(value) else None
