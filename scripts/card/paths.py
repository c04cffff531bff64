"""Where the card is made: what the build, the bundle and the emulator's checks hand to each other."""

import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
OUT = PROJECT / "build" / "image"
CARD = OUT / "kiosk.img"
ROOT_PICTURE = OUT / "root.ext4"
TREE = OUT / "tree"
RELEASE = TREE / "usr/lib/kiosk/release"  # the version of the last build
KEYS = OUT / "keys"


class NotBuilt(OSError):
    """There is no card yet; says what makes one."""

    def __init__(self) -> None:
        super().__init__("nothing is built yet: sudo ./scripts/image build")


def built_release() -> str:
    """The version of the last build. Raises NotBuilt."""
    if not (ROOT_PICTURE.exists() and CARD.exists() and RELEASE.exists()):
        raise NotBuilt
    return RELEASE.read_text().strip()


def fresh_folder(name: str) -> Path:
    """An empty folder of this name beside the card, for one check. Raises NotBuilt."""
    built_release()
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
