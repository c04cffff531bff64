"""What lies on a stick beside the copies of a journal is not opened."""

import os
import shutil
from pathlib import Path

from kiosk.journal.opening import migrate
from kiosk.journal.repair.sources import journals


def test_what_is_no_plain_file_is_no_copy(tmp_path: Path) -> None:
    """A pipe under a copy's name keeps nobody waiting, a link leads to no file of the machine's; a copy is found."""
    data, stick = tmp_path / "data", tmp_path / "stick"
    data.mkdir()
    stick.mkdir()
    migrate(tmp_path / "journal.db")
    os.mkfifo(stick / "a.journal.db")
    (stick / "b.journal.db").symlink_to(tmp_path / "journal.db")
    assert journals(data, [stick]) == []
    shutil.copy(tmp_path / "journal.db", stick / "c.journal.db")
    assert len(journals(data, [stick])) == 1
