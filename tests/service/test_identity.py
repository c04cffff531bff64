"""A kiosk's identity goes to a stick and to a new SD card: the same settings and keys, and nothing half."""

import io
import json
import shutil
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.rules import officer_reference
from kiosk.console.sessions import key_of
from kiosk.host.salt_file import salt_at
from kiosk.journal.schema import KEY
from kiosk.journal.signing import own_key
from kiosk.service.identity import Refused, packed, restore, save, unpacked
from kiosk.service.officers_salt import FILE
from tests.config.test_load import DEMO
from tests.journal.loss.office import make, opened, prepared, take

NAME = "kiosk-H55-92-08-000-k1.identity.tar"


def card(folder: Path, text: str = DEMO) -> Path:
    """A card with its boot and data folders; its kiosk.toml."""
    boot, data = folder / "boot", folder / "data"
    boot.mkdir(parents=True)
    data.mkdir()
    shutil.copy("kiosk/simulation/demo-procedures.csv", boot)
    (boot / "secrets.toml").write_text('[broker]\npassword = "s3cret"\n')
    text = 'secrets = "secrets.toml"\n' + text.replace('data = "/set/by/the/demo"', f'data = "{data}"', 1)
    (boot / "kiosk.toml").write_text(text, encoding="utf-8")
    return boot / "kiosk.toml"


def lived_in(folder: Path) -> Path:
    """A card whose kiosk has run and made its keys."""
    settings = card(folder)
    own_key(folder / "data")
    key_of(folder / "data")
    salt_at(folder / "data" / FILE)
    return settings


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def test_a_new_card_becomes_the_same_kiosk(tmp_path: Path, stick: Path) -> None:
    """Same name, same keys, same secrets and list; the keys are for the kiosk alone; the city knows the signature."""
    old = lived_in(tmp_path / "old")
    assert save(stick, load(old)) == stick / NAME
    public = own_key(tmp_path / "old/data").public_key().public_bytes_raw()
    kept = {path.name: path.read_bytes() for path in [*(tmp_path / "old").rglob("*.*")]}
    shutil.rmtree(tmp_path / "old")
    new = tmp_path / "old/boot/kiosk.toml"
    new.parent.mkdir(parents=True)
    new.write_text("# the sample of a new card\n")
    said = restore(stick, new, replace=False)
    assert said.startswith("/H55/92/08/000/k1: ") and load(new).broker.password == "s3cret"
    assert {path.name: path.read_bytes() for path in [*(tmp_path / "old").rglob("*.*")]} == kept
    assert own_key(tmp_path / "old/data").public_key().public_bytes_raw() == public
    assert {stat.S_IMODE((tmp_path / "old/data" / name).stat().st_mode) for name in (KEY, FILE)} == {0o600}


def test_officers_keep_their_references_on_a_new_card(tmp_path: Path, stick: Path) -> None:
    """Those of the same kiosk go on in the city's figures; a card without the stick has others."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings))

    def reference() -> str:
        return officer_reference(load(settings), "cb01", salt_at(tmp_path / "card/data" / FILE).value)

    before = reference()
    (tmp_path / "card/data" / FILE).unlink()
    assert reference() != before
    with pytest.raises(Refused, match="--replace"):
        restore(stick, settings, replace=False)
    restore(stick, settings, replace=True)
    assert reference() == before


def test_keys_of_another_kiosk_are_not_lost_unasked(tmp_path: Path, stick: Path) -> None:
    """A card that has made keys of its own is left as it is, until --replace is said."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings))
    ours = (tmp_path / "card/data" / KEY).read_bytes()
    (tmp_path / "card/data" / KEY).write_bytes(b"o" * 32)
    with pytest.raises(Refused, match="--replace"):
        restore(stick, settings, replace=False)
    assert (tmp_path / "card/data" / KEY).read_bytes() == b"o" * 32
    restore(stick, settings, replace=True)
    assert (tmp_path / "card/data" / KEY).read_bytes() == ours


@pytest.mark.parametrize("cut", [0, 1, 700, 5000])
def test_a_damaged_file_changes_nothing(tmp_path: Path, stick: Path, cut: int) -> None:
    """Cut short, or a bit turned: refused before anything is written."""
    settings = lived_in(tmp_path / "card")
    path = save(stick, load(settings))
    content = path.read_bytes()
    path.write_bytes(content[:cut] if cut != 1 else content.replace(b"B", b"C", 1))
    before = settings.read_bytes()
    with pytest.raises(Refused, match="hỏng"):
        restore(stick, settings, replace=True)
    assert settings.read_bytes() == before


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "keys/../../evil", "keys/other.key", "a/b"])
def test_no_file_goes_anywhere_else(name: str) -> None:
    """A tar made by somebody else cannot write outside the card's two folders."""
    with pytest.raises(Refused, match="hỏng"):
        unpacked(packed({"kiosk.toml": b"", name: b"x"}))


def test_a_link_in_the_tar_is_refused() -> None:
    """Only plain files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        link = tarfile.TarInfo("kiosk.toml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/shadow"
        tar.addfile(link)
        sums = json.dumps({}).encode()
        info = tarfile.TarInfo("sums.json")
        info.size = len(sums)
        tar.addfile(info, io.BytesIO(sums))
    with pytest.raises(Refused, match="hỏng"):
        unpacked(made.getvalue())


def test_settings_that_are_no_good_are_not_restored(tmp_path: Path, stick: Path) -> None:
    """Said by line, before anything is written."""
    settings = lived_in(tmp_path / "card")
    (stick / NAME).write_bytes(packed({"kiosk.toml": b"[office]\n"}))
    before = settings.read_bytes()
    with pytest.raises(ConfigError):
        restore(stick, settings, replace=True)
    assert settings.read_bytes() == before


def test_the_command_asks_for_one_identity(tmp_path: Path, stick: Path) -> None:
    """Exit codes: 0 saved, 0 restored, 1 when the stick holds none or two."""
    settings = lived_in(tmp_path / "card")
    argv = [sys.executable, "-m", "kiosk", "identity", "--config", str(settings), "--stick", str(stick)]

    def code(do: str) -> int:
        return subprocess.run([*argv, do], capture_output=True).returncode

    assert [code("restore"), code("save"), code("restore")] == [1, 0, 0]
    shutil.copy(stick / NAME, stick / f"copy-{NAME}")
    assert code("restore") == 1


@pytest.mark.parametrize("lives", [False, True], ids=["a new card", "one with a journal"])
def test_the_numbers_of_the_day_go_along(tmp_path: Path, stick: Path, lives: bool) -> None:
    """A new card goes on above them; a journal that lives there already is not taken for one that is behind."""
    settings, data = lived_in(tmp_path / "card"), tmp_path / "card/data"
    day = make(data)
    save(stick, load(settings))
    shutil.rmtree(data)
    data.mkdir()
    if lives:
        prepared(data)
    restore(stick, settings, replace=True)
    prepared(data)
    with opened(data) as journal:
        assert (take(journal, "A") > day.given["A"]) is not lives


def test_no_head_of_a_chain_goes_along(tmp_path: Path, stick: Path) -> None:
    """The stick goes through many hands: which number comes next is on it, and no stream's count or hash."""
    settings, data = lived_in(tmp_path / "card"), tmp_path / "card/data"
    make(data)
    known = unpacked(save(stick, load(settings)).read_bytes())["journal.heads"]
    there = json.loads((data / "journal.heads").read_bytes())
    kept = json.loads(known)
    assert there["heads"] and kept["heads"] == {} and kept["numbers"] == there["numbers"] != {}
