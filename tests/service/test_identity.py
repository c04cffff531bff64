"""A kiosk's identity goes to a stick and to a new SD card: the same settings and keys, and nothing half or foreign."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import load
from kiosk.config.paths import OFFICERS_SALT as FILE
from kiosk.config.pin_hash import check_pin, hash_pin
from kiosk.config.pins.key import opened as opened_pins
from kiosk.config.pins.key import read_key
from kiosk.config.rules import officer_reference
from kiosk.host.salt_file import salt_at
from kiosk.journal.schema import KEY
from kiosk.journal.signing import own_key
from kiosk.service.identity import Refused, from_sealed, kept, restore, save
from kiosk.service.identity_files import MAX_BYTES
from kiosk.service.sealing import MAGIC
from kiosk.service.set_options import set_options
from tests.config.test_load import DEMO
from tests.journal.loss.office import make, opened, prepared, take

NAME = "kiosk-H55-92-08-000-k1.identity"
CODE = "7k2m-x9qd-04tv"


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
    """A card whose kiosk has run and made its key."""
    settings = card(folder)
    own_key(folder / "data")
    salt_at(folder / "data" / FILE)
    return settings


def restored(stick: Path, settings: Path, replace: bool = False, code: str = CODE) -> str:
    return restore(from_sealed(kept(stick, unsealed=False), code), settings, replace)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def test_a_new_card_becomes_the_same_kiosk(tmp_path: Path, stick: Path) -> None:
    """Same name, same key, same secrets and list; the key is for the kiosk alone; the city knows the signature."""
    old = lived_in(tmp_path / "old")
    assert save(stick, load(old), CODE) == stick / NAME
    public = own_key(tmp_path / "old/data").public_key().public_bytes_raw()
    there = {path.name: path.read_bytes() for path in [*(tmp_path / "old").rglob("*.*")]}
    shutil.rmtree(tmp_path / "old")
    new = tmp_path / "old/boot/kiosk.toml"
    new.parent.mkdir(parents=True)
    new.write_text("# the sample of a new card\n")
    said = restored(stick, new)
    assert said.startswith("/H55/92/08/000/k1: ") and load(new).broker.password == "s3cret"
    assert {path.name: path.read_bytes() for path in [*(tmp_path / "old").rglob("*.*")]} == there
    assert own_key(tmp_path / "old/data").public_key().public_bytes_raw() == public
    assert {stat.S_IMODE((tmp_path / "old/data" / name).stat().st_mode) for name in (KEY, FILE)} == {0o600}


def test_what_was_set_on_the_box_goes_along_and_what_another_card_had_set_does_not(tmp_path: Path, stick: Path) -> None:
    """The value with its author, a PIN with the key that seals it; a card without them gets none of its own back."""
    settings = lived_in(tmp_path / "card")
    plain = tmp_path / "plain"
    plain.mkdir()
    save(plain, load(settings), CODE)
    set_options(load(settings), {"hours.morning": "07:00-11:00"}, {"cb01": hash_pin("918273")}, "supervisor", "T")
    save(stick, load(settings), CODE)
    shutil.rmtree(tmp_path / "card/data")
    restored(stick, settings)
    pin = opened_pins(load(settings), read_key(tmp_path / "card/data")).officers[0].pin
    assert load(settings).hours.morning == "07:00-11:00" and check_pin("918273", pin)
    restored(plain, settings, replace=True)
    assert load(settings).hours.morning != "07:00-11:00"


def test_officers_keep_their_references_on_a_new_card(tmp_path: Path, stick: Path) -> None:
    """Those of the same kiosk go on in the city's figures; a card without the stick has others."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings), CODE)

    def reference() -> str:
        return officer_reference(load(settings), "cb01", salt_at(tmp_path / "card/data" / FILE).value)

    before = reference()
    (tmp_path / "card/data" / FILE).unlink()
    assert reference() != before
    with pytest.raises(Refused, match="--replace"):
        restored(stick, settings)
    restored(stick, settings, replace=True)
    assert reference() == before


def test_the_stick_alone_tells_nothing(tmp_path: Path, stick: Path) -> None:
    """Whoever finds it has neither the key nor a word of the settings."""
    settings = lived_in(tmp_path / "card")
    content = save(stick, load(settings), CODE).read_bytes()
    assert not [word for word in (b"s3cret", b"office", (tmp_path / "card/data" / KEY).read_bytes()) if word in content]


@pytest.mark.parametrize("typed", [" 7K2M X9QD 04TV\n", "7k2mx9qdo4tv", "7k2m-x9qd-O4tv"])
def test_a_code_is_read_as_people_write_it(tmp_path: Path, stick: Path, typed: str) -> None:
    """Large letters, no strokes, an O for a 0."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings), CODE)
    assert restored(stick, settings, code=typed)


@pytest.mark.parametrize("typed", ["", "\n", "7k2m-x9qd-04tw", "7k2m-x9qd-04t", "7k2m-x9qd-04tv-0"])
def test_another_code_opens_nothing(tmp_path: Path, stick: Path, typed: str) -> None:
    """Refused in words that say what to do; nothing is written."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings), CODE)
    before = settings.read_bytes()
    with pytest.raises(Refused, match=r"gõ lại mã.*type the code"):
        restored(stick, settings, replace=True, code=typed)
    assert settings.read_bytes() == before


def test_keys_of_another_kiosk_are_not_lost_unasked(tmp_path: Path, stick: Path) -> None:
    """A card that has made keys of its own is left as it is, until --replace is said."""
    settings = lived_in(tmp_path / "card")
    save(stick, load(settings), CODE)
    ours = (tmp_path / "card/data" / KEY).read_bytes()
    (tmp_path / "card/data" / KEY).write_bytes(b"o" * 32)
    with pytest.raises(Refused, match="--replace"):
        restored(stick, settings)
    assert (tmp_path / "card/data" / KEY).read_bytes() == b"o" * 32
    restored(stick, settings, replace=True)
    assert (tmp_path / "card/data" / KEY).read_bytes() == ours


@pytest.mark.parametrize("at", [0, len(MAGIC), len(MAGIC) + 20, 700, -1])
@pytest.mark.parametrize("harm", ["cut", "turned"])
def test_a_damaged_file_changes_nothing(tmp_path: Path, stick: Path, at: int, harm: str) -> None:
    """Cut short, or a bit turned, wherever it is: refused before anything is written."""
    settings = lived_in(tmp_path / "card")
    path = save(stick, load(settings), CODE)
    content = path.read_bytes()
    at %= len(content)
    turned = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    path.write_bytes(content[:at] if harm == "cut" else turned)
    before = settings.read_bytes()
    with pytest.raises(Refused, match="hỏng"):
        restored(stick, settings, replace=True)
    assert settings.read_bytes() == before


@pytest.mark.parametrize("kind", ["a link", "a pipe", "a device", "too large"])
def test_what_is_no_plain_file_on_the_stick_is_not_read(tmp_path: Path, stick: Path, kind: str) -> None:
    """A stick may hold a link to the machine's own files, a pipe without an end, or gigabytes."""
    made: dict[str, Callable[[Path], None]] = {
        "a link": lambda path: path.symlink_to("/etc/hostname"),
        "a pipe": lambda path: os.mkfifo(path),
        "a device": lambda path: path.symlink_to("/dev/zero"),
        "too large": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 64 * MAX_BYTES),
    }
    made[kind](stick / NAME)
    with pytest.raises((Refused, OSError)):
        kept(stick, unsealed=False)


def test_settings_that_are_no_good_are_not_restored(tmp_path: Path) -> None:
    """Said by line, before anything is written."""
    settings = lived_in(tmp_path / "card")
    before = settings.read_bytes()
    with pytest.raises(ConfigError):
        restore({"kiosk.toml": b"[office]\n"}, settings, replace=True)
    assert settings.read_bytes() == before


def test_root_saves_no_other_file_by_a_link(tmp_path: Path, stick: Path) -> None:
    """The data folder is the kiosk's user's: a link that stands there for a key leads root's program nowhere."""
    settings = lived_in(tmp_path / "card")
    (tmp_path / "other").write_bytes(b"x" * 32)
    (tmp_path / "card/data" / KEY).unlink()
    (tmp_path / "card/data" / KEY).symlink_to(tmp_path / "other")
    with pytest.raises(OSError):
        save(stick, load(settings), CODE)
    assert list(stick.iterdir()) == []


def test_the_command_asks_for_one_identity_and_its_code(tmp_path: Path, stick: Path) -> None:
    """Exit codes: 0 saved, 0 restored with the code that was said, 1 without it or when the stick holds none or two."""
    settings = lived_in(tmp_path / "card")
    argv = [sys.executable, "-m", "kiosk", "identity", "--config", str(settings), "--stick", str(stick)]

    def done(do: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([*argv, do], input=typed, capture_output=True, text=True)

    assert done("restore").returncode == 1
    saved = done("save")
    path, code = saved.stdout.splitlines()
    assert (saved.returncode, path) == (0, str(stick / NAME)) and code not in saved.stderr
    assert [done("restore", typed).returncode for typed in (code, "", CODE)] == [0, 1, 1]
    shutil.copy(stick / NAME, stick / f"copy-{NAME}")
    assert done("restore", code).returncode == 1


@pytest.mark.parametrize("lives", [False, True], ids=["a new card", "one with a journal"])
def test_the_numbers_of_the_day_go_along(tmp_path: Path, stick: Path, lives: bool) -> None:
    """A new card goes on above them; a journal that lives there already is not taken for one that is behind."""
    settings, data = lived_in(tmp_path / "card"), tmp_path / "card/data"
    day = make(data)
    save(stick, load(settings), CODE)
    shutil.rmtree(data)
    data.mkdir()
    if lives:
        prepared(data)
    restored(stick, settings, replace=True)
    prepared(data)
    with opened(data) as journal:
        assert (take(journal, "A") > day.given["A"]) is not lives


def test_no_head_of_a_chain_goes_along(tmp_path: Path, stick: Path) -> None:
    """The stick goes through many hands: which number comes next is on it, and no stream's count or hash."""
    settings, data = lived_in(tmp_path / "card"), tmp_path / "card/data"
    make(data)
    save(stick, load(settings), CODE)
    known = from_sealed(kept(stick, unsealed=False), CODE)["journal.heads"]
    there = json.loads((data / "journal.heads").read_bytes())
    taken = json.loads(known)
    assert there["heads"] and taken["heads"] == {} and taken["numbers"] == there["numbers"] != {}
