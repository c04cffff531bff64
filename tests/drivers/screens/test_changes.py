"""Monitors that come, go and change while the kiosk runs: the real driver on a played card, up to the finger."""

import errno
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from display.panels import MappedPanel
from drivers.drm import cards as drm_cards
from drivers.drm.calls import Mode
from drivers.drm.choosing import Wish
from drivers.drm.screen import DrmScreen
from drivers.ports import DeviceBack, DeviceFailed, Input
from kiosk.config.options import Kiosk
from kiosk.devices.panel import LOOK_MS, RETRY_MS, FoundPanel
from kiosk.devices.screen import READ_MS, Screen
from scripts.screenshots.views import HOME
from tests.drivers.screens.simulated_card import INTERLACED, NAMED, NONE, OWN, Monitor, SimulatedCard, edid, mode

SEEN_MS = 3000  # a change is seen within it
TEN_INCH = Monitor((mode(1280, 800, OWN),), mm=(217, 136))
HD = Monitor((mode(1920, 1080, OWN), mode(1280, 720)), mm=(476, 268), edid=edid("TV"))
NO_EDID = Monitor((mode(1024, 768, OWN), mode(800, 600), mode(640, 480)))
FOUR_K = Monitor((mode(3840, 2160, OWN), mode(1920, 1080), mode(1280, 720)), mm=(600, 340), edid=edid("4K"))
SMALL = Monitor((mode(800, 480, OWN),), mm=(154, 86))
LAPTOP = Monitor((mode(1366, 768, OWN),), mm=(16, 9), edid=b"junk" * 40)
OLD_TV = Monitor((mode(720, 576, OWN, INTERLACED),))
MONITORS = {"ten inch": TEN_INCH, "1080p": HD, "no EDID": NO_EDID, "4K": FOUR_K, "7 inch": SMALL}
MONITORS |= {"1366 x 768, a spoilt EDID": LAPTOP, "interlaced": OLD_TV}


class Box:
    """A kiosk's screen in front of a card; `pass_ms` is its loop."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *hangs: Monitor, rotate: int = 0) -> None:
        self.cards = folder / "dri"
        self.cards.mkdir()
        (self.cards / "card1").write_bytes(b"")
        monkeypatch.setattr(drm_cards, "CARDS", self.cards)
        self.card, self.told, self.mono = SimulatedCard(list(hangs)), list[Input](), 0
        size = (1280, 800) if rotate in (0, 180) else (800, 1280)
        self.wish, kiosk = Wish(size), Kiosk()
        self.found = FoundPanel(lambda: MappedPanel(self.open(), rotate), self.told.append)
        self.screen = Screen(self.found, kiosk, clock=lambda: self.mono)
        self.screen.show(HOME)
        self.found.poll(0)

    def open(self) -> DrmScreen:
        return DrmScreen(self.wish, ioctl=self.card.ioctl, map_=self.card.map)

    def pass_ms(self, ms: int) -> None:
        """As the loop sleeps: until something is due, or a second."""
        end = self.mono + ms
        while self.mono < end:
            due = self.found.ms_until_due(self.mono)
            self.mono = min(end, self.mono + min(1000, max(1, 1000 if due is None else due)))
            self.found.poll(self.mono)

    def shows(self) -> bool:
        """The whole home screen stands on the panel, in the mode that is set."""
        width, height, rgb = self.screen.picture()
        dots = [self.card.dot(x, y) for y in (0, height // 2, height - 1) for x in (0, width // 3, width - 1)]
        at = [3 * (y * width + x) for y in (0, height // 2, height - 1) for x in (0, width // 3, width - 1)]
        return self.card.size() == (width, height) and dots == [tuple(rgb[n : n + 3]) for n in at]

    def states(self) -> list[str]:
        return ["lost" if isinstance(word, DeviceFailed) else "back" for word in self.told]

    def close(self) -> None:
        self.found._panel.lost("the end")
        os.close(self.card.fd)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Box]]:
    made = list[Box]()

    def build(*hangs: Monitor, rotate: int = 0) -> Box:
        made.append(Box(tmp_path, monkeypatch, *hangs, rotate=rotate))
        return made[-1]

    yield build
    for one in made:
        one.close()


@pytest.mark.parametrize("name", MONITORS)
def test_it_draws_whole_in_what_hangs_there(box: Callable[..., Box], name: str) -> None:
    """With the default size in the settings; what is not as they ask is news with its mode."""
    kiosk = box(MONITORS[name])
    assert kiosk.shows()
    assert [word.why.partition(":")[0] for word in kiosk.told if isinstance(word, DeviceBack)] == (
        [] if name == "ten inch" else ["HDMI-A-1"]
    )


@pytest.mark.parametrize("before", ["ten inch", "no EDID", "1080p"])
@pytest.mark.parametrize("after", MONITORS)
def test_another_monitor_is_drawn_on_within_three_seconds(box: Callable[..., Box], before: str, after: str) -> None:
    """Swapped while it runs: another size and shape, no EDID, the same again; its mode is set anew, and said."""
    kiosk = box(MONITORS[before])
    kiosk.pass_ms(60_000)
    looks, told = kiosk.card.looks, len(kiosk.told)
    kiosk.card.plug(0, replace(MONITORS[after], edid=edid(f"OTHER {after[:6]}")))
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and kiosk.card.looks > looks
    said = kiosk.told[told:]
    assert len(said) == 1 and isinstance(said[0], DeviceBack) and "OTHER" in said[0].why


def test_a_monitor_that_is_switched_off_and_on(box: Callable[..., Box]) -> None:
    """Its loss is told within three seconds; on again, the mode is set anew though it is the same, and that is told."""
    kiosk = box(TEN_INCH)
    starts = kiosk.card.starts
    for _ in range(3):
        kiosk.card.plug(0, NONE)
        kiosk.pass_ms(SEEN_MS)
        assert kiosk.states()[-1] == "lost" and "no panel answers on HDMI-A-1" in kiosk.told[-1].why  # type: ignore[union-attr]
        kiosk.pass_ms(60_000)
        kiosk.card.plug(0, TEN_INCH)
        kiosk.pass_ms(SEEN_MS)
        assert kiosk.states()[-1] == "back" and kiosk.shows()
    assert kiosk.states() == ["lost", "back"] * 3
    assert kiosk.card.starts >= starts


def test_the_same_monitor_again_is_started_anew(box: Callable[..., Box]) -> None:
    """Off and on between two looks, by its EDID alone: the same mode is none for the kernel, so it is dark first."""
    kiosk = box(HD)
    starts = kiosk.card.starts
    kiosk.card.plug(0, replace(HD, edid=edid("TV 2")))
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.card.starts == starts + 1 and kiosk.shows()


def test_a_monitor_that_was_off_at_the_start(box: Callable[..., Box]) -> None:
    """Nothing hangs there, then something does: drawn on within three seconds."""
    kiosk = box(NONE, NONE)
    assert kiosk.states() == ["lost"] and kiosk.card.size() == (0, 0)
    kiosk.pass_ms(30_000)
    kiosk.card.plug(1, HD)
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and kiosk.states() == ["lost", "back"]
    assert "HDMI-A-2: 1920 x 1080 at 60 Hz, DEL TV" in kiosk.told[-1].why  # type: ignore[union-attr]


def test_the_cable_is_moved_to_the_other_socket(box: Callable[..., Box]) -> None:
    """The picture follows; a second monitor beside it does not draw it away."""
    kiosk = box(HD, NONE)
    kiosk.card.plug(0, NONE)
    kiosk.card.plug(1, HD)
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and "HDMI-A-2" in kiosk.told[-1].why  # type: ignore[union-attr]
    kiosk.card.plug(0, TEN_INCH)
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and kiosk.card.size() == (1920, 1080)


def test_looking_asks_no_monitor(box: Callable[..., Box]) -> None:
    """An hour of looks at a monitor that stays: the kernel is asked what it knows, and the monitor never."""
    kiosk = box(HD)
    looks = kiosk.card.looks
    kiosk.pass_ms(3_600_000)
    assert kiosk.card.looks == looks and kiosk.found.ms_until_due(kiosk.mono) in range(LOOK_MS + 1)


def test_a_sleeping_monitor_holds_nobody_up(box: Callable[..., Box]) -> None:
    """A card that never tells of a shown picture: nothing is read from it, so nothing waits for it."""
    kiosk = box(HD)
    reader, writer = os.pipe()  # a card's file on which no event ever comes: who read from it would stand still
    os.dup2(reader, kiosk.found._panel.device._frame.fileno())  # type: ignore[union-attr]
    kiosk.screen.show(replace(HOME, clock="09:09"))
    kiosk.pass_ms(10_000)
    os.close(reader)
    os.close(writer)
    assert kiosk.shows()


def test_a_mode_that_the_card_refuses_is_not_the_end(box: Callable[..., Box]) -> None:
    """More than its memory or its clock can do: said with the mode, and the next best is set at the next look."""
    kiosk = box(TEN_INCH)
    kiosk.card.refuses = {(1920, 1080)}
    kiosk.card.plug(0, HD)
    kiosk.pass_ms(2 * RETRY_MS)
    assert kiosk.shows() and kiosk.card.size() == (1280, 720) and kiosk.states() == ["lost", "back"]
    assert "Invalid argument; the card refuses 1920 x 1080" in kiosk.told[0].why  # type: ignore[union-attr]


def test_another_program_draws_and_lets_go(box: Callable[..., Box]) -> None:
    """Its picture on the panel is news; when it lets go, ours is back."""
    kiosk = box(HD)
    kiosk.card.shows, kiosk.card.busy = 7777, True
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.states()[-1] == "lost" and "another program" in kiosk.told[-1].why  # type: ignore[union-attr]
    kiosk.pass_ms(30_000)
    kiosk.card.busy = False
    kiosk.pass_ms(RETRY_MS)
    assert kiosk.states()[-1] == "back" and kiosk.shows()


def test_who_was_master_is_it_again(box: Callable[..., Box]) -> None:
    """The right to set modes was taken away while the monitor changed: it is asked for, and the picture stands."""
    kiosk = box(HD)
    kiosk.card.told_off = True
    kiosk.card.plug(0, NO_EDID)
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and kiosk.card.size() == (1024, 768)


def test_no_memory_is_left_behind(box: Callable[..., Box]) -> None:
    """A hundred changes: one picture and one buffer on the card, as at the start."""
    kiosk = box(TEN_INCH)
    for n in range(100):
        kiosk.card.plug(0, replace((HD, NO_EDID, TEN_INCH)[n % 3], edid=edid(f"N{n}")))
        kiosk.pass_ms(SEEN_MS)
    assert kiosk.shows() and (len(kiosk.card.frames), len(kiosk.card.memories)) == (1, 1)


def test_the_number_of_the_card_changes(box: Callable[..., Box], tmp_path: Path) -> None:
    """card1 is card0 at the next look, and one that only computes stands beside it."""
    kiosk = box(HD)
    kiosk.card.raises = {"Resources": OSError(errno.EOPNOTSUPP, "Operation not supported")}
    kiosk.pass_ms(SEEN_MS)
    assert kiosk.states()[-1] == "lost"
    (kiosk.cards / "card1").rename(kiosk.cards / "card0")
    kiosk.card.raises = {}
    kiosk.pass_ms(2 * RETRY_MS)
    assert kiosk.shows() and kiosk.states()[-1] == "back"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("name", ["1080p", "no EDID", "7 inch"])
def test_a_finger_finds_what_is_drawn_in_any_mode(box: Callable[..., Box], rotate: int, name: str) -> None:
    """Touches are told in dots of the settings: the same share of the panel is the same thing after a change."""
    kiosk = box(TEN_INCH, rotate=rotate)
    kiosk.card.plug(0, MONITORS[name])
    kiosk.pass_ms(SEEN_MS)
    kiosk.mono += READ_MS
    data = kiosk.screen.data()
    wide, high = data["size"]
    built = MONITORS[name].modes[0]
    assert {wide, high} == {built.width, built.height} and (wide > high) == (rotate in (0, 180))
    touchable = [thing for thing in data["things"] if thing["role"] == "button"]
    assert touchable
    for thing in touchable:
        x, y, w, h = thing["rect"]
        finger = (x + w // 2) * 1280 // wide, (y + h // 2) * 800 // high
        assert kiosk.screen.hit(*finger) == thing["id"] and kiosk.screen.meant(*finger) == thing["id"]


def test_a_finger_that_was_down_when_the_screen_changed_means_nothing(box: Callable[..., Box]) -> None:
    """Another monitor's screen counts once it could be read."""
    kiosk = box(TEN_INCH)
    kiosk.mono += READ_MS
    thing = next(one for one in kiosk.screen.data()["things"] if one["role"] == "button")
    x, y, w, h = thing["rect"]
    assert kiosk.screen.meant(x + w // 2, y + h // 2)
    kiosk.card.plug(0, replace(HD, edid=edid("NEW")))
    kiosk.found.poll(kiosk.mono + LOOK_MS)
    assert kiosk.screen.hit(x + w // 2, y + h // 2) and not kiosk.screen.meant(x + w // 2, y + h // 2)


def test_a_mode_that_the_technician_named_is_taken(box: Callable[..., Box]) -> None:
    """`video=` on the kernel's command line: its mode goes before the panel's own."""
    assert box(Monitor((mode(1920, 1080, OWN), mode(1280, 720, NAMED)))).card.size() == (1280, 720)


def test_plugged_and_pulled_at_random_it_draws_in_the_end(box: Callable[..., Box]) -> None:
    """A thousand changes on two sockets at any time: each loss is told once, and what hangs there is drawn on."""
    kiosk, dice = box(TEN_INCH, NONE), random.Random(20)
    choices: list[Monitor | tuple[Mode, ...]] = [NONE, NONE, *MONITORS.values(), Monitor()]
    for n in range(1000):
        kiosk.card.plug(dice.randrange(2), dice.choice(choices))
        kiosk.card.busy = dice.random() < 0.05
        kiosk.pass_ms(dice.choice((10, 500, SEEN_MS)))
        if n % 50 == 49:
            kiosk.card.busy = False
            kiosk.card.plug(0, dice.choice(tuple(MONITORS.values())))
            kiosk.pass_ms(2 * RETRY_MS)
            assert kiosk.shows() and kiosk.states()[-1:] != ["lost"]
    assert "lost, lost" not in ", ".join(kiosk.states())
