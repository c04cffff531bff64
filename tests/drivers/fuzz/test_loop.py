"""What the app's loop owns, against far ends that do anything: panel, screen, lamps, buttons, voice."""

import os
import random
import select
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from display.engine import pygame
from display.panels import MappedPanel
from drivers.drm import cards as drm_cards
from drivers.drm.calls import Mode
from drivers.drm.choosing import Wish
from drivers.drm.screen import DrmScreen
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.gpio.lines import LineFactory
from drivers.ports import ButtonPressed, Touched
from drivers.speaker import HANGS_MS, ChildSpeaker
from drivers.touch import TouchPanel
from kiosk.app.voice import Voice
from kiosk.devices import found
from kiosk.devices.found import FoundButtons, FoundLamps
from kiosk.devices.panel import RETRY_MS, FoundPanel
from kiosk.devices.touch import TouchInput
from tests.drivers.fuzz.faults import EVENTS, ROUND, News, alive, anything, failing, held, none_left
from tests.drivers.screens.simulated_card import SimulatedCard
from tests.drivers.simulated_lines import SimulatedLines
from tests.drivers.touch.simulated_panel import KINDS, Kind, SimulatedPanel, simulated_panel

HERE = "MainThread"


@pytest.mark.parametrize("kind", KINDS)
def test_a_touch_panel_that_does_anything(tmp_path: Path, kind: Kind) -> None:
    """Pulled, lost records, any call fails: looked for again, and after each round the next tap is one."""
    dice, before, news, touched, mono = random.Random(20), held(), News("touch"), list[Touched](), 0
    watched = dict[int, Callable[[], None]]()
    with simulated_panel(tmp_path, kind) as far, failing(dice, HERE) as faults:
        panel = TouchInput(
            lambda: TouchPanel(far.path, (1280, 800)),
            news,
            watched.__setitem__,
            watched.__delitem__,
            touched.append,
        )

        def turn(share: float) -> None:
            nonlocal mono
            mono += RETRY_MS
            faults.share = share
            panel.poll(mono)
            for read in tuple(watched.values()):
                read()
            faults.share = 0.0

        plugged = True
        for n in range(EVENTS):
            act = dice.choice(("finger", "finger", "lose", "caught_up", "plug", "raise", "turn", "turn"))
            if act == "plug":
                far.unplug() if plugged else far.plug()
                plugged, far.dropping = not plugged, False
            elif act == "raise":
                far.raises = dice.choice((None, anything(dice)))
            elif act == "turn":
                turn(dice.choice((0.0, 0.1, 0.5)))
            elif plugged:
                _fingers(far, dice, act)
            if n % ROUND == ROUND - 1:
                far.plug() if not plugged else None
                plugged, far.raises = True, None
                turn(0.0)
                turn(0.0)
                for finger in tuple(far.fingers):
                    far.up(finger)
                far.caught_up()
                turn(0.0)
                turn(0.0)
                touched.clear()
                far.tap(7, 9)
                turn(0.0)
                assert [one.phase for one in touched] == ["down", "up"] and news.there()
        panel.close()
    news.in_turn()
    none_left(before)


def _fingers(far: SimulatedPanel, dice: random.Random, act: str) -> None:
    if act != "finger":
        getattr(far, act)()
        return
    finger = dice.randrange(3)
    if finger not in far.fingers:
        far.down(finger, dice.randrange(4096), dice.randrange(4096))
    elif dice.random() < 0.5:
        far.move(finger, dice.randrange(4096), dice.randrange(4096))
    else:
        far.up(finger)


def test_a_screen_that_does_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another master, no memory, any call fails at any time, panels come and go: what is there is drawn in, each loss
    is told once, and no descriptor stays."""
    dice, before, news, mono = random.Random(20), held(), News("screen"), 0
    (tmp_path / "card0").write_bytes(b"")
    monkeypatch.setattr(drm_cards, "CARDS", tmp_path)
    card, picture = SimulatedCard([(Mode(width=8, height=6),)]), pygame.Surface((8, 6), depth=32)
    calls = (
        *("Resources", "Connector", "Property", "Encoder", "CreateDumb", "DestroyDumb", "Frame", "RemoveFrame"),
        *("MapDumb", "Crtc", "Dirty", "Master", "map"),
    )
    with failing(dice, HERE) as faults:
        panel = FoundPanel(lambda: MappedPanel(DrmScreen(Wish((8, 6)), ioctl=card.ioctl, map_=card.map)), news)
        for n in range(EVENTS):
            card.raises = {dice.choice(calls): anything(dice)} if dice.random() < 0.4 else {}
            mono += dice.randrange(RETRY_MS)
            if dice.random() < 0.2:
                card.plug(0, dice.choice(((), (Mode(width=8, height=6),), (Mode(width=4, height=3),))))
            faults.share = dice.choice((0.0, 0.1))
            panel.poll(mono)
            panel.show(picture, [(dice.randrange(8), 0, 1, 1)])
            faults.share = 0.0
            if n % ROUND == ROUND - 1:
                card.raises = {}
                card.plug(0, (Mode(width=8, height=6),))
                for _ in range(2):
                    panel.poll(mono := mono + RETRY_MS)
                assert news.there() and card.size() == (8, 6)
                card.raises = {"Dirty": anything(dice), "Crtc": anything(dice)}
                card.scans = False
        panel._panel.lost("the end")
    states = news.states()  # another panel without a loss is a return of its own
    assert all(one or other for one, other in pairwise(states)) and len(states) > EVENTS // ROUND
    os.close(card.fd)
    none_left(before)


def test_pins_that_do_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chip goes and comes, lines are held by others, edges come as they like, and any system call fails: heard and
    lit again each time."""
    dice, before = random.Random(20), held()
    news, lamp_news = News("buttons"), News("lamps")
    monkeypatch.setattr("drivers.gpio.lines._RETRY_MS", (5,))
    far, clock = SimulatedLines(), (lambda: round(time.monotonic() * 1000))
    factory = LineFactory(far.ask, news)
    buttons = FoundButtons(lambda: PinButtons([("a", 5), ("b", 6)], news, clock, factory), news)
    lamps = FoundLamps(lambda: PinLamps([("a", 16), ("b", 17)], factory), lamp_news)
    mono = 0
    with failing(dice, "pins", "buttons", spared=("socket",)) as faults:  # of which the far end is made, in our thread
        for n in range(EVENTS):
            act = dice.choice(("edge", "edge", "edge", "gone", "there", "show", "poll", "faults", "nap"))
            if act == "edge":
                far.drive(dice.choice((5, 6)), dice.randrange(2))
            elif act in ("gone", "there"):
                far.gone = act == "gone"
            elif act == "show":
                lamps.show(dice.choice(([], ["a"], ["b"])), dice.choice(([], ["a"])))
            elif act == "poll":
                mono += found.RETRY_MS
                buttons.poll(mono)
                lamps.poll(mono)
            elif act == "faults":
                faults.share = dice.choice((0.0, 0.02, 0.3))
            else:
                time.sleep(dice.choice((0.0, 0.001)))
            if n % ROUND == ROUND - 1:
                far.gone, faults.share = False, 0.0
                mono += found.RETRY_MS
                buttons.poll(mono)
                lamps.show(["a"])
                lamps.poll(mono := mono + found.RETRY_MS)
                assert lamp_news.there() and (far.level(16), far.level(17)) == (1, 0)
                _pressed(far, news)
                alive("buttons", "pins")
    lamps.close()
    buttons.close()
    factory.close()
    lamp_news.in_turn()
    assert far.held == {}
    none_left(before, "buttons", "pins")


def _pressed(far: SimulatedLines, news: News) -> None:
    """A finger on each, as often as it takes a person who sees that nothing happens."""
    news.wait(news.there, "the buttons' return")
    for pin, name in ((5, "a"), (6, "b")):
        end, already = time.monotonic() + 60, len(news.all)
        while not any(isinstance(said, ButtonPressed) and said.name == name for said in news.all[already:]):
            assert time.monotonic() < end, news.all[-5:]
            far.drive(pin, 1)
            time.sleep(0.03)
            far.drive(pin, 0)
            time.sleep(0.03)
        far.drive(pin, 1)


HANGS = "sleep 999"
PLAYERS = ("exit 0", "exit 0", "exit 1", "kill -9 $$", HANGS)


def test_a_player_that_does_anything(tmp_path: Path) -> None:
    """It fails, dies, hangs, is gone, cannot be started: each call is tried, and the next one said when it works."""
    dice, before, news, now = random.Random(20), held(), News("speaker"), 0
    watched, player = dict[int, Callable[[], None]](), tmp_path / "player"
    _plays(player, "exit 0")
    with failing(dice, HERE, spared=("read",)) as faults:  # Popen's own, after which it would leave its child
        voice = Voice(ChildSpeaker([str(player)]), watched.__setitem__, news, lambda: now)
        for n in range(EVENTS):
            _plays(player, script := dice.choice((*PLAYERS, "")))
            faults.share = dice.choice((0.0, 0.0, 0.1))
            voice.say(f"call {n}")
            faults.share = 0.0
            now = _to_its_end(voice, watched, now, script == HANGS)
            if n % ROUND == ROUND - 1:
                _plays(player, "exit 0")
                voice.say("all is well")
                now = _to_its_end(voice, watched, now, False)
                assert news.there() and not watched
    news.in_turn()
    none_left(before)


def _plays(player: Path, script: str) -> None:
    """ "": it is gone."""
    player.unlink(missing_ok=True)
    if script:
        player.write_text(f"#!/bin/sh\n{script}\n")
        player.chmod(0o755)


def _to_its_end(voice: Voice, watched: dict[int, Callable[[], None]], now: int, hangs: bool) -> int:
    """The loop, and the time behind it: one that hangs is ended by the voice, on its own clock."""
    if hangs and watched:
        now += HANGS_MS
        voice._clock = lambda: now
        voice.poll()
    while watched:
        poll = select.poll()
        for fd in watched:
            poll.register(fd, select.POLLIN)
        ((fd, _),) = poll.poll(60_000)
        watched.pop(fd)()
    return now
