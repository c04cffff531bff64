"""The PIN hashes in kiosk.toml and the file of secrets, sealed by this kiosk's key where they stand.

Each hash is replaced as a text by another text, so nothing else of the file changes. Done by root once a boot, since
the files lie on the boot partition, and only when the other root of the card, which may come back, knows the seal too
(kiosk/update/rules.py).
"""

from pathlib import Path

from kiosk.config.options import Config
from kiosk.config.pin_hash import FORM, seal
from kiosk.config.toml_text import read
from kiosk.host.files import write_whole
from kiosk.host.usb_stick import writable


def sealed_text(text: str, key: bytes) -> str:
    """Every hash of it sealed, in remarks too. Pure."""
    return FORM.sub(lambda found: seal(found[0], key), text)


def seal_files(config: Config, key: bytes) -> list[Path]:
    """Those that were changed; none without a key. Raises OSError, ConfigError."""
    if not key:
        return []
    origin = Path(config.origin)
    texts = {path: read(path) for path in (origin, *([origin.parent / config.secrets] if config.secrets else []))}
    changed = {path: new for path, text in texts.items() if (new := sealed_text(text, key)) != text}
    if changed:
        with writable(origin.parent):
            for path, text in changed.items():
                write_whole(path, text.encode())
    return list(changed)
