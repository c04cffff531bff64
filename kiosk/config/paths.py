"""Where things of one kiosk are: its journal, its sockets, its name in the world."""

import hashlib
import os
import tempfile
from pathlib import Path

from kiosk.config.options import Config, Kiosk
from kiosk.core.office.unit import Unit
from kiosk.host.owner import CONSOLE, COURIER, own_folder

OFFICERS_SALT = "officers.salt"
ENROLLED, ENROLLED_CA = "enrolled.pem", "enrolled-ca.pem"  # the courier's: what the city gave, and its authority
INSTALLED_RUNTIME = Path("/run/kiosk")  # systemd/kiosk.tmpfiles
RELEASE = Path("/usr/lib/kiosk/release")  # written by scripts/image build


def source_of(config: Config) -> str:
    """The CloudEvents source, `/H55/92/08/000/k1`."""
    return f"/{Unit.parse(config.office.unit).topic}/{config.kiosk.id}"


def salt_path(data: Path) -> Path:
    """Of the console's own random bytes: by them officers are opaque and their PINs sealed."""
    return own_folder(data, CONSOLE) / OFFICERS_SALT


def certificate_files(config: Config) -> tuple[str, str, str]:
    """By which the broker is met: its authority, our certificate, our key, each "" for none; those that the city gave,
    where it is asked for them, and then key and certificate are one file."""
    broker, own = config.broker, own_folder(Path(config.kiosk.data), COURIER)
    if not broker.enrol_url:
        return broker.ca, broker.certificate, broker.key
    return broker.ca or str(own / ENROLLED_CA), str(own / ENROLLED), ""


def journal_path(config: Config) -> Path:
    return Path(config.kiosk.data) / "journal.db"


def runtime_of(config: Config) -> Path:
    """The folder of sockets. A Unix socket's path ends at 107 bytes, so without a setting it is a short one of its own
    in the temporary folder, the same for every program of this data folder."""
    given = config.kiosk.runtime or os.environ.get("RUNTIME_DIRECTORY", "")
    if given:
        return Path(given)
    if Path(config.kiosk.data) == Path(Kiosk().data) and INSTALLED_RUNTIME.is_dir():
        return INSTALLED_RUNTIME  # where the units have it, also for what a technician types
    name = hashlib.sha256(str(Path(config.kiosk.data).resolve()).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"kiosk-{os.getuid()}-{name}"


def release() -> str:
    """The version that runs: of the card's root, else of the package alone."""
    if RELEASE.exists():
        return RELEASE.read_text(encoding="ascii").strip()
    from importlib.metadata import version  # no program on the card needs it, and it reads half of `email`

    return version("may-lay-so")
