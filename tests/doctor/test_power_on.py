"""Buttons 1 and 4 held at power-on: who is let in, what the menu does, and that nobody is kept waiting."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

from display.panels import MemoryPanel
from drivers.clock import SystemClock
from drivers.gpio.lines import LineFactory
from drivers.simulated.wires import SimulatedTouch
from kiosk.config.load import load
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.doctor.person.screen import ScreenPerson
from kiosk.doctor.power_on import MENU, deeds, held, log, menu
from kiosk.host.usb_stick import writable
from kiosk.service.findings import Bilingual, last
from tests.doctor.people import Told, arguments
from tests.drivers.simulated_lines import SimulatedLines

FIRST, SECOND, LAST = 5, 6, 20  # pins of the sample file: very satisfied, satisfied, dissatisfied


@pytest.fixture
def far() -> SimulatedLines:
    return SimulatedLines()


@pytest.fixture
def factory(far: SimulatedLines) -> Iterator[LineFactory]:
    made = LineFactory(far.ask)
    yield made
    made.close()


def press(far: SimulatedLines, *pins: int) -> None:
    """Before anybody has asked for the lines, as at power-on."""
    for pin in pins:
        far.drive(pin, 1)
        far.drive(pin, 0)


@pytest.mark.parametrize(
    ("pins", "opens"),
    [((), False), ((FIRST,), False), ((LAST,), False), ((FIRST, SECOND), False), ((FIRST, LAST), True)],
)
def test_only_both_ends_open_it(
    far: SimulatedLines, factory: LineFactory, file: Path, pins: tuple[int, ...], opens: bool
) -> None:
    """Neither one of them nor a neighbour does; whoever holds both is waited for once."""
    waited = list[float]()
    press(far, *pins)
    assert held(load(file), factory, waited.append) is opens
    assert len(waited) == opens


def test_a_short_press_does_not_open_it(far: SimulatedLines, factory: LineFactory, file: Path) -> None:
    """Let go of within the second."""
    press(far, FIRST, LAST)
    assert not held(load(file), factory, lambda seconds: far.drive(LAST, 1))


def test_the_pins_are_free_afterwards(far: SimulatedLines, factory: LineFactory, file: Path) -> None:
    """The kiosk can have them at once."""
    press(far, FIRST, LAST)
    assert held(load(file), factory, lambda seconds: None) and far.held == {}


class Chooses(Told):
    """Answers the menu in turn, and has seen whatever is said."""

    def __init__(self, *chosen: str) -> None:
        super().__init__({"menu": iter(chosen).__next__, "seen": "seen"})


def deed(done: list[str], name: str) -> Callable[[], Bilingual]:
    def do() -> Bilingual:
        done.append(name)
        return Bilingual(name, name)

    return do


def test_the_menu_does_what_is_chosen_until_go() -> None:
    """Each deed once, its outcome as a question that somebody has to have seen."""
    person, done = Chooses("log", "test", "go"), list[str]()
    does = {name: deed(done, name) for name in ("test", "find", "log")}
    menu(person, does)
    assert done == ["log", "test"] and [q.said.vi for q in person.asked if q.id == "seen"] == ["log", "test"]


def test_a_test_from_the_menu_is_kept_and_said(file: Path) -> None:
    """What is wrong stands on the screen, and the run is kept with its date."""
    person = Chooses("test", "go")
    menu(person, deeds(file, arguments(file), person))
    said = next(q.said.vi for q in person.asked if q.id == "seen")
    assert said.startswith("Cần xem lại: ") and "printer" in said
    assert last(Path(load(file).kiosk.data))["did"] == "test"


def test_without_a_stick_the_menu_says_what_to_do(file: Path) -> None:
    """Also where there is no journal yet: what it holds is not what the technician can do something about now."""
    assert log(file).vi.startswith("Chưa thấy USB")


def test_nobody_there_is_not_waited_for(far: SimulatedLines, factory: LineFactory, file: Path) -> None:
    """Stuck buttons: no answer comes, and the kiosk goes on."""
    config = load(file)
    screen = Screen(FoundPanel(MemoryPanel, lambda said: None), config.kiosk)
    press(far, FIRST, LAST)
    person = ScreenPerson(config, screen, SystemClock(), factory, patience=0.05)
    with pytest.raises(EOFError, match="nobody answers"):
        menu(person, {})


def test_the_log_takes_two_touches(tmp_path: Path, file: Path) -> None:
    """On the kiosk's own screen: the card of the menu, and the one that starts the kiosk."""
    file.write_text(file.read_text().replace("/dev/kiosk/touch", str(tmp_path / "touch")))
    finger, config, drawn = SimulatedTouch(tmp_path / "touch"), load(file), threading.Semaphore(0)
    screen = Screen(FoundPanel(MemoryPanel, lambda said: None), config.kiosk)
    screen.on_drawn = lambda count: drawn.release()
    done = list[str]()
    person = ScreenPerson(config, screen, SystemClock(), MockFactory(), patience=120)
    at_work = threading.Thread(target=lambda: menu(person, {"log": deed(done, "Đã chép")}))
    at_work.start()
    for card in ("answer-log", "answer-go"):
        _touch(screen, finger, drawn, card, "Đã chép" if card == "answer-go" else MENU.said.vi)
    at_work.join(120)
    assert done == ["Đã chép"] and not at_work.is_alive()


def _touch(screen: Screen, finger: SimulatedTouch, drawn: threading.Semaphore, card: str, asked: str) -> None:
    """Once that question was read."""
    things = dict[str, dict[str, Any]]()
    while things.get("question", {}).get("name") != asked or card not in things:
        assert drawn.acquire(timeout=60), f"never drawn: {asked}"
        things = {thing["id"]: thing for thing in screen.data()["things"]}
    time.sleep(screen.data()["unread_ms"] / 1000)
    x, y, w, h = things[card]["rect"]
    for phase in ("down", "up"):
        finger.write(phase, x + w // 2, y + h // 2)


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk: needs root")
def test_a_locked_boot_partition_is_opened_and_locked_again(tmp_path: Path) -> None:
    """As the card has it: read-only before and after, writable between."""
    boot = tmp_path / "boot"
    boot.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "boot", boot], check=True)
    try:
        (boot / "kiosk.toml").write_text("a")
        subprocess.run(["mount", "-o", "remount,ro", boot], check=True)
        with writable(boot):
            (boot / "kiosk.toml").write_text("b")
        with pytest.raises(OSError, match="Read-only"):
            (boot / "kiosk.toml").write_text("c")
    finally:
        subprocess.run(["umount", boot], check=True)
