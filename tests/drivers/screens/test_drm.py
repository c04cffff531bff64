"""The panel without X: the right mode, the picture turned as the panel stands, a panel that comes later. (The real
kernel draws in the image's own test.)"""

import ctypes
import errno
import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.engine import pygame
from display.panels import MappedPanel, turned
from drivers.drm import cards as drm_cards
from drivers.drm.calls import Crtc, Encoder, Frame, Mode, request
from drivers.drm.choosing import Wish, choose
from drivers.drm.screen import DrmScreen
from drivers.ports import DeviceBack, DeviceFailed, Input, Missing
from kiosk.devices.panel import LOOK_MS, RETRY_MS, FoundPanel
from tests.drivers.screens.simulated_card import INTERLACED, OWN, Monitor, SimulatedCard, mode


def opened(card: SimulatedCard, size: tuple[int, int]) -> DrmScreen:
    return DrmScreen(Wish(size), card.fd, card.ioctl, card.map)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("pads", [0, 64])
def test_a_picture_stands_upright_however_the_panel_is_turned(rotate: int, pads: int) -> None:
    """Each dot of a picture is found where the turned panel has it, with rows longer than their dots too; only the part
    that changed is written."""
    size = (8, 5) if rotate in (0, 180) else (5, 8)
    card = SimulatedCard([(mode(*size, OWN),)], pads=pads)
    panel = MappedPanel(opened(card, size), rotate)
    picture = pygame.Surface((8, 5), depth=32)
    for x in range(8):
        for y in range(5):
            picture.set_at((x, y), (10 + x, 20 + y, 30))
    panel.show(picture, [(2, 1, 6, 3)])
    for x in range(8):
        for y in range(5):
            px, py, _, _ = turned((x, y, 1, 1), (8, 5), rotate)
            assert card.dot(px, py) == ((10 + x, 20 + y, 30) if x >= 2 and 1 <= y < 4 else (0, 0, 0))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99), st.integers(1, 99), st.sampled_from((90, 180, 270)))
def test_turning_back_is_where_it_was(x: int, y: int, w: int, h: int, rotate: int) -> None:
    """A part turned by an angle and then by the rest of the circle is the part itself."""
    size = (x + w + 3, y + h + 5)
    across = size if rotate == 180 else size[::-1]
    assert turned(turned((x, y, w, h), size, rotate), across, 360 - rotate) == (x, y, w, h)


def test_nothing_is_switched_before_the_first_picture() -> None:
    """What the panel showed stays until a picture stands in the memory; then its own mode is set, once."""
    card = SimulatedCard([(), (mode(1280, 800), mode(1024, 600, OWN))])
    screen = opened(card, (1024, 600))
    assert card.shows == 0
    screen.shown([(0, 0, 1024, 600)])
    assert card.shows and card.mode is not None and (card.mode.width, card.mode.height) == (1024, 600)


def test_a_card_that_must_be_told_is_told_what_changed() -> None:
    """Parts as the kernel wants them, corners and not sizes; a card that says it need not be is not asked again."""
    card = SimulatedCard([(mode(64, 48),)], scans=False)
    screen = opened(card, (64, 48))
    screen.shown([(0, 0, 64, 48)])
    screen.shown([(3, 4, 10, 20)])
    assert card.told == [(3, 4, 13, 24)]


def test_the_panels_own_mode_is_chosen_and_never_an_interlaced_one() -> None:
    """Of modes with the right size: the panel's own, else the first that draws whole pictures."""
    assert choose([mode(8, 6, flags=INTERLACED), mode(8, 6), mode(8, 6, OWN)], (8, 6)).type == OWN  # type: ignore[union-attr]
    assert choose([mode(8, 6, flags=INTERLACED), mode(4, 3)], (8, 6)).width == 4  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (SimulatedCard([(), ()]), "no panel answers on HDMI-A-1, HDMI-A-2"),
        (SimulatedCard([(), Monitor()]), "HDMI-A-2 is connected and names no mode.*hardware.video"),
        (SimulatedCard([(mode(7680, 4320, OWN),)], most=(4096, 4096)), "HDMI-A-1 has 7680 x 4320 only.*4096 x 4096 at"),
        (SimulatedCard([]), "no panel answers on it, it has no sockets"),
    ],
)
def test_a_card_that_shows_nothing_says_what_it_has(card: SimulatedCard, words: str) -> None:
    """Nothing there, a panel without a mode, one that is larger than the card: named, with what to do."""
    with pytest.raises(Missing, match=words):
        opened(card, (1280, 800))


def test_a_card_in_another_programs_hands_is_said() -> None:
    """The kernel refuses the switch; the message names the option and the likely reason."""
    card = SimulatedCard([(mode(8, 6),)], busy=True)
    with pytest.raises(Missing, match=r'hardware\.screen = "drm".*another program'):
        opened(card, (8, 6)).shown([(0, 0, 8, 6)])


def test_the_last_picture_is_taken_over() -> None:
    """A second start on a card that was kept open writes into the very buffer that is on the panel."""
    card = SimulatedCard([(mode(8, 6),)])
    opened(card, (8, 6)).shown([(0, 0, 8, 6)])
    opened(card, (8, 6)).shown([(0, 0, 8, 6)])
    assert len(card.frames) == 1


def test_the_layouts_are_the_kernels() -> None:
    """Sizes as drm_mode.h has them on a 64-bit machine, and the number of a call."""
    assert [ctypes.sizeof(kind) for kind in (Mode, Crtc, Encoder, Frame)] == [68, 104, 20, 28]
    assert request(Crtc(), Crtc.SET) == 0xC06864A2


def test_a_panel_that_comes_later_gets_the_whole_picture() -> None:
    """Missing once said, looked for every three seconds, then shown everything."""
    there, heard, card = [False], list[Input](), SimulatedCard([(mode(8, 6),)])

    def find() -> MappedPanel:
        if not there[0]:
            raise Missing("no panel")
        return MappedPanel(opened(card, (8, 6)))

    panel, picture = FoundPanel(find, heard.append), pygame.Surface((8, 6), depth=32)
    picture.fill((9, 8, 7))
    panel.poll(0)
    panel.show(picture, [(0, 0, 1, 1)])
    panel.poll(RETRY_MS - 1)
    there[0] = True
    assert panel.ms_until_due(RETRY_MS - 1) == 1 and card.shows == 0
    panel.poll(RETRY_MS)
    assert card.dot(7, 5) == (9, 8, 7) and panel.ms_until_due(RETRY_MS) == LOOK_MS
    assert heard == [DeviceFailed("screen", "no panel"), DeviceBack("screen", "HDMI-A-1: 8 x 6 at 60 Hz, no EDID")]


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulatedCard:
    """A card whose file is opened as the kernel's is, and two beside it that are none."""
    for name in ("card0", "card1", "card2"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(drm_cards, "CARDS", tmp_path)
    return SimulatedCard([(mode(8, 6),)])


LOST: dict[str, Exception] = {
    "another program is master": OSError(errno.EACCES, "Permission denied"),
    "its memory cannot be mapped": ValueError("mmap length is greater than file size"),
    "a driver of its own kind": struct.error("bad char in struct format"),
}


@pytest.mark.parametrize("call", ["Connector", "CreateDumb", "map", "Crtc", "Frame"])
@pytest.mark.parametrize("name", LOST)
def test_a_screen_that_is_refused_costs_no_descriptor(cards: SimulatedCard, name: str, call: str) -> None:
    """Looked for forty times, whatever is refused: told once, nothing is left open, and shown in the end."""
    told, picture = list[Input](), pygame.Surface((8, 6), depth=32)
    cards.raises = {call: LOST[name]}
    found = FoundPanel(lambda: MappedPanel(DrmScreen(Wish((8, 6)), ioctl=cards.ioctl, map_=cards.map)), told.append)
    files = len(list(Path("/proc/self/fd").iterdir()))
    found.show(picture, [(0, 0, 8, 6)])
    for turn in range(40):
        found.poll(turn * RETRY_MS)
    assert [type(word) for word in told] == [DeviceFailed]
    assert len(list(Path("/proc/self/fd").iterdir())) < files + 30  # other tests' may come and go
    cards.raises = {}
    found.poll(40 * RETRY_MS)
    assert [type(word) for word in told[1:]] == [DeviceBack] and cards.shows


def test_a_card_without_a_controller_is_named(cards: SimulatedCard) -> None:
    """As an adapter's may be: no place for the picture."""
    cards.controllers = 0
    with pytest.raises(Missing, match="no controller for HDMI-A-1"):
        DrmScreen(Wish((8, 6)), ioctl=cards.ioctl, map_=cards.map)


def test_the_card_is_let_go_at_the_end() -> None:
    """Its descriptor is closed; only who was given it too still holds the picture."""
    card = SimulatedCard([(mode(8, 6),)])
    opened(card, (8, 6)).close()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(card.fd)
