"""The site around the emulated machine: a printer on its serial line, a broker and a city on the host, fingers.

`EmulatedSite.power` starts the machine and returns once a screen of ours stands on the panel, judged by the picture
that QEMU takes from outside, beside the one that this project draws for the same settings. Buttons rest at 1 and fall
to 0.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops

from display.drawing.canvas import Canvas
from display.drawing.elements import Element
from display.drawing.theme import Theme
from display.engine import pygame
from display.paper.glyph_cells import cells
from display.touchscreen.layout import layout
from drivers.simulated.printer.line import readable
from drivers.simulated.printer.personality import EPSON_80, SimulatedPrinter
from kiosk.app.presenter import Outlooks, view_of
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.settings import settings_of
from kiosk.core.calendar.moment import ClockState, Moment
from kiosk.core.dialog.dialog import Dialog
from kiosk.core.dialog.view import AnswerCard, View
from kiosk.core.state.values import State
from kiosk.doctor.power_on import MENU
from kiosk.simulation.broker import command
from kiosk.simulation.folder import choose_port, is_free
from scripts.card import layout as card_layout
from scripts.card import splash, splash_words
from scripts.card.emulator.machine import Machine
from scripts.card.paths import PROJECT

SETTINGS = PROJECT / "docs/kiosk.toml"
BUTTONS = {
    "very-satisfied": (5, 0),
    "satisfied": (6, 1),
    "neutral": (16, 2),
    "dissatisfied": (20, 4),
}  # pin there, here
GUEST = "10.0.2.15"  # the address that QEMU's network gives
HELD = ("very-satisfied", "dissatisfied")  # buttons 1 and 4
LAMP = (12, 5)
ALIKE = 0.93  # of the dots: numbers that wait and the clock differ
START_TIMEOUT_S = 600.0  # under emulation
KERNEL = (
    "Booting Linux"  # its first words; the emulated machine's own U-Boot, which is not the card's, would hear noise
)


class EmulatedSite:
    """`card`: the built image, which is copied; `folder`: pictures, logs, the city's database; `settings`: lines of
    kiosk.toml and what stands there instead; `words`: more kernel arguments. `stick`: what is plugged in next time."""

    def __init__(self, card: Path, folder: Path, settings: dict[str, str] | None = None, words: str = "") -> None:
        self.folder, self._words = folder, words
        self.stick: Path | None = None
        self.printer = SimulatedPrinter(EPSON_80, readable(cells()))
        self.machine: Machine | None = None
        self._broker = choose_port()
        self.config = settings_at(folder / "kiosk.toml", self._broker, settings or {})
        self.card = folder / "card.img"
        subprocess.run(["cp", "--sparse=always", card, self.card], check=True)
        subprocess.run(["truncate", "-s", "4G", self.card], check=True)
        self.put(folder / "kiosk.toml")
        self.home = layout(self._view(), _theme(self.config))
        doubtful = replace(self._view(), screen="ticket", ticket="B001", slip="doubtful", may_reprint=True)
        self.offer = layout(doubtful, _theme(self.config))
        self.menu = self._menu()
        self.starting = _starting(self.config)
        self.first_sign = 0.0
        self._programs = self._city()

    def put(self, settings: Path) -> None:
        put(settings, self.card)

    def _city(self) -> list[subprocess.Popen[bytes]]:
        log = (self.folder / "city.log").open("ab")
        broker = subprocess.Popen(command(self.folder / "broker", self._broker), stdout=log, stderr=log)
        self.wait(lambda: not is_free(self._broker), 10, "the broker")
        url, db = f"mqtt://127.0.0.1:{self._broker}", f"sqlite:///{self.folder / 'city.db'}"
        city = subprocess.Popen(
            [sys.executable, "-m", "sync.city", "--broker", url, "--db", db], stdout=log, stderr=log
        )
        return [city, broker]

    def _view(self, clock: ClockState = "synchronised") -> View:
        return home_view(self.config, clock)

    def _menu(self) -> View:
        """The technician's menu, as kiosk/doctor/person/screen.py draws it."""
        faces = (4, 3, 2, 1, 0, 0)
        cards = tuple(AnswerCard(a.id, a.said.vi, a.said.en, n) for a, n in zip(MENU.answers, faces, strict=False))
        asked = replace(self._view(), screen="doctor", question=MENU.said.vi, english=MENU.said.en, answers=cards)
        return replace(asked, address=f"http://{GUEST}:{self.config.console.port}/")

    # --- power ---

    def power(self, disturbed: bool = False) -> float:
        """Seconds until the home screen, or the number that was being printed when the power went; `first_sign`: until
        the panel said that the machine is starting. `disturbed`: with noise and a held key as soon as the kernel is."""
        before = self.log().count(KERNEL) if self.machine else 0
        machine = self._on()
        self.rest()
        if disturbed:
            self.wait(lambda: self.log().count(KERNEL) > before, START_TIMEOUT_S, "the kernel")
            machine.disturb()
        self.wait(lambda: alike(self.picture("now"), self.starting) == 1.0, START_TIMEOUT_S, "the first sign of life")
        self.first_sign = time.monotonic() - machine.started
        self.picture("starting")
        self.wait(self.stands, START_TIMEOUT_S, "a screen of ours")
        return time.monotonic() - machine.started

    def power_refused(self, view: View) -> float:
        """kiosk.toml is refused: seconds until the screen of its mistakes, which this view should be."""
        machine = self._on()
        self.rest()
        self.wait(lambda: self.shows(view), START_TIMEOUT_S, "the mistakes")
        return time.monotonic() - machine.started

    def shows(self, view: View) -> bool:
        return alike(self.picture("now"), _drawn(view, self.config)) >= ALIKE

    def power_held(self) -> float:
        """Buttons 1 and 4 are held while the power comes, until the technician's menu stands; its seconds."""
        machine = self._on()
        self.rest(held=HELD)
        self.wait(lambda: self.shows(self.menu), START_TIMEOUT_S, "the menu")
        self.rest()
        return time.monotonic() - machine.started

    def _on(self) -> Machine:
        self.machine = self._machine()
        threading.Thread(target=self._paper, args=(self.folder / "printer",), daemon=True).start()
        return self.machine

    def _machine(self) -> Machine:
        size = (self.config.kiosk.width, self.config.kiosk.height)
        return Machine(self.card, self.folder, size, stick=self.stick, words=self._words)

    def rest(self, held: tuple[str, ...] = ()) -> bool:
        """All buttons are up, but those held. The chip forgets its lines when the guest restarts: said every time."""
        assert self.machine is not None
        for name, (_, line) in BUTTONS.items():
            self.machine.pin(line, int(name not in held))
        return True

    def flicker(self, seconds: float) -> None:
        """Power for so long only."""
        machine = self._machine()
        time.sleep(seconds)
        machine.cut()

    def log(self) -> str:
        """What U-Boot and the kernel said, of all starts."""
        assert self.machine is not None
        return self.machine.log.read_text(encoding="utf-8", errors="replace")

    def cut(self) -> None:
        """kill -9 of the machine; the printer, which has a supply of its own, waits for the rest of its slip."""
        assert self.machine is not None
        self.machine.cut()

    def close(self) -> None:
        if self.machine is not None and self.machine.running():
            self.machine.cut()
        for program in self._programs:
            program.terminate()
            program.wait(10)

    def _paper(self, path: Path) -> None:
        """The printer's end of the serial line, until the machine is gone."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
            while data := line.recv(512):
                line.sendall(self.printer.feed(data))

    # --- seeing and touching ---

    def is_home(self) -> bool:
        return self.shows(self._view())

    def is_like_home(self, picture: Path) -> bool:
        """Of a machine with neither a printer nor a clock."""
        view = replace(self._view("unknown"), notice="no-slip")
        return alike(picture, _drawn(view, self.config)) >= ALIKE

    def stands(self) -> bool:
        """The office's name over whatever there is."""
        now, bar = self.picture("now"), (self.config.kiosk.width // 3, self.config.kiosk.height // 10)
        return alike(now, self.starting) < 1.0 and alike(now, _drawn(self._view(), self.config), bar) >= ALIKE

    def picture(self, name: str) -> Path:
        assert self.machine is not None
        return self.machine.picture(name)

    def touch_on(self, id_: str, view: View) -> None:
        """A finger on a thing of the screen of this view."""
        self.touch(id_, layout(view, _theme(self.config)))

    def touch(self, id_: str, screen: tuple[Element, ...] = ()) -> None:
        """A finger on a thing of the home screen, or of another one."""
        assert self.machine is not None
        thing = next(thing for thing in screen or self.home if thing.id == id_)
        x, y, w, h = thing.rect
        time.sleep(1)  # as long as a person reads: what has just come counts for no finger
        self.machine.tap(x + w // 2, y + h // 2)

    def press(self, name: str) -> None:
        """A button's contact closes for a fifth of a second, from outside the guest."""
        assert self.machine is not None
        self.machine.pin(BUTTONS[name][1], 0)
        time.sleep(0.2)
        self.machine.pin(BUTTONS[name][1], 1)

    def _held_up_s(self) -> float:
        return self.machine.held_up_s() if self.machine else 0.0

    def wait(self, holds: Callable[[], bool], seconds: float, what: str) -> None:
        """`seconds` in which the machine could run: who shares the cores with others waits longer. Raises TimeoutError,
        with the picture of that moment kept as `failed.png`."""
        end, before = time.monotonic() + seconds, self._held_up_s()
        while not holds():
            if time.monotonic() > end + self._held_up_s() - before:
                if self.machine is not None:
                    self.picture("failed")
                raise TimeoutError(f"{what} did not come within {seconds:.0f} s; see {self.folder}/failed.png")
            time.sleep(0.5)


def put(settings: Path, card: Path) -> None:
    """A kiosk.toml onto a card's FAT partition, as a technician does on any PC."""
    at = f"{card}@@{card_layout.BOOT.start}M"
    subprocess.run(["mcopy", "-o", "-i", at, settings, "::kiosk.toml"], check=True)


def alike(picture: Path, wanted: Image.Image, part: tuple[int, int] | None = None) -> float:
    """The share of dots that are the same, of the whole or of a part (width, height) at the top left."""
    with Image.open(picture) as seen:
        if seen.size != wanted.size:
            return 0.0
        both = ImageChops.difference(seen.convert("RGB"), wanted).convert("L").crop((0, 0, *(part or wanted.size)))
    return both.point(lambda dot: 255 * (dot > 8)).histogram()[0] / (both.width * both.height)


def settings_at(path: Path, broker: int, more: dict[str, str]) -> Config:
    """The commented file of the card, for this machine's pins and the host's broker. `more`: lines of it and what
    stands there instead."""
    text = SETTINGS.read_text(encoding="utf-8")
    changes = {
        '\nurl = ""': f'\nurl = "mqtt://10.0.2.2:{broker}"',
        "# enforce = true": "enforce = false",
        '# gpiochip = ""': 'gpiochip = "/dev/gpiochip0"',
        f"lamp = {LAMP[0]} ": f"lamp = {LAMP[1]} ",
    }
    changes |= {f"\npin = {there}": f"\npin = {here}" for there, here in BUTTONS.values()} | more
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load(path)


def home_view(config: Config, clock: ClockState) -> View:
    """The home screen on which nobody waits and no officer has signed in, now."""
    now, settings = Moment(round(time.time() * 1000), 0, "boot", clock), settings_of(config)
    return view_of(State(), Dialog(), now, settings, ahead=Outlooks(settings).before(State(), now, Dialog()))


def _theme(config: Config) -> Theme:
    kiosk = config.kiosk
    return Theme.of(kiosk.width, kiosk.height, kiosk.screen_mm)


def _starting(config: Config) -> Image.Image:
    """What splash.py puts on a panel of this size."""
    size = (config.kiosk.width, config.kiosk.height)
    shape = splash.Shape(*size, size[0] * 4, 32, ((16, 8), (8, 8), (0, 8)))
    choice = [splash.read_words(splash_words.pgm(size)) for size in splash_words.SIZES]
    return Image.frombytes("RGB", size, splash.picture(shape, splash.fitting(shape, choice)), "raw", "BGRX")


def _drawn(view: View, config: Config) -> Image.Image:
    canvas = Canvas(_theme(config))
    canvas.draw(layout(view, canvas.theme))
    return Image.frombytes("RGB", canvas.surface.get_size(), pygame.image.tobytes(canvas.surface, "RGB"))
