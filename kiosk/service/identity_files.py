"""What an identity is made of: a few files, each by its name and of its kind; as one tar, read strictly.

Nothing else is taken in, whoever packed it: beside kiosk.toml stand only the file of secrets and the list that it
names, with the ending of their kind, so that no name is one that the boot partition starts from. The reader knows plain
files of the oldest tar alone: no link, no device, no longer name, nothing compressed or sparse, no file too many. Pure.
"""

import hashlib
import io
import json
import re
import tarfile
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from kiosk.config.options import Config
from kiosk.config.paths import OFFICERS_SALT
from kiosk.config.toml_text import MAX_FILE_BYTES
from kiosk.config.written.store import PINS
from kiosk.config.written.store import SETTINGS as ON_THE_BOX
from kiosk.config.written.store import unpacked as words_in
from kiosk.journal.last_known import unpacked as heads_in
from kiosk.journal.schema import KEY

SETTINGS, HEADS = "kiosk.toml", "journal.heads"
KEYS = (KEY, OFFICERS_SALT, PINS)  # each of a program of its own; under `keys/` here
KEY_BYTES = 32
MAX_MEMBERS = 5 + len(KEYS)  # kiosk.toml, secrets, list, heads, what was set on the box, and the keys
MAX_BYTES = 4 * MAX_FILE_BYTES  # of the whole tar
SUMS, NO_MORE = "sums.json", ("keys/console.key",)  # of an older version's file: its sums, and what it took along
_BLOCK = 512
_BESIDE = {"secrets": re.compile(r"\w[\w .-]{0,58}\.toml"), "list": re.compile(r"\w[\w .-]{0,58}\.csv")}


class Damaged(ValueError):
    """This is no identity: says what of it is not as it must be."""


def is_beside(name: str, kind: str) -> bool:
    """May a file of this name stand beside kiosk.toml, as its `secrets` or its `list`?"""
    return _BESIDE[kind].fullmatch(name) is not None and _same(name) != SETTINGS


def beside(config: Config) -> dict[str, str]:
    """The files that these settings name: by kind, those that there are."""
    return {kind: name for kind, name in (("secrets", config.secrets), ("list", config.catalogue.file)) if name}


def check(found: Mapping[str, bytes], config: Config) -> None:
    """`config`: as it is read from these files. Raises Damaged, with the name of what is not ours."""
    named = beside(config)
    ours = {SETTINGS, HEADS, ON_THE_BOX, *named.values(), *(f"keys/{key}" for key in KEYS)}
    strange = [name for name in found if name not in ours]
    strange += [name for kind, name in named.items() if not is_beside(name, kind)]
    strange += [name for name, content in found.items() if not _is_its_kind(name, content)]
    strange += [] if _is_whole_path(config.kiosk.data) else ["kiosk.data"]
    if strange or len(set(map(_same, found))) < len(found):
        raise Damaged(f"{', '.join(map(ascii, strange[:3])) or 'two files of one name'}: not what an identity holds")


def _is_its_kind(name: str, content: bytes) -> bool:
    """What kiosk/config reads is read there."""
    if name in (ON_THE_BOX, f"keys/{PINS}"):
        return len(content) <= MAX_FILE_BYTES and words_in(content, name != ON_THE_BOX) is not None
    if name.startswith("keys/"):
        return len(content) == KEY_BYTES
    return len(content) <= MAX_FILE_BYTES and (name != HEADS or heads_in(content) is not None)


def _is_whole_path(data: str) -> bool:
    """Root makes this folder where it is not there: from the top, and by no detour."""
    return PurePosixPath(data).is_absolute() and ".." not in PurePosixPath(data).parts


def _same(name: str) -> str:
    """Two names that are one on FAT are the same."""
    return unicodedata.normalize("NFC", name).casefold()


# --- the tar ----------------------------------------------------------------------------------------------------


def packed(found: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in found.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o600
            tar.addfile(info, io.BytesIO(content))
    return made.getvalue()


def unpacked(content: bytes, most: int = MAX_MEMBERS) -> dict[str, bytes]:
    """By name. Raises Damaged."""
    found: dict[str, bytes] = {}
    at = 0
    while block := content[at : at + _BLOCK].rstrip(b"\0"):
        name, size = _header(block.ljust(_BLOCK, b"\0"))
        body = content[at + _BLOCK : at + _BLOCK + size]
        if len(body) != size or name in found or len(found) == most:
            raise Damaged(f"{name!a}: cut short, there twice, or one too many")
        found[name] = body
        at += _BLOCK + -(-size // _BLOCK) * _BLOCK
    return found


def _header(block: bytes) -> tuple[str, int]:
    """A plain file's name and bytes. Raises Damaged."""
    try:
        name, size = block[:100].rstrip(b"\0").decode(), int(block[124:136].rstrip(b"\0 "), 8)
        summed = sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")
        plain = block[156:157] in (b"0", b"\0") and not block[345:500].strip(b"\0")
        if plain and summed == int(block[148:156].rstrip(b"\0 "), 8) and 0 <= size <= MAX_BYTES:
            return name, size
    except ValueError as error:
        raise Damaged("a file's head cannot be read") from error
    raise Damaged("not a plain file")


def unpacked_unsealed(content: bytes) -> dict[str, bytes]:
    """An older version's tar, with a sum for each file. Raises Damaged."""
    found = unpacked(content, MAX_MEMBERS + 1)
    try:
        sums = json.loads(found.pop(SUMS)[: 1 << 16])
    except (KeyError, ValueError, RecursionError) as error:
        raise Damaged("its sums cannot be read") from error
    if {name: hashlib.sha256(file).hexdigest() for name, file in found.items()} != sums:
        raise Damaged("its parts are not what its sums say")
    return {name: file for name, file in found.items() if name not in NO_MORE}
