"""A file that others may have put there, read no further than what is wanted can be long.

A name on a USB stick or in the settings may lead to a device, a pipe without an end, or a file of gigabytes: it is
opened without waiting, must be a plain file, and is read up to the bound.
"""

import errno
import os
import stat
from pathlib import Path


class TooLarge(OSError):
    """Longer than it may be; `size`: its bytes."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        self.size = size


def is_plain(path: Path) -> bool:
    """A file, and no link to one. Raises OSError."""
    return stat.S_ISREG(path.lstat().st_mode)


def read_plain(path: Path, most: int, follow: bool = True) -> bytes:
    """All of a plain file of at most `most` bytes. `follow`: it may be reached by a link. Raises TooLarge, OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW))
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(path, path.stat().st_size)
    return content
