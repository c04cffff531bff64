"""Real bundles, made and read by RAUC itself: whose are taken for an update."""

import os
import shutil
from pathlib import Path

import pytest

from kiosk.update.fetch import MAX_REFUSED
from kiosk.update.rules import Offer, order
from kiosk.update.run import Places, keep_newest, offers, tidied
from scripts.card import bundle, keys, layout

needs_rauc = pytest.mark.skipif(
    shutil.which("rauc") is None or os.getuid() != 0, reason="needs rauc and squashfs-tools, and root for its bundles"
)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    (tmp_path / "root.img").write_bytes(os.urandom(256 << 10))
    return tmp_path / "stick"


def card(folder: Path) -> Path:
    """The configuration of a card that was built with the keys of this folder."""
    conf = folder / "system.conf"
    conf.write_text(layout.rauc_config(str(keys.certificate(folder / "keys"))))
    return conf


@needs_rauc
def test_a_bundle_of_ours_is_read_with_its_version(tmp_path: Path, stick: Path) -> None:
    """Made with the release key: an offer, by the version in its manifest and not by its file's name."""
    made = bundle.make(tmp_path / "root.img", "0.1.0.7", tmp_path / "keys", stick / "a.raucb")
    assert list(offers(made, card(tmp_path))) == [Offer(str(made), "0.1.0.7")]


@needs_rauc
def test_a_bundle_of_another_key_is_left_alone(tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signed by somebody else: no offer, and its name in the log."""
    made = bundle.make(tmp_path / "root.img", "9.9", tmp_path / "strangers", stick / "b.raucb")
    assert list(offers(made, card(tmp_path))) == []
    assert "b.raucb" in capsys.readouterr().err


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@needs_rauc
@pytest.mark.parametrize("harm", ["torn", "changed", "signature", "empty"])
def test_a_damaged_bundle_is_left_alone(
    tmp_path: Path, stick: Path, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copied only half, one bit changed in what is signed or in the signature, or empty: no offer."""
    bad = bundle.make(tmp_path / "root.img", "0.1.0.8", tmp_path / "keys", stick / "bad.raucb")
    whole = bad.read_bytes()
    harmed = {
        "torn": whole[: len(whole) // 2],
        "changed": flipped(whole, 5000),
        "signature": flipped(whole, len(whole) - 150),
        "empty": b"",
    }
    bad.write_bytes(harmed[harm])
    assert list(offers(bad, card(tmp_path))) == []
    assert "bad.raucb" in capsys.readouterr().err


@needs_rauc
def test_the_folder_keeps_what_is_wanted_and_good(tmp_path: Path, stick: Path) -> None:
    """Old versions and what RAUC refuses leave the data partition; a good newer one stays."""
    conf = card(tmp_path)
    for version in ("0.1.0.6", "0.1.0.7", "0.1.0.8"):
        bundle.make(tmp_path / "root.img", version, tmp_path / "keys", stick / f"kiosk-{version}.raucb")
    (stick / "kiosk-0.1.0.8.raucb").write_bytes(b"torn")
    kept = tidied(stick, lambda version: version > "0.1.0.6", conf)
    assert [offer.version for offer in kept] == ["0.1.0.7"]
    assert [path.name for path in stick.iterdir()] == ["kiosk-0.1.0.7.raucb"]


@needs_rauc
def test_the_folder_keeps_one_bundle_the_newest_by_its_signature(tmp_path: Path, stick: Path) -> None:
    """Genuine old bundles under the names of new ones go, however many; of several newer ones the newest stays."""
    for version, name in (("0.1.0.5", "9.9"), ("0.1.0.6", "9.10"), ("0.1.0.7", "1.0"), ("0.1.0.8", "0.5")):
        bundle.make(tmp_path / "root.img", version, tmp_path / "keys", stick / f"kiosk-{name}.raucb")
    (stick / "kiosk-9.raucb.part").write_bytes(b"what a power cut left")
    kept = tidied(stick, lambda version: order(version) > order("0.1.0.6"), card(tmp_path))
    assert [offer.version for offer in kept] == ["0.1.0.8"]
    assert [path.name for path in stick.iterdir()] == ["kiosk-0.5.raucb"]


@needs_rauc
def test_old_bundles_renamed_upwards_fill_nothing(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick full of them: each copy goes again at once, and after a few no more are made until the next start."""
    at = Places(tmp_path / "update", tmp_path / "refused", card(tmp_path))
    old = bundle.make(tmp_path / "root.img", "0.1.0.5", tmp_path / "keys", stick / "kiosk-2.0.raucb")
    for n in range(1, 3 * MAX_REFUSED):
        shutil.copy(old, stick / f"kiosk-2.{n}.raucb")
    for _ in range(3 * MAX_REFUSED):
        keep_newest(stick, lambda version: order(version) > order("0.1.0.6"), at)
        assert list(at.folder.iterdir()) == []
    assert capsys.readouterr().out.count("is copied") == MAX_REFUSED == len(list(at.refused.iterdir()))


@needs_rauc
def test_the_release_key_is_made_once(tmp_path: Path) -> None:
    """A second build signs with the key of the first; nobody but its owner reads it."""
    first = keys.certificate(tmp_path / "keys").read_bytes()
    assert keys.certificate(tmp_path / "keys").read_bytes() == first
    assert (tmp_path / "keys" / keys.KEY).stat().st_mode & 0o077 == 0
