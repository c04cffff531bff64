"""Devices that are wired or speak otherwise than most, under the doctor: found, written, and heard by
what was written."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from drivers.contacts import ABS_X, ABS_Y, BTN_LEFT
from drivers.ports import Touched
from drivers.printer.transport import open_line
from drivers.simulated.printer.answers import Talks
from drivers.simulated.printer.personality import Personality, SimulatedPrinter
from kiosk.config.load import load
from kiosk.devices.opening import touch_of, where_of
from kiosk.doctor.search.panels import find_touch, marks, panels
from kiosk.doctor.search.ports import Places, printer_ports
from kiosk.doctor.search.printers import find_printer
from kiosk.doctor.search.settings import Round
from kiosk.service.findings import Bilingual
from tests.doctor.people import Eyes, Told
from tests.doctor.search.test_ports import Board
from tests.drivers.touch.simulated_panel import HIGH, KINDS, Kind, SimulatedPanel, simulated_panel
from tests.paper.ways.descriptors import OWN, PRODUCT, VENDOR, End, Setting
from tests.paper.ways.usb_printer import usb_printer

# --- a panel that plays a mouse, and its kin ---

SIZE = (1280, 800)
_FINGERS, _PLACES = 0x260800000000003, 1 << ABS_X | 1 << ABS_Y
CAPABILITIES: dict[Kind, tuple[int, str]] = {  # abs, key, as sysfs shows them
    "single": (_PLACES, "400 0 0 0 0 0"),
    "mouse": (_PLACES, f"{1 << (BTN_LEFT - 256):x} 0 0 0 0"),
    "late": (_PLACES, "400 0 0 0 0 0"),
    "slots": (_FINGERS, "400 0 0 0 0 0"),
    "contacts": (_FINGERS, "0"),
}


def plugged(folder: Path, far: SimulatedPanel) -> Places:
    """A mouse, and the panel as the kernel shows it."""
    places = Places(folder / "dev", folder / "sys")
    (places.dev / "input").mkdir(parents=True)
    (places.dev / "input/event0").touch()
    (places.dev / "input/event1").symlink_to(far.path)
    across, keys = CAPABILITIES[far.kind]
    inputs = (("Logitech Mouse", "0", "1f0000 0 0 0 0", "1"), ("Odd panel", f"{across:x}", keys, "2"))
    for n, words in enumerate(inputs):
        device = places.sys / f"class/input/event{n}/device"
        (device / "capabilities").mkdir(parents=True)
        for name, word in zip(("name", "capabilities/abs", "capabilities/key", "properties"), words, strict=True):
            (device / name).write_text(word)
    return places


def raw(x: int, y: int) -> tuple[int, int]:
    return round((x + 0.5) * HIGH / SIZE[0]), round((y + 0.5) * HIGH / SIZE[1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_panel_is_found_and_heard_whatever_it_speaks(tmp_path: Path, file: Path, kind: Kind) -> None:
    """Beside a mouse, by its four corners; and the app, which opens what was written, hears a tap where it fell."""
    with simulated_panel(tmp_path, kind) as far:
        places, corners, person = plugged(tmp_path, far), iter(marks(SIZE)), Told()

        def touches(said: Bilingual) -> None:
            far.tap(*raw(*next(corners)))

        person.does, person.marks = touches, True
        found = find_touch(Round(file, person, places, seconds=60), panels(places))
        hardware = load(file).hardware
        assert found.good and "Odd panel" in found.said.en
        assert (Path(hardware.touch), hardware.rotate) == (places.dev / "input/event1", 0)
        with closing(touch_of(load(file))) as panel:
            far.tap(*raw(640, 400))
            down, up = (touched for touched in panel.read() if touched.phase != "move")
    assert (down, up) == (Touched("down", 640, 400), Touched("up", 640, 400))


# --- a USB printer with other end points than 0x01 and 0x82 ---

ODD: dict[str, Sequence[Setting]] = {
    "high numbers": (Setting(0, 0, ends=(End(0x0C), End(0x8F))),),
    "in before out": (Setting(0, 0, ends=(End(0x81), End(0x02))),),
    "behind its maker's own interface": (OWN, Setting(1, 0, ends=(End(0x04), End(0x85)))),
    "small packets": (Setting(0, 0, ends=(End(0x05, packet=8), End(0x86, packet=8))),),
}
TALKS = Personality(talks=Talks(names={66: "EPSON", 67: "TM-T88V"}))


@pytest.mark.parametrize("which", ODD)
def test_a_usb_printer_with_odd_end_points_is_found_and_prints(tmp_path: Path, file: Path, which: str) -> None:
    """Where the kernel shows it; its page came out whole, what was written opens it, nothing went to another end."""
    board, interface = Board(tmp_path), ODD[which][-1]
    board.interface(board.usb("1-1.1", f"{VENDOR:04x}", f"{PRODUCT:04x}", product="TM-T88V"), "07")
    with usb_printer(tmp_path, SimulatedPrinter(TALKS), ODD[which]) as far:
        far.kernel.clear()
        round_ = Round(file, Eyes({"usb": far}), board.places, wait=1.0)
        assert find_printer(round_, printer_ports(board.places)).good
        written = load(file).printer
        assert (written.kind, written.vendor, written.product) == ("usb", VENDOR, PRODUCT)
        assert far.carried == {end.address for end in interface.ends} and far.printer.sheets[0].cut
        with closing(open_line(where_of(written))) as line:
            line.write(b"\x10\x04\x01", 10)
            assert line.read(60.0) == b"\x12"
