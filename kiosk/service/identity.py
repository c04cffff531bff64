"""Who a kiosk is, kept on a USB stick and given to a new SD card: its settings, secrets, list, and keys.

`save` writes one file, `kiosk-H55-92-08-000-k1.identity.tar`; `restore` puts it on the card it runs on. With the same
name and the same key the city takes the new card for the same kiosk; the new card's journal begins its own chain
(docs/contract.md), because two cards that go on from one journal would give one number two meanings. So
the old journal is not in it. Whoever has the stick has the keys. Restoring checks everything before it writes anything,
and never takes the place of other keys unasked.
"""

import argparse
import hashlib
import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kiosk.config.load import find, load
from kiosk.config.options import Config
from kiosk.config.paths import journal_path, source_of
from kiosk.host.files import write_whole
from kiosk.host.owner import SHARED, as_owner
from kiosk.host.usb_stick import NoStick, find_stick, put_on, writable
from kiosk.journal.schema import CONSOLE_KEY, KEY, PUBLIC_KEY, heads_of, keys_of

ENDING = ".identity.tar"
SETTINGS, SUMS = "kiosk.toml", "sums.json"
KEYS = (KEY, CONSOLE_KEY)
HEADS = "journal.heads"  # how far the numbers of the day are, for a card that goes on with them
MAX_FILE_BYTES = 4 << 20
HELP = "who this kiosk is, onto a USB stick or from it onto a new SD card"


class Refused(ValueError):
    """What is on the stick, or on this card, does not let it be restored; says why, in both languages."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("save", "restore"))
    parser.add_argument("--stick", type=Path, metavar="DIR", help="the stick's folder; else the one that is found")
    parser.add_argument("--replace", action="store_true", help="restore: also over keys that this card has made")


def run(args: argparse.Namespace) -> int:
    """0 done; 1 no stick, or refused. Raises ConfigError."""
    try:
        stick = args.stick or find_stick()
        if stick is None:
            raise NoStick
        print(save(stick, load(args.config)) if args.do == "save" else restore(stick, find(args.config), args.replace))
    except (OSError, Refused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


# --- onto the stick ---------------------------------------------------------------------------------------------


def save(stick: Path, config: Config) -> Path:
    """Raises NotWritten, Refused, OSError."""
    return put_on(stick, f"kiosk{source_of(config).replace('/', '-')}{ENDING}", packed(files(config)))


def files(config: Config) -> dict[str, bytes]:
    """By the name in the tar: what stands beside kiosk.toml, and the keys under `keys/`. Raises Refused, OSError."""
    settings, data = Path(config.origin), Path(config.kiosk.data)
    beside = [name for name in (config.secrets, config.catalogue.file) if name]
    if elsewhere := [name for name in beside if not _is_plain(name)]:
        raise Refused(f"Tệp phải nằm cạnh kiosk.toml / must stand beside kiosk.toml: {', '.join(elsewhere)}")
    found = {SETTINGS: settings.read_bytes()} | {name: (settings.parent / name).read_bytes() for name in beside}
    heads = heads_of(journal_path(config))
    kept = {HEADS: heads} | {f"keys/{path.name}": path for path in reversed(keys_of(data))}  # its own folder's last
    return found | {name: _taken(path) for name, path in kept.items() if path.exists()}


def _taken(path: Path) -> bytes:
    """Of a folder that is a program's own: a link there leads no further than that program could go. Raises OSError."""
    with as_owner(path.parent):
        return path.read_bytes()


def packed(found: Mapping[str, bytes]) -> bytes:
    """One tar with the sum of each file, for a stick that forgets."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in {**found, SUMS: json.dumps(sums).encode()}.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o600
            tar.addfile(info, io.BytesIO(content))
    return made.getvalue()


# --- from the stick ---------------------------------------------------------------------------------------------


def restore(stick: Path, settings: Path, replace: bool) -> str:
    """What was restored. `settings`: where kiosk.toml goes. Raises Refused, ConfigError, OSError."""
    found = unpacked(_only(stick).read_bytes())
    config = _tried(found)
    data = Path(config.kiosk.data)
    keys = {path: found[f"keys/{path.name}"] for path in keys_of(data)[: len(KEYS)] if f"keys/{path.name}" in found}
    other = [path for path, key in keys.items() if path.exists() and _taken(path) != key]
    if other and not replace:
        raise Refused(f"Thẻ này đã có khóa riêng / this card has keys of its own: {other[0]}; add --replace")
    names = [name for name in found if _is_plain(name) and name not in (SETTINGS, HEADS)]
    beside = {settings.parent / name: found[name] for name in names}
    with writable(settings.parent):
        if HEADS in found and not journal_path(config).exists():  # numbers go on above those of the card before
            _put(heads_of(journal_path(config)), found[HEADS], SHARED)
        for path, content in {**keys, **beside, settings: found[SETTINGS]}.items():
            _put(path, content, 0o600 if path in keys else 0o644)
    return f"{source_of(config)}: {', '.join(sorted(found))}"


def _only(stick: Path) -> Path:
    """The one identity on the stick."""
    there = sorted(stick.glob(f"*{ENDING}"))
    if len(there) != 1:
        names = ", ".join(path.name for path in there) or "-"
        raise Refused(f"USB phải có đúng một tệp / the stick must hold one file *{ENDING}; it holds: {names}")
    return there[0]


def unpacked(content: bytes) -> dict[str, bytes]:
    """Every file, each as its sum says; only names that we write. Raises Refused."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            found = {member.name: _read(tar, member) for member in tar.getmembers()}
        sums = json.loads(found.pop(SUMS))
        whole = {name: hashlib.sha256(file).hexdigest() for name, file in found.items()} == sums
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise Refused(f"Tệp trên USB hỏng / the file on the stick is damaged: {error}") from error
    if not whole or SETTINGS not in found or not all(_is_ours(name, file) for name, file in found.items()):
        raise Refused("Tệp trên USB hỏng / the file on the stick is damaged: its parts are not what its sums say")
    return found


def _is_ours(name: str, content: bytes) -> bool:
    """A key of the right length, or a file beside kiosk.toml."""
    return len(content) == 32 if name in [f"keys/{key}" for key in KEYS] else _is_plain(name)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member) if member.isreg() and member.size <= MAX_FILE_BYTES else None
    if file is None:
        raise ValueError(f"{member.name} is no plain file")
    return file.read()


def _is_plain(name: str) -> bool:
    """A file beside kiosk.toml, and not one somewhere else on the machine."""
    return PurePosixPath(name).name == name and name not in ("", ".", "..", SUMS)


def _tried(found: Mapping[str, bytes]) -> Config:
    """The settings as they will be read. Raises ConfigError."""
    with tempfile.TemporaryDirectory() as folder:
        for name in filter(_is_plain, found):
            (Path(folder) / name).write_bytes(found[name])
        return load(Path(folder) / SETTINGS)


def _put(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, as its folder's owner; the public half of another key goes (the courier writes its own)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with as_owner(path.parent):
        write_whole(path, content, mode)
        if path.name == KEY:
            path.with_name(PUBLIC_KEY).unlink(missing_ok=True)
