"""Where things of one kiosk are: its journal, its sockets, its name in the world."""

import hashlib
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

from kiosk.config.options import Config, Kiosk
from kiosk.core.office.unit import Unit
from kiosk.host.owner import CONSOLE, own_folder

OFFICERS_SALT = "officers.salt"
INSTALLED_RUNTIME = Path("/run/kiosk")  # systemd/kiosk.tmpfiles
RELEASE = Path("/usr/lib/kiosk/release")  # written by scripts/image build


def source_of(config: Config) -> str:
    """The CloudEvents source, `/H55/92/08/000/k1`."""
    return f"/{Unit.parse(config.office.unit).topic}/{config.kiosk.id}"


def salt_path(data: Path) -> Path:
    """Of the console's own random bytes: by them officers are opaque and their PINs sealed."""
    return own_folder(data, CONSOLE) / OFFICERS_SALT


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
    return RELEASE.read_text(encoding="ascii").strip() if RELEASE.exists() else version("may-lay-so")
