"""Who reads what a stranger may bring on a stick, a card or a wire: each with good samples, and one try at an input.

A try answers whether the input was taken, and raises for whatever must never happen: another exception than a refusal,
a file that is not ours, a secret that is said. What costs time on purpose (scrypt) is computed once a salt.
"""

import functools
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from drivers.ports import CompletionQuery
from drivers.printer import status
from drivers.printer.identity import name
from drivers.scanner.framing import MAX_CODE_BYTES, Framer, feed, silence
from kiosk.config import procedures
from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.written import store
from kiosk.recovery.repairs import repairs
from kiosk.recovery.screen import shown
from kiosk.service import identity, sealing
from kiosk.service.identity_files import KEYS, packed
from kiosk.service.told_settings import told_settings
from kiosk.update.run import Places, keep_newest
from scripts.card import bundle, keys
from scripts.card import layout as card_layout

ROOT = Path(__file__).resolve().parents[2]
DEMO, LIST = ROOT / "kiosk/simulation/demo.toml", ROOT / "kiosk/simulation/demo-procedures.csv"
SERVICES = load(DEMO).services
MARKER = "9Q8W7E6R5T4Y3U2I"  # stands in every secret place, and is said nowhere
CODE = "7k2m-x9qd-04tv"
TOML = (*b"= . [ ] [[ { } # a. '".split(), b'"', b'"""', b"\\", b"\n", b"\r\n", b"\0", b"\xff\xfe")
CSV = (b";", b",", b"\t", b'"', b"\n", b"\r\n", b"\0", "Mã".encode(), b"\xef\xbb\xbf", b"#")
TAR = (bytes(512), b"\0", b"ustar\x0000", b"7777777", b"keys/", b"../", b"u-boot.bin", b"L", b"x", b"{", b"S")


class Harmed(AssertionError):
    """What must never happen has happened; says what."""


@dataclass(frozen=True)
class Reader:
    """`attempt(input, folder)`: whether it was taken; the folder is this reader's alone, and one for all inputs."""

    samples: Sequence[bytes]
    tokens: Sequence[bytes]
    attempt: Callable[[bytes, Path], bool]


def readers(folder: Path) -> Iterator[tuple[str, Reader]]:
    """Each by its name; `folder`: for what a sample needs."""
    with_pin = _settings(folder).replace(b"[kiosk]\n", f'[kiosk]\npin = "{MARKER}"\n'.encode())
    yield "config", Reader([_settings(folder), with_pin], TOML, _config)
    yield "list", Reader([LIST.read_bytes(), LIST.read_bytes()[:2000]], CSV, _list)
    yield (
        "scanner",
        Reader([b"ABC123\r\n", b"0123456789abcdef\t", b"\x02code\x03"], (b"\r", b"\n", b"\xff", b"x" * 600), _scanner),
    )
    yield "status", Reader([bytes((n,)) for n in range(256)], (b"\x12", b'7"ABCD\0', b"_EPSON\0", b"\0"), _status)
    sealed = sealing.sealed(packed(_identity(folder)), CODE, bytes(28))
    yield "identity", Reader([sealed], (sealing.MAGIC, b"\0", bytes(16)), _sealed)
    yield "identity, its code known", Reader([packed(_identity(folder))], TAR, _opened)
    yield "identity, unsealed", Reader([identity_of_old(_identity(folder))], TAR, _unsealed)
    if shutil.which("rauc") and shutil.which("mksquashfs"):
        (folder / "root.img").write_bytes(bytes(range(256)) * 64)
        made = bundle.make(folder / "root.img", "9.9", folder / "keys", folder / "kiosk-9.9.raucb")
        conf = folder / "system.conf"
        conf.write_text(card_layout.rauc_config(str(keys.certificate(folder / "keys"))))
        yield "update", Reader([made.read_bytes()], (b"\0", bytes(64), b"[update]\n"), functools.partial(_update, conf))


# --- settings and list -----------------------------------------------------------------------------------------------


def _settings(folder: Path) -> bytes:
    text = DEMO.read_text(encoding="utf-8").replace("/set/by/the/demo", str(folder / "data"), 1)
    text = text.replace('file = "demo-procedures.csv"', 'file = ""')
    secrets = f'url = "mqtt://{MARKER}:{MARKER}@h"\nuser = "{MARKER}"\npassword = "{MARKER}"'
    return (text.replace('url = ""', secrets) + f'[network]\nwifi = "x"\nwifi_password = "{MARKER}"\n').encode()


def _config(content: bytes, folder: Path) -> bool:
    file = folder / "kiosk.toml"
    file.write_bytes(content)
    own = set(content.decode(errors="replace").splitlines())  # a piece that came to stand in another option is its own
    _silent("\n".join(line for line in told_settings(file).splitlines() if line not in own))
    try:
        load(file)
    except ConfigError as error:
        problems = error.problems
    else:
        return True
    _silent("".join(thing.name for thing in layout(shown(problems, 0), Theme.of(1280, 800, 217))))
    _silent(f"{problems!r}")
    if len(content) < 20_000:
        repairs(file, folder)
    return False


def _silent(said: str) -> None:
    if any(MARKER[n : n + 4] in said for n in range(len(MARKER) - 3)):
        raise Harmed("a secret was said")


def _list(content: bytes, folder: Path) -> bool:
    file = folder / "list.csv"
    file.write_bytes(content)
    try:
        return bool(procedures.load(file, SERVICES))
    except ConfigError:
        return False


# --- what comes by wire ----------------------------------------------------------------------------------------------


def _scanner(content: bytes, folder: Path) -> bool:
    framer, codes = feed(Framer(), content)
    if len(framer.held) > MAX_CODE_BYTES or any(len(one.code) > MAX_CODE_BYTES for one in codes):
        raise Harmed("a code longer than a code may be")
    return bool(codes or silence(framer)[1])


class _Line:
    """A printer that says this, and then nothing."""

    def __init__(self, says: bytes) -> None:
        self.says = says

    def read(self, wait: float) -> bytes:
        said, self.says = (self.says[:4096], self.says[4096:]) if wait else (b"", self.says)
        return said

    def write(self, data: bytes, wait: float) -> None:
        """Nothing comes of it."""

    def settle(self, seconds: float) -> None:
        """Nothing stands on our side."""

    def fileno(self) -> int:
        return -1

    def close(self) -> None:
        """It has nothing open."""


def _status(content: bytes, folder: Path) -> bool:
    read = status.reading(content)
    state = status.judge(dict.fromkeys(status.QUESTIONS, read))
    status.broken(read)
    kinds: tuple[CompletionQuery, ...] = ("gs-h", "gs-r", "none")
    passed = [status.passed(kind, len(content), content) for kind in kinds]
    if len(name(_Line(content), 67, 0.0005)) > 512:
        raise Harmed("a printer's name without an end")
    return state in status.GOOD or any(passed)


# --- identities ------------------------------------------------------------------------------------------------------


def _identity(folder: Path) -> dict[str, bytes]:
    """Every file, as far as one is without a journal."""
    settings = b'secrets = "s.toml"\n' + _settings(folder)
    found = {"kiosk.toml": settings, "s.toml": b'[broker]\npassword = "x"\n'}
    keys = {key: store.packed({}) if key == store.PINS else bytes(32) for key in KEYS}
    return found | {f"keys/{key}": content for key, content in keys.items()}


def identity_of_old(found: dict[str, bytes]) -> bytes:
    """As a version without a seal packed it."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    return packed({**found, "sums.json": repr(sums).replace("'", '"').encode()})


def _sealed(content: bytes, folder: Path) -> bool:
    with patch("hashlib.scrypt", _once):
        return _restored(lambda: identity.from_sealed(content, CODE), folder)


def _opened(content: bytes, folder: Path) -> bool:
    with patch("hashlib.scrypt", _once):
        sealed = sealing.sealed(content, CODE, bytes(28))
        return _restored(lambda: identity.from_sealed(sealed, CODE), folder)


_once = functools.lru_cache(64)(hashlib.scrypt)


def _unsealed(content: bytes, folder: Path) -> bool:
    return _restored(lambda: identity.from_unsealed(content), folder)


def _restored(take: Callable[[], dict[str, bytes]], folder: Path) -> bool:
    """Onto a card of this folder; nothing stands beside kiosk.toml then but the two files of their kinds."""
    boot = folder / "boot"
    boot.mkdir(exist_ok=True)
    try:
        found = take()
        if f'data = "{folder.parent}/data"'.encode() not in found.get("kiosk.toml", b""):
            return False  # another folder of this machine is nothing to play with
        identity.restore(found, boot / "kiosk.toml", replace=True)
    except (identity.Refused, ConfigError):
        return False
    except OSError as error:  # a data folder that cannot be
        if error.filename is None:
            raise
        return False
    strange = [
        path.name for path in boot.iterdir() if path.name != "kiosk.toml" and path.suffix not in (".toml", ".csv")
    ]
    if strange:
        raise Harmed(f"written beside kiosk.toml: {strange}")
    return True


# --- updates ---------------------------------------------------------------------------------------------------------


def _update(conf: Path, content: bytes, folder: Path) -> bool:
    """By a stick into the folder of bundles, as often as a start allows, under the name of a newer version."""
    stick, at = folder / "stick", Places(folder / "update", folder / "refused", conf)
    stick.mkdir(exist_ok=True)
    shutil.rmtree(at.refused, ignore_errors=True)
    (stick / "kiosk-10.raucb").write_bytes(content)
    keep_newest(stick, lambda version: version in ("10", "9.9"), at)
    kept = list(at.folder.iterdir())
    for path in kept:
        path.unlink()
    return bool(kept)
