"""The first sign of life on the kernel's framebuffer; the kernel's answers are played, the file is real."""

import errno
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from display.drawing.theme import DAY
from display.engine import pygame
from display.panels import MappedPanel
from scripts.card import splash, splash_words
from scripts.card.tree import OVERLAY

FORMATS = {32: ((16, 8), (8, 8), (0, 8)), 16: ((11, 5), (5, 6), (0, 5))}


class Kernel:
    """Answers as linux/fb.h says; `refuses`: what PUT raises."""

    def __init__(self, width: int, height: int, bits: int = 32, more: int = 0, refuses: int = 0) -> None:
        self.variable = bytearray(struct.pack("=6I2I", width, height, width, height, 0, 0, bits, 0).ljust(160, b"\0"))
        for n, colour in enumerate(FORMATS[bits]):
            struct.pack_into("=II", self.variable, 32 + 12 * n, *colour)
        self.pitch, self.refuses, self.activated = width * bits // 8 + more, refuses, 0
        self.path = Path()

    def __call__(self, fd: int, request: int, data: bytearray) -> int:
        if request == splash.GET:
            data[:] = self.variable
        elif request == splash.FIXED:
            struct.pack_into("=I", data, 48, self.pitch)
        elif self.refuses:
            raise OSError(self.refuses, "refused")
        else:
            assert data[:84] == self.variable[:84], "the mode is given back as it was"
            self.activated = struct.unpack_from("=I", data, 84)[0]
            self.path.write_bytes(bytes(self.pitch * 8))  # the console draws itself: black
        return 0


def choice() -> list[splash.Words]:
    return [splash.read_words(splash_words.pgm(size)) for size in splash_words.SIZES]


def shown(kernel: Kernel, path: Path, rotate: int = 0) -> bytes:
    path.write_bytes(b"")
    kernel.path = path
    splash.show(path, choice(), rotate, kernel)
    return path.read_bytes()


def test_paper_and_ink_are_the_home_screens() -> None:
    """From the first sign to the home screen the ground does not change."""
    assert (DAY.paper, DAY.navy) == (splash.PAPER, splash.INK)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_it_stands_turned_as_every_other_picture_does(rotate: int, tmp_path: Path) -> None:
    """A person before a turned panel reads it upright: the same turn as the kiosk's own panel makes."""
    built = (1280, 800)
    seen = built if rotate in (0, 180) else built[::-1]
    upright = shown(Kernel(*seen), tmp_path / "upright")
    frame = Frame(built)
    panel = MappedPanel(frame, rotate)
    panel.show(pygame.image.frombuffer(upright, seen, "BGRA"), [(0, 0, *seen)])
    assert without_spare(shown(Kernel(*built), tmp_path / "turned", rotate)) == without_spare(frame.memory.tobytes())


class Frame:
    """A panel's memory for MappedPanel."""

    mm, said, unlike = (0, 0), "", False

    def __init__(self, size: tuple[int, int]) -> None:
        self.size, self.pitch = size, size[0] * 4
        self.memory = memoryview(bytearray(self.pitch * size[1]))

    def shown(self, rects: object) -> None:
        return None

    def changed(self) -> bool:
        return False

    def refit(self) -> None:
        return None

    def close(self) -> None:
        return None


def upright_words(size: tuple[int, int]) -> splash.Words | None:
    return splash.fitting(splash.Shape(*size, size[0] * 4, 32, FORMATS[32]), choice())


def without_spare(dots: bytes) -> bytes:
    """Every fourth byte is not shown."""
    out = bytearray(dots)
    out[3::4] = bytes(len(out) // 4)
    return bytes(out)


@pytest.mark.parametrize("size", [(480, 800), (800, 480), (1024, 600), (1280, 800), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("bits", [16, 32])
def test_words_are_whole_on_every_panel(size: tuple[int, int], bits: int, tmp_path: Path) -> None:
    """Words at least half as wide as the panel, in its middle, with paper all around, also where rows are padded."""
    kernel = Kernel(*size, bits, more=64)
    dots = shown(kernel, tmp_path / "fb")
    assert len(dots) == kernel.pitch * size[1] and kernel.activated == 128
    paper = dots[: bits // 8]
    row = [dots[y * kernel.pitch : y * kernel.pitch + size[0] * bits // 8] for y in range(size[1])]
    inked = [y for y, line in enumerate(row) if line != paper * size[0]]
    words = upright_words(size)
    assert words is not None and words.width >= size[0] / 2
    assert abs(inked[0] - (size[1] - inked[-1])) < words.height / 2
    edge = size[0] // 20 * bits // 8
    assert all(line[:edge] == paper * (size[0] // 20) == line[-edge:] for line in row)


def test_a_panel_that_is_too_small_gets_plain_paper(tmp_path: Path) -> None:
    """Nothing is cut."""
    dots = shown(Kernel(160, 128), tmp_path / "fb")
    assert dots == dots[:4] * (160 * 128)


def test_a_program_that_has_the_panel_keeps_it(tmp_path: Path) -> None:
    """EBUSY is no error: the picture lies below; any other refusal is one."""
    assert shown(Kernel(800, 480, refuses=errno.EBUSY), tmp_path / "fb")
    with pytest.raises(OSError, match="refused"):
        shown(Kernel(800, 480, refuses=errno.EINVAL), tmp_path / "fb")


@pytest.mark.parametrize(
    ("toml", "rotate"),
    [
        (b"[hardware]\nrotate = 90\n", 90),
        (b"[hardware]\r\n  rotate=270 # turned\r\n", 270),
        ('[hardware]\nrotate = 180\n["'.encode("utf-16"), 180),
        (b"[hardware]\n# rotate = 90\n", 0),
        (b"[hardware]\nrotate = 45\n", 0),
        (b"\xff\xfe\x00broken", 0),
    ],
)
def test_rotate_is_read_from_a_file_that_may_be_broken(toml: bytes, rotate: int) -> None:
    """Before anybody has checked kiosk.toml."""
    assert splash.rotation(toml) == rotate


def test_the_unit_runs_what_lies_on_the_card(tmp_path: Path) -> None:
    """It needs the standard library only, and fails with the framebuffer's name where there is none."""
    unit = (OVERLAY / "etc/systemd/system/kiosk-splash.service").read_text()
    assert "python3 -I -S /usr/lib/kiosk/splash.py /usr/lib/kiosk/splash /boot/firmware/kiosk.toml\n" in unit
    splash_words.write(tmp_path)
    alone = [sys.executable, "-I", "-S", splash.__file__, str(tmp_path), str(tmp_path / "none.toml")]
    done = subprocess.run(alone, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.endswith("No such file or directory: '/dev/fb0'\n")


def test_no_picture_of_another_kind_is_taken() -> None:
    """Words of the wrong size would stand slanted."""
    with pytest.raises(ValueError, match="P5"):
        splash.read_words(b"P5\n2 2\n255\n123")
