"""The kernel's `video=` in cmdline.txt: ours comes, changes and goes, and nothing else does."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config.hardware.video import connector_of, is_connector, is_video
from kiosk.host.screen.kernel_arguments import with_video, write_video

PI_OS = "console=serial0,115200 console=tty1 root=PARTUUID=1-02 rootfstype=ext4 fsck.repair=yes rootwait quiet splash"
HD, SMALL = "HDMI-A-1:1920x1080@60D", "HDMI-A-1:1280x720@60D"


@pytest.mark.parametrize(
    ("line", "video", "wanted"),
    [
        (PI_OS, HD, f"{PI_OS} video={HD} kiosk.video={HD}"),
        (f"{PI_OS} video={HD} kiosk.video={HD}", SMALL, f"{PI_OS} video={SMALL} kiosk.video={SMALL}"),
        (f"{PI_OS} video={HD} kiosk.video={HD}", "", PI_OS),
        (f"{PI_OS} video={HD}", "", f"{PI_OS} video={HD}"),
        (f"video={SMALL} {PI_OS}", HD, f"{PI_OS} video={HD} kiosk.video={HD}"),
        (f"{PI_OS} video=HDMI-A-2:800x480", HD, f"{PI_OS} video=HDMI-A-2:800x480 video={HD} kiosk.video={HD}"),
        (
            f"a video={HD} kiosk.video={HD} b",
            "DSI-1:800x480",
            "a b video=DSI-1:800x480 kiosk.video=DSI-1:800x480",
        ),
        ("", HD, f"video={HD} kiosk.video={HD}"),
        ("  a   b ", "", "  a   b "),
    ],
)
def test_ours_comes_changes_and_goes(line: str, video: str, wanted: str) -> None:
    """Another socket's stays, the same socket's gives way; what somebody else wrote is not taken away."""
    assert with_video(line, video) == wanted


WORDS = st.lists(st.from_regex(r"[a-z_.]{1,8}(=[A-Za-z0-9:,@/-]{0,12})?", fullmatch=True), max_size=8)
VIDEOS = st.sampled_from(("", HD, SMALL, "DSI-1:800x480"))


@given(WORDS, VIDEOS, VIDEOS)
def test_no_other_argument_is_lost_and_twice_is_once(words: list[str], first: str, then: str) -> None:
    """Whatever stands there stays in its order; the last option holds, alone; done again changes nothing."""
    others = [word for word in words if not word.startswith(("video=", "kiosk.video="))]
    line = with_video(with_video(" ".join(others), first), then)
    assert with_video(line, then) == line
    assert [w for w in line.split() if not w.startswith(("video=", "kiosk.video="))] == others
    assert [w for w in line.split() if w.startswith("video=")] == ([f"video={then}"] if then else [])


def test_the_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line as before, with its end; a power cut in the middle leaves the old one; again it is not written."""
    path = tmp_path / "cmdline.txt"
    path.write_text(f"{PI_OS}\n")

    def cut(self: Path, to: Path) -> Path:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", cut)
        with pytest.raises(OSError, match="Input/output"):
            write_video(tmp_path, HD)
    assert path.read_text() == f"{PI_OS}\n" and [one.name for one in tmp_path.iterdir()] == ["cmdline.txt"]
    assert write_video(tmp_path, HD)
    assert path.read_text() == f"{PI_OS} video={HD} kiosk.video={HD}\n"
    written = path.stat().st_ino
    assert not write_video(tmp_path, HD) and path.stat().st_ino == written
    assert write_video(tmp_path, "") and path.read_text() == f"{PI_OS}\n"


def test_a_machine_that_starts_otherwise_is_left_alone(tmp_path: Path) -> None:
    """No cmdline.txt, no file; bytes that are no text stay as they are."""
    assert not write_video(tmp_path, HD) and not list(tmp_path.iterdir())
    (tmp_path / "cmdline.txt").write_bytes(b"quiet note=\xff\xfe")
    assert write_video(tmp_path, SMALL)
    assert (tmp_path / "cmdline.txt").read_bytes().startswith(b"quiet note=\xff\xfe video=")


@pytest.mark.parametrize(
    ("word", "good"),
    [
        (HD, True),
        ("HDMI-A-1:1280x800M@60D", True),
        ("HDMI-A-2:1280x720MR@60e", True),
        ("Composite-1:720x576", True),
        ("HDMI-A-1:1920x1080@60D,margin_left=30,margin_right=30,margin_top=20,margin_bottom=20", True),
        ("1920x1080@60D", False),
        ("HDMI-A-1:1920x1080@60D init=/bin/sh", False),
        ("HDMI-A-1:1920x1080@60i", False),
        ("HDMI-A-1", False),
        ("HDMI-A-1:1920x1080\n", False),
        ("HDMI-A-١:1920x1080", False),
    ],
)
def test_the_option_is_one_word_of_the_kernels(word: str, good: bool) -> None:
    """A socket, a size, whole pictures; nothing that could be another argument."""
    assert is_video(word) is good
    assert not good or (is_connector(connector_of(word)) and not re.search(r"\s", word))
