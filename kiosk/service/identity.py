"""Who a kiosk is, kept on a USB stick and given to a new SD card: settings, secrets, list, keys, what was set on it.

`save` writes one file, `kiosk-H55-92-08-000-k1.identity`, sealed with a code that it says once (sealing.py); `restore`
asks for the code and puts the file on the card it runs on. With the same name and the same key the city takes the new
card for the same kiosk; the new card's journal begins its own chain (docs/contract.md), because two cards that go on
from one journal would give one number two meanings. So the old journal is not in it. Restoring runs as root and writes
into the partition that the machine starts from: it takes the files of identity_files.py alone, checks everything before
it writes anything, and never takes the place of other keys unasked. What an older version saved had no seal, and
anybody may have changed it: it is taken only when a technician says so (`--unsealed`), because of a lost card there may
be nothing else.
"""

import argparse
import getpass
import secrets
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kiosk.config import procedures
from kiosk.config.load import find, load
from kiosk.config.options import Config
from kiosk.config.paths import OFFICERS_SALT, journal_path, salt_path, source_of
from kiosk.config.toml_text import MAX_FILE_BYTES
from kiosk.config.written.store import PINS, Written, pins_path, settings_path
from kiosk.config.written.store import SETTINGS as ON_THE_BOX
from kiosk.host.bounded import TooLarge, read_plain
from kiosk.host.files import write_whole
from kiosk.host.owner import SHARED, as_owner
from kiosk.host.usb_stick import find_stick, no_stick, put_on, writable
from kiosk.journal import last_known
from kiosk.journal.schema import KEY, PUBLIC_KEY, heads_of, key_path
from kiosk.service.identity_files import (
    HEADS,
    MAX_BYTES,
    SETTINGS,
    Damaged,
    beside,
    check,
    is_beside,
    packed,
    unpacked,
    unpacked_unsealed,
)
from kiosk.service.sealing import (
    CODE_BYTES,
    NONCE_BYTES,
    OVERHEAD,
    SALT_BYTES,
    NotOpened,
    code_of,
    opened,
    sealed,
)

ENDING, UNSEALED = ".identity", ".identity.tar"
HELP = "who this kiosk is, onto a USB stick or from it onto a new SD card"


class Refused(ValueError):
    """What is on the stick, or on this card, does not let it be restored; says why, in both languages."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("save", "restore"))
    parser.add_argument("--stick", type=Path, metavar="DIR", help="the stick's folder; else the one that is found")
    parser.add_argument("--replace", action="store_true", help="restore: also over keys that this card has made")
    parser.add_argument(
        "--unsealed",
        action="store_true",
        help=f"restore: a file *{UNSEALED} of an older version, which anybody may have changed",
    )


def run(args: argparse.Namespace) -> int:
    """0 done; 1 no stick, or refused. Raises ConfigError."""
    try:
        stick = args.stick or find_stick()
        if stick is None:
            raise no_stick()
        _save(stick, load(args.config)) if args.do == "save" else _restore(stick, args)
    except (OSError, Refused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _save(stick: Path, config: Config) -> None:
    code = code_of(secrets.token_bytes(CODE_BYTES))
    print(save(stick, config, code))
    print("Mã để mở, ghi ra giấy, cất riêng / the code that opens it, on paper, away from the stick:", file=sys.stderr)
    print(code)


def _restore(stick: Path, args: argparse.Namespace) -> None:
    content = kept(stick, args.unsealed)
    found = from_unsealed(content) if args.unsealed else from_sealed(content, _typed())
    print(restore(found, find(args.config), args.replace))


def _typed() -> str:
    """The code: at a terminal nobody sees it; else the first line of standard input."""
    return getpass.getpass("Mã / code: ") if sys.stdin.isatty() else sys.stdin.readline()


# --- onto the stick ---------------------------------------------------------------------------------------------


def save(stick: Path, config: Config, code: str) -> Path:
    """Raises NotWritten, Refused, ConfigError, OSError."""
    found = files(config)
    _tried(found)  # what would not be restored is not saved
    content = sealed(packed(found), code, secrets.token_bytes(SALT_BYTES + NONCE_BYTES))
    return put_on(stick, f"kiosk{source_of(config).replace('/', '-')}{ENDING}", content)


def files(config: Config) -> dict[str, bytes]:
    """By the name in the tar: what stands beside kiosk.toml, and the keys under `keys/`. Raises Refused, OSError."""
    settings, named = Path(config.origin), beside(config)
    if wrong := [name for kind, name in named.items() if not is_beside(name, kind)]:
        raise Refused(
            "Tệp phải nằm cạnh kiosk.toml, tên có đuôi .toml (mật khẩu) hay .csv (danh mục) / must stand beside "
            f"kiosk.toml and end in .toml (secrets) or .csv (list): {', '.join(wrong)}"
        )
    found = {name: read_plain(settings.parent / name, MAX_FILE_BYTES) for name in named.values()}
    known = last_known.read(journal_path(config))
    found |= {HEADS: last_known.packed(last_known.without_heads(known))} if known else {}
    found |= {ON_THE_BOX: _taken(told)} if (told := settings_path(folder_of(config))).exists() else {}
    found |= {name: _taken(path) for name, path in keys_at(config).items() if path.exists()}
    return {SETTINGS: read_plain(settings, MAX_FILE_BYTES), **found}


def folder_of(config: Config) -> Path:
    return Path(config.kiosk.data)


def keys_at(config: Config) -> dict[str, Path]:
    """Where what is one program's own lies, by its name in the tar."""
    data = folder_of(config)
    return {f"keys/{KEY}": key_path(data), f"keys/{OFFICERS_SALT}": salt_path(data), f"keys/{PINS}": pins_path(data)}


def _taken(path: Path) -> bytes:
    """Of a folder that is a program's own: a link there is no key. Raises OSError."""
    with as_owner(path.parent):
        return read_plain(path, MAX_FILE_BYTES, follow=False)


# --- from the stick ---------------------------------------------------------------------------------------------


def kept(stick: Path, unsealed: bool) -> bytes:
    """What the one identity on the stick holds. Raises Refused, OSError."""
    path = _only(stick, UNSEALED if unsealed else ENDING)
    try:
        return read_plain(path, MAX_BYTES + OVERHEAD, follow=False)
    except TooLarge as error:
        raise Refused(f"{_HARMED}: {error.size} bytes") from error


def _only(stick: Path, ending: str) -> Path:
    there = sorted(stick.glob(f"*{ending}"))
    if len(there) == 1:
        return there[0]
    if not there and (old := sorted(stick.glob(f"*{UNSEALED}"))):
        raise Refused(
            f"{old[0].name!a}: tệp của bản cũ, không niêm phong, ai cũng sửa được. Xin lưu lại trên thẻ cũ; thẻ cũ đã "
            "mất và biết chắc USB này của ai thì thêm --unsealed / of an older version, without seal: anybody may have "
            "changed it. Save again on the old card; if that is lost and you know whose stick it is, add --unsealed"
        )
    names = ", ".join(ascii(path.name) for path in there[:3]) or "-"
    raise Refused(f"USB phải có đúng một tệp / the stick must hold one file *{ending}; it holds: {names}")


def from_sealed(content: bytes, code: str) -> dict[str, bytes]:
    """Raises Refused."""
    try:
        return unpacked(opened(content, code))
    except NotOpened as error:
        raise Refused(
            "Mã sai, hoặc tệp hỏng hay bị sửa. Xin gõ lại mã đã ghi lúc lưu, hoặc lưu lại trên thẻ cũ / another code, "
            "or the file is damaged or changed: type the code that was said when it was saved, or save it again"
        ) from error
    except Damaged as error:
        raise Refused(f"{_HARMED}: {error}") from error


def from_unsealed(content: bytes) -> dict[str, bytes]:
    """Of an older version. Raises Refused."""
    try:
        return unpacked_unsealed(content)
    except Damaged as error:
        raise Refused(f"{_HARMED}: {error}") from error


def restore(found: Mapping[str, bytes], settings: Path, replace: bool) -> str:
    """What was restored. `settings`: where kiosk.toml goes. Raises Refused, ConfigError, OSError."""
    config = _tried(found)
    keys = {path: found[name] for name, path in keys_at(config).items() if name in found}
    other = [path for path, key in keys.items() if path.exists() and _taken(path) != key]
    if other and not replace:
        raise Refused(f"Thẻ này đã có khóa riêng / this card has keys of its own: {other[0]}; add --replace")
    named = {settings.parent / name: found[name] for name in beside(config).values()}
    with writable(settings.parent):
        if HEADS in found and not journal_path(config).exists():  # numbers go on above those of the card before
            _put(heads_of(journal_path(config)), found[HEADS], SHARED)
        _put_or_take(settings_path(folder_of(config)), found.get(ON_THE_BOX))
        for path, content in {**keys, **named, settings: found[SETTINGS]}.items():
            _put(path, content, 0o600 if path in keys else 0o644)
    return f"{source_of(config)}: {', '.join(sorted(found))}"


def _put_or_take(path: Path, content: bytes | None) -> None:
    """What was set on this card lay over other settings."""
    if content is not None:
        _put(path, content, SHARED)
    elif path.exists():
        with as_owner(path.parent):
            path.unlink()


def _tried(found: Mapping[str, bytes]) -> Config:
    """The settings, secrets and list as they will be read, each file of its kind. Raises Refused, ConfigError."""
    plain = [name for name in found if name == SETTINGS or any(is_beside(name, kind) for kind in ("secrets", "list"))]
    with tempfile.TemporaryDirectory() as folder:
        for name in plain:
            (Path(folder) / name).write_bytes(found[name])
        config = load(Path(folder) / SETTINGS, Written())  # nothing of what was set on this card
        try:
            check(found, config)
        except Damaged as error:
            raise Refused(f"{_HARMED}: {error}") from error
        procedures.of_config(config)
    return config


def _put(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, as its folder's owner; the public half of another key goes (the courier writes its own)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with as_owner(path.parent):
        write_whole(path, content, mode)
        if path.name == KEY:
            path.with_name(PUBLIC_KEY).unlink(missing_ok=True)


_HARMED = (
    "Tệp trên USB hỏng, hoặc không phải của máy này lưu / the file on the stick is damaged or not one that we save"
)
