"""Whole or not at all: every way to lose power, room or disk in the middle of a write."""

import errno
import os
import re
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.host.files import sweep, whole, write_once, write_whole

OLD, NEW = b"old " * 3000, b"new " * 5000
TOUCHING = ("open", "fdopen", "fsync", "fchmod", "fchown", "replace", "link", "unlink")  # what `files` asks of the disk


class PowerCut(BaseException):
    """Nothing runs after it: no clean-up either."""


class Disk:
    """The calls of `os` that reach files below `folder`, counted; the `at`-th one fails by `fault`, and with the power
    cut every later one too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.folder, self.calls, self.at = str(folder), list[str](), -1
        self.fault: Callable[[], BaseException] = PowerCut
        self.refused = dict[str, int]()
        for name in TOUCHING:
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            if not self._is_ours(args[0]):
                return real(*args, **named)
            if name == "fdopen":
                return _Written(self, real(*args, **named))
            self.step(name)
            return real(*args, **named)

        return call

    def _is_ours(self, what: Any) -> bool:
        path = Path(f"/proc/self/fd/{what}").readlink() if isinstance(what, int) else what
        return str(path).startswith(self.folder)

    def step(self, name: str) -> None:
        self.calls.append(name)
        if name in self.refused:
            raise OSError(self.refused[name], os.strerror(self.refused[name]))
        if len(self.calls) == self.at + 1 or (0 <= self.at < len(self.calls) and self.fault is PowerCut):
            raise self.fault()


class _Written:
    """An open file whose writes are steps too; what is written before a power cut may be half on the disk."""

    def __init__(self, disk: Disk, file: Any) -> None:
        self._disk, self._file = disk, file

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        self._file.flush()
        self._disk.step("write")
        self._file.write(content[len(content) // 2 :])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Disk]:
    with monkeypatch.context() as patched:
        yield Disk(patched, tmp_path)


def steps_of(write: Callable[[], None], disk: Disk) -> list[str]:
    """What a write that goes well asks of the disk."""
    disk.calls.clear()
    write()
    return list(disk.calls)


def there(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- one write --------------------------------------------------------------------------------------------------


def test_the_content_is_on_the_disk_before_its_name_and_the_name_before_the_end(tmp_path: Path, disk: Disk) -> None:
    """Written, synced, renamed, and the folder opened and synced; nothing else."""
    steps = steps_of(lambda: write_whole(tmp_path / "a", NEW), disk)
    assert steps == ["open", "write", "fsync", "replace", "open", "fsync"]
    assert (tmp_path / "a").read_bytes() == NEW and there(tmp_path) == ["a"]


def test_in_memory_nothing_is_synced(tmp_path: Path, disk: Disk) -> None:
    """Whole all the same: under another name until it is complete."""
    steps = steps_of(lambda: write_whole(tmp_path / "a", NEW, synced=False), disk)
    assert steps == ["open", "write", "replace"]


@pytest.mark.parametrize("at", range(6))
def test_a_power_cut_leaves_the_old_or_the_new_and_the_next_write_cleans_up(
    tmp_path: Path, disk: Disk, at: int
) -> None:
    """At each step of the write; what stood there is whole, and so is what stands there now."""
    (tmp_path / "a").write_bytes(OLD)
    disk.at = at
    with pytest.raises(PowerCut):
        write_whole(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == (NEW if at > 3 else OLD)
    disk.at = -1
    write_whole(tmp_path / "a", b"newer")
    assert (tmp_path / "a").read_bytes() == b"newer" and there(tmp_path) == ["a"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT], ids=errno.errorcode.get)
@pytest.mark.parametrize("at", range(6))
def test_a_fault_names_the_file_and_leaves_no_litter(tmp_path: Path, disk: Disk, at: int, code: int) -> None:
    """Before the rename the old file stands, after it the new one; never a second file beside it."""
    (tmp_path / "a").write_bytes(OLD)
    disk.at, disk.fault = at, lambda: OSError(code, os.strerror(code))
    with pytest.raises(OSError, match=re.escape(f"{os.strerror(code)}: '{tmp_path}/a'")) as raised:
        write_whole(tmp_path / "a", NEW)
    assert raised.value.errno == code and there(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == (NEW if at > 3 else OLD)


def test_whoever_fails_while_writing_changes_nothing(tmp_path: Path) -> None:
    """A source that breaks off in the middle: its own error, the old file, no litter."""
    (tmp_path / "a").write_bytes(OLD)
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "a") as file:
        file.write(b"half")
        print(1 // 0)
    assert (tmp_path / "a").read_bytes() == OLD and there(tmp_path) == ["a"]


def test_a_file_system_without_links_modes_and_owners_is_enough(tmp_path: Path, disk: Disk) -> None:
    """As FAT has it: whoever asks for one of the three is refused, and the file is written."""
    (tmp_path / "kiosk.toml").write_bytes(OLD)
    disk.refused = dict.fromkeys(("link", "fchmod", "fchown"), errno.EPERM)
    write_whole(tmp_path / "kiosk.toml", NEW)
    write_whole(tmp_path / "beside.toml", NEW)
    assert (tmp_path / "kiosk.toml").read_bytes() == NEW == (tmp_path / "beside.toml").read_bytes()


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk: needs root")
def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    """A real one of 32 KB: no half file, no litter, room again once something goes."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "small", tmp_path], check=True)
    try:
        write_whole(tmp_path / "a", OLD)
        with pytest.raises(OSError, match="No space left on device"):
            write_whole(tmp_path / "a", bytes(64_000))
        assert (tmp_path / "a").read_bytes() == OLD and there(tmp_path) == ["a"]
        write_whole(tmp_path / "a", NEW)
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# --- mode and owner ---------------------------------------------------------------------------------------------


def test_a_file_keeps_its_mode_unless_one_is_given(tmp_path: Path) -> None:
    """0600 stays 0600 whatever the umask is; a given mode takes its place; before the first byte it is set."""
    path = tmp_path / "kiosk.toml"
    path.write_bytes(OLD)
    path.chmod(0o660)
    with whole(path) as file:
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o660
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    write_whole(path, NEW, 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="gives a file to another user: needs root")
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    """Root, who mends a file of the kiosk's, does not take it away from the kiosk."""
    path = tmp_path / "kiosk.toml"
    path.write_bytes(OLD)
    os.chown(path, 1234, 1235)
    write_whole(path, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


# --- two at once ------------------------------------------------------------------------------------------------


def test_of_two_that_write_one_is_whole_in_the_end(tmp_path: Path) -> None:
    """Eight threads, each its own content many times: who reads meanwhile reads a whole one, and nothing is left."""
    contents = [bytes([n]) * 50_000 for n in range(8)]
    write_whole(tmp_path / "a", contents[0])

    def write(content: bytes) -> None:
        for _ in range(20):
            write_whole(tmp_path / "a", content, synced=False)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert (tmp_path / "a").read_bytes() in contents
    assert (tmp_path / "a").read_bytes() in contents and there(tmp_path) == ["a"]


def test_only_what_nobody_writes_any_more_is_swept(tmp_path: Path) -> None:
    """A draft of a living thread stays, one of a dead one goes, and one of before these names too."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    living, dead, old = f"a.{os.getppid()}.part", f"a.{gone.pid}.part", "a.part"
    for name in (living, dead, old, "a", "a.bad"):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert there(tmp_path) == sorted([living, "a", "a.bad"])


@pytest.mark.parametrize("at", range(7))
def test_what_is_made_once_stays_as_the_first_made_it(tmp_path: Path, disk: Disk, at: int) -> None:
    """Power cut at each step: no key or a whole one, and the next start has one that then stays."""
    key = tmp_path / "own.key"
    disk.at = at
    with pytest.raises(PowerCut):
        write_once(key, b"k" * 32, 0o600)
    assert not key.exists() or key.read_bytes() == b"k" * 32
    disk.at = -1
    first = key.read_bytes() if key.exists() else b"l" * 32
    for content in (b"l" * 32, b"m" * 32):
        write_once(key, content, 0o600)
    assert key.read_bytes() == first and stat.S_IMODE(key.stat().st_mode) == 0o600 and there(tmp_path) == ["own.key"]
