"""From the stick to the data partition: which bundle, whole or not at all, and when not again."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.update.fetch import MAX_BYTES, RESERVE, fetch, mark, newest, version_of


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    for version in ("0.1.0.9", "0.1.0.10", "0.1.0.8"):
        (made / f"kiosk-{version}.raucb").write_bytes(version.encode() * 1000)
    (made / "holiday.raucb").write_bytes(b"x")
    return made


def test_the_newest_of_the_wanted_is_taken(stick: Path, tmp_path: Path) -> None:
    """By the version in its name; other names are none of ours."""
    assert newest(stick, lambda version: bool(version), tmp_path) == stick / "kiosk-0.1.0.10.raucb"
    assert newest(stick, lambda version: version.endswith("9"), tmp_path) == stick / "kiosk-0.1.0.9.raucb"
    assert newest(stick, lambda version: False, tmp_path) is None
    assert version_of(stick / "holiday.raucb") == ""


def test_a_refused_one_is_left_until_it_is_another_file(stick: Path, tmp_path: Path) -> None:
    """What RAUC refused is not copied again; a good copy of the same name is looked at."""
    bad = stick / "kiosk-0.1.0.10.raucb"
    (tmp_path / mark(bad)).touch()
    assert newest(stick, bool, tmp_path) == stick / "kiosk-0.1.0.9.raucb"
    bad.write_bytes(b"good now")
    assert newest(stick, bool, tmp_path) == bad


def test_a_copy_is_whole_and_nobody_else_s(stick: Path, tmp_path: Path) -> None:
    """Every byte, readable by its owner only; what an interrupted copy left behind is gone."""
    folder, bundle = tmp_path / "update", stick / "kiosk-0.1.0.9.raucb"
    folder.mkdir()
    (folder / "kiosk-0.1.0.9.raucb.part").write_bytes(b"half")
    assert fetch(bundle, folder)
    (copy,) = folder.iterdir()
    assert copy.read_bytes() == bundle.read_bytes() and copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["a link", "a pipe", "a folder", "a device"])
def test_what_is_no_plain_file_is_no_bundle(stick: Path, tmp_path: Path, kind: str) -> None:
    """A stick of another file system may hold a link to the machine's own files, or a pipe without an end."""
    name = stick / "kiosk-0.2.raucb"
    made: dict[str, Callable[[], None]] = {
        "a link": lambda: name.symlink_to(stick / "kiosk-0.1.0.8.raucb"),
        "a pipe": lambda: os.mkfifo(name),
        "a folder": name.mkdir,
        "a device": lambda: name.symlink_to("/dev/zero"),
    }
    made[kind]()
    assert newest(stick, bool, tmp_path) == stick / "kiosk-0.1.0.10.raucb"
    assert newest(stick, bool, tmp_path / "none") == stick / "kiosk-0.1.0.10.raucb"


@pytest.mark.parametrize("name", [f"kiosk-{'9' * 41}.raucb", f"kiosk-{'9' * 200}.raucb", "kiosk-.raucb.raucb"])
def test_a_name_that_is_too_long_is_none_of_ours(stick: Path, tmp_path: Path, name: str) -> None:
    """No number of thousands of digits is made of it, and no mark that no file system takes."""
    (stick / name).write_bytes(b"x")
    assert newest(stick, bool, tmp_path) == stick / "kiosk-0.1.0.10.raucb"


def test_a_giant_is_left_on_the_stick(stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """However much room there is."""
    os.truncate(stick / "kiosk-0.1.0.9.raucb", MAX_BYTES + 1)
    assert not fetch(stick / "kiosk-0.1.0.9.raucb", tmp_path / "update")
    assert list((tmp_path / "update").iterdir()) == [] and "is no bundle" in capsys.readouterr().err


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_the_journal_keeps_its_room(stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for the bundle and the reserve nothing is copied, and the log says how much is missing."""
    bundle = stick / "kiosk-0.1.0.9.raucb"
    free = bundle.stat().st_size + RESERVE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 30, 0, free))
    assert not fetch(bundle, tmp_path / "update")
    assert list((tmp_path / "update").iterdir()) == []
