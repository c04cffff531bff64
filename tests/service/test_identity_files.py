"""What comes along with an identity: six files by their names, each of its kind, out of a tar that is plain."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.journal.schema import KEY
from kiosk.service.identity import Refused, from_sealed, from_unsealed, kept, restore, save
from kiosk.service.identity_files import packed
from kiosk.service.sealing import sealed
from tests.config.test_load import DEMO
from tests.service.test_identity import CODE, NAME, lived_in

OLD_NAME = f"{NAME}.tar"
CHANCE = bytes(28)
BOOT = ("u-boot.bin", "cmdline.txt", "config.txt", "kernel8.img", "boot.scr", "initramfs.gz", "overlays.dtbo")


def from_old(found: dict[str, bytes]) -> bytes:
    """As the last version packed it."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    return packed({**found, "sums.json": json.dumps(sums).encode()})


FOREIGN = [
    *BOOT,
    "kiosk.toml.bad",
    "../evil.toml",
    "/etc/passwd",
    "keys/../../evil",
    "keys/other.key",
    "a/b",
    "",
    "KIOSK.toml",
]


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("way", ["sealed", "unsealed"])
def test_no_other_file_comes_along(tmp_path: Path, name: str, way: str) -> None:
    """Whoever packed it, with the code or without: a name that we do not write is refused, and nothing is written."""
    settings = lived_in(tmp_path / "card")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = {"kiosk.toml": plain(tmp_path), name: b"x" * 32}
    with pytest.raises(Refused, match="hỏng"):
        restore(through(way, found), settings, replace=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def plain(folder: Path) -> bytes:
    """Settings that are good by themselves."""
    text = DEMO.replace('data = "/set/by/the/demo"', f'data = "{folder}/card/data"', 1)
    return text.replace('file = "demo-procedures.csv"', 'file = ""', 1).encode()


def through(way: str, found: dict[str, bytes]) -> dict[str, bytes]:
    """Packed and unpacked again."""
    if way == "sealed":
        return from_sealed(sealed(packed(found), CODE, CHANCE), CODE)
    return from_unsealed(from_old(found))


@pytest.mark.parametrize("option", ["secrets", "file"])
@pytest.mark.parametrize("name", [*BOOT, "kiosk.toml", "KIOSK.TOML"])
def test_settings_cannot_name_what_the_machine_starts_from(tmp_path: Path, option: str, name: str) -> None:
    """The file of secrets ends in .toml and the list in .csv, at saving and at restoring, whatever kiosk.toml says."""
    settings = lived_in(tmp_path / "card")
    text = plain(tmp_path).decode()
    text = f'secrets = "{name}"\n{text}' if option == "secrets" else text.replace('file = ""', f'file = "{name}"', 1)
    found = {"kiosk.toml": text.encode(), name if name != "kiosk.toml" else "KIOSK.TOML": b"# nothing\n"}
    with pytest.raises((Refused, ConfigError)):
        restore(found, settings, replace=True)
    settings.write_text(text, encoding="utf-8")
    with pytest.raises((Refused, ConfigError)):
        save(tmp_path, load(settings), CODE)
    assert sorted(path.name for path in settings.parent.iterdir()) == [
        "demo-procedures.csv",
        "kiosk.toml",
        "secrets.toml",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"keys/{KEY}", b"short"),
        ("journal.heads", b"{}"),
        ("secrets.toml", b"[office"),
        ("secrets.toml", b"[office]\nname = 1"),
    ],
)
def test_each_file_is_of_its_kind(tmp_path: Path, name: str, content: bytes) -> None:
    """A key of 32 bytes, heads as the journal writes them, secrets that are read as such."""
    settings = lived_in(tmp_path / "card")
    found = {"kiosk.toml": b'secrets = "secrets.toml"\n' + plain(tmp_path), "secrets.toml": b"", name: content}
    with pytest.raises((Refused, ConfigError)):
        restore(through("sealed", found), settings, replace=True)
    assert (settings.parent / "secrets.toml").read_bytes() == b'[broker]\npassword = "s3cret"\n'


@pytest.mark.parametrize("data", ["here", "../up", "/a/../../b", ""])
def test_the_data_folder_is_named_from_the_top(tmp_path: Path, data: str) -> None:
    """Root would make it wherever it stands."""
    text = plain(tmp_path).replace(f"{tmp_path}/card/data".encode(), data.encode())
    with pytest.raises(Refused, match=r"kiosk\.data"):
        restore({"kiosk.toml": text}, lived_in(tmp_path / "card"), replace=True)


@pytest.mark.parametrize("harm", ["a link", "nine files", "twice", "larger than it is", "compressed", "no sums"])
def test_what_is_no_plain_tar_of_ours_is_refused(tmp_path: Path, harm: str) -> None:
    """Links, more than eight files, a size that is not there, a tar that unfolds: not read."""
    good = packed({"kiosk.toml": plain(tmp_path)})
    link = bytearray(good)
    link[156:157], link[148:156] = b"2", b"%07o\0" % (sum(good[:148]) + sum(good[156:512]) + 8 * 32 + 2)
    huge = bytearray(good)
    huge[124:136] = b"77777777777\0"
    tars = {
        "a link": bytes(link),
        "nine files": packed({str(n): b"" for n in range(9)}),
        "twice": good[: 512 - len(plain(tmp_path)) // -512 * 512] + good,
        "larger than it is": bytes(huge),
        "compressed": gzip.compress(good),
        "no sums": good,
    }
    with pytest.raises(Refused, match="hỏng"):
        from_unsealed(tars[harm])
    if harm != "no sums":
        with pytest.raises(Refused, match="hỏng"):
            from_sealed(sealed(tars[harm], CODE, CHANCE), CODE)


def test_an_older_file_is_taken_only_when_it_is_asked_for(tmp_path: Path) -> None:
    """It has no seal: refused in words with what to do; with --unsealed its settings and key are taken, the console's
    key, which it held too, is not."""
    settings = lived_in(tmp_path / "card")
    found = {"kiosk.toml": plain(tmp_path), f"keys/{KEY}": b"k" * 32, "keys/console.key": b"c" * 32}
    (tmp_path / OLD_NAME).write_bytes(from_old(found))
    with pytest.raises(Refused, match=r"không niêm phong.*Save again.*--unsealed"):
        kept(tmp_path, unsealed=False)
    restore(from_unsealed(kept(tmp_path, unsealed=True)), settings, replace=True)
    assert (tmp_path / "card/data" / KEY).read_bytes() == b"k" * 32
    assert not (tmp_path / "card/data/console.key").exists()
