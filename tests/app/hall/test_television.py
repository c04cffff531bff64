"""The board on the second socket: the real driver on a played card with two controllers, up to the picture."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from display.panels import MappedPanel
from display.television.look import FRESH, RED, stale
from display.television.scene import View
from drivers.drm import cards as drm_cards
from drivers.drm.choosing import Wish
from drivers.drm.screen import DrmScreen, LentScreen
from drivers.ports import DeviceBack, DeviceFailed, Input, Missing
from kiosk.app.hall.television import SILENT_MS, Television
from kiosk.devices.panel import LOOK_MS, RETRY_MS
from tests.display.television.test_scene import call, view
from tests.drivers.screens.simulated_card import NONE, OWN, Monitor, SimulatedCard, edid, mode

PANEL = Monitor((mode(1280, 800, OWN),), mm=(217, 136))
TV = Monitor((mode(1920, 1080, OWN), mode(1280, 720)), mm=(941, 529), edid=edid("TV"))
SMALL_TV = Monitor((mode(1366, 768, OWN),), edid=edid("SMALL"))
GOLD_AT, RED_AT = (0.42, 0.12), (0.01, 0.99)  # parts of width and height: between a number and its counter; the foot


class Hall:
    """A cabinet's panel on the first socket, a television on the second; `pass_ms` lives on, second by second."""

    def __init__(self, television: Monitor, rest: int = 0) -> None:
        self.card = SimulatedCard([PANEL, television], controllers=0b11, crtcs=2)
        wish = Wish((1280, 800), never="HDMI-A-2")
        self.panel = MappedPanel(DrmScreen(wish, self.card.fd, self.card.ioctl, self.card.map))
        self.screen: DrmScreen = self.panel._frame  # type: ignore[assignment]
        self.screen.shown([(0, 0, 1280, 800)])
        self.lease, self.mono, self.told = self.screen.lend("HDMI-A-2"), 0, list[Input]()
        self.board = Television(self.open, self.told.append, (), lambda: self.mono)

    def open(self) -> MappedPanel:
        wish = Wish(None, "HDMI-A-2", only=True)
        return MappedPanel(LentScreen(wish, os.dup(self.lease), self.card.ioctl, self.card.map))

    def pass_ms(self, ms: int, told: View | None = None) -> None:
        """`told`: again and again, as the app does."""
        end = self.mono + ms
        while self.mono < end:
            self.mono = min(end, self.mono + 1000)
            if told is not None:
                self.board.hear(told)
            self.board.look()

    def at(self, place: tuple[float, float]) -> tuple[int, int, int]:
        wide, high = self.card.second_size()
        return self.card.second(int(place[0] * wide), int(place[1] * high))

    def close(self) -> None:
        self.board.panel._panel.lost("the end")
        self.panel.close()
        os.close(self.lease)


@pytest.fixture(autouse=True)
def no_other_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drm_cards, "CARDS", tmp_path)


@pytest.fixture
def hall(request: pytest.FixtureRequest) -> Iterator[Hall]:
    made = Hall(getattr(request, "param", TV))
    yield made
    made.close()


def test_a_call_stands_on_the_television_and_nothing_of_it_on_the_panel(hall: Hall) -> None:
    """Gold for ten seconds; the panel's own picture and mode are as they were."""
    hall.board.hear(view())
    before = bytes(hall.card.memories[hall.card.frames[hall.card.shows].handle])
    hall.board.hear(view(call("A015", 1)))
    assert hall.card.second_size() == (1920, 1080) and hall.at(GOLD_AT) == FRESH.gold
    hall.pass_ms(11_000, view(call("A015", 1)))
    assert hall.at(GOLD_AT) == FRESH.navy
    assert hall.card.size() == (1280, 800) and hall.card.starts == 1
    assert bytes(hall.card.memories[hall.card.frames[hall.card.shows].handle]) == before


def test_told_nothing_it_is_grey_within_ten_seconds_and_fresh_with_the_next_word(hall: Hall) -> None:
    """The app hangs, or cannot read its journal: no old call stands bright."""
    hall.board.hear(view(call("A015", 1)))
    assert hall.at(GOLD_AT) == FRESH.navy
    hall.pass_ms(SILENT_MS + 1000)
    assert hall.at(GOLD_AT) == stale(FRESH).navy and hall.at(RED_AT) == RED
    hall.board.hear(view(call("A015", 1)))
    assert hall.at(GOLD_AT) == FRESH.navy and hall.at(RED_AT) != RED


def test_a_board_that_was_never_told_anything_says_so(hall: Hall) -> None:
    hall.pass_ms(SILENT_MS + 1000)
    assert hall.at(RED_AT) == RED


@pytest.mark.parametrize("hall", [NONE], indirect=True)
def test_a_television_that_is_switched_on_later_is_drawn_on(hall: Hall) -> None:
    """Its absence is told once, and that it is there; the panel was neither asked nor started anew."""
    hall.pass_ms(60_000, view(call("A015", 1)))
    assert [type(one) for one in hall.told] == [DeviceFailed] and hall.card.second_size() == (0, 0)
    hall.card.plug(1, TV)
    hall.pass_ms(RETRY_MS + 1000, view(call("A015", 1)))
    assert hall.card.second_size() == (1920, 1080) and hall.at(GOLD_AT) == FRESH.navy
    assert [type(one) for one in hall.told] == [DeviceFailed, DeviceBack]
    assert hall.card.starts == 1 and not hall.screen.changed()


def test_switched_off_swapped_and_on_again_and_again(hall: Hall) -> None:
    """Each time the whole board stands there in the new one's size, and no memory is left behind."""
    hall.pass_ms(1000, view())
    for n in range(12):
        hall.card.plug(1, NONE)
        hall.pass_ms(LOOK_MS + 1000, view())
        hall.card.plug(1, (TV, SMALL_TV)[n % 2])
        hall.pass_ms(RETRY_MS + LOOK_MS, view())
        assert hall.card.second_size() == ((1920, 1080), (1366, 768))[n % 2]
        assert hall.at((0.0, 0.0)) == FRESH.paper and hall.at(GOLD_AT) == FRESH.navy
    assert (len(hall.card.frames), len(hall.card.memories)) == (2, 2)
    assert [type(one) for one in hall.told] == [DeviceFailed, DeviceBack] * 12


def test_the_panel_never_goes_to_the_televisions_socket() -> None:
    """Its own monitor is off: better no picture than the number's screen in the hall."""
    card = SimulatedCard([NONE, TV], controllers=0b11, crtcs=2)
    with pytest.raises(Missing, match=r"no panel answers on HDMI-A-1$"):
        DrmScreen(Wish((1280, 800), never="HDMI-A-2"), card.fd, card.ioctl, card.map)


def test_a_television_is_no_change_of_the_panel(hall: Hall) -> None:
    """It comes and goes: the panel is not looked for anew, which would be a dark moment for who stands there."""
    for monitor in (NONE, SMALL_TV, TV):
        hall.card.plug(1, monitor)
        assert not hall.screen.changed()


def test_nothing_is_lent_twice_and_a_socket_of_another_card_not_at_all(hall: Hall) -> None:
    assert hall.screen.lend("HDMI-A-3") == -1
    with pytest.raises(Missing, match=r"board\.output: HDMI-A-2: Device or resource busy"):
        hall.screen.lend("HDMI-A-2")


def test_who_may_not_lend_says_so() -> None:
    """Another program is the card's master."""
    card = SimulatedCard([PANEL, TV], controllers=0b11, crtcs=2)
    screen = DrmScreen(Wish((1280, 800)), card.fd, card.ioctl, card.map)
    card.raises = {"CreateLease": OSError(errno.EACCES, "Permission denied")}
    with pytest.raises(Missing, match=r"board\.output: HDMI-A-2: Permission denied"):
        screen.lend("HDMI-A-2")
    screen.close()


def test_a_card_with_one_controller_cannot_show_two_pictures() -> None:
    card = SimulatedCard([PANEL, TV])
    screen = DrmScreen(Wish((1280, 800)), card.fd, card.ioctl, card.map)
    with pytest.raises(Missing, match="no controller for HDMI-A-2"):
        screen.lend("HDMI-A-2")
    screen.close()
