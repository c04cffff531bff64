"""A file is written whole or not at all, whenever the power goes, the disk is full or the stick is pulled out.

The new content stands under another name in the same folder until it is synced; one rename(2) then gives it the name,
and the folder is synced, because a name is on the disk only when its folder is. So whoever looks, and every start after
a power cut, finds the old file or the new one. It asks for nothing that FAT lacks: no hard link, and a mode or an owner
only where the file system does not give it by itself. What a power cut leaves under the other name goes at the next
write. Only `write_once` and `name_again` link, on the data partition.
"""

import contextlib
import glob
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

ENDING = ".part"


def write_whole(path: Path, content: bytes, mode: int | None = None, synced: bool = True) -> None:
    """As `whole` has it. Raises OSError that names the path."""
    try:
        with whole(path, mode, synced) as file:
            file.write(content)
    except OSError as error:
        raise _named(error, path) from error


def write_once(path: Path, content: bytes, mode: int) -> None:
    """Whole, and only where no such file stands: the first of two programs wins. Raises OSError that names the path."""
    try:
        with _draft(path, mode) as (draft, file):
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another program was quicker
                path.hardlink_to(draft)
            draft.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise _named(error, path) from error


@contextlib.contextmanager
def whole(path: Path, mode: int | None = None, synced: bool = True) -> Iterator[BinaryIO]:
    """To write into; takes the place of `path` when the block ends, and leaves no trace when it fails.

    `mode`: of the new file; None: as that of the file that it replaces, else 0644. Its owner is the writer, or as root
    has it, that of the file that it replaces. `synced`: False where a power cut takes the whole folder, as in memory.
    Raises OSError.
    """
    with _draft(path, 0o644 if mode is None else mode) as (draft, file):
        _dress(file.fileno(), path, mode)
        yield file
        file.flush()
        if synced:
            os.fsync(file.fileno())
        draft.replace(path)
    if synced:
        sync_folder(path.parent)


@contextlib.contextmanager
def drafted(path: Path, mode: int) -> Iterator[Path]:
    """The same for a library that makes its file by itself: another name in the folder, an empty file so far, which
    takes the place of `path` when the block ends. Raises OSError."""
    with _draft(path, mode) as (draft, file):
        yield draft
        os.fsync(file.fileno())
        draft.replace(path)
    sync_folder(path.parent)


def sweep(folder: Path, name: str = "*") -> None:
    """Removes what a power cut has left of writing `name` (as glob has it), not what is being written now.

    A draft's name tells its thread, and while that lives nobody else on the machine has its number. Raises OSError.
    """
    for left in folder.glob(f"{name}{ENDING}"):
        thread = left.name.removesuffix(ENDING).rpartition(".")[2]
        if thread == str(threading.get_native_id()) or not (thread.isdigit() and Path("/proc", thread).exists()):
            with contextlib.suppress(FileNotFoundError):  # another program swept first
                left.unlink()


def rename_synced(path: Path, to: Path) -> Path:
    """A whole file's other name in its folder, where it takes the place of what has it; on the disk when this returns.
    Raises OSError."""
    path.replace(to)
    sync_folder(to.parent)
    return to


def name_again(path: Path, to: Path) -> None:
    """A second name of a file, on the disk when this returns. Raises OSError."""
    to.hardlink_to(path)
    sync_folder(to.parent)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is. Raises OSError."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def _draft(path: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """The other name and its open file; without it when the block fails."""
    sweep(path.parent, f"{glob.escape(path.name)}.[0-9]*")
    draft = path.with_name(f"{path.name}.{threading.get_native_id()}{ENDING}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield draft, file
    except BaseException:
        with contextlib.suppress(OSError):  # a locked or lost disk cannot be cleaned; what is wrong is raised below
            draft.unlink()
        raise


def _dress(fd: int, path: Path, mode: int | None) -> None:
    """Before the first byte of it is there to be read, like the file that stood there; a link is none, and says nothing
    of modes and owners. Only what differs is set: FAT refuses another owner."""
    there, made = _file_at(path), os.fstat(fd)
    if there is None:
        return
    if mode is None and stat.S_IMODE(there.st_mode) != stat.S_IMODE(made.st_mode):
        os.fchmod(fd, stat.S_IMODE(there.st_mode))
    if made.st_uid == 0 and (there.st_uid, there.st_gid) != (0, made.st_gid):  # who else made it may give nothing away
        os.fchown(fd, there.st_uid, there.st_gid)


def _file_at(path: Path) -> os.stat_result | None:
    """None: nothing, or no plain file."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return None
    return there if stat.S_ISREG(there.st_mode) else None


def _named(error: OSError, path: Path) -> OSError:
    """With the file that somebody knows; Python makes the subclass by the number."""
    return OSError(error.errno, error.strerror, str(path))
