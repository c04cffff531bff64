"""Whose word an acknowledgement is."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.chain import canonical
from scripts.soak.link import SOURCE
from sync.city.__main__ import main
from sync.envelope import Ack, read_ack
from sync.signed_ack import is_genuine, signed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
ACK = Ack("j", 3, "a" * 64)
SIGNED = signed(ACK, SOURCE, "rating", KEY)


def test_a_signed_acknowledgement_is_known_at_the_other_end() -> None:
    """Its signature is over what it says and where it is said; a kiosk of the last version reads it too."""
    assert is_genuine(read_ack(SIGNED.payload()), SOURCE, "rating", PUBLIC)
    assert is_genuine(SIGNED, SOURCE, "rating", PUBLIC.upper())
    said = {"source": SOURCE, "stream": "rating", "journal": "j", "stored": 3, "hash": "a" * 64}
    KEY.public_key().verify(bytes.fromhex(SIGNED.sig), canonical(said))
    assert json.loads(SIGNED.payload()) == {**json.loads(ACK.payload()), "alg": "Ed25519", "sig": SIGNED.sig}


FALSE = {
    "unsigned": (ACK, SOURCE, "rating", PUBLIC),
    "of another number": (replace(SIGNED, stored=4), SOURCE, "rating", PUBLIC),
    "of another event": (replace(SIGNED, hash="b" * 64), SOURCE, "rating", PUBLIC),
    "of another journal": (replace(SIGNED, journal="k"), SOURCE, "rating", PUBLIC),
    "on another topic": (SIGNED, SOURCE, "visit", PUBLIC),
    "to another box": (SIGNED, SOURCE + "2", "rating", PUBLIC),
    "by another city": (SIGNED, SOURCE, "rating", "00" * 32),
    "cut off": (replace(SIGNED, sig=SIGNED.sig[:-2]), SOURCE, "rating", PUBLIC),
    "no hex": (replace(SIGNED, sig="ký"), SOURCE, "rating", PUBLIC),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_false_signature_is_found(case: str) -> None:
    """Whatever was changed, moved, or signed by somebody else."""
    assert not is_genuine(*FALSE[case])


@pytest.mark.parametrize("change", [{"alg": "ML-DSA-65"}, {"alg": None}, {"sig": 7}])
def test_a_signature_of_a_kind_that_we_do_not_know_counts_as_none(change: dict[str, object]) -> None:
    """The word stays readable for a kiosk that wants no signature."""
    assert read_ack(json.dumps({**json.loads(SIGNED.payload()), **change}).encode()) == ACK


def test_the_city_makes_its_key_at_first_use_and_says_the_public_half(tmp_path: Path) -> None:
    """Readable by nobody else; the next start has the same."""
    said = {_first_line(tmp_path) for _ in range(2)}
    key = Ed25519PrivateKey.from_private_bytes((tmp_path / "key").read_bytes())
    assert said == {f"signing as city_key = {key.public_key().public_bytes_raw().hex()}\n"}
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def _first_line(folder: Path) -> str:
    line = ["--broker", "mqtt://127.0.0.1:1", "--db", f"sqlite:///{folder}/city.db", "--key", f"{folder}/key"]
    with subprocess.Popen([sys.executable, "-m", "sync.city", *line], stdout=subprocess.PIPE, text=True) as city:
        assert city.stdout
        said = city.stdout.readline()
        city.terminate()
        city.stdout.read()
    return said


def test_a_damaged_key_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Never replaced behind the back of the kiosks that know it."""
    (tmp_path / "key").write_bytes(bytes(31))
    assert main(["--broker", "mqtt://h", "--db", f"sqlite:///{tmp_path}/c.db", "--key", f"{tmp_path}/key"]) == 2
    assert f"{tmp_path}/key: not a key" in capsys.readouterr().err and (tmp_path / "key").read_bytes() == bytes(31)
