"""The key that signs updates: build/image/keys, made once.

Who loses it must flash every card again, who shares it gives away every kiosk. Its certificate is in each card's root.
"""

import subprocess
from pathlib import Path

KEY, CERTIFICATE = "release.key.pem", "release.cert.pem"
YEARS = 30


def certificate(keys: Path) -> Path:
    """The release certificate in the folder `keys`; the first time, with its key, made. Raises CalledProcessError."""
    if not (keys / CERTIFICATE).exists():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        of = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(365 * YEARS))
        into = ("-keyout", keys / KEY, "-out", keys / CERTIFICATE, "-subj", "/O=may-lay-so/CN=release")
        subprocess.run(["openssl", "req", "-x509", *of, *into], check=True, capture_output=True)
    return keys / CERTIFICATE
