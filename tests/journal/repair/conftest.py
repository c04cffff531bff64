"""A kiosk's data folder with a journal that is worth repairing."""

import shutil
from pathlib import Path

import pytest

from kiosk.journal.backup.segments import Numbered
from kiosk.journal.schema import KEY
from tests.journal.repair.damages import signed
from tests.journal.repair.history import CUT, made
from tests.journal.signed import KEY as SIGNING


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Numbered]]:
    """Its log is not folded back."""
    folder = tmp_path_factory.mktemp("cut")
    rows = made(tmp_path_factory.mktemp("origin") / "journal.db", folder)
    assert 0 < signed(rows) < len(rows) - 1
    return folder, rows


@pytest.fixture
def data(origin: tuple[Path, list[Numbered]], tmp_path: Path) -> Path:
    """A kiosk's data folder with this journal and the key that signed it."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in CUT:
        shutil.copy(origin[0] / name, folder)
    (folder / KEY).write_bytes(SIGNING.private_bytes_raw())
    return folder
