"""A file that others may have put there is read no further than it may be long, and only if it is a plain one."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.host.bounded import TooLarge, is_plain, read_plain


@pytest.mark.parametrize(("size", "whole"), [(0, True), (10, True), (11, False), (1 << 40, False)])
def test_a_file_is_read_up_to_its_bound(tmp_path: Path, size: int, whole: bool) -> None:
    """All of it, or nothing: one of a terabyte (with holes) costs no memory, and its size is told."""
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, size)
    if whole:
        assert read_plain(path, 10) == bytes(size)
        return
    with pytest.raises(TooLarge) as refused:
        read_plain(path, 10)
    assert refused.value.size == size and refused.value.errno == errno.EFBIG


MADE: dict[str, Callable[[Path], None]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a folder": lambda path: path.mkdir(),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("follow", [False, True])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, kind: str, follow: bool) -> None:
    """Nobody waits for a pipe's other end, and no device is read to its end."""
    MADE[kind](tmp_path / "it")
    assert not is_plain(tmp_path / "it")
    with pytest.raises(OSError):
        read_plain(tmp_path / "it", 10, follow)


def test_a_link_is_followed_where_it_may_be(tmp_path: Path) -> None:
    """A technician's own link is one thing, a stick's another."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    assert read_plain(tmp_path / "link", 10) == b"x"
    with pytest.raises(OSError):
        read_plain(tmp_path / "link", 10, follow=False)
