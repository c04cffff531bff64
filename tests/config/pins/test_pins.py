"""PINs: which nobody may have, what a hash from kiosk.toml is worth alone, and that no update locks anybody out."""

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.config.diagnostics.codes import Code
from kiosk.config.load import load
from kiosk.config.options import Config, Officer
from kiosk.config.paths import salt_path
from kiosk.config.pin_hash import (
    WORST,
    check_pin,
    hash_pin,
    is_guessable,
    is_hash,
    is_older,
    is_sealed,
    is_worst,
    key_name,
    seal,
    with_key,
)
from kiosk.config.pins.advice import advice, worst
from kiosk.config.pins.key import opened, read_key
from kiosk.config.pins.sealing import seal_files, sealed_text
from kiosk.doctor.power_on import seal_pins
from kiosk.host.salt_file import packed
from kiosk.update import memory
from kiosk.update.memory import save
from kiosk.update.rules import Standing
from tests.config.pins.keys import made_key
from tests.config.test_load import ROOT

KEY, OTHER = b"k" * 32, b"o" * 32
PIN = "258014"


def older(pin: str) -> str:
    """As the last version hashed it."""
    salt = b"s" * 16
    found = hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return f"scrypt$16384$8$1${salt.hex()}${found.hex()}"


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A kiosk.toml of a real kiosk whose PINs were made by the last version, one of four digits, and a secrets file."""
    text = (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")
    text = text.replace('# data = "/var/lib/kiosk"', f'data = "{tmp_path}/data"', 1).replace("# secrets", "secrets", 1)
    text = text.replace('secrets = ""', 'secrets = "s.toml"', 1)
    text = text.replace('# pin = ""  ', f'pin = "{older("975310")}"  ', 1) + '\n[[officers]]\nid = "cb02"\n'
    hashes = {"cb01": older("2580"), "cb02": hash_pin(PIN)}
    rows = "".join(f'[[officers]]\nid = "{id_}"\npin = "{stored}"\n' for id_, stored in hashes.items())
    (tmp_path / "data").mkdir()
    (tmp_path / "s.toml").write_text(rows, encoding="utf-8")
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    return tmp_path / "kiosk.toml"


def opens(config: Config, *pins: str) -> list[bool]:
    """The technician's and the officers', each with its own PIN."""
    stored = [config.kiosk.pin, *(officer.pin for officer in config.officers)]
    return [check_pin(pin, each) for pin, each in zip(pins, stored, strict=False)]


# --- which may be -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pin",
    [*("123456", "654321", "890123", "000000", "777777", "135791", "246802", "963074"),  # rows
     *("121212", "123123", "112233", "332211", "123321", "111222", "456123", "12341234"),  # repeated, halves, pairs
     *("010190", "311299", "900101", "199012", "121990", "011985", "01011990", "19900101", "29021992")],  # dates, years
)  # fmt: skip
def test_what_anybody_tries_first_nobody_may_choose(pin: str) -> None:
    """Rows, repetitions, dates and years of birth."""
    assert is_guessable(pin)


@pytest.mark.parametrize("pin", [PIN, "975310", "135792", "471192", "740915826304", "80461735"])
def test_others_may_be_chosen(pin: str) -> None:
    """Without a pattern."""
    assert not is_guessable(pin)


def test_most_pins_are_left_to_choose() -> None:
    """Of all of six digits at least eight in ten; what opens nothing is less than one in a thousand of them."""
    drawn = [f"{n:06}" for n in random.Random(19).sample(range(1_000_000), 20_000)]
    assert sum(map(is_guessable, drawn)) < 4_000 and sum(map(is_worst, drawn)) < 20


@pytest.mark.parametrize("pin", WORST)
def test_the_worst_opens_nothing(pin: str) -> None:
    """Whoever hashed it, sealed or not: who tries it first gets in nowhere."""
    for stored in (hash_pin(pin), older(pin), with_key(seal(older(pin), KEY), KEY)):
        assert is_worst(pin) and not check_pin(pin, stored)


@pytest.mark.parametrize("make", [hash_pin, lambda pin: seal(older(pin), KEY)])
def test_the_worst_is_named_by_its_option(make: Callable[[str], str]) -> None:
    """By `kiosk check`, behind a seal too; on simulated hardware nobody minds."""
    config = replace(
        load(ROOT / "docs/kiosk.toml"), officers=[Officer("a", pin=make(PIN)), Officer("b", pin=make("1234"))]
    )
    assert [(p.code, p.option) for p in worst(config, KEY)] == [(Code.PIN_WORST, "officers[1].pin")]
    simulated = replace(config, hardware=replace(config.hardware, kind="simulated"))
    assert list(worst(simulated, KEY)) == [] == list(advice(simulated, KEY))


# --- what a hash is worth ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [hash_pin, older])
def test_a_sealed_hash_opens_with_its_key_alone(make: Callable[[str], str]) -> None:
    """Read from kiosk.toml it gives nothing, not even to whoever guesses the PIN; nor does another kiosk's key."""
    stored = make(PIN)
    sealed = seal(stored, KEY)
    assert check_pin(PIN, stored) and is_sealed(sealed) and stored.rpartition("$")[2] not in sealed
    opens_with = [check_pin(PIN, each) for each in (with_key(sealed, KEY), sealed, with_key(sealed, OTHER))]
    assert opens_with == [True, False, False]
    assert not check_pin("258015", with_key(sealed, KEY)) and seal(sealed, OTHER) == sealed
    assert is_older(sealed) == is_older(stored) == (make is older)


@pytest.mark.parametrize("pin", ["", " ", "258014 ", "٢٥٨٠١٤", "25801４", "-58014", "0" * 13, "258014\0"])
def test_only_digits_open(pin: str) -> None:
    """A hash of anything else, of nothing above all, opens nothing."""
    assert not check_pin(pin, hash_pin(pin)) and not check_pin(pin, hash_pin(PIN))


def test_the_last_version_reads_what_this_one_makes() -> None:
    """It may come back: its own form takes a new hash, and so do its numbers."""
    form = re.compile(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})")
    found = form.fullmatch(hash_pin(PIN))
    assert found is not None and [int(found[n]) for n in (1, 2, 3)] == [16384, 8, 1]


@pytest.mark.parametrize("n", [2, 3, 16383, 65536, 2**20, 2**30, 10**18])
@pytest.mark.parametrize("tail", ["$8$1", "$1$1", "$8$0", "$99$99", "$8$1$"])
def test_an_absurd_cost_is_no_hash(n: int, tail: str) -> None:
    """Neither one that a second breaks, nor one that takes all memory: it is refused before anything is computed."""
    for form in ("scrypt", f"scrypt-k${key_name(KEY)}"):
        stored = f"{form}${n}{tail}${'0' * 32}${'0' * 64}"
        assert not is_hash(stored) and not check_pin(PIN, stored) and not check_pin(PIN, with_key(stored, KEY))


@pytest.mark.parametrize(("salt", "found"), [(30, 64), (34, 64), (32, 62), (32, 66), (0, 64), (32, 0)])
def test_salt_and_hash_have_their_length(salt: int, found: int) -> None:
    """16 bytes and 32 bytes."""
    assert not is_hash(f"scrypt$16384$8$1${'0' * salt}${'0' * found}")


@settings(max_examples=200)
@given(st.text(max_size=60) | st.from_regex(r"scrypt(-k\$[0-9a-f]{8})?\$[0-9]{1,9}\$[0-9]{1,3}\$[0-9]\$[0-9a-f]*"))
def test_whatever_stands_there_raises_nothing(stored: str) -> None:
    """Any text in the place of a hash."""
    assert not check_pin(PIN, stored) and not check_pin(PIN, with_key(stored, KEY)) and seal(stored, KEY) is not None


# --- on the kiosk -----------------------------------------------------------------------------------------------


def test_the_last_versions_pins_go_on(real: Path) -> None:
    """Nobody is locked out by an update: also four digits open, before and after they are sealed; and that is told."""
    config = load(real)
    assert opens(config, "975310", "2580", PIN) == [True, True, True]
    key = made_key(Path(config.kiosk.data))
    assert {path.name for path in seal_files(config, key)} == {"kiosk.toml", "s.toml"}
    config = load(real)
    assert opens(config, "975310", "2580", PIN) == [False, False, False]
    assert opens(opened(config, key), "975310", "2580", PIN) == [True, True, True]
    assert [(p.option, p.code) for p in advice(config, key)] == [
        ("kiosk.pin", Code.PIN_OLDER),
        ("officers[0].pin", Code.PIN_OLDER),
    ]


def test_sealing_changes_nothing_else(real: Path) -> None:
    """Every other letter of the file stays, and a second time nothing is written."""
    before = real.read_text(encoding="utf-8")
    seal_files(load(real), KEY)
    after = real.read_text(encoding="utf-8")
    assert before == after.replace(sealed_text(older("975310"), KEY), older("975310")) != after
    assert seal_files(load(real), KEY) == [] and seal_files(load(real), b"") == []


@pytest.mark.parametrize(
    ("standing", "sealed"),
    [(Standing("2.0", before="1.9"), False), (Standing(), False), (Standing(before="1.9"), True), (None, True)],
    ids=["on trial", "written by the last version", "written by one that knows the seal", "never updated"],
)
def test_the_file_stays_as_the_other_root_reads_it(
    real: Path, standing: Standing | None, sealed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three power cuts at a start bring the other root back, and an office must open with it."""
    monkeypatch.setattr(memory, "STANDING", real.parent / "standing.json")
    if standing is not None:
        save(real.parent / "standing.json", standing)
    made_key(real.parent / "data")
    seal_pins(load(real))
    assert is_sealed(load(real).kiosk.pin) is sealed


def test_another_card_says_what_opens_nothing_and_the_identity_brings_it_back(real: Path) -> None:
    """A card was lost and its kiosk.toml kept: told by option with the remedy; with the kept key all PINs open."""
    data = real.parent / "data"
    key = made_key(data)
    kept = salt_path(data).read_bytes()
    seal_files(load(real), key)
    salt_path(data).unlink()
    new = made_key(data)
    config = load(real)
    assert new != key and opens(opened(config, new), "975310", "2580", PIN) == [False] * 3
    assert [p.code for p in advice(config, new)] == [Code.PIN_FOREIGN] * 3
    salt_path(data).write_bytes(kept)
    assert opens(opened(config, read_key(data)), "975310", "2580", PIN) == [True] * 3


def test_who_cannot_read_the_key_judges_no_seal(real: Path) -> None:
    """`kiosk check` on a desk, or by another user: a sealed hash is a good one."""
    seal_files(load(real), KEY)
    assert Code.PIN_FOREIGN not in {p.code for p in advice(load(real), b"")}
    assert Code.PIN_FOREIGN in {p.code for p in advice(load(real), OTHER)}


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 32, b"x" * 33])
def test_a_damaged_key_is_none(tmp_path: Path, content: bytes) -> None:
    """Nothing is sealed with it."""
    salt_path(tmp_path).write_bytes(content)
    assert read_key(tmp_path) == b""


def test_a_link_is_no_key(tmp_path: Path) -> None:
    """Root reads it too: a link that stands there leads to nobody's file."""
    (tmp_path / "other").write_bytes(packed(KEY[:28]))
    salt_path(tmp_path).symlink_to(tmp_path / "other")
    assert read_key(tmp_path) == b""
