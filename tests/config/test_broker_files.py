"""`kiosk check` on the files that `[broker]` names: what the courier could not use is refused by option and file."""

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.__main__ import main
from kiosk.config.broker_files import broker_files
from kiosk.config.diagnostics.problems import Problem
from kiosk.config.line.broker import Broker
from kiosk.config.load import load
from tests.config.test_load import DEMO, ROOT

KEY, OTHER = (ec.derive_private_key(number, ec.SECP256R1()) for number in (3, 4))
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "k1")])
NOBODY = 65_534


def certificate(days: int, *purposes: x509.ObjectIdentifier) -> bytes:
    """Its own authority, valid from ten years ago for so many days from now; `purposes`: none for any."""
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(KEY.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(3_650)).not_valid_after(now + timedelta(days))
    if purposes:
        made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return made.sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)


def private(key: ec.EllipticCurvePrivateKey, how: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how or NoEncryption())


GOOD = {"ca.pem": certificate(9), "own.pem": certificate(9), "own.key": private(KEY)}
BAD: dict[str, tuple[dict[str, bytes | None], str, str]] = {
    "no authority": ({"ca.pem": None}, "broker.ca", "is not there"),
    "no certificate": ({"own.pem": None}, "broker.certificate", "is not there"),
    "no key": ({"own.key": None}, "broker.key", "is not there"),
    "an empty authority": ({"ca.pem": b""}, "broker.ca", "no certificate in PEM"),
    "a key for a certificate": ({"own.pem": private(KEY)}, "broker.certificate", "no certificate in PEM"),
    "a certificate for a key": ({"own.key": certificate(9)}, "broker.key", "no private key in PEM"),
    "a key with a passphrase": (
        {"own.key": private(KEY, BestAvailableEncryption(b"x"))}, "broker.key", "no private key in PEM",
    ),
    "another's key": ({"own.key": private(OTHER)}, "broker.key", "not the key of broker.certificate"),
    "an old certificate": ({"own.pem": certificate(-2)}, "broker.certificate", "was valid until 20"),
    "an old certificate before a good authority": (
        {"own.pem": certificate(-2) + certificate(9)}, "broker.certificate", "was valid until 20",
    ),
    "a server's certificate": (
        {"own.pem": certificate(9, ExtendedKeyUsageOID.SERVER_AUTH)}, "broker.certificate", "lacks clientAuth",
    ),
    "a certificate in DER": (
        {"own.pem": ssl.PEM_cert_to_DER_cert(certificate(9).decode())}, "broker.certificate", "no certificate in PEM",
    ),
    "half an authority behind a whole one": (
        {"ca.pem": certificate(9) + certificate(9)[:200]}, "broker.ca", "no certificate in PEM",
    ),
    "an old authority": ({"ca.pem": certificate(-2)}, "broker.ca", "was valid until 20"),
}  # fmt: skip


def problems(folder: Path, files: Mapping[str, bytes | None], folders: str = "") -> list[Problem]:
    """Of a broker whose files are these for the good ones, None: not there; `folders`: a name that is no file."""
    folder.mkdir()
    for name, text in {**GOOD, **files}.items():
        if text is not None:
            (folder / name).write_bytes(text)
    if folders:
        (folder / folders).mkdir()
    named = Broker(ca=f"{folder}/ca.pem", certificate=f"{folder}/own.pem", key=f"{folder}/own.key")
    sample = load(ROOT / "docs/kiosk.toml")
    config = replace(sample, broker=named, kiosk=replace(sample.kiosk, data=str(folder)))
    return list(broker_files(config, datetime.now(UTC)))


Check = Callable[[dict[str, bytes | None]], tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Exit code and standard error of a check with these files for the good ones; None: not there."""

    def checked(files: dict[str, bytes | None]) -> tuple[int, str]:
        (tmp_path / "data").mkdir(exist_ok=True)
        for name, text in {**GOOD, **files}.items():
            if text is not None:
                (tmp_path / name).write_bytes(text)
        at = f'\nca = "{tmp_path}/ca.pem"\ncertificate = "{tmp_path}/own.pem"\nkey = "{tmp_path}/own.key"\n'
        config = tmp_path / "kiosk.toml"
        demo = DEMO.replace("/set/by/the/demo", f"{tmp_path}/data", 1).replace("[broker]\n", f"[broker]{at}", 1)
        config.write_text(demo.replace("demo-procedures.csv", ""), "utf-8")
        code = main(["check", "--lang", "en", "--config", str(config)])
        return code, capsys.readouterr().err

    return checked


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_the_courier_cannot_use_is_refused_by_its_option(check: Check, case: str) -> None:
    """Each by itself, with what is wrong."""
    files, option, why = BAD[case]
    code, said = check(files)
    assert code == 2 and option in said and why in said and len(said.splitlines()) == 1


def test_files_that_are_good_are_not_spoken_of(check: Check) -> None:
    """An authority of which one in the file is still valid too; a certificate that is for servers and for clients."""
    both = certificate(9, ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
    assert check({"ca.pem": certificate(-2) + certificate(9), "own.pem": both}) == (0, "")


def test_a_file_that_only_root_may_read_is_refused(check: Check, tmp_path: Path) -> None:
    """The courier has a user of its own, who owns its folder."""
    check({})
    (tmp_path / "own.key").chmod(0)
    if os.geteuid() == 0:
        tmp_path.chmod(0o755)
        os.chown(tmp_path / "data", NOBODY, NOBODY)
    code, said = check({"own.key": None})
    assert code == 2 and "broker.key" in said and "the courier cannot read" in said


def test_certificate_and_key_go_together(check: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One without the other is of no use."""
    check({})
    config = tmp_path / "kiosk.toml"
    config.write_text(config.read_text("utf-8").replace("\nkey = ", "\n# ", 1), "utf-8")
    assert main(["check", "--lang", "en", "--config", str(config)]) == 2
    assert "broker.key: broker.certificate and broker.key go together" in capsys.readouterr().err
