"""The first sign of life: "Máy đang khởi động" on the kernel's framebuffer, seconds after power.

Runs alone, before the kiosk's own programs and without their modules: `python3 -I -S splash.py WORDS KIOSK_TOML`.
The words were drawn when the card was built (splash_words.py), as grey levels and in several sizes; here the largest
that fits is put in the middle, turned as `hardware.rotate` says, in the dots of this panel (16 or 32 bits). A program
that has the panel shows its own picture over it; between two programs it is there again, never a console.
"""

import array
import errno
import fcntl
import os
import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

USAGE = "usage: splash.py WORDS KIOSK_TOML    a folder of *.pgm, and the file that says how the panel is turned"
PAPER, INK = (246, 244, 239), (11, 54, 92)  # as on the home screen
GET, PUT, FIXED = 0x4600, 0x4601, 0x4602  # linux/fb.h: FBIOGET_VSCREENINFO, FBIOPUT_VSCREENINFO, FBIOGET_FSCREENINFO
_VARIABLE, _ACTIVATE, _LINE = 160, 84, 48  # bytes of fb_var_screeninfo; where its `activate` and `line_length` are
_NOW_AND_ALWAYS = 128  # FB_ACTIVATE_FORCE: also where nothing changes, the panel may still be off
_ROTATE = re.compile(rb"(?m)^[ \t]*rotate[ \t]*=[ \t]*(90|180|270)\b")
Ioctl = Callable[[int, int, bytearray], int]


@dataclass(frozen=True)
class Shape:
    """A framebuffer: size in dots, bytes a row, bits a dot, and of red, green and blue (first bit, bits)."""

    width: int
    height: int
    pitch: int
    bits: int
    colours: tuple[tuple[int, int], ...]

    def dot(self, level: int) -> int:
        """Between paper (0) and ink (255)."""
        mixed = (p + (i - p) * level // 255 for p, i in zip(PAPER, INK, strict=True))
        return sum(c >> 8 - bits << first for c, (first, bits) in zip(mixed, self.colours, strict=True))


@dataclass(frozen=True)
class Words:
    """A drawn text: `grey` has one byte a dot, row by row."""

    width: int
    height: int
    grey: bytes

    def turned(self, rotate: int) -> "Words":
        """For a panel that stands turned clockwise by 0, 90, 180 or 270 degrees."""
        columns = [self.grey[x :: self.width] for x in range(self.width)]
        if rotate == 90:
            return Words(self.height, self.width, b"".join(reversed(columns)))
        if rotate == 270:
            return Words(self.height, self.width, b"".join(column[::-1] for column in columns))
        return Words(self.width, self.height, self.grey[::-1]) if rotate else self


def read_words(pgm: bytes) -> Words:
    """From a file of Netpbm's kind P5. Raises ValueError."""
    kind, size, _, grey = pgm.split(b"\n", 3)
    width, height = map(int, size.split())
    if kind != b"P5" or len(grey) != width * height:
        raise ValueError("no grey picture (P5)")
    return Words(width, height, grey)


def rotation(toml: bytes) -> int:
    """`hardware.rotate` of a kiosk.toml that may be broken, or saved as UTF-16: 0 where it cannot be seen."""
    found = _ROTATE.search(toml.replace(b"\0", b""))
    return int(found[1]) if found else 0


def fitting(shape: Shape, choice: list[Words]) -> Words | None:
    """The widest that leaves a twentieth at both sides, of texts turned already."""
    fit = [w for w in choice if w.width <= 0.9 * shape.width and w.height <= 0.9 * shape.height]
    return max(fit, key=lambda words: len(words.grey), default=None)


def picture(shape: Shape, words: Words | None) -> bytes:
    """All of the framebuffer: paper, and the words in its middle."""
    kind = {16: "H", 32: "I"}[shape.bits]
    dots = array.array(kind, [shape.dot(0)]) * (shape.pitch * 8 // shape.bits * shape.height)
    if words is not None:
        table, row = [shape.dot(level) for level in range(256)], shape.pitch * 8 // shape.bits
        left, top = (shape.width - words.width) // 2, (shape.height - words.height) // 2
        for y in range(words.height):
            at, line = (top + y) * row + left, words.grey[y * words.width : (y + 1) * words.width]
            dots[at : at + words.width] = array.array(kind, map(table.__getitem__, line))
    return dots.tobytes()


def shape_of(fd: int, ioctl: Ioctl) -> tuple[Shape, bytearray]:
    """What the kernel says of its framebuffer; and its own words, to be given back by `PUT`."""
    variable, fixed = bytearray(_VARIABLE), bytearray(_VARIABLE)
    ioctl(fd, GET, variable)
    ioctl(fd, FIXED, fixed)
    width, height, bits = struct.unpack_from("=II16xI", variable)
    colours = tuple(struct.unpack_from("=II", variable, 32 + 12 * n) for n in range(3))
    return Shape(width, height, struct.unpack_from("=I", fixed, _LINE)[0], bits, colours), variable


def show(path: Path, choice: list[Words], rotate: int, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Switches the panel to the framebuffer and fills it; the kernel's empty console, if it is there, draws between."""
    fd = os.open(path, os.O_RDWR)
    try:
        shape, variable = shape_of(fd, ioctl)
        _switch(fd, variable, ioctl)
        os.pwrite(fd, picture(shape, fitting(shape, [words.turned(rotate) for words in choice])), 0)
    finally:
        os.close(fd)


def _switch(fd: int, variable: bytearray, ioctl: Ioctl) -> None:
    """A program that has the panel already keeps it."""
    struct.pack_into("=I", variable, _ACTIVATE, _NOW_AND_ALWAYS)
    try:
        ioctl(fd, PUT, variable)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise


def run(words: Path, toml: Path, framebuffer: Path = Path("/dev/fb0")) -> None:
    choice = [read_words(path.read_bytes()) for path in sorted(words.glob("*.pgm"))]
    show(framebuffer, choice, rotation(toml.read_bytes()) if toml.exists() else 0)


def main(argv: list[str]) -> int:
    """0 shown; 1 there is no such panel; 2 other words. Read by hand: argparse costs a part of the seconds to win."""
    if len(argv) != 2:
        print(USAGE, file=sys.stdout if argv == ["--help"] else sys.stderr)
        return 0 if argv == ["--help"] else 2
    try:
        run(Path(argv[0]), Path(argv[1]))
    except OSError as error:
        print(f"splash: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
