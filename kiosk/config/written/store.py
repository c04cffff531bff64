"""What was set on this box over kiosk.toml, as it is kept in the data folder: each option with its author and time.

`settings.json` may be read by each of the kiosk's programs; the PINs in it are apart, sealed, in the console's own
folder. Both are written whole or not at all. A file that cannot be read, or holds what nobody could have set here,
counts as nothing: then kiosk.toml alone does. `was` is a hash of what kiosk.toml said when the option was set: so
whoever changes that line later has the last word (laying.py).
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk.config.pin_hash import FORM
from kiosk.config.written.allowed import may_be_set
from kiosk.host.bounded import read_plain
from kiosk.host.files import write_whole
from kiosk.host.owner import CONSOLE, SHARED, own_folder

SETTINGS, PINS = "settings.json", "pins.json"
MAX_BYTES = 200_000
ALONE = 0o600


@dataclass(frozen=True)
class Word:
    """`value`: None where a service, counter or officer was taken away; `at`: RFC 3339, by the kiosk's clock."""

    value: Any
    was: str
    author: str
    at: str


@dataclass(frozen=True)
class Written:
    """By option: `hours.morning`, `officers.cb01`, `notices` …; `pins`: the hash by officer."""

    words: Mapping[str, Word] = field(default_factory=dict)
    pins: Mapping[str, Word] = field(default_factory=dict)


def mark_of(value: Any) -> str:
    """What a value of kiosk.toml is known by; of a PIN what sealing leaves as it is."""
    found = FORM.fullmatch(value) if isinstance(value, str) else None
    said = json.dumps(found[2] if found else value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def settings_path(data: Path) -> Path:
    return data / SETTINGS


def pins_path(data: Path) -> Path:
    return own_folder(data, CONSOLE) / PINS


def kept_in(data: Path) -> Written:
    """Of a kiosk's data folder; the PINs as far as this program may read them."""
    return Written(_words(_bytes(settings_path(data))), _words(_bytes(pins_path(data)), pins=True))


def keep(data: Path, written: Written) -> None:
    """The PINs first: an officer without one could not come in. Raises OSError."""
    if written.pins or pins_path(data).exists():
        write_whole(pins_path(data), packed(written.pins), ALONE)
    write_whole(settings_path(data), packed(written.words), SHARED)


def packed(words: Mapping[str, Word]) -> bytes:
    return json.dumps({name: asdict(word) for name, word in words.items()}, ensure_ascii=False, indent=1).encode()


def unpacked(content: bytes, pins: bool = False) -> dict[str, Word] | None:
    """None for what is no such file. `pins`: one of hashes."""
    try:
        found = json.loads(content)
        words = {str(name): Word(**word) for name, word in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return words if all(_is_ours(name, word, pins) for name, word in words.items()) else None


def _is_ours(name: str, word: Word, pins: bool) -> bool:
    texts = all(isinstance(text, str) for text in (word.was, word.author, word.at))
    if pins:
        return texts and isinstance(word.value, str) and FORM.fullmatch(word.value) is not None
    return texts and may_be_set(name)


def _bytes(path: Path) -> bytes:
    with suppress(OSError):
        return read_plain(path, MAX_BYTES, follow=False)
    return b"{}"


def _words(content: bytes, pins: bool = False) -> dict[str, Word]:
    return unpacked(content, pins) or {}
