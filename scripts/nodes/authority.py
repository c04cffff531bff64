"""An authority of our own and what it signs, by openssl: the lines of docs/city/cluster.md."""

import subprocess
from pathlib import Path

_NEW = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "398")


def make(folder: Path) -> None:
    """`ca.pem` and `ca.key`."""
    folder.mkdir(parents=True, exist_ok=True)
    _openssl("-subj", "/CN=city cluster", "-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.pem"))


def sign(folder: Path, name: str, file: str) -> None:
    """`file`.crt and `file`.key, for 127.0.0.1 and whoever is called `name`."""
    signed = ("-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"))
    where = ("-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:false")
    out = ("-keyout", str(folder / f"{file}.key"), "-out", str(folder / f"{file}.crt"))
    _openssl(*signed, "-subj", f"/CN={name}", *where, *out)


def _openssl(*words: str) -> None:
    subprocess.run([*_NEW, *words], check=True, capture_output=True)
