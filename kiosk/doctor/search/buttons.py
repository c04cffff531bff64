"""Finds the buttons: each is pressed in turn and the pin that fell is its pin; the lamp that the file names is lit.

Every free pin is listened to: not the pins of lamps, and not those of the serial line on a Pi's header while a device
of the file hangs there, which would lose its line by it.
"""

import contextlib
import queue
from collections.abc import Iterator, Sequence

from drivers.clock import SystemClock
from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.ports import ButtonPressed, Input, Missing
from kiosk.config.load import load
from kiosk.config.options import Button, Config
from kiosk.doctor.person.person import yes
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write_pins
from kiosk.service.findings import Bilingual, Finding

_UART, _CTS_RTS = (14, 15), (16, 17)
_ON_HEADER = ("ttyAMA", "ttyS", "serial0")
Presses = queue.Queue[Input]


def find_buttons(round_: Round) -> Finding:
    """Pins by pressing, written into the file; lamps by looking."""
    config = load(round_.file)
    try:
        with _lamps(round_, config.buttons) as lamps, _listening(round_, config) as heard:
            pins, dark = _asked(round_, config.buttons, lamps, heard)
    except Missing as missing:
        do = Bilingual("dừng kiosk-app rồi thử lại", "stop the app first: systemctl stop kiosk-app")
        return Finding("buttons", False, Bilingual(str(missing), str(missing)), do)
    write_pins(round_.file, pins)
    return _told([button.name for button in config.buttons], pins, dark)


def _told(names: Sequence[str], pins: dict[str, int], dark: Sequence[str]) -> Finding:
    mute = [name for name in names if name not in pins]
    words = ", ".join(f"{name} = GPIO {pin}" for name, pin in pins.items()) or "-"
    said = Bilingual(f"nút: {words}", f"buttons: {words}")
    wrong = [*(f"{name}: no press" for name in mute), *(f"{name}: lamp dark" for name in dark)]
    do = (
        Bilingual(f"xem lại dây: {', '.join([*mute, *dark])}", f"check the wires: {'; '.join(wrong)}")
        if wrong
        else None
    )
    facts = {"pins": pins, "mute": mute, "dark": list(dark)}
    return Finding("buttons", not wrong, said, do or Bilingual("", ""), facts)


def _asked(
    round_: Round, buttons: Sequence[Button], lamps: PinLamps, heard: Presses
) -> tuple[dict[str, int], list[str]]:
    """The pin of each button that was pressed, and the names of those whose lamp stayed dark."""
    pins, dark = dict[str, int](), list[str]()
    for button in buttons:
        lamps.show([button.name])
        round_.person.say(Bilingual(f"Xin bấm nút {button.name}", f"Press {button.name}"))
        with contextlib.suppress(queue.Empty):
            pins[button.name] = _pressed(heard, tuple(pins.values()), round_.seconds)
        if button.lamp >= 0 and not _lit(round_, button):
            dark.append(button.name)
    return pins, dark


def _lit(round_: Round, button: Button) -> bool:
    said = Bilingual(f"Đèn của nút {button.name} có sáng không?", f"Is the lamp of {button.name} lit?")
    return yes(round_.person, "lamp", said, button.name)


def _pressed(heard: Presses, known: Sequence[int], seconds: float) -> int:
    """The next pin that is nobody's yet. Raises queue.Empty."""
    while not isinstance(said := heard.get(timeout=seconds), ButtonPressed) or int(said.name) in known:
        continue
    return int(said.name)


@contextlib.contextmanager
def _lamps(round_: Round, buttons: Sequence[Button]) -> Iterator[PinLamps]:
    lamps = PinLamps([(b.name, b.lamp) for b in buttons if b.lamp >= 0], round_.factory)
    try:
        yield lamps
    finally:
        lamps.close()


@contextlib.contextmanager
def _listening(round_: Round, config: Config) -> Iterator[Presses]:
    heard: Presses = queue.Queue()
    pins = PinButtons([(str(pin), pin) for pin in free(config)], heard.put, SystemClock().mono, round_.factory)
    try:
        yield heard
    finally:
        pins.close()


def free(config: Config) -> list[int]:
    """GPIO numbers that may be a button's."""
    lines = (config.printer.path, config.scanner.path)
    header = any(name in path for path in lines for name in _ON_HEADER)
    uart = {*_UART, *(_CTS_RTS if config.printer.flow == "rtscts" else ())} if header else set()
    return [pin for pin in range(2, 28) if pin not in {b.lamp for b in config.buttons} and pin not in uart]
