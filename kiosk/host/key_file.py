"""A program's own Ed25519 key: 32 raw bytes in a file that nobody else may read, made at first use; and its public
half, in a file beside it, for the programs that may not read the key."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.host.files import write_once, write_whole


class KeyUnreadable(OSError, ValueError):
    """The key file is damaged; says which file and what to do."""


def key_at(path: Path) -> Ed25519PrivateKey:
    """Made when there is none (mode 0600). Raises KeyUnreadable, OSError."""
    if not path.exists():
        write_once(path, Ed25519PrivateKey.generate().private_bytes_raw(), 0o600)
    raw = path.read_bytes()
    if len(raw) != 32:
        raise KeyUnreadable(f"{path}: not a key of 32 bytes; move it away and a new one is made at the next start")
    return Ed25519PrivateKey.from_private_bytes(raw)


def publish_key(key: Ed25519PrivateKey, path: Path) -> None:
    """The public half of `key` in hex, for the group, unless it stands there. Raises OSError."""
    public = key.public_key().public_bytes_raw().hex()
    if published_key(path) != public:
        write_whole(path, public.encode(), 0o640)


def published_key(path: Path) -> str:
    """In hex; "" where there is none, or it is damaged."""
    try:
        text = path.read_text(encoding="ascii")
        return text if len(bytes.fromhex(text)) == 32 else ""
    except (OSError, ValueError):
        return ""
