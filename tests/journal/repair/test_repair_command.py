"""`kiosk repair`, as a technician types it."""

import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.opening import read_file
from kiosk.journal.schema import KEY
from tests.journal.repair.damages import backed_up, folded, read, signed
from tests.journal.signed import KEY as SIGNING
from tests.journal.test_damage import page_of
from tests.service.test_identity import card


def test_a_whole_copy_comes_back_on_another_card(
    data: Path, tmp_path: Path, origin: tuple[Path, list[Numbered]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The identity's key is there: what it signed is taken from the stick, and what another signed is not."""
    settings, stick = card(tmp_path / "new"), tmp_path / "stick"
    stick.mkdir()
    with read_file(data / "journal.db") as reader:
        reader.copy_to(stick / "kiosk-H55-92-08-000-k1-20261129-1830.journal.db")
    new = tmp_path / "new/data"
    (new / KEY).write_bytes(b"o" * 32)
    assert main(["repair", "--from", str(stick), "--config", str(settings)]) == 0
    assert "nothing to bring back" in capsys.readouterr().out
    (new / KEY).write_bytes(SIGNING.private_bytes_raw())
    assert main(["repair", "--from", str(stick), "--config", str(settings)]) == 0
    rows, journal = origin[1], origin[1][0][1]["journal"]
    assert read(new / f"former/{journal}.journal.db") == rows[: signed(rows)]
    said = capsys.readouterr().out
    assert "brought back from the kiosk-H55" in said
    assert main(["repair", "--from", str(tmp_path / "none"), "--config", str(settings)]) == 1
    assert "is not there" in capsys.readouterr().err


def test_the_command_says_what_came_from_where(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And does nothing the second time."""
    settings = card(tmp_path / "card")
    shutil.rmtree(tmp_path / "card/data")
    backed_up(data, folded(page_of(20)))
    shutil.copytree(data, tmp_path / "card/data")
    assert main(["repair", "--config", str(settings)]) == 0
    said = capsys.readouterr().out
    assert "from the backup" in said and "from the disk" in said and "the file as it was is in" in said
    assert main(["repair", "--config", str(settings)]) == 0
    assert "nothing to bring back" in capsys.readouterr().out
    shutil.rmtree(tmp_path / "card/data")
    (tmp_path / "card/data").mkdir()
    assert main(["repair", "--config", str(settings)]) == 1
    assert "no journal" in capsys.readouterr().err
